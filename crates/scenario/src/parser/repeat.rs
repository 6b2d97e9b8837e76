//! `repeat N as i { ... }`, on one line or on several.

use std::sync::Arc;

use super::cursor::{Cursor, Parse};
use super::{statement, Read, MAX_DEPTH};
use crate::ast::{Block, Body, Item, Number, NumberValue, Repeat, Word};
use crate::diag::{Code, Diagnostic};
use crate::hole::Hole;
use crate::lexer::{Lexer, TokenKind};
use crate::parser::value;
use crate::span::Span;
use crate::symbol::Symbol;
use crate::wording::one_of;
use crate::words::REPEAT;

/// Reads from the word `repeat` to the end of the line.
pub(super) fn repeat(cursor: &mut Cursor<'_>, process: Option<&str>) -> Parse<Read> {
    let head = cursor.bump().span;
    check_depth(cursor, head)?;
    let count = value::number(cursor, text!("the number of rounds"))?;
    let variable = variable(cursor)?;
    let brace = cursor.expect(Symbol::BraceOpen)?;
    let several = cursor.at_line_end();
    let block = if several {
        Block::Lines { items: Vec::new(), close: None }
    } else {
        Block::Inline(inline(cursor, variable.as_ref(), process)?)
    };
    let repeat = Repeat { count: rounds(&count)?, count_span: count.span, variable, block };
    Ok(if several { Read::Opens(repeat, brace) } else { Read::Body(Body::Repeat(repeat)) })
}

/// Whether a line that could not be read begins with `repeat` and ends with a brace.
pub(super) fn opens_block(line: &str) -> bool {
    let mut lexer = Lexer::new(line, 0);
    let first = lexer.next_token();
    if first.kind != TokenKind::Word || lexer.slice(first.span) != REPEAT {
        return false;
    }
    let mut last = first.kind;
    loop {
        let token = lexer.next_token();
        if matches!(token.kind, TokenKind::End | TokenKind::Comment) {
            return last == TokenKind::Symbol(Symbol::BraceOpen);
        }
        last = token.kind;
    }
}

fn check_depth(cursor: &Cursor<'_>, span: Span) -> Parse<()> {
    if cursor.scope.depth() < MAX_DEPTH {
        return Ok(());
    }
    let message = message!("`repeat` may stand in `repeat` {} deep, no deeper", MAX_DEPTH as u64);
    Err(Box::new(Diagnostic::error(Code::TooDeep, span, message)))
}

fn rounds(count: &Number) -> Parse<u64> {
    match &count.value {
        NumberValue::Decimal(count) | NumberValue::Hex(count) => Ok(*count),
        NumberValue::Hole(Hole { .. }) => Err(Box::new(
            Diagnostic::error(Code::Unexpected, count.span, text!("the number of rounds is written out, not counted"))
                .expecting(text!("a number such as `10`")),
        )),
    }
}

fn variable(cursor: &mut Cursor<'_>) -> Parse<Option<Word>> {
    if !cursor.eat_word("as") {
        return Ok(None);
    }
    let plain = !cursor.source().contains('{');
    match cursor.take_word() {
        Some(word) if plain => Ok(Some(word)),
        Some(_) | None => Err(cursor.unexpected(text!("a name for the counter, such as `i`"))),
    }
}

fn inline(cursor: &mut Cursor<'_>, variable: Option<&Word>, process: Option<&str>) -> Parse<Vec<Item>> {
    cursor.scope.enter(variable);
    let mut items = Vec::new();
    while cursor.eat(Symbol::BraceClose).is_none() {
        let start = cursor.span();
        let body = one(cursor, process)?;
        items.push(Item { line: 0, span: cursor.since(start), body, comment: None });
        if cursor.eat(Symbol::Semicolon).is_none() && !cursor.at(Symbol::BraceClose) {
            return Err(cursor.unexpected(one_of(&[";", "}"])));
        }
    }
    cursor.scope.leave();
    Ok(items)
}

fn one(cursor: &mut Cursor<'_>, process: Option<&str>) -> Parse<Body> {
    if !cursor.at_word(REPEAT) {
        return statement::statement(cursor, process).map(Arc::new).map(Body::Statement);
    }
    match repeat(cursor, process)? {
        Read::Body(body) => Ok(body),
        Read::Opens(..) | Read::Closes => Err(cursor.unexpected(text!("what to repeat, on this line"))),
    }
}
