//! Colours for lines of the script: process names in their process's hue, verbs bold, comments quiet, what is wrong underlined.

use std::ops::Range;
use std::rc::Rc;

use forkscope_scenario::editor::{highlight, HighlightKind};
use forkscope_scenario::{Diagnostic, Severity};
use forkscope_view::Mark;

use crate::state::lines::{underlines, Underline};
use crate::state::marks::find;

/// Longer scripts are not coloured.
const MAX_TEXT: usize = 256 * 1024;

/// What every piece of a text is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Colours(Vec<(Range<usize>, HighlightKind)>);

/// What is needed to draw any line of a script.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paint {
    /// What is wrong.
    pub(crate) wrong: Rc<[Diagnostic]>,
    /// What stood against an expectation that did not hold, by line.
    pub(crate) actual: Rc<[(usize, String)]>,
    /// The values of expectations behind this line are covered.
    pub(crate) masked: usize,
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

impl Colours {
    /// Colours a text.
    pub(crate) fn of(text: &str) -> Colours {
        if text.len() > MAX_TEXT {
            return Colours::default();
        }
        Colours(highlight(text))
    }

    /// The pieces of a line that starts at this byte of the text, blanks between them included.
    pub(crate) fn line<'t>(&self, start: usize, line: &'t str) -> Vec<Piece<'t>> {
        let first = self.0.partition_point(|(range, _)| range.end <= start);
        let inside = self.0.iter().skip(first).take_while(|(range, _)| range.start < start + line.len());
        let mut pieces = Vec::new();
        let mut done = 0;
        for (range, kind) in inside {
            let (from, to) = (range.start.saturating_sub(start), (range.end - start).min(line.len()));
            push(&mut pieces, line, done, from, String::new());
            push(&mut pieces, line, from, to, class(*kind));
            done = to;
        }
        push(&mut pieces, line, done, line.len(), String::new());
        pieces
    }
}

fn class(kind: HighlightKind) -> String {
    match kind {
        HighlightKind::Comment => "tok--comment".to_owned(),
        HighlightKind::Word | HighlightKind::Verb => "tok--verb".to_owned(),
        HighlightKind::Process(order) => format!("tok--process hue-{}", Mark::of(order).colour),
        HighlightKind::Text
        | HighlightKind::Vma
        | HighlightKind::Program
        | HighlightKind::File
        | HighlightKind::Function
        | HighlightKind::Key
        | HighlightKind::Constant
        | HighlightKind::Number
        | HighlightKind::Counter
        | HighlightKind::Punctuation
        | HighlightKind::Invalid
        | HighlightKind::Unknown => String::new(),
    }
}

impl Paint {
    /// The pieces of a line; `number` counts from 1, `start` is where the line starts in the script.
    pub(crate) fn line<'t>(&'t self, colours: &Colours, number: usize, start: usize, line: &'t str) -> Vec<Piece<'t>> {
        let wrong = underlines(&self.wrong, start, line);
        let mut pieces = cut(&colours.line(start, line), &wrong);
        if number > self.masked {
            cover(&mut pieces, line);
        } else if let Some(actual) = find(&self.actual, number) {
            pieces.push(Piece { start: line.len() + 1, text: actual, class: "tok--actual".to_owned() });
        }
        pieces
    }
}

/// Covers what is expected: everything behind the comparison, or behind the word itself where nothing is compared.
fn cover(pieces: &mut [Piece<'_>], line: &str) {
    const WORD: &str = "expect";
    let Some(word) = line.find(WORD).filter(|at| line[..*at].trim().is_empty()) else { return };
    let signs = |sign: char| matches!(sign, '=' | '!' | '<' | '>');
    let behind = line.rfind(signs).map_or(word + WORD.len(), |at| at + 1);
    for piece in pieces.iter_mut().filter(|piece| piece.start >= behind && !piece.text.trim().is_empty()) {
        piece.class.push_str(" tok--masked");
    }
}

/// Cuts pieces where underlines begin and end.
fn cut<'t>(pieces: &[Piece<'t>], wrong: &[Underline]) -> Vec<Piece<'t>> {
    let mut cut = Vec::new();
    for piece in pieces {
        let mut at = piece.start;
        let end = piece.start + piece.text.len();
        while at < end {
            let under = wrong.iter().find(|mark| mark.start <= at && at < mark.end);
            let edges = wrong.iter().flat_map(|mark| [mark.start, mark.end]).filter(|edge| *edge > at);
            let next = edges.min().unwrap_or(end).min(end);
            let text = piece.text.get(at - piece.start..next - piece.start).unwrap_or(piece.text);
            cut.push(Piece { start: at, text, class: underlined(&piece.class, under) });
            at = next;
        }
    }
    cut
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, line: usize, expected: &[(&str, &str)]) {
        let lines = crate::state::lines::Lines::of(text);
        let colours = Colours::of(text);
        let pieces = colours.line(lines.start(line), lines.get(text, line));
        let joined: String = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(joined, lines.get(text, line));
        let coloured: Vec<(&str, &str)> = pieces
            .iter()
            .filter(|piece| !piece.class.is_empty())
            .map(|piece| (piece.text, piece.class.as_str()))
            .collect();
        assert_eq!(coloured, expected);
    }

    #[test]
    fn processes_have_their_hue_and_verbs_are_bold() {
        let expected = [
            ("parent", "tok--process hue-1"),
            ("fork", "tok--verb"),
            ("child", "tok--process hue-2"),
            ("# now", "tok--comment"),
        ];
        check("process parent\nparent: fork child # now\n", 1, &expected);
    }

    #[test]
    fn what_is_no_language_is_kept_as_it_is() {
        check("  ¿qué? \"open", 0, &[]);
    }

    #[test]
    fn what_is_expected_is_covered() {
        let line = "  expect refcount(p.heap[0]) == 12";
        let mut pieces = Colours::of(line).line(0, line);
        cover(&mut pieces, line);
        let covered: Vec<&str> =
            pieces.iter().filter(|piece| piece.class.contains("masked")).map(|piece| piece.text).collect();
        assert_eq!(covered, ["12"]);
    }

    #[test]
    fn underlines_cut_pieces() {
        let piece = Piece { start: 0, text: "wrte", class: String::new() };
        let under = Underline { start: 1, end: 3, severity: Severity::Error };
        let pieces: Vec<(usize, &str)> =
            cut(&[piece], &[under]).iter().map(|piece| (piece.start, piece.text)).collect();
        assert_eq!(pieces, [(0, "w"), (1, "rt"), (3, "e")]);
    }
}
