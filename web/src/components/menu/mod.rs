//! The menu at something on the stage.

mod popup;
mod write;

use yew::{html, Html};

use crate::context::Context;
use popup::Popup;

/// The menu that is open, if one is.
pub(crate) fn stage_menu(context: &Context) -> Html {
    let popup = match context.ui.menu.clone() {
        None => Html::default(),
        Some(menu) => html! { <Popup key={menu.anchor.clone()} menu={menu.clone()} context={context.clone()} /> },
    };
    html! { <div>{ popup }</div> }
}
