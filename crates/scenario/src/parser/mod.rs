//! Text to tree. Never fails: what cannot be read becomes an [`Body::Invalid`] line and a diagnostic.
//!
//! This file reads lines and blocks; `statement` reads what starts a line, `act` what a process does, `value` names,
//! numbers and ranges, `expression` what `expect` and `ask` compute. Each function there reads one thing and stops behind it.

pub(crate) mod act;
pub(crate) mod bound;
mod cursor;
mod expression;
pub(crate) mod file;
mod repeat;
pub(crate) mod statement;
mod value;

pub(crate) use cursor::{shorten, Cursor, Parse};

use cursor::Scope;

use std::sync::Arc;

use crate::ast::{Block, Body, Item, Repeat, Script, Statement, Term};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::Span;
use crate::symbol::Symbol;
use crate::words::REPEAT;

/// The largest script that is read, in bytes. (Links carry less; see [`crate::link`].)
pub const MAX_SOURCE_BYTES: usize = 4 << 20;
/// How deep `repeat` may stand in `repeat`.
pub const MAX_DEPTH: usize = 8;

/// Reads a script: the tree, and what is wrong with its grammar. Names are checked later.
pub(crate) fn parse_syntax(text: &str) -> (Script, Diagnostics) {
    let mut parser = Parser::default();
    if text.len() > MAX_SOURCE_BYTES {
        let (size, limit) = (text.len() as u64 >> 10, MAX_SOURCE_BYTES as u64 >> 10);
        let message = message!("the script has {} KiB; at most {} KiB are read", size, limit);
        parser.diagnostics.push(Diagnostic::error(Code::ScriptTooLong, Span::default(), message));
        return (Script::default(), parser.diagnostics);
    }
    for (number, line) in (1..).zip(lines(text)) {
        parser.line(number, &line);
    }
    parser.finish()
}

/// Reads one statement that stands in no script.
pub(crate) fn parse_line(text: &str) -> Parse<Statement> {
    let mut cursor = Cursor::new(text, 0, Scope::default());
    let statement = statement::statement(&mut cursor, None)?;
    cursor.expect_line_end()?;
    Ok(statement)
}

/// Reads a value that stands in no script.
pub(crate) fn parse_term(text: &str) -> Option<Term> {
    let mut cursor = Cursor::new(text, 0, Scope::default());
    let term = expression::answer(&mut cursor).ok()?;
    cursor.at_line_end().then_some(term)
}

struct Line<'a> {
    text: &'a str,
    start: usize,
}

/// The lines of a text, without line breaks; a break at the very end starts no further line.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let body = text.strip_suffix('\n').unwrap_or(text);
    let some = !text.is_empty();
    body.split('\n').filter(move |_| some).map(move |line| {
        let at = start;
        start += line.len() + 1;
        let mark = if at == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Line { text: line.get(mark..).unwrap_or("").trim_end_matches('\r'), start: at + mark }
    })
}

/// Lines at one depth.
#[derive(Default)]
struct Level {
    items: Vec<Item>,
    /// How many braces are open here that belong to lines which could not be read. Their lines stay at this depth.
    unread: usize,
}

/// A `repeat` whose closing brace is still to come.
struct Open {
    head: Item,
    repeat: Repeat,
    brace: Span,
    level: Level,
}

#[derive(Default)]
struct Parser {
    /// Outside of every `repeat`.
    root: Level,
    open: Vec<Open>,
    diagnostics: Diagnostics,
    /// The last process that was named: the one that is meant when a line forgets to say.
    process: Option<String>,
}

impl Parser {
    fn line(&mut self, number: u32, line: &Line<'_>) {
        let mut cursor = Cursor::new(line.text, line.start, self.scope());
        let read = read_line(&mut cursor, self.process.as_deref());
        let item = |body, comment| Item { line: number, span: cursor.consumed(), body, comment };
        match read {
            Ok(Read::Body(body)) => {
                self.remember_process(&body);
                self.push(item(body, cursor.comment()));
            }
            Ok(Read::Opens(repeat, brace)) => {
                let head = item(Body::Empty, cursor.comment());
                self.open.push(Open { head, repeat, brace, level: Level::default() });
            }
            Ok(Read::Closes) => {
                let raw = item(Body::Invalid(line.text.trim().to_owned()), None);
                self.close(raw, cursor.comment());
            }
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                let raw = item(Body::Invalid(line.text.trim().to_owned()), None);
                self.push(Item { span: line_span(line), ..raw });
                if repeat::opens_block(line.text) {
                    self.level().unread += 1;
                }
            }
        }
    }

    /// The repeats around the next line.
    fn scope(&self) -> Scope {
        let mut scope = Scope::default();
        scope.enter_unread(self.root.unread);
        for open in &self.open {
            scope.enter(open.repeat.variable.as_ref());
            scope.enter_unread(open.level.unread);
        }
        scope
    }

    fn level(&mut self) -> &mut Level {
        self.open.last_mut().map_or(&mut self.root, |open| &mut open.level)
    }

    fn remember_process(&mut self, body: &Body) {
        let Body::Statement(statement) = body else {
            return;
        };
        if let Statement::Process { name, .. } | Statement::Act { process: name, .. } = statement.as_ref() {
            self.process = Some(name.text.clone());
        }
    }

    fn push(&mut self, item: Item) {
        self.level().items.push(item);
    }

    /// Closes the innermost `repeat`; `line` is the closing line itself, for when it stays in the tree.
    fn close(&mut self, line: Item, comment: Option<String>) {
        let level = self.level();
        if level.unread > 0 {
            level.unread -= 1;
            level.items.push(line);
            return;
        }
        match self.open.pop() {
            Some(open) => self.push(closed(open, comment, line.span)),
            None => {
                let diagnostic = Diagnostic::error(Code::StrayBrace, line.span, text!("this `}` closes nothing"));
                self.diagnostics.push(diagnostic.expecting(text!("a `repeat N as i {` before it")));
                self.push(line);
            }
        }
    }

    fn finish(mut self) -> (Script, Diagnostics) {
        while let Some(mut open) = self.open.pop() {
            let diagnostic =
                Diagnostic::error(Code::UnclosedRepeat, open.brace, text!("this `repeat` is never closed"));
            self.diagnostics.push(diagnostic.expecting(text!("a line with `}`")));
            let end = open.brace;
            // The brace that will be printed is for this `repeat`, not for a line in it that could not be read.
            let brace = Item { body: Body::Invalid("}".to_owned()), comment: None, span: end, ..open.head };
            open.level.items.extend(std::iter::repeat_n(brace, open.level.unread));
            self.push(closed(open, None, end));
        }
        (Script { items: self.root.items }, self.diagnostics)
    }
}

fn closed(open: Open, close: Option<String>, end: Span) -> Item {
    let block = Block::Lines { items: open.level.items, close };
    Item { span: open.head.span.to(end), body: Body::Repeat(Repeat { block, ..open.repeat }), ..open.head }
}

/// The part of a line that is not blank.
fn line_span(line: &Line<'_>) -> Span {
    let blank = line.text.len() - line.text.trim_start().len();
    let start = line.start + blank;
    Span::new(start, start + line.text.trim().len())
}

/// What a line was read as.
enum Read {
    Body(Body),
    /// The first line of a `repeat`, and where its brace stands.
    Opens(Repeat, Span),
    Closes,
}

fn read_line(cursor: &mut Cursor<'_>, process: Option<&str>) -> Parse<Read> {
    if cursor.at_line_end() {
        return Ok(Read::Body(Body::Empty));
    }
    let read = if cursor.eat(Symbol::BraceClose).is_some() {
        Read::Closes
    } else if cursor.at_word(REPEAT) {
        repeat::repeat(cursor, process)?
    } else {
        Read::Body(Body::Statement(Arc::new(statement::statement(cursor, process)?)))
    };
    cursor.expect_line_end()?;
    Ok(read)
}
