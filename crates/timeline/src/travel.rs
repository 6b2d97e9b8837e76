//! Going through a history.
//!
//! A position is a number of commands that have run, and inside the next one a number of its micro-steps. The last micro-step leaves the
//! machine as the command does: it is the end of the command, and no position of its own.

use forkscope_sim::{Machine, Step};

use crate::run::Run;
use crate::timeline::Timeline;

/// A position in a history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// How many commands have run.
    pub command: usize,
    /// Inside the next command: the index of the micro-step taken last. `None` between commands.
    pub step: Option<usize>,
}

/// Which command is at hand at a position, and how far it has come: "command 9 of 12, step 6 of 10".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The index of the command: the one under way, or the one that has just run. None at the very start.
    pub command: Option<usize>,
    /// How many of its micro-steps have been taken.
    pub taken: u64,
    /// How many it has.
    pub steps: u64,
}

impl Cursor {
    /// The position after the first `done` commands.
    pub fn after(done: usize) -> Cursor {
        Cursor { command: done, step: None }
    }
}

impl<R: Run> Timeline<R> {
    /// The position before everything.
    pub fn start(&self) -> Cursor {
        Cursor::after(0)
    }

    /// The position after everything that has run.
    pub fn end(&self) -> Cursor {
        Cursor::after(self.progress().done)
    }

    /// The nearest position that there is: beyond the end it is the end, and the last micro-step is the end of its command.
    pub fn seek(&self, cursor: Cursor) -> Cursor {
        match cursor.step {
            None => cursor.min(self.end()),
            Some(step) if step < self.inside(cursor.command) => cursor,
            Some(_) => Cursor::after(cursor.command + 1).min(self.end()),
        }
    }

    /// One micro-step on.
    pub fn step_forward(&self, cursor: Cursor) -> Cursor {
        let step = cursor.step.map_or(0, |step| step + 1);
        self.seek(Cursor { step: Some(step), ..cursor })
    }

    /// One micro-step back.
    pub fn step_back(&self, cursor: Cursor) -> Cursor {
        let Cursor { command, step } = self.seek(cursor);
        match (step, command.checked_sub(1)) {
            (Some(step), _) => Cursor { command, step: step.checked_sub(1) },
            (None, None) => self.start(),
            (None, Some(previous)) => Cursor { command: previous, step: self.inside(previous).checked_sub(1) },
        }
    }

    /// To the end of the command under way, or of the next one.
    pub fn command_forward(&self, cursor: Cursor) -> Cursor {
        Cursor::after(cursor.command + 1).min(self.end())
    }

    /// To the start of the command under way, or of the previous one.
    pub fn command_back(&self, cursor: Cursor) -> Cursor {
        match self.seek(cursor) {
            Cursor { command, step: Some(_) } => Cursor::after(command),
            Cursor { command, step: None } => Cursor::after(command.saturating_sub(1)),
        }
    }

    /// The position after the first command that stands in this line of the script or below it; the end if none does.
    pub fn at_line(&self, line: u32) -> Cursor {
        let done = self.progress().done;
        let stands = |index: &usize| self.run().line(*index).is_some_and(|at| at >= line);
        (0..done).find(stands).map_or_else(|| self.end(), |index| Cursor::after(index + 1))
    }

    /// The world at a position. Inside a command it is the world before it: only the machine is shown step by step.
    pub fn world_at(&self, cursor: Cursor) -> R::World {
        self.world_after(cursor.command)
    }

    /// The machine at a position.
    pub fn machine_at(&self, cursor: Cursor) -> Machine {
        match self.step_at(cursor) {
            Some(step) => step.machine,
            None => R::machine(&self.world_at(self.seek(cursor))).clone(),
        }
    }

    /// The micro-step that was taken last, at a position inside a command.
    pub(crate) fn step_at(&self, cursor: Cursor) -> Option<Step> {
        let Cursor { command, step } = self.seek(cursor);
        match step {
            Some(step) => self.micro_steps(command).steps.get(step).cloned(),
            None => None,
        }
    }

    /// Which command is at hand at a position.
    pub fn place(&self, cursor: Cursor) -> Place {
        let Cursor { command, step } = self.seek(cursor);
        let at_hand = if step.is_some() { Some(command) } else { command.checked_sub(1) };
        let steps = at_hand.and_then(|index| self.entry(index)).map_or(0, |entry| entry.steps);
        Place { command: at_hand, taken: step.map_or(steps, |step| step as u64 + 1), steps }
    }

    /// Positions inside a command.
    fn inside(&self, command: usize) -> usize {
        self.entry(command).map_or(0, |entry| entry.inside())
    }
}
