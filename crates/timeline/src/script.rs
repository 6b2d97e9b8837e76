//! Histories of scenarios.

use forkscope_scenario::{Plan, Statement, StepResult, World};
use forkscope_sim::{Command, Machine, Observer, Outcome, Refused, Silent};

use crate::run::Run;

impl Run for Plan {
    type World = World;
    type Outcome = StepResult;
    type Ran = Ran;

    fn len(&self) -> usize {
        self.lines().len()
    }

    fn start(&self) -> World {
        Plan::start(self)
    }

    fn step(&self, index: usize, world: &mut World, observer: &mut dyn Observer) -> StepResult {
        Plan::step(self, index, world, observer).unwrap_or_else(|| unreachable!("a line within the plan"))
    }

    fn redo(&self, index: usize, world: &mut World) {
        let line = self.lines().get(index);
        let only_says = line.is_some_and(|line| {
            matches!(&*line.statement, Statement::Note(_) | Statement::Ask { .. } | Statement::Expect(_))
        });
        if !only_says {
            self.step(index, world, &mut Silent);
        }
    }

    fn answered(&self, index: usize, world: &World, outcome: &StepResult) -> Option<Ran> {
        Some(Ran { command: self.command(index, world)?, answer: outcome.answer? })
    }

    fn machine(world: &World) -> &Machine {
        world.machine()
    }

    fn line(&self, index: usize) -> Option<u32> {
        self.lines().get(index).map(|line| line.line)
    }

    fn common(&self, other: &Plan) -> usize {
        Plan::common(self, other)
    }
}

/// A line as the simulator ran it.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The command that it stands for.
    pub command: Command,
    /// What the simulator answered.
    pub answer: Result<Outcome, Refused>,
}
