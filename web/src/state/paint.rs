//! Colours for lines of the script: process names in their process's hue, verbs bold, comments quiet, what is wrong underlined.

use std::collections::BTreeMap;
use std::rc::Rc;

use forkscope_scenario::lexer::{Lexer, Token, TokenKind};
use forkscope_scenario::symbol::Symbol;
use forkscope_scenario::{words, Diagnostic, Severity};
use forkscope_view::Mark;

use crate::state::lines::{underlines, Underline};

/// What is needed to colour any line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Paint {
    /// The mark of each process, by name.
    pub(crate) marks: Rc<BTreeMap<String, Mark>>,
    /// What is wrong.
    pub(crate) wrong: Rc<[Diagnostic]>,
    /// What stood against an expectation that did not hold, by line.
    pub(crate) actual: Rc<BTreeMap<usize, String>>,
}

/// A piece of a line, all in one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// Where it starts in the line.
    pub(crate) start: usize,
    /// Its text.
    pub(crate) text: &'t str,
    /// Its class in the style sheet; empty for plain text.
    pub(crate) class: String,
}

impl Paint {
    /// The pieces of a line; `number` counts from 1, `start` is where the line starts in the script.
    pub(crate) fn line<'t>(&'t self, number: usize, start: usize, line: &'t str) -> Vec<Piece<'t>> {
        let wrong = underlines(&self.wrong, start, line);
        let mut pieces = self.cut(&self.pieces(line), &wrong);
        if let Some(actual) = self.actual.get(&number) {
            pieces.push(Piece { start: line.len() + 1, text: actual, class: "tok--actual".to_owned() });
        }
        pieces
    }

    /// The pieces of a line by what they are.
    pub(crate) fn pieces<'t>(&self, line: &'t str) -> Vec<Piece<'t>> {
        let mut lexer = Lexer::new(line, 0);
        let mut pieces = Vec::new();
        let mut state = Place::Start;
        let mut done = 0;
        loop {
            let token = lexer.next_token();
            let range = token.span.range();
            push(&mut pieces, line, done, range.start, String::new());
            if token.kind == TokenKind::End {
                push(&mut pieces, line, range.start, line.len(), String::new());
                return pieces;
            }
            let class = self.class(&token, &lexer, state);
            state = state.after(&token, lexer.slice(token.span));
            push(&mut pieces, line, range.start, range.end, class);
            done = range.end;
        }
    }

    fn class(&self, token: &Token, lexer: &Lexer<'_>, place: Place) -> String {
        match &token.kind {
            TokenKind::Comment => "tok--comment".to_owned(),
            TokenKind::Text(_) | TokenKind::Byte(_) => "tok--text".to_owned(),
            TokenKind::Word => self.word(lexer.slice(token.span), place),
            TokenKind::Number { .. } | TokenKind::Hole(_) | TokenKind::Symbol(_) | TokenKind::Bad(_) | TokenKind::End => String::new(),
        }
    }

    fn word(&self, word: &str, place: Place) -> String {
        let keyword = match place {
            Place::Start => words::word_names().contains(&word),
            Place::Verb => words::verb(word).is_some(),
            Place::Rest => matches!(word, "page" | "pages" | "private" | "shared" | "anon" | "as"),
        };
        if keyword {
            return "tok--verb".to_owned();
        }
        match self.marks.get(word) {
            Some(mark) => format!("tok--process hue-{}", mark.colour),
            None => String::new(),
        }
    }

    /// Cuts pieces where underlines begin and end.
    fn cut<'t>(&self, pieces: &[Piece<'t>], wrong: &[Underline]) -> Vec<Piece<'t>> {
        let mut cut = Vec::new();
        for piece in pieces {
            let mut at = piece.start;
            let end = piece.start + piece.text.len();
            while at < end {
                let under = wrong.iter().find(|mark| mark.start <= at && at < mark.end);
                let next = wrong.iter().flat_map(|mark| [mark.start, mark.end]).filter(|edge| *edge > at).min().unwrap_or(end).min(end);
                let text = piece.text.get(at - piece.start..next - piece.start).unwrap_or(piece.text);
                cut.push(Piece { start: at, text, class: underlined(&piece.class, under) });
                at = next;
            }
        }
        cut
    }
}

fn underlined(class: &str, under: Option<&Underline>) -> String {
    match under.map(|mark| mark.severity) {
        None => class.to_owned(),
        Some(Severity::Error) => format!("{class} tok--wrong"),
        Some(Severity::Warning) => format!("{class} tok--doubt"),
    }
}

fn push<'t>(pieces: &mut Vec<Piece<'t>>, line: &'t str, start: usize, end: usize, class: String) {
    if let Some(text) = line.get(start..end).filter(|text| !text.is_empty()) {
        pieces.push(Piece { start, text, class });
    }
}

/// Where in a line a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the start, or after what starts over: a keyword or a process.
    Start,
    /// Behind a colon: a verb.
    Verb,
    /// Anywhere else.
    Rest,
}

impl Place {
    fn after(self, token: &Token, text: &str) -> Place {
        match &token.kind {
            TokenKind::Symbol(Symbol::Colon) => Place::Verb,
            TokenKind::Symbol(Symbol::BraceOpen | Symbol::Semicolon) => Place::Start,
            _ if self == Place::Start && text == "}" => Place::Start,
            _ => Place::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint() -> Paint {
        let marks = BTreeMap::from([("parent".to_owned(), Mark::of(0)), ("child".to_owned(), Mark::of(1))]);
        Paint { marks: Rc::new(marks), ..Paint::default() }
    }

    fn check(line: &str, expected: &[(&str, &str)]) {
        let paint = paint();
        let pieces = paint.pieces(line);
        let joined: String = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(joined, line);
        let coloured: Vec<(&str, &str)> = pieces.iter().filter(|piece| !piece.class.is_empty()).map(|piece| (piece.text, piece.class.as_str())).collect();
        assert_eq!(coloured, expected);
    }

    #[test]
    fn processes_have_their_hue_and_verbs_are_bold() {
        check("parent: fork child # now", &[
            ("parent", "tok--process hue-1"),
            ("fork", "tok--verb"),
            ("child", "tok--process hue-2"),
            ("# now", "tok--comment"),
        ]);
    }

    #[test]
    fn a_verb_is_one_only_behind_a_colon() {
        check("child: read fork", &[("child", "tok--process hue-2"), ("read", "tok--verb")]);
    }

    #[test]
    fn what_is_no_language_is_kept_as_it_is() {
        check("  ¿qué? \"open", &[]);
    }
}
