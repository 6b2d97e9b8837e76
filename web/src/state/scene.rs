//! What is drawn: from a run and a position to view models.

use std::rc::Rc;

use forkscope_timeline::Cursor;
use forkscope_view::run::{self, draw as draw_position};
use forkscope_view::{Moved, Scene, SizeClass};

use super::run::Run;
use crate::lang::lang;

/// Where a run stands, and how it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// The position.
    pub(crate) cursor: Cursor,
    /// How it was reached.
    pub(crate) moved: Moved,
    /// How much room there is.
    pub(crate) size: SizeClass,
    /// Processes opened or folded by hand.
    pub(crate) folds: Rc<[(u32, bool)]>,
}

/// Draws a position of a run.
pub(crate) fn draw(run: &Run, look: &Look) -> Scene {
    let Look { cursor, moved, size, ref folds } = *look;
    let ledger = run.ledger();
    draw_position(run.history(), &run::Look { cursor, moved, size, folds, acts: run.acts(), lang: lang(), ledger })
}
