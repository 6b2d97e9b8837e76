//! What is kept of each command.

use forkscope_sim::smaps::Usage;
use forkscope_sim::{Effect, Event, Machine, Note, Observer};

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

/// Counts what a command does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counter {
    pub(crate) steps: u64,
    pub(crate) traps: u64,
    /// Whether anything changed that figures of use are made of.
    pub(crate) moved: bool,
}

impl Observer for Counter {
    fn event(&mut self, _machine: &Machine, event: &Event) {
        match event {
            Event::Note(note) => {
                self.steps += 1;
                self.traps += u64::from(matches!(note, Note::Trapped { .. }));
            }
            Event::Effect(effect) => self.moved |= moves_memory(effect),
        }
    }
}

/// Whether an effect may change how much memory is mapped, or for what.
fn moves_memory(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::PteChanged { .. }
            | Effect::TableAllocated { .. }
            | Effect::TableFreed { .. }
            | Effect::MmCreated { .. }
            | Effect::MmDestroyed { .. }
    )
}
