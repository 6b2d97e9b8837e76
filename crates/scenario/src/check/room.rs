//! Whether a text fits where it is written.

use crate::ast::{Pages, Range, Value};
use crate::diag::{Code, Diagnostic};

/// A text that does not fit into the pages it is written to, where their number is written out.
pub(super) fn too_long(range: &Range, value: &Value) -> Option<Diagnostic> {
    let Value::Text(text) = value else {
        return None;
    };
    let room = room(range)?;
    let length = text.bytes.len() as u64;
    let message = format!("the text has {length} bytes, the range {room}");
    (length > room).then(|| Diagnostic::error(Code::TextTooLong, text.span, message))
}

/// The bytes of a range, where they can be told without the run.
fn room(range: &Range) -> Option<u64> {
    let pages = match range.pages.as_ref()? {
        Pages::One(_) => 1,
        Pages::Span(from, to) => to.get()?.checked_sub(from.get()?)?,
    };
    let offset = match &range.offset {
        Some(offset) => offset.get()?,
        None => 0,
    };
    pages.checked_mul(4096)?.checked_sub(offset)
}
