//! What an editor needs: colours for the pieces of a text, and what may be typed next.
//!
//! Both read tokens and follow the grammar from place to place (`place`), so that they work on lines that are half written.

mod complete;
mod highlight;
mod known;
mod place;

pub use complete::{complete, Completion, CompletionKind};
pub use highlight::{highlight, HighlightKind};
