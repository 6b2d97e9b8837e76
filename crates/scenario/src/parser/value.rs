//! Names, numbers, sizes, ranges, values.

use forkscope_sim::PageSize;

use super::cursor::{shorten, Cursor, Parse};
use crate::ast::{Name, Number, NumberValue, Pages, Range, Size, Text, Unit, Value};
use crate::diag::{Code, Diagnostic};
use crate::hole::{pieces, Hole, Piece};
use crate::lexer::TokenKind;
use crate::span::Span;
use crate::symbol::Symbol;
use crate::wording::{one_of, Phrase, Template};
use crate::words::REPEAT;

/// The longest name, in characters.
const MAX_NAME: usize = 64;
/// The largest size: the user half of an address space.
const MAX_SIZE: u64 = 1 << 47;
/// The smallest pages: how large those of the machine are is looked at when all lines are known.
const PAGE: u64 = PageSize::K4.bytes();

pub(crate) fn name(cursor: &mut Cursor<'_>, what: &'static Template) -> Parse<Name> {
    if !cursor.at_any_word() {
        let diagnostic = cursor.unexpected(what);
        let number = matches!(cursor.peek(), TokenKind::Number { .. });
        return Err(if number { Box::new(diagnostic.help(text!("a name starts with a letter"))) } else { diagnostic });
    }
    let text = cursor.source();
    let span = cursor.span();
    if text.chars().count() > MAX_NAME {
        let message = message!("a name has at most {} characters", MAX_NAME as u64);
        return Err(Box::new(Diagnostic::error(Code::BadName, span, message)));
    }
    if text == REPEAT {
        let message = text!("`repeat` is a word of the language, not a name");
        return Err(Box::new(Diagnostic::error(Code::BadName, span, message)));
    }
    for piece in pieces(text) {
        if let Piece::Hole(hole) = piece {
            cursor.check_variable(&hole.variable, span)?;
        }
    }
    cursor.bump();
    Ok(Name { text: text.to_owned(), span })
}

/// The name of a file or program, which may hold dots: `a.out`.
pub(crate) fn file_name(cursor: &mut Cursor<'_>, what: &'static Template) -> Parse<Name> {
    let mut whole = name(cursor, what)?;
    while cursor.is_glued() && cursor.eat(Symbol::Dot).is_some() {
        let part = name(cursor, text!("the rest of the name"))?;
        whole.text = format!("{}.{}", whole.text, part.text);
        whole.span = whole.span.to(part.span);
    }
    Ok(whole)
}

pub(crate) fn number(cursor: &mut Cursor<'_>, what: &'static Template) -> Parse<Number> {
    let span = cursor.span();
    let value = match cursor.peek() {
        TokenKind::Number { value: None, .. } => {
            let message = message!("`{}` does not fit into 64 bits", shorten(cursor.source()));
            return Err(Box::new(Diagnostic::error(Code::NumberOutOfRange, span, message)));
        }
        TokenKind::Number { value: Some(value), hex: true } => NumberValue::Hex(*value),
        TokenKind::Number { value: Some(value), hex: false } => NumberValue::Decimal(*value),
        TokenKind::Hole(hole) => NumberValue::Hole(hole.clone()),
        TokenKind::Word
        | TokenKind::Text(_)
        | TokenKind::Byte(_)
        | TokenKind::Symbol(_)
        | TokenKind::Comment
        | TokenKind::Bad(_)
        | TokenKind::End => return Err(cursor.unexpected(what)),
    };
    if let NumberValue::Hole(Hole { variable, .. }) = &value {
        cursor.check_variable(variable, span)?;
    }
    cursor.bump();
    Ok(Number { value, span })
}

/// A number that is at most this large; a hole is looked at when it is filled.
pub(crate) fn number_up_to(cursor: &mut Cursor<'_>, what: impl Into<Phrase>, most: u64) -> Parse<Number> {
    if !at_number(cursor) {
        return Err(cursor.unexpected(message!("{}, a number up to {}", what, most)));
    }
    let number = number(cursor, text!("a number"))?;
    match number.get() {
        Some(value) if value > most => {
            let message = message!("{} is at most {}, not {}", what, most, value);
            Err(Box::new(Diagnostic::error(Code::NumberOutOfRange, number.span, message)))
        }
        Some(_) | None => Ok(number),
    }
}

pub(crate) fn at_number(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(), TokenKind::Number { .. } | TokenKind::Hole(_))
}

pub(crate) fn size(cursor: &mut Cursor<'_>) -> Parse<Size> {
    let amount = number(cursor, text!("a size such as `3 pages` or `64K`"))?;
    match unit(cursor)? {
        Some(unit) => sized(amount, unit, cursor),
        None if matches!(cursor.peek(), TokenKind::Symbol(Symbol::Dot)) => {
            let message = text!("a size is a whole number");
            Err(Box::new(Diagnostic::error(Code::Unexpected, cursor.span(), message).help(text!("`1536K` is 1.5M"))))
        }
        None => Err(missing_unit(&amount)),
    }
}

/// Takes the unit behind a number, if there is one.
pub(crate) fn unit(cursor: &mut Cursor<'_>) -> Parse<Option<Unit>> {
    if !cursor.at_any_word() {
        return Ok(None);
    }
    let unit = match cursor.source() {
        "page" | "pages" => Unit::Pages,
        "K" | "k" | "KiB" => Unit::Kib,
        "M" | "m" | "MiB" => Unit::Mib,
        "G" | "g" | "GiB" => Unit::Gib,
        _ if cursor.is_glued() => return Err(unknown_unit(cursor)),
        _ => return Ok(None),
    };
    cursor.bump();
    Ok(Some(unit))
}

fn unknown_unit(cursor: &Cursor<'_>) -> Box<Diagnostic> {
    let message = message!("`{}` is no unit of memory", shorten(cursor.source()));
    let diagnostic = Diagnostic::error(Code::UnknownOption, cursor.span(), message)
        .expecting(text!("`pages`, `K` (1024 bytes), `M` or `G`"));
    let meant = match cursor.source() {
        "kB" | "KB" | "kb" | "Kb" | "kib" => Some("K"),
        "MB" | "mb" | "Mb" | "mib" => Some("M"),
        "GB" | "gb" | "Gb" | "gib" => Some("G"),
        "p" | "pg" | "Pages" | "Page" => Some(" pages"),
        _ => None,
    };
    Box::new(diagnostic.suggest(meant))
}

pub(crate) fn sized(amount: Number, unit: Unit, cursor: &Cursor<'_>) -> Parse<Size> {
    let span = cursor.since(amount.span);
    let size = Size { amount, unit, span };
    let fits = size.amount.get().is_none() || size.bytes(PageSize::K4).is_some_and(|bytes| bytes <= MAX_SIZE);
    if !fits {
        let message = text!("this size is larger than an address space (128 TiB)");
        return Err(Box::new(Diagnostic::error(Code::NumberOutOfRange, span, message)));
    }
    Ok(size)
}

fn missing_unit(amount: &Number) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(Code::MissingUnit, amount.span, text!("a size needs a unit"))
        .expecting(text!("`pages`, `K`, `M` or `G` behind the number"));
    Box::new(match amount.get() {
        Some(bytes) if bytes >= PAGE && bytes % PAGE == 0 => {
            let pages = bytes / PAGE;
            let pages = format!("{pages} page{}", if pages == 1 { "" } else { "s" });
            diagnostic.fix(message!("{} bytes are `{}`", bytes, pages.clone()), amount.span, pages)
        }
        Some(count) => {
            let pages = format!("{count} page{}", if count == 1 { "" } else { "s" });
            diagnostic.fix(message!("did you mean `{}`?", pages.clone()), amount.span, pages)
        }
        None => diagnostic,
    })
}

pub(crate) fn range(cursor: &mut Cursor<'_>) -> Parse<Range> {
    let vma = name(cursor, text!("a mapping, such as `heap` or `heap[1]`"))?;
    range_of(cursor, vma)
}

/// Reads pages of a file, as a range in which the file stands for a mapping.
pub(crate) fn file_range(cursor: &mut Cursor<'_>) -> Parse<Range> {
    let file = file_name(cursor, text!("the name of a file or memfd"))?;
    range_of(cursor, file)
}

/// A range without an offset, for what works on whole pages.
pub(crate) fn whole_pages(cursor: &mut Cursor<'_>) -> Parse<Range> {
    let range = range(cursor)?;
    match &range.offset {
        None => Ok(range),
        Some(offset) => {
            let message = text!("only whole pages can be given here, without an offset");
            Err(Box::new(Diagnostic::error(Code::BadRange, offset.span, message)))
        }
    }
}

/// What follows the name of a mapping.
fn range_of(cursor: &mut Cursor<'_>, vma: Name) -> Parse<Range> {
    let pages = pages_of(cursor)?;
    let offset = match cursor.eat(Symbol::Plus) {
        Some(_) => Some(number(cursor, text!("how many bytes from there"))?),
        None => None,
    };
    let span = cursor.since(vma.span);
    Ok(Range { vma, pages, offset, span })
}

fn pages_of(cursor: &mut Cursor<'_>) -> Parse<Option<Pages>> {
    let Some(open) = cursor.eat(Symbol::BracketOpen) else {
        return Ok(None);
    };
    let first = number(cursor, text!("the number of a page"))?;
    if cursor.eat(Symbol::DotDot).is_none() {
        if !cursor.at(Symbol::BracketClose) {
            return Err(cursor.unexpected(one_of(&["]", ".."])));
        }
        cursor.bump();
        return Ok(Some(Pages::One(first)));
    }
    let end = number(cursor, text!("the page behind the last one"))?;
    let close = cursor.expect(Symbol::BracketClose)?;
    if let (Some(from), Some(to)) = (first.get(), end.get()) {
        check_span(from, to, open.to(close))?;
    }
    Ok(Some(Pages::Span(first, end)))
}

fn check_span(from: u64, to: u64, span: Span) -> Parse<()> {
    if from < to {
        return Ok(());
    }
    let message = message!("`[{}..{}]` holds no page: it goes up to {1}, without {1}", from, to);
    let diagnostic = Diagnostic::error(Code::BadRange, span, message);
    Err(Box::new(match to.checked_add(1) {
        Some(end) if from == to => {
            let fix = format!("[{from}..{end}]");
            diagnostic.fix(message!("page {} alone is `[{0}]` or `{}`", from, fix.clone()), span, fix)
        }
        Some(_) | None => diagnostic,
    }))
}

/// What `write` stores.
pub(crate) fn value(cursor: &mut Cursor<'_>) -> Parse<Value> {
    let span = cursor.span();
    match cursor.peek() {
        TokenKind::Text(bytes) if bytes.is_empty() => {
            let message = text!("an empty text writes nothing");
            Err(Box::new(Diagnostic::error(Code::Unexpected, span, message).expecting(text!("one byte at least"))))
        }
        TokenKind::Text(bytes) => {
            let bytes = bytes.clone();
            cursor.bump();
            Ok(Value::Text(Text { bytes, span }))
        }
        TokenKind::Byte(byte) => {
            let byte = *byte;
            cursor.bump();
            Ok(Value::Char(byte, span))
        }
        TokenKind::Number { .. } | TokenKind::Hole(_) => number_up_to(cursor, text!("a byte"), 255).map(Value::Byte),
        TokenKind::Word | TokenKind::Symbol(_) | TokenKind::Comment | TokenKind::Bad(_) | TokenKind::End => {
            Err(cursor.unexpected(text!("a text such as `\"hello\"` or a byte such as `'A'` or `0x41`")))
        }
    }
}
