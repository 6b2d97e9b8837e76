//! Whole runs: every line of a plan, one after the other.

use forkscope_sim::event::Silent;
use forkscope_sim::Observer;

use crate::outcome::StepResult;
use crate::plan::Plan;
use crate::world::World;

/// A scenario that runs line by line; an iterator over the results, so that a page can run a slice at a time.
#[derive(Clone, Debug)]
pub struct Runner {
    plan: Plan,
    world: World,
    next: usize,
}

impl Runner {
    /// Starts a scenario: the machine is booted, nothing has run.
    pub fn new(plan: &Plan) -> Self {
        Self { plan: plan.clone(), world: plan.start(), next: 0 }
    }

    /// The world as it stands.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How many lines have run.
    pub fn done(&self) -> usize {
        self.next
    }

    /// Runs the next line and tells the observer of every event; `None` behind the last line.
    pub fn step(&mut self, observer: &mut dyn Observer) -> Option<StepResult> {
        let result = self.plan.step(self.next, &mut self.world, observer)?;
        self.next += 1;
        Some(result)
    }
}

impl Iterator for Runner {
    type Item = StepResult;

    fn next(&mut self) -> Option<StepResult> {
        self.step(&mut Silent)
    }
}

/// A scenario that has run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The world afterwards.
    pub world: World,
    /// What each line came to, in order.
    pub steps: Vec<StepResult>,
}

impl Run {
    /// Whether every expectation held.
    pub fn held(&self) -> bool {
        let mut expectations = self.steps.iter().filter_map(StepResult::expect);
        expectations.all(|expectation| expectation.held)
    }
}

/// Runs a plan, or its first `limit` lines.
pub fn run(plan: &Plan, limit: Option<usize>) -> Run {
    let mut runner = Runner::new(plan);
    let steps = runner.by_ref().take(limit.unwrap_or(usize::MAX)).collect();
    Run { world: runner.world, steps }
}
