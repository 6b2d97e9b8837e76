//! What is drawn: from a run and a position to view models.

use forkscope_sim::{Machine, Pid};
use forkscope_timeline::Cursor;
use forkscope_view::{scene, Moved, Running, Scene, SceneInput, SizeClass};

use super::run::Run;

/// How many earlier machines a picture depends on: frames keep their places along them.
const PAST: usize = 256;

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
    pub(crate) folds: std::rc::Rc<[(u32, bool)]>,
}

/// Draws a position of a run.
pub(crate) fn draw(run: &Run, look: &Look) -> Scene {
    let history = run.history();
    let cursor = history.seek(look.cursor);
    let place = history.place(cursor);
    let act = run.at_hand(cursor);
    let before = history.world_after(act);
    let machine = history.machine_at(cursor);
    let past: Vec<Machine> =
        (act.saturating_sub(PAST)..act).map(|done| history.world_after(done + 1).machine().clone()).collect();
    let steps = history.micro_steps(act).steps;
    let title = run.title(act);
    let names = run.names_at(act);
    let taken = usize::try_from(place.taken).unwrap_or(usize::MAX).min(steps.len());
    let running = (!steps.is_empty()).then(|| Running {
        pid: pid(run, act),
        start: before.machine(),
        steps: &steps,
        taken,
        title: &title,
    });
    scene(&SceneInput {
        size: look.size,
        naming: &names,
        machine: &machine,
        past: &past,
        running,
        acts: run.acts(),
        act,
        begun: cursor != Cursor::default(),
        moved: look.moved,
        folds: &look.folds,
    })
}

fn pid(run: &Run, act: usize) -> Option<Pid> {
    run.acts().get(act)?.pid
}
