//! The stage, and the menus of what is on it.

use std::rc::Rc;

use yew::{html, Callback, Html};

use crate::components::invitation::invitation;
use crate::components::stage::{Picked, Stage};
use crate::context::Context;
use crate::state::menu::{About, Menu};
use crate::state::session::SessionAction;
use crate::state::twin::lit;
use crate::state::ui::UiAction;

/// The stage.
pub(crate) fn stage_region(context: &Context) -> Html {
    let Context { session, ui, scene, .. } = context;
    let (ui, stage) = (ui.clone(), Rc::clone(&scene.stage));
    let (locked, ui_twin, named) = (ui.lock, ui.twin, Rc::clone(&ui.named));
    let on_pick = Callback::from(move |(picked, anchor): (Picked, String)| {
        let about = match picked {
            Picked::Fold(pid, open) => return ui.dispatch(UiAction::Fold(pid, open)),
            Picked::Page(page) => About::Page(page),
            Picked::Frame(pfn) => About::frame(&stage, pfn),
            Picked::Process(pid, name) => About::process(&stage, pid, name),
        };
        ui.dispatch(UiAction::OpenMenu(Menu { about, anchor }));
    });
    let asked = session.asked().filter(|asked| asked.guess.is_none()).and_then(|asked| Some(asked.question.frame?.0));
    let lit: Rc<[u32]> = match asked {
        Some(frame) => Rc::from([frame]),
        None if ui_twin.is_some() => lit(session.run(), session.cursor(), ui_twin).into(),
        None => named,
    };
    let on_line = {
        let session = session.clone();
        Callback::from(move |line: String| session.dispatch(SessionAction::Insert(line)))
    };
    html! { <Stage {on_line} stage={scene.stage.clone()} tables={scene.tables.clone()} {on_pick} {lit} speed={session.playback().speed} {locked} {asked} hint={invitation(context).map(Rc::new)} /> }
}
