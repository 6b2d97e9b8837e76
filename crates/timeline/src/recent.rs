//! What was computed again a moment ago: micro-steps of commands, and worlds that are not kept.

use std::rc::Rc;

use forkscope_sim::{Effect, Machine, Step};

/// The most micro-steps that are recorded of one command.
const MAX_STEPS: u64 = 2000;
/// The fewest, however large the machine is.
const MIN_STEPS: u64 = 64;
/// How much memory the steps of one command may take, in bytes, by estimate.
const STEPS_BUDGET: u64 = 64 << 20;
/// What a machine takes that differs from its neighbour in a page or two: a few nodes of its maps, an address space, a TLB.
const BASE: u64 = 8 << 10;
/// What a process takes in every machine.
const PROCESS: u64 = 96;
/// What an effect changes takes where it changes what is far apart: a run of frames and one of a page table, with their nodes.
const CHANGED: u64 = 512;
/// Of a step with more effects than this it is measured.
const MANY: u64 = 64;
/// How much memory each kind may take, in bytes.
const BUDGET: u64 = 64 << 20;
/// Commands whose steps are kept, however small they are.
const COMMANDS: usize = 16;
/// Worlds that are kept, likewise: a picture is drawn from the one before a command and the one after it.
const WORLDS: usize = 16;

/// How many micro-steps of a command on this machine are recorded.
pub(crate) fn step_limit(machine: &Machine) -> usize {
    let processes = machine.tasks().count() as u64;
    (STEPS_BUDGET / (BASE + CHANGED + PROCESS * processes)).clamp(MIN_STEPS, MAX_STEPS) as usize
}

/// About how much memory the steps of a command take beside the machine before it.
fn bytes_of<'s>(steps: &'s [Step], mut before: &'s Machine) -> u64 {
    let mut bytes = 0;
    for step in steps {
        let effects = step.effects.len() as u64;
        let changed = if effects > MANY { step.machine.bytes_beyond(before) } else { BASE + CHANGED * effects };
        bytes += effects * size_of::<Effect>() as u64 + changed;
        before = &step.machine;
    }
    bytes
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
        Recent { steps: Shelf::default(), worlds: Shelf::default() }
    }

    pub(crate) fn steps(&mut self, command: usize) -> Option<MicroSteps> {
        self.steps.get(command)
    }

    /// Keeps the steps of a command that began with this machine.
    pub(crate) fn put_steps(&mut self, command: usize, steps: MicroSteps, before: &Machine) {
        let bytes = bytes_of(&steps.steps, before);
        self.steps.put(command, steps, bytes, COMMANDS);
    }

    pub(crate) fn world(&mut self, done: usize) -> Option<W> {
        self.worlds.get(done)
    }

    /// Keeps a world that takes so many bytes.
    pub(crate) fn put_world(&mut self, done: usize, world: W, bytes: u64) {
        self.worlds.put(done, world, bytes, WORLDS);
    }

    /// Forgets what comes after the first `done` commands.
    pub(crate) fn truncate(&mut self, done: usize) {
        self.steps.items.retain(|item| item.key < done);
        self.worlds.items.retain(|item| item.key <= done);
    }
}

#[derive(Clone, Debug)]
struct Shelf<T> {
    items: Vec<Item<T>>,
}

#[derive(Clone, Debug)]
struct Item<T> {
    key: usize,
    value: T,
    bytes: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf { items: Vec::new() }
    }
}

impl<T: Clone> Shelf<T> {
    fn get(&mut self, key: usize) -> Option<T> {
        let at = self.items.iter().position(|item| item.key == key)?;
        let item = self.items.remove(at);
        self.items.insert(0, item.clone());
        Some(item.value)
    }

    /// Puts a value on the shelf, which then holds so many at most, and no more bytes than there are for all; two there always are, however large.
    fn put(&mut self, key: usize, value: T, bytes: u64, most: usize) {
        self.items.retain(|item| item.key != key);
        self.items.insert(0, Item { key, value, bytes });
        let mut all = 0;
        let mut fits = |item: &&Item<T>| {
            all += item.bytes;
            all <= BUDGET
        };
        let fitting = self.items.iter().take_while(|item| fits(item)).count();
        self.items.truncate(fitting.clamp(2, most));
    }
}
