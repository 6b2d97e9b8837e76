//! The history itself: what has run, and the worlds along the way.

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_sim::event::Unseen;
use forkscope_sim::Recorder;

use crate::entry::{Counter, Entry};
use crate::log::Log;
use crate::recent::{step_limit, MicroSteps, Recent};
use crate::run::Run;
use crate::worlds::{bytes_of, cost_of, Worlds};

/// The history of a run.
#[derive(Clone, Debug)]
pub struct Timeline<R: Run> {
    run: Rc<R>,
    entries: Log<Entry<R::Outcome>>,
    worlds: Worlds<R::World>,
    /// The world after the last entry.
    head: R::World,
    recent: RefCell<Recent<R::World>>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Commands that have run.
    pub done: usize,
    /// Commands that there are.
    pub total: usize,
}

impl Progress {
    /// Whether all commands have run.
    pub fn is_finished(self) -> bool {
        self.done >= self.total
    }
}

impl<R: Run> Timeline<R> {
    /// A history in which nothing has run yet.
    pub fn new(run: R) -> Timeline<R> {
        let start = run.start();
        Timeline {
            entries: Log::new(),
            worlds: Worlds::new(start.clone(), bytes_beyond::<R>),
            head: start,
            recent: RefCell::new(Recent::new()),
            run: Rc::new(run),
        }
    }

    /// Runs at most `budget` more commands. A page calls this once a frame, and draws in between.
    pub fn advance(&mut self, budget: usize) -> Progress {
        let total = self.run.len();
        let until = self.entries.len().saturating_add(budget).min(total);
        while self.entries.len() < until {
            self.run_next();
        }
        self.progress()
    }

    fn run_next(&mut self) {
        let index = self.entries.len();
        let limit = step_limit(R::machine(&self.head));
        let mut counter = Counter::default();
        let outcome = self.run.step(index, &mut self.head, &mut counter);
        let Counter(Unseen { steps, traps }) = counter;
        let machine = R::machine(&self.head);
        let usage = machine.usage();
        let recorded = steps.min(limit as u64) as usize;
        self.entries.push(Entry { outcome, usage, steps, recorded, traps });
        self.worlds.offer(index + 1, &self.head, cost_of(steps), bytes_of(machine));
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress { done: self.entries.len(), total: self.run.len() }
    }

    /// What it is the history of.
    pub fn run(&self) -> &R {
        &self.run
    }

    /// The commands that have run.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry<R::Outcome>> {
        self.entries.iter()
    }

    /// The command of this index, if it has run.
    pub fn entry(&self, index: usize) -> Option<&Entry<R::Outcome>> {
        self.entries.get(index)
    }

    /// Takes up another version of the run. Of the history stays what both begin with; the number of commands that stay is returned.
    ///
    /// A line appended by a click so costs one command, wherever the cursor stands.
    pub fn edit(&mut self, run: R) -> usize {
        let kept = self.run.common(&run).min(self.entries.len());
        if kept == 0 {
            *self = Timeline::new(run);
            return 0;
        }
        if kept < self.entries.len() {
            self.head = self.world_after(kept);
            self.entries.truncate(kept);
            self.worlds.truncate(kept);
            self.recent.get_mut().truncate(kept);
        }
        self.run = Rc::new(run);
        kept
    }

    /// The world after the first `done` commands; after all that have run, if those are fewer.
    pub fn world_after(&self, done: usize) -> R::World {
        if done >= self.entries.len() {
            return self.head.clone();
        }
        let recent = self.recent.borrow_mut().world(done);
        recent.unwrap_or_else(|| self.run_again(done))
    }

    fn run_again(&self, done: usize) -> R::World {
        let Some((at, kept)) = self.worlds.before(done) else { return self.run.start() };
        let mut world = kept.clone();
        if at == done {
            return world;
        }
        for index in at..done {
            self.run.redo(index, &mut world);
        }
        self.recent.borrow_mut().put_world(done, world.clone(), bytes_beyond::<R>(&world, kept));
        world
    }

    /// A command that has run and its answer; `None` for what does nothing to the machine.
    pub fn answered(&self, command: usize) -> Option<R::Ran> {
        let entry = self.entry(command)?;
        self.run.answered(command, &self.world_after(command), &entry.outcome)
    }

    /// The micro-steps of a command that has run, from running it again on the world before it. None of a command that has not run.
    pub fn micro_steps(&self, command: usize) -> MicroSteps {
        let Some(entry) = self.entry(command).filter(|entry| entry.steps > 0) else {
            return MicroSteps { steps: Rc::new([]), dropped: 0 };
        };
        let recent = self.recent.borrow_mut().steps(command);
        recent.unwrap_or_else(|| self.record(command, entry))
    }

    fn record(&self, command: usize, entry: &Entry<R::Outcome>) -> MicroSteps {
        let before = self.world_after(command);
        let mut world = before.clone();
        let mut recorder = Recorder::of_beginning(entry.recorded);
        self.run.step(command, &mut world, &mut recorder);
        let steps = recorder.finish(R::machine(&world));
        let steps = MicroSteps { dropped: entry.steps - steps.len() as u64, steps: steps.into() };
        self.recent.borrow_mut().put_steps(command, steps.clone(), R::machine(&before));
        steps
    }
}

/// What it takes to keep a world where another one is kept.
fn bytes_beyond<R: Run>(world: &R::World, other: &R::World) -> u64 {
    R::machine(world).bytes_beyond(R::machine(other))
}
