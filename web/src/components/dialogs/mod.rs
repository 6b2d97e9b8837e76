//! The dialogs: one at a time, over the page.

mod embed;
mod frame;
mod gallery;
mod help;
mod link_field;
mod more;
mod share;

use yew::{component, html, Callback, Html};

use crate::context::use_ui;
use crate::state::ui::{Dialog, UiAction};

/// The dialog that is open, if one is.
#[component]
pub(crate) fn Dialogs() -> Html {
    let ui = use_ui();
    let open = ui.dialog;
    let onclose = Callback::from(move |()| ui.dispatch(UiAction::Close));
    match open {
        None => html! { <div hidden=true></div> },
        Some(Dialog::Gallery) => html! { <gallery::Gallery {onclose} /> },
        Some(Dialog::Share) => html! { <share::Share {onclose} /> },
        Some(Dialog::Embed) => html! { <embed::Embed {onclose} /> },
        Some(Dialog::More) => html! { <more::More {onclose} /> },
        Some(Dialog::Help) => html! { <help::Help {onclose} /> },
    }
}
