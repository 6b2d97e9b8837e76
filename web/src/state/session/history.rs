//! Bookmarks, and branches: the futures that edits in the past have left behind.

use std::rc::Rc;

use super::{Session, Target};
use crate::state::past::How;
use forkscope_timeline::Cursor;

/// So many branches are kept, the newest.
const MOST_BRANCHES: usize = 20;

/// A script as it was before an edit in its past, and where it stood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Branch {
    /// The script.
    pub(crate) text: Rc<str>,
    /// Where it stood.
    pub(crate) place: Cursor,
    /// How many lines it has that the script it was left for does not have.
    pub(crate) lines: usize,
}

impl Session {
    /// The bookmarks, in order.
    pub(crate) fn bookmarks(&self) -> &Rc<[Cursor]> {
        &self.bookmarks
    }

    /// The branches, oldest first.
    pub(crate) fn branches(&self) -> &Rc<[Branch]> {
        &self.branches
    }

    /// Sets a bookmark at the cursor, or takes it away.
    #[inline(never)]
    pub(super) fn bookmark(&mut self) -> bool {
        let here = self.cursor();
        let mut marks = self.bookmarks.to_vec();
        match marks.iter().position(|mark| *mark == here) {
            Some(at) => drop(marks.remove(at)),
            None => marks.push(here),
        }
        marks.sort_unstable();
        self.bookmarks = marks.into();
        true
    }

    /// The bookmark after the cursor, or the one before.
    pub(super) fn bookmark_from_here(&self, forward: bool) -> Option<Cursor> {
        let here = self.cursor();
        if forward {
            self.bookmarks.iter().find(|mark| **mark > here).copied()
        } else {
            self.bookmarks.iter().rev().find(|mark| **mark < here).copied()
        }
    }

    /// Keeps the script as it is, because an edit before its end is about to change what comes after. One edit after the other at the same place
    /// leaves one branch.
    pub(super) fn leave_branch(&mut self) {
        let here = self.cursor();
        let again = self.branches.last().is_some_and(|last| last.place == here && self.grown);
        if self.run.is_empty() || self.is_at_end() || again {
            return;
        }
        let branch = Branch { text: Rc::clone(&self.text), place: here, lines: self.lines_ahead() };
        let kept = self.branches.len().saturating_sub(MOST_BRANCHES - 1);
        self.branches = self.branches.iter().skip(kept).cloned().chain([branch]).collect();
        self.grown = true;
    }

    fn lines_ahead(&self) -> usize {
        self.run.acts().len().saturating_sub(self.act() + 1)
    }

    /// Returns to a branch; what is here now takes its place among the branches.
    #[inline(never)]
    pub(super) fn take_branch(&mut self, index: usize) -> bool {
        let Some(taken) = self.branches.get(index).cloned() else { return false };
        let mut branches = self.branches.to_vec();
        branches[index] = Branch { text: Rc::clone(&self.text), place: self.cursor(), lines: self.lines_ahead() };
        self.branches = branches.into();
        self.document += 1;
        self.put_text(taken.text, How::Put);
        self.target = Target::At(taken.place);
        self.playback = self.playback.paused();
        self.grown = false;
        self.read()
    }
}
