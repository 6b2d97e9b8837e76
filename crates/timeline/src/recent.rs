//! What was computed again a moment ago: micro-steps of commands, and worlds that are not kept.

use std::rc::Rc;

use forkscope_sim::{Machine, Step};

use crate::worlds::bytes_of;

/// The most micro-steps that are recorded of one command.
const MAX_STEPS: u64 = 2000;
/// The fewest, however large the machine is.
const MIN_STEPS: u64 = 64;
/// How much memory the steps of one command may take, in bytes, by estimate.
const STEPS_BUDGET: u64 = 64 << 20;
/// Commands whose steps are kept.
const COMMANDS: usize = 4;
/// Worlds that are kept.
const WORLDS: usize = 8;

/// How many micro-steps of a command on this machine are recorded.
pub(crate) fn step_limit(machine: &Machine) -> usize {
    (STEPS_BUDGET / bytes_of(machine, 1)).clamp(MIN_STEPS, MAX_STEPS) as usize
}

/// The micro-steps of a command.
#[derive(Clone, Debug)]
pub struct MicroSteps {
    /// The steps, in order, each with the machine after it.
    pub steps: Rc<[Step]>,
    /// How many more there were than are recorded.
    pub dropped: u64,
}

/// The last few results of each kind, the latest first.
#[derive(Clone, Debug)]
pub(crate) struct Recent<W> {
    steps: Shelf<MicroSteps>,
    worlds: Shelf<W>,
}

impl<W: Clone> Recent<W> {
    pub(crate) fn new() -> Recent<W> {
        Recent { steps: Shelf::new(COMMANDS), worlds: Shelf::new(WORLDS) }
    }

    pub(crate) fn steps(&mut self, command: usize) -> Option<MicroSteps> {
        self.steps.get(command)
    }

    pub(crate) fn put_steps(&mut self, command: usize, steps: MicroSteps) {
        self.steps.put(command, steps);
    }

    pub(crate) fn world(&mut self, done: usize) -> Option<W> {
        self.worlds.get(done)
    }

    pub(crate) fn put_world(&mut self, done: usize, world: W) {
        self.worlds.put(done, world);
    }

    /// Forgets what comes after the first `done` commands.
    pub(crate) fn truncate(&mut self, done: usize) {
        self.steps.items.retain(|(command, _)| *command < done);
        self.worlds.items.retain(|(at, _)| *at <= done);
    }
}

#[derive(Clone, Debug)]
struct Shelf<T> {
    items: Vec<(usize, T)>,
    places: usize,
}

impl<T: Clone> Shelf<T> {
    fn new(places: usize) -> Shelf<T> {
        Shelf { items: Vec::new(), places }
    }

    fn get(&mut self, key: usize) -> Option<T> {
        let at = self.items.iter().position(|(known, _)| *known == key)?;
        let item = self.items.remove(at);
        self.items.insert(0, item.clone());
        Some(item.1)
    }

    fn put(&mut self, key: usize, value: T) {
        self.items.retain(|(known, _)| *known != key);
        self.items.insert(0, (key, value));
        self.items.truncate(self.places);
    }
}
