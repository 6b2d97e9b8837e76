//! A run in the making, bit by bit.

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_scenario::{Expectation, Plan, Said, Statement, StepResult};
use forkscope_sim::{CopyPolicy, Note};
use forkscope_timeline::Timeline;
use forkscope_view::{Act, Held};

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
    /// The document, and the lines of its first run, if this is not that one.
    first: (u32, Option<Rc<[Act]>>),
    stopped: bool,
}

impl Job {
    /// Begins where a run and the reading of a script differ.
    pub(crate) fn new(
        before: &Run,
        (document, reading): (u32, &Reading),
        policy: Option<CopyPolicy>,
        number: u32,
    ) -> Job {
        let plan = &reading.parsed().plan;
        let plan = policy.map_or_else(|| plan.clone(), |policy| plan.clone().with_policy(policy));
        let mut history = before.history.clone();
        let kept = history.edit(plan);
        let acts = before.acts.iter().take(kept).cloned().collect();
        let first = (before.first.0 == document).then(|| Rc::clone(&before.first.1));
        Job { number, history, acts, first: (document, first), stopped: false }
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
            held: entry.outcome.expect().map(|expectation| if expectation.held { Held::Yes } else { Held::No }),
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
        let (mut beside, unheld) = expectations(self.history.entries().map(|entry| &entry.outcome));
        let (document, first) = self.first;
        let acts: Rc<[Act]> = match &first {
            Some(first) if !unheld.is_empty() => outgrown(self.acts, first, &mut beside),
            Some(_) | None => self.acts.into(),
        };
        Run {
            number: self.number,
            history: self.history,
            first: (document, first.unwrap_or_else(|| Rc::clone(&acts))),
            acts,
            beside: beside.into(),
            unheld: unheld.into(),
            title: RefCell::default(),
            ahead: super::ahead::Ahead::default(),
            ledger: forkscope_view::Ledger::default(),
        }
    }
}

/// Marks by line.
type Beside = Vec<(usize, marks::Beside)>;
/// Expectations that did not hold, by line.
type Unheld = Vec<(usize, Expectation)>;

/// Which expectations held, by line, and those that did not; of several in one line one that did not counts.
fn expectations<'a>(outcomes: impl Iterator<Item = &'a StepResult>) -> (Beside, Unheld) {
    let (mut beside, mut unheld) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        let Some(Said::Expect(expectation)) = &outcome.said else { continue };
        let line = outcome.line as usize;
        if expectation.held {
            marks::add(&mut beside, line, marks::Beside::Held);
        } else {
            marks::add(&mut unheld, line, expectation.clone());
            *marks::add(&mut beside, line, marks::Beside::Failed) = marks::Beside::Failed;
        }
    }
    (beside, unheld)
}

/// Lines, of which expectations that do not hold, but did in the first run, say so. Which is which tells their text: of several with the same one the
/// order.
#[inline(never)]
fn outgrown(mut acts: Vec<Act>, first: &[Act], beside: &mut Beside) -> Rc<[Act]> {
    let same = |act: &&Act, other: &Act| act.held.is_some() && act.source == other.source;
    for at in 0..acts.len().min(MAX_TRACED) {
        let act = &acts[at];
        let before = || acts[..at].iter().filter(|other| same(other, act)).count();
        let then = || first.iter().filter(|other| same(other, act)).nth(before());
        if act.held == Some(Held::No) && then().is_some_and(|then| then.held == Some(Held::Yes)) {
            let line = act.line.unwrap_or(0) as usize;
            acts[at].held = Some(Held::NoMore);
            *marks::add(beside, line, marks::Beside::Outgrown) = marks::Beside::Outgrown;
        }
    }
    acts.into()
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
