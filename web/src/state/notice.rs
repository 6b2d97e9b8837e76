//! What the page says about how it was opened, until it is dismissed.

use yew::AttrValue;

/// A notice above the stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The link could not be read; what is wrong with it, in words.
    BrokenLink(AttrValue),
    /// A link was opened while there was a draft, which is kept under this number.
    DraftKept(u32),
    /// Something else worth saying.
    Words(AttrValue),
}
