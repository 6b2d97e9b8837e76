//! Everything that happens: effects and notes, and who is told.

use crate::effect::Effect;
use crate::machine::Machine;
use crate::note::Note;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The machine changed.
    Effect(Effect),
    /// The kernel or the CPU took a step or a decision.
    Note(Note),
}

/// Is told each event, with the machine as it stands right then.
pub trait Observer {
    /// Whether it wants to be told (any more). Asked when a command starts, and after each note. What is not told costs next to nothing,
    /// and happens to many pages at once.
    fn wants_events(&self) -> bool {
        true
    }

    /// Whether what is still to come of a command is of no use to it. Asked after each note. The command may then stop among its pages: the machine is in the
    /// midst of it, nothing that it answers counts, and both are to be thrown away.
    fn is_done(&self) -> bool {
        false
    }

    /// What happened in a command after it did not want to be told. Told at the end, if there is something.
    fn unseen(&mut self, _unseen: Unseen) {}

    /// An event; an effect has been applied already.
    fn event(&mut self, machine: &Machine, event: &Event);
}

/// Steps of which an observer was not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Notes.
    pub steps: u64,
    /// Those of them that were traps of the CPU into the kernel.
    pub traps: u64,
}

/// Wants nothing: for bulk runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _machine: &Machine, _event: &Event) {}
}

/// One micro-step: a note, the effects that belong to it, and the machine after the last of them.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the kernel did or decided.
    pub note: Note,
    /// What it changed.
    pub effects: Vec<Effect>,
    /// The machine afterwards.
    pub machine: Machine,
}

/// Records the micro-steps of a command, up to a limit.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// The steps that are over.
    pub steps: Vec<Step>,
    /// The step that effects belong to now, without the machine that it leads to.
    open: Option<(Note, Vec<Effect>)>,
    /// How many steps more there were than the limit allowed to keep.
    pub dropped: u64,
    limit: usize,
    /// Whether the command may stop once there is no room for more.
    stops: bool,
}

impl Recorder {
    /// Keeps at most `limit` steps.
    pub fn new(limit: usize) -> Recorder {
        Recorder { steps: Vec::new(), open: None, dropped: 0, limit, stops: false }
    }

    /// Keeps the first `limit` steps and needs no more of the command, which may stop there: how many more there were is not counted.
    pub fn of_beginning(limit: usize) -> Recorder {
        Recorder { stops: true, ..Recorder::new(limit) }
    }
}

impl Recorder {
    /// The recorded steps; `machine` is the one the command ran on, as it is afterwards.
    pub fn finish(mut self, machine: &Machine) -> Vec<Step> {
        self.settle(machine);
        self.steps
    }

    fn settle(&mut self, machine: &Machine) {
        if let Some((note, effects)) = self.open.take() {
            self.steps.push(Step { note, effects, machine: machine.clone() });
        }
    }
}

impl Observer for Recorder {
    fn wants_events(&self) -> bool {
        self.dropped == 0
    }

    fn is_done(&self) -> bool {
        self.stops && self.dropped > 0
    }

    fn unseen(&mut self, unseen: Unseen) {
        self.dropped += unseen.steps;
    }

    fn event(&mut self, machine: &Machine, event: &Event) {
        match event {
            Event::Note(note) => {
                self.settle(machine);
                if self.steps.len() < self.limit {
                    self.open = Some((*note, Vec::new()));
                } else {
                    self.dropped += 1;
                }
            }
            Event::Effect(effect) => {
                if let Some((_, effects)) = &mut self.open {
                    effects.push(effect.clone());
                }
            }
        }
    }
}
