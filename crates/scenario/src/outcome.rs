//! What a line of a scenario came to.

use std::fmt;

use forkscope_sim::{Errno, Outcome, Refused, Signal};

use crate::evaluate::{Answer, Expectation};
use crate::wording::Message;

/// What a line came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepResult {
    /// The line, counted from 1.
    pub line: u32,
    /// How the command ended; `None` for lines that do nothing to the machine.
    pub result: Option<CommandResult>,
    /// What the simulator answered; `None` too if it was not asked, for nobody was there to run the command.
    pub answer: Option<Result<Outcome, Refused>>,
    /// Minor faults of the command.
    pub minflt: u64,
    /// Major faults of the command.
    pub majflt: u64,
    /// The first byte that a `read` read.
    pub value: Option<u8>,
    /// What the line says or asks.
    pub said: Option<Said>,
}

impl StepResult {
    /// The expectation that the line holds the scenario to, with its figures.
    pub fn expect(&self) -> Option<&Expectation> {
        match &self.said {
            Some(Said::Expect(expectation)) => Some(expectation),
            Some(Said::Note(_) | Said::Ask { .. }) | None => None,
        }
    }
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandResult {
    /// It was carried out.
    Ok,
    /// The process sleeps in it until another one ends.
    Asleep,
    /// The kernel refused it.
    Errno(Errno),
    /// A signal hit the process; pages before the fault were reached.
    Signal(Signal),
    /// Nobody was there to carry it out. Says why, in a sentence without a full stop.
    Refused(Message),
}

impl fmt::Display for CommandResult {
    /// `ok`, `sleeping`, `ENOMEM`, `SIGSEGV/SEGV_MAPERR`, `refused`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Asleep => "sleeping",
            Self::Errno(errno) => errno.name(),
            Self::Signal(signal) => signal.name(),
            Self::Refused(_) => "refused",
        })
    }
}

/// What a line says or asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A `note`.
    Note(String),
    /// An `ask`.
    Ask {
        /// The question.
        question: String,
        /// What is right, at this point of the run.
        answer: Answer,
    },
    /// An `expect`.
    Expect(Expectation),
}
