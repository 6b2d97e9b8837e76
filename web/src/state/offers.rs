//! What can be typed next at the prompt, and what each choice would do.

use forkscope_view::Mark;

use crate::state::session::Session;

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Offer {
    /// What it stands for in the list.
    pub(crate) label: String,
    /// The whole line once it is taken.
    pub(crate) line: String,
    /// What it would do, where that is known.
    pub(crate) hint: String,
    /// The processes that share what it is about.
    pub(crate) marks: Vec<Mark>,
}

/// The choices for what is typed so far.
pub(crate) fn offers(_typed: &str, _session: &Session) -> Vec<Offer> {
    Vec::new()
}
