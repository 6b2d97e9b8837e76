//! What a timeline is the history of.

use forkscope_sim::{Machine, Observer, Silent};

/// A list of commands, and the world that they run in, one after the other.
///
/// The same commands on equal worlds must give equal worlds.
pub trait Run: Clone {
    /// What the commands change: the machine, and whatever else a run keeps (names, answers).
    type World: Clone;
    /// What one command came to.
    type Outcome: Clone;
    /// A command, and how it was answered.
    type Ran: Clone;

    /// How many commands there are.
    fn len(&self) -> usize;

    /// Whether there is no command.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The world before the first command.
    fn start(&self) -> Self::World;

    /// Runs command `index`, which is less than [`Run::len`].
    fn step(&self, index: usize, world: &mut Self::World, observer: &mut dyn Observer) -> Self::Outcome;

    /// Runs command `index` once more for what it does to the world alone: what only asks about it need not be worked out again.
    fn redo(&self, index: usize, world: &mut Self::World) {
        self.step(index, world, &mut Silent);
    }

    /// Command `index` and how it was answered on the world before it; `None` for what does nothing to the machine.
    fn answered(&self, index: usize, world: &Self::World, outcome: &Self::Outcome) -> Option<Self::Ran>;

    /// The machine of a world.
    fn machine(world: &Self::World) -> &Machine;

    /// The line of the script that command `index` stands in, counted from 1.
    fn line(&self, index: usize) -> Option<u32>;

    /// How many commands both runs begin with, on equal worlds.
    fn common(&self, other: &Self) -> usize;
}
