//! Answers that were given: to the questions of a script, and to those about its commands.

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// As it was typed.
    pub(crate) text: String,
    /// Whether it is right.
    pub(crate) right: bool,
    /// Whether the right one was shown after it: then it stays as it is.
    pub(crate) shown: bool,
}

/// What was foreseen of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    /// Which answer was chosen; none if the question was left.
    pub(crate) choice: Option<usize>,
    /// Whether it was right.
    pub(crate) right: bool,
}
