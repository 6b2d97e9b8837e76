//! The menu at something on the stage.

mod item;
mod popup;
mod write;

use yew::{component, html, Html};

use crate::context::use_ui;
use popup::Popup;

/// The menu that is open, if one is.
#[component]
pub(crate) fn StageMenu() -> Html {
    let ui = use_ui();
    match ui.menu.clone() {
        None => html! { <div hidden=true></div> },
        Some(menu) => html! { <Popup key={menu.anchor.clone()} menu={menu.clone()} /> },
    }
}
