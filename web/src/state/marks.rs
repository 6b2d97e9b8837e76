//! What stands beside the lines of the script.

use std::rc::Rc;

/// Marks by line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The line at the cursor of the run.
    pub(crate) current: Option<usize>,
    /// Whether expectations held.
    pub(crate) beside: Rc<[(usize, Beside)]>,
    /// Lines that are wrong.
    pub(crate) wrong: Rc<[usize]>,
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
    /// An expectation that did before the script was changed.
    Outgrown,
}

impl Marks {
    /// What stands beside a line.
    pub(crate) fn of(&self, line: usize) -> Option<Beside> {
        if self.wrong.contains(&line) {
            return Some(Beside::Wrong);
        }
        find(&self.beside, line).copied()
    }
}

/// What a list that is sorted by line has for a line.
pub(crate) fn find<T>(list: &[(usize, T)], line: usize) -> Option<&T> {
    let at = list.partition_point(|(other, _)| *other < line);
    list.get(at).filter(|(other, _)| *other == line).map(|(_, found)| found)
}

/// Adds something for a line to a list that is sorted by line, unless the line has something already; gives what it has.
pub(crate) fn add<T>(list: &mut Vec<(usize, T)>, line: usize, new: T) -> &mut T {
    let at = list.partition_point(|(other, _)| *other < line);
    if list.get(at).is_none_or(|(other, _)| *other != line) {
        list.insert(at, (line, new));
    }
    &mut list[at].1
}
