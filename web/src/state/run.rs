//! A script that has run: its history, and what the page asks about it.
//!
//! The history is `forkscope_timeline`'s; here the lines of a plan become its commands, and what the page shows of them is worked out once.

mod ahead;
mod job;
mod sentence;

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_scenario::ast::Act as Verb;
use forkscope_scenario::{Expectation, Plan, Said, Statement};
use forkscope_sim::CopyPolicy;
use forkscope_timeline::{Cursor, Timeline};
use forkscope_view::{Act, Held, Ledger};

use crate::lang::{lang, Lang};
use crate::state::marks::Beside;

pub(crate) use job::Job;

/// The title of an act, in a language.
type Title = (usize, Lang, Rc<str>);

/// A script that has run.
#[derive(Debug)]
pub(crate) struct Run {
    /// Tells one run from another.
    number: u32,
    history: Timeline<Plan>,
    acts: Rc<[Act]>,
    /// Which document it is a run of, and the lines of the first run of that.
    first: (u32, Rc<[Act]>),
    beside: Rc<[(usize, Beside)]>,
    unheld: Rc<[(usize, Expectation)]>,
    /// The title of the command that was asked about last, in the language of then.
    title: RefCell<Option<Title>>,
    /// What can be asked about its commands.
    ahead: ahead::Ahead,
    /// What is known of the positions that were drawn last.
    ledger: Ledger,
}

/// What an act is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A command, with micro-steps.
    Command,
    /// A note.
    Note(String),
    /// A question.
    Ask(String),
    /// An expectation.
    Expect {
        /// Whether it held.
        held: Held,
        /// As it is written, and what there was.
        text: String,
    },
    /// Nothing to see.
    Other,
}

impl Default for Run {
    fn default() -> Run {
        Run {
            number: 0,
            history: Timeline::new(Plan::default()),
            acts: Rc::from([]),
            first: (u32::MAX, Rc::from([])),
            beside: Rc::default(),
            unheld: Rc::default(),
            title: RefCell::default(),
            ahead: ahead::Ahead::default(),
            ledger: Ledger::default(),
        }
    }
}

impl Run {
    /// Tells one run from another.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Its history.
    pub(crate) fn history(&self) -> &Timeline<Plan> {
        &self.history
    }

    /// What is known of the positions that were drawn last.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Its lines, as the timeline shows them.
    pub(crate) fn acts(&self) -> &Rc<[Act]> {
        &self.acts
    }

    /// Whether there is nothing to walk through.
    pub(crate) fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    /// What stands beside its lines.
    pub(crate) fn beside(&self) -> &Rc<[(usize, Beside)]> {
        &self.beside
    }

    /// What stood against expectations that did not hold, by line.
    pub(crate) fn actual(&self) -> Rc<[(usize, String)]> {
        self.unheld.iter().map(|(line, expectation)| (*line, expectation.figures(lang()))).collect()
    }

    /// The policy it ran under.
    pub(crate) fn policy(&self) -> CopyPolicy {
        self.history.run().config().copy
    }

    /// The act that is shown at a position: the one under way, or the one that has just run; the first one at the start.
    pub(crate) fn at_hand(&self, cursor: Cursor) -> usize {
        self.history.place(cursor).command.unwrap_or(0)
    }

    /// What an act is.
    pub(crate) fn kind(&self, act: usize) -> Kind {
        let Some(entry) = self.history.entry(act) else { return Kind::Other };
        match &entry.outcome.said {
            Some(Said::Note(text)) => Kind::Note(text.clone()),
            Some(Said::Ask { question, .. }) => Kind::Ask(question.clone()),
            Some(Said::Expect(expectation)) => {
                let held = self.acts.get(act).and_then(|act| act.held).unwrap_or(Held::No);
                Kind::Expect { held, text: expectation.figures(lang()) }
            }
            None if entry.steps > 0 => Kind::Command,
            None => Kind::Other,
        }
    }

    /// Whether an answer to the question of an act is right, and what is right.
    pub(crate) fn judge(&self, act: usize, given: &str) -> Option<(bool, String)> {
        match &self.history.entry(act)?.outcome.said {
            Some(Said::Ask { answer, .. }) => Some((answer.accepts(given), answer.text(lang()))),
            Some(Said::Note(_) | Said::Expect(_)) | None => None,
        }
    }

    /// The line of an act, counted from 1.
    pub(crate) fn line(&self, act: usize) -> usize {
        self.acts.get(act).and_then(|act| act.line).unwrap_or(0) as usize
    }

    /// The last act of a line.
    pub(crate) fn act_of_line(&self, line: usize) -> Option<usize> {
        self.acts.iter().rposition(|act| act.line.is_some_and(|at| at as usize == line))
    }

    /// Where a visit begins: the first fork, or else the last command.
    pub(crate) fn opening(&self) -> usize {
        let lines = self.history.run().lines();
        let forks =
            |statement: &Statement| matches!(statement, Statement::Act { act: Verb::Fork(_) | Verb::Vfork(_), .. });
        let acts = |statement: &Statement| matches!(statement, Statement::Act { .. });
        let fork = lines.iter().position(|line| forks(&line.statement));
        fork.or_else(|| lines.iter().rposition(|line| acts(&line.statement))).unwrap_or(lines.len())
    }

    /// The same position here as in a run of the same script under another policy.
    pub(crate) fn in_step(&self, cursor: Cursor) -> Cursor {
        let steps = self.acts.get(cursor.command).map_or(0, |act| act.steps);
        match cursor.step {
            Some(step) if step >= steps => Cursor::after(cursor.command + usize::from(steps > 0)),
            Some(_) | None => self.history.seek(cursor),
        }
    }

    /// The position of a micro-step, counted through all acts.
    pub(crate) fn cursor_of_step(&self, value: usize) -> Cursor {
        let mut before = 0;
        for (command, act) in self.acts.iter().enumerate() {
            if value > before && value <= before + act.steps {
                let taken = value - before;
                return if taken == act.steps {
                    Cursor::after(command + 1)
                } else {
                    Cursor { command, step: taken.checked_sub(1) }
                };
            }
            before += act.steps;
        }
        if value == 0 {
            Cursor::default()
        } else {
            self.history.end()
        }
    }

    /// The name of the process that acts at a position, or of the first one.
    pub(crate) fn process_at(&self, cursor: Cursor) -> Option<String> {
        let lines = self.history.run().lines();
        let before = lines.get(..=self.at_hand(cursor).min(lines.len().checked_sub(1)?))?;
        before.iter().rev().find_map(|line| line.statement.actor()).map(|name| name.text.clone())
    }
}
