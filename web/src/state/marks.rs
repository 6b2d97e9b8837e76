//! What stands beside the lines of the script.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Marks by line, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The line at the cursor of the run.
    pub(crate) current: Option<usize>,
    /// Whether expectations held.
    pub(crate) beside: Rc<BTreeMap<usize, Beside>>,
    /// Lines that are wrong.
    pub(crate) wrong: Rc<BTreeSet<usize>>,
}

/// What stands beside a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It is wrong.
    Wrong,
    /// An expectation that held.
    Held,
    /// An expectation that did not.
    Failed,
}

impl Marks {
    /// What stands beside a line.
    pub(crate) fn of(&self, line: usize) -> Option<Beside> {
        if self.wrong.contains(&line) {
            return Some(Beside::Wrong);
        }
        self.beside.get(&line).copied()
    }
}
