//! What is drawn, worked out once per position and look.

use std::rc::Rc;

use forkscope_view::{Scene, SizeClass};
use yew::{hook, use_memo};

use crate::context::{use_session, use_ui};
use crate::state::scene::{draw, Look};

/// How much room there is for the stage.
#[hook]
pub(crate) fn use_size() -> SizeClass {
    let ui = use_ui();
    let (width, height) = ui.window;
    match SizeClass::of_window(width, height) {
        size if ui.embed => size.min(SizeClass::E),
        size => size,
    }
}

/// The scene.
#[hook]
pub(crate) fn use_scene(size: SizeClass) -> Rc<Scene> {
    let session = use_session();
    let ui = use_ui();
    let look = Look { cursor: session.cursor(), moved: session.moved(), size, folds: Rc::clone(&ui.folds) };
    let run = Rc::clone(session.run());
    use_memo((look, run.number()), move |(look, _)| draw(&run, look))
}
