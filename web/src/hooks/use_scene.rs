//! What is drawn, worked out once per position and look.

use std::rc::Rc;

use forkscope_view::{Scene, SizeClass};
use yew::{hook, use_memo};

use crate::context::{SessionHandle, UiHandle};
use crate::state::scene::{draw, Look};

/// The scene.
#[hook]
pub(crate) fn use_scene(session: &SessionHandle, ui: &UiHandle) -> Rc<Scene> {
    let (width, height) = ui.window;
    let size = if ui.embed { SizeClass::of_embed(width, height) } else { SizeClass::of_window(width, height) };
    let look = Look { cursor: session.cursor(), moved: session.moved(), size, folds: Rc::clone(&ui.folds) };
    let run = Rc::clone(session.run());
    use_memo((look, run.number(), ui.lang), move |(look, ..)| draw(&run, look))
}
