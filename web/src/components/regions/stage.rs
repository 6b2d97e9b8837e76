//! The stage, and the menus of what is on it.

use std::rc::Rc;

use forkscope_view as view;
use yew::{component, html, Callback, Html, Properties};

use crate::components::stage::{Picked, Stage};
use crate::context::{use_session, use_ui};
use crate::state::menu::{About, Menu};
use crate::state::ui::UiAction;

/// What is drawn.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StageRegionProps {
    /// The view model.
    pub(crate) stage: Rc<view::Stage>,
    /// The same as tables.
    pub(crate) tables: Rc<view::Tables>,
}

/// The stage.
#[component]
pub(crate) fn StageRegion(props: &StageRegionProps) -> Html {
    let session = use_session();
    let ui = use_ui();
    let locked = ui.lock;
    let on_pick = {
        let stage = Rc::clone(&props.stage);
        Callback::from(move |(picked, anchor): (Picked, String)| {
            let about = match picked {
                Picked::Fold(pid, open) => return ui.dispatch(UiAction::Fold(pid, open)),
                Picked::Page(page) => About::Page(page),
                Picked::Frame(pfn) => About::frame(&stage, pfn),
                Picked::Process(pid, name) => About::process(&stage, pid, name),
            };
            ui.dispatch(UiAction::OpenMenu(Menu { about, anchor }));
        })
    };
    html! { <Stage stage={props.stage.clone()} tables={props.tables.clone()} {on_pick} speed={session.playback().speed} {locked} /> }
}
