//! Colours: what each piece of a text is.

use litemap::LiteMap;
use std::ops::Range;

use super::known::process_names;
use super::place::{Named, Place, Tracker};
use crate::functions::{Function, Param, FLAGS, OUTCOMES, STATES};
use crate::lexer::{Lexer, Token, TokenKind};
use crate::symbol::Symbol;
use crate::words::{self, REPEAT};

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HighlightKind {
    /// A comment.
    Comment,
    /// A word that starts a line.
    Word,
    /// A verb.
    Verb,
    /// A process; the number counts processes in the order in which the text starts them.
    Process(usize),
    /// A mapping.
    Vma,
    /// A program.
    Program,
    /// A file or memfd.
    File,
    /// A function.
    Function,
    /// A key before `=`.
    Key,
    /// One of a list of words: `shared`, `rw`, `dontneed`, `running`.
    Constant,
    /// A number with its unit.
    Number,
    /// A text or byte between quotes.
    Text,
    /// A counter of a `repeat`.
    Counter,
    /// Punctuation.
    Punctuation,
    /// Something that is not of the language.
    Invalid,
    /// A word that means nothing where it stands.
    Unknown,
}

/// What the pieces of a text are, in order. Blanks are in no piece.
pub fn highlight(text: &str) -> Vec<(Range<usize>, HighlightKind)> {
    let names = process_names(text).into_iter().enumerate().map(|(index, name)| (name, index));
    let processes: LiteMap<&str, usize> = names.collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        Line { processes: &processes, tracker: Tracker::new() }.read(line.trim_end(), start, &mut pieces);
        start += line.len();
    }
    pieces
}

struct Line<'a> {
    processes: &'a LiteMap<&'a str, usize>,
    tracker: Tracker<'a>,
}

impl<'a> Line<'a> {
    fn read(mut self, line: &'a str, start: usize, pieces: &mut Vec<(Range<usize>, HighlightKind)>) {
        let mut lexer = Lexer::new(line, start);
        let mut token = lexer.next_token();
        while token.kind != TokenKind::End {
            let next = lexer.next_token();
            let source = lexer.slice(token.span);
            pieces.push((token.span.range(), self.classify(&token, source, &next)));
            self.tracker.feed(&token.kind, source);
            token = next;
        }
    }

    fn classify(&self, token: &Token, source: &str, next: &Token) -> HighlightKind {
        match token.kind {
            TokenKind::Word => self.word(source, &next.kind),
            TokenKind::Number { .. } => HighlightKind::Number,
            TokenKind::Hole(_) => HighlightKind::Counter,
            TokenKind::Text(_) | TokenKind::Byte(_) => HighlightKind::Text,
            TokenKind::Symbol(_) | TokenKind::End => HighlightKind::Punctuation,
            TokenKind::Comment => HighlightKind::Comment,
            TokenKind::Bad(_) => HighlightKind::Invalid,
        }
    }

    fn word(&self, source: &str, next: &TokenKind) -> HighlightKind {
        let is_key = *next == TokenKind::Symbol(Symbol::Eq);
        let before_colon = *next == TokenKind::Symbol(Symbol::Colon);
        match self.tracker.place() {
            Place::Start if before_colon => self.process(source),
            Place::Start if starts_line(source) => HighlightKind::Word,
            Place::Start => HighlightKind::Unknown,
            Place::Verb if is_verb(source) => HighlightKind::Verb,
            Place::Verb => HighlightKind::Unknown,
            Place::New(Named::Group) | Place::Group | Place::Argument(Param::Group) => HighlightKind::Constant,
            Place::New(Named::File) | Place::File | Place::Argument(Param::File) => HighlightKind::File,
            Place::New(Named::Process) | Place::Process | Place::Argument(_) => self.process(source),
            Place::New(Named::Vma) | Place::Vma(_) => HighlightKind::Vma,
            Place::New(Named::Program) | Place::Program => HighlightKind::Program,
            Place::Unit => unit(source),
            Place::Key => HighlightKind::Key,
            Place::Words(_) if is_key => HighlightKind::Key,
            Place::Words(&["as"]) => HighlightKind::Word,
            Place::Words(words) if words.contains(&source) => HighlightKind::Constant,
            Place::Words(_) if Function::find(source, false).is_some() => HighlightKind::Function,
            Place::Words(_) => HighlightKind::Unknown,
            Place::Term => term(source),
            Place::Counter => HighlightKind::Counter,
            Place::Nothing => HighlightKind::Unknown,
        }
    }

    fn process(&self, source: &str) -> HighlightKind {
        self.processes.get(source).map_or(HighlightKind::Unknown, |&index| HighlightKind::Process(index))
    }
}

fn starts_line(source: &str) -> bool {
    source == REPEAT || words::word(source).is_some()
}

fn is_verb(source: &str) -> bool {
    words::verb(source).is_some()
}

fn unit(source: &str) -> HighlightKind {
    match source {
        "page" | "pages" | "K" | "M" | "G" | "KiB" | "MiB" | "GiB" | "k" | "m" | "g" => HighlightKind::Number,
        _ => HighlightKind::Unknown,
    }
}

fn term(source: &str) -> HighlightKind {
    if source == "not" {
        HighlightKind::Word
    } else if Function::all().any(|function| function.name() == source) {
        HighlightKind::Function
    } else if [STATES, FLAGS, OUTCOMES].iter().any(|words| words.contains(&source)) {
        HighlightKind::Constant
    } else {
        HighlightKind::Unknown
    }
}
