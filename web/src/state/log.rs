//! The console's log.

use forkscope_scenario::Diagnostic;

/// A line typed at the prompt, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// The line.
    pub(crate) typed: String,
    /// What came of it.
    pub(crate) reply: Reply,
}

/// What came of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It is in the script as this line, and runs.
    Waiting(usize),
    /// It ran: what happened, in a sentence.
    Said(String),
    /// It is wrong.
    Wrong {
        /// As it was tried.
        line: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// It is in the script, which has errors elsewhere.
    Blocked,
    /// What can be typed.
    Help,
}
