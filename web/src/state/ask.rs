//! Answers that were given to the questions of a script.

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// As it was typed.
    pub(crate) text: String,
    /// Whether it is right.
    pub(crate) right: bool,
}
