//! What was computed again a moment ago: micro-steps of commands, their answers, and worlds that are not kept.

use std::rc::Rc;

use forkscope_sim::{Machine, Step};

use crate::worlds::bytes_of;

/// The most micro-steps that are recorded of one command.
const MAX_STEPS: u64 = 2000;
/// The fewest, however large the machine is.
const MIN_STEPS: u64 = 64;
/// How much memory the steps of one command may take, in bytes, by estimate.
const STEPS_BUDGET: u64 = 64 << 20;
/// How much memory each kind may take, in bytes, by the estimate for machines that share nothing.
const BUDGET: u64 = 64 << 20;
/// Commands whose steps are kept: one, however large they are, and no more than these, however small.
const COMMANDS: (u64, u64) = (1, 4);
/// Answers that are kept: a word or two each.
const ANSWERS: usize = 16;
/// Worlds that are kept, likewise: a picture is drawn from the one before a command and the one after it.
const WORLDS: (u64, u64) = (2, 16);

/// How many micro-steps of a command on this machine are recorded.
pub(crate) fn step_limit(machine: &Machine) -> usize {
    (STEPS_BUDGET / bytes_of(machine, 1)).clamp(MIN_STEPS, MAX_STEPS) as usize
}

/// How many machines like this one are kept: as many as there is memory for, within limits.
fn places((least, most): (u64, u64), machine: &Machine) -> usize {
    (BUDGET / bytes_of(machine, u64::MAX)).clamp(least, most) as usize
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
pub(crate) struct Recent<W, A> {
    steps: Shelf<MicroSteps>,
    answers: Shelf<Option<A>>,
    worlds: Shelf<W>,
}

impl<W: Clone, A: Clone> Recent<W, A> {
    pub(crate) fn new() -> Recent<W, A> {
        Recent { steps: Shelf::default(), answers: Shelf::default(), worlds: Shelf::default() }
    }

    pub(crate) fn steps(&mut self, command: usize) -> Option<MicroSteps> {
        self.steps.get(command)
    }

    /// Keeps the steps of a command that ended with this machine.
    pub(crate) fn put_steps(&mut self, command: usize, steps: MicroSteps, machine: &Machine) {
        self.steps.put(command, steps, places(COMMANDS, machine));
    }

    pub(crate) fn answer(&mut self, command: usize) -> Option<Option<A>> {
        self.answers.get(command)
    }

    pub(crate) fn put_answer(&mut self, command: usize, answer: Option<A>) {
        self.answers.put(command, answer, ANSWERS);
    }

    pub(crate) fn world(&mut self, done: usize) -> Option<W> {
        self.worlds.get(done)
    }

    /// Keeps a world whose machine is this one.
    pub(crate) fn put_world(&mut self, done: usize, world: W, machine: &Machine) {
        self.worlds.put(done, world, places(WORLDS, machine));
    }

    /// Forgets what comes after the first `done` commands.
    pub(crate) fn truncate(&mut self, done: usize) {
        self.steps.items.retain(|(command, _)| *command < done);
        self.answers.items.retain(|(command, _)| *command < done);
        self.worlds.items.retain(|(at, _)| *at <= done);
    }
}

#[derive(Clone, Debug)]
struct Shelf<T> {
    items: Vec<(usize, T)>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf { items: Vec::new() }
    }
}

impl<T: Clone> Shelf<T> {
    fn get(&mut self, key: usize) -> Option<T> {
        let at = self.items.iter().position(|(known, _)| *known == key)?;
        let item = self.items.remove(at);
        self.items.insert(0, item.clone());
        Some(item.1)
    }

    /// Puts a value on the shelf, which then holds at most `places`.
    fn put(&mut self, key: usize, value: T, places: usize) {
        self.items.retain(|(known, _)| *known != key);
        self.items.insert(0, (key, value));
        self.items.truncate(places);
    }
}
