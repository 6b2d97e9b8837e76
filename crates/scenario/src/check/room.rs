//! Whether a text fits where it is written.

use forkscope_sim::PageSize;

use crate::ast::{Number, Pages, Range, Size, Value};
use crate::diag::{Code, Diagnostic};

/// A text that does not fit into the pages it is written to, where their number is written out.
pub(super) fn too_long(page: PageSize, range: &Range, value: &Value) -> Option<Diagnostic> {
    let Value::Text(text) = value else {
        return None;
    };
    let room = room(page, range)?;
    let length = text.bytes.len() as u64;
    let message = || message!("the text has {} bytes, the range {}", length, room);
    (length > room).then(|| Diagnostic::error(Code::TextTooLong, text.span, message()))
}

/// An offset behind the end of its pages, where their number is written out.
pub(super) fn offset_behind(page: PageSize, range: &Range) -> Option<Diagnostic> {
    let (offset, bytes) = (range.offset.as_ref()?, range.counted_pages()?.saturating_mul(page.bytes()));
    let value = offset.get()?;
    let message = || message!("the offset {} lies behind the {} bytes of the range", value, bytes);
    (value >= bytes).then(|| Diagnostic::error(Code::BadRange, offset.span, message()))
}

/// The bytes of a range, where they can be told without the run.
fn room(page: PageSize, range: &Range) -> Option<u64> {
    let pages = match range.pages.as_ref()? {
        Pages::One(_) => 1,
        Pages::Span(from, to) => to.get()?.checked_sub(from.get()?)?,
    };
    let offset = match &range.offset {
        Some(offset) => offset.get()?,
        None => 0,
    };
    pages.checked_mul(page.bytes())?.checked_sub(offset)
}

/// An address that a mapping cannot start at on a machine with larger pages than those of 4 KiB, which the parser goes by.
pub(super) fn within_page(page: PageSize, address: &Number) -> Option<Diagnostic> {
    let bytes = page.bytes();
    let message = message!("a mapping starts at a whole page: the address is a multiple of {}", format!("{bytes:#x}"));
    let wrong = address.get().is_some_and(|at| at % bytes != 0);
    wrong.then(|| Diagnostic::error(Code::NumberOutOfRange, address.span, message))
}

/// A size that is not one of whole pages on a machine with larger ones.
pub(super) fn part_of_page(page: PageSize, size: &Size) -> Option<Diagnostic> {
    let message = message!("a file has whole pages here: the size is a multiple of {}", page.name());
    let wrong = size.bytes(page).is_some_and(|bytes| bytes % page.bytes() != 0);
    wrong.then(|| Diagnostic::error(Code::NumberOutOfRange, size.span, message))
}
