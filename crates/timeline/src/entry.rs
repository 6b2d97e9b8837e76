//! What is kept of each command.

use forkscope_sim::event::Unseen;
use forkscope_sim::smaps::Usage;
use forkscope_sim::{Event, Machine, Observer};

/// A command that was run. Where it stands and how it reads is the run's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<O> {
    /// What it came to.
    pub outcome: O,
    /// Memory in use afterwards.
    pub usage: Usage,
    /// How many micro-steps it has.
    pub steps: u64,
    /// How many of them can be walked: all, or as many as are recorded.
    pub recorded: usize,
    /// How many times the CPU trapped into the kernel, for a signal too.
    pub traps: u64,
}

impl<O> Entry<O> {
    /// Whether the CPU trapped.
    pub fn faulted(&self) -> bool {
        self.traps > 0
    }

    /// Positions between the start and the end of the command. The last micro-step leaves the machine as the command does, so it is no
    /// position of its own, unless steps after it were not recorded.
    pub(crate) fn inside(&self) -> usize {
        if self.recorded as u64 == self.steps {
            self.recorded.saturating_sub(1)
        } else {
            self.recorded
        }
    }
}

/// Counts the steps of a command.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counter(pub(crate) Unseen);

impl Observer for Counter {
    fn wants_events(&self) -> bool {
        false
    }

    fn unseen(&mut self, Unseen { steps, traps }: Unseen) {
        self.0.steps += steps;
        self.0.traps += traps;
    }

    fn event(&mut self, _machine: &Machine, _event: &Event) {}
}
