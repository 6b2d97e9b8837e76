//! What a comparison came to, for programs and for people.

use std::fmt;

/// A scenario that ran on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many commands agreed.
    pub steps: usize,
    /// How many pages were compared, one for each page of each process after each command.
    pub pages: usize,
    /// The first difference, if there is one. Nothing was run behind it.
    pub difference: Option<Difference>,
    /// How many runs it took to see this.
    pub attempts: u32,
    /// What the last run before this one differed in, if both sides agree now: others use this machine, too.
    pub before: Option<Difference>,
}

/// What the two sides say of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The line of the script.
    pub line: u32,
    /// The line itself, holes filled.
    pub text: String,
    /// What differs: `minor faults`, `child.heap[1]: mapcount`.
    pub what: String,
    /// What the simulator says.
    pub simulator: String,
    /// What the kernel says.
    pub kernel: String,
}

/// Why a scenario was not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRun {
    /// This machine, or any, cannot play it.
    Skipped {
        /// Why, in a sentence without a full stop.
        why: String,
    },
    /// The script has errors.
    Wrong {
        /// Them.
        errors: String,
    },
    /// The comparison itself went wrong.
    Failed {
        /// How.
        why: String,
    },
}

impl Report {
    /// The same, with what the run before it differed in.
    #[must_use]
    pub fn after(self, before: Option<Difference>) -> Report {
        let before = before.filter(|_| self.difference.is_none());
        Report { before, ..self }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.difference {
            None => {
                write!(f, "agrees with the kernel: {} commands, {} pages", self.steps, self.pages)?;
                let again = |before| write!(f, "; when run again, as it differed before in {before}");
                self.before.as_ref().map_or(Ok(()), again)
            }
            Some(difference) => write!(f, "differs from the kernel in {difference}"),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { line, text, what, simulator, kernel } = self;
        let indented = |text: &str| text.replace('\n', "\n              ");
        write!(f, "line {line}: {text}\n  {what}\n")?;
        write!(f, "    simulator {}\n    kernel    {}", indented(simulator), indented(kernel))
    }
}

impl fmt::Display for NotRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotRun::Skipped { why } => write!(f, "skipped: {why}"),
            NotRun::Wrong { errors } => write!(f, "the script is wrong: {errors}"),
            NotRun::Failed { why } => write!(f, "the comparison failed: {why}"),
        }
    }
}

impl std::error::Error for NotRun {}
