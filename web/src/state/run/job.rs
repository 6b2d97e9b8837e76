//! A run in the making, bit by bit.

use std::cell::RefCell;

use forkscope_scenario::{Plan, Said, Statement, StepResult};
use forkscope_sim::{CopyPolicy, Note};
use forkscope_timeline::Timeline;
use forkscope_view::Act;

use super::Run;
use crate::state::marks;
use crate::state::reading::Reading;

/// Scripts with more lines do not show where in a command the traps are.
const MAX_TRACED: usize = 400;

/// A run in the making: first every line is run, then every act is described.
#[derive(Debug)]
pub(crate) struct Job {
    number: u32,
    history: Timeline<Plan>,
    acts: Vec<Act>,
    stopped: bool,
}

impl Job {
    /// Begins where a run and the reading of a script differ.
    pub(crate) fn new(before: &Run, reading: &Reading, policy: Option<CopyPolicy>, number: u32) -> Job {
        let plan = &reading.parsed().plan;
        let plan = policy.map_or_else(|| plan.clone(), |policy| plan.clone().with_policy(policy));
        let mut history = before.history.clone();
        let kept = history.edit(plan);
        let acts = before.acts.iter().take(kept).cloned().collect();
        Job { number, history, acts, stopped: false }
    }

    /// Whether nothing is left to do.
    pub(crate) fn is_done(&self) -> bool {
        let progress = self.history.progress();
        (progress.is_finished() || self.stopped) && self.acts.len() >= progress.done
    }

    /// How far it is, of how much.
    pub(crate) fn progress(&self) -> (usize, usize) {
        let progress = self.history.progress();
        (progress.done, progress.total)
    }

    /// Runs no further line.
    pub(crate) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Does a bit.
    pub(crate) fn advance(&mut self) {
        let progress = self.history.progress();
        if !self.stopped && !progress.is_finished() {
            self.history.advance(1);
        } else if self.acts.len() < progress.done {
            let act = self.act(self.acts.len());
            self.acts.push(act);
        }
    }

    fn act(&self, index: usize) -> Act {
        let plan = self.history.run();
        let (Some(line), Some(entry)) = (plan.lines().get(index), self.history.entry(index)) else {
            return Act::default();
        };
        let world = self.history.world_after(index);
        let source = line.text();
        Act {
            line: Some(line.line),
            pid: line.statement.actor().and_then(|name| world.names().pid(&name.text)),
            label: label(&line.statement, &source),
            source,
            steps: entry.recorded,
            traps: if entry.faulted() { self.traps(index) } else { Vec::new() },
            usage: Some(entry.usage),
            held: entry.outcome.expect().map(|expectation| expectation.held),
        }
    }

    fn traps(&self, index: usize) -> Vec<usize> {
        if self.history.progress().done > MAX_TRACED {
            return Vec::new();
        }
        let steps = self.history.micro_steps(index).steps;
        let traps = steps.iter().enumerate().filter(|(_, step)| matches!(step.note, Note::Trapped { .. }));
        traps.map(|(at, _)| at).collect()
    }

    /// The run.
    pub(crate) fn finish(self) -> Run {
        let (beside, actual) = expectations(self.history.entries().map(|entry| &entry.outcome));
        Run {
            number: self.number,
            history: self.history,
            acts: self.acts.into(),
            beside: beside.into(),
            actual: actual.into(),
            title: RefCell::default(),
            ahead: super::ahead::Ahead::default(),
        }
    }
}

/// Marks by line.
type Beside = Vec<(usize, marks::Beside)>;
/// What there was, by line.
type Actual = Vec<(usize, String)>;

/// Which expectations held, by line, and what there was where one did not; of several in one line one that did not counts.
fn expectations<'a>(outcomes: impl Iterator<Item = &'a StepResult>) -> (Beside, Actual) {
    let (mut beside, mut actual) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        let Some(Said::Expect(expectation)) = &outcome.said else { continue };
        let line = outcome.line as usize;
        if expectation.held {
            marks::add(&mut beside, line, marks::Beside::Held);
        } else {
            marks::add(&mut actual, line, expectation.actual.join(", "));
            *marks::add(&mut beside, line, marks::Beside::Failed) = marks::Beside::Failed;
        }
    }
    (beside, actual)
}

/// A few words for a line: what is done, to what; who does it is drawn.
fn label(statement: &Statement, source: &str) -> String {
    let rest = match statement {
        Statement::Act { process, .. } => {
            source.strip_prefix(&process.text).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(source)
        }
        Statement::Note(_) | Statement::Ask { .. } => return source.split(' ').next().unwrap_or("").to_owned(),
        Statement::Title(_)
        | Statement::Machine(_)
        | Statement::Process { .. }
        | Statement::Program(_)
        | Statement::File { .. }
        | Statement::Memfd { .. }
        | Statement::DropCaches
        | Statement::Cgroup { .. }
        | Statement::Reclaim(_)
        | Statement::Ksm
        | Statement::Khugepaged
        | Statement::Expect(_) => source,
    };
    rest.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
