//! The dialogs: one at a time, over the page.

mod course;
mod embed;
pub(crate) mod frame;
mod gallery;
mod help;
mod history;
mod link_field;
mod more;
mod palette;
mod pictures;
mod share;

use yew::{html, Callback, Html};

use crate::components::inspector::Inspector;
use crate::context::Context;
use crate::state::ui::{Dialog, UiAction};

/// The dialog that is open, if one is.
pub(crate) fn dialogs(context: &Context) -> Html {
    let ui = context.ui.clone();
    let onclose = Callback::from(move |()| ui.dispatch(UiAction::Close));
    let dialog = match context.ui.dialog {
        None => Html::default(),
        Some(Dialog::Gallery) => html! { <gallery::Gallery context={context.clone()} {onclose} /> },
        Some(Dialog::Share) => html! { <share::Share context={context.clone()} {onclose} /> },
        Some(Dialog::Embed) => html! { <embed::Embed context={context.clone()} {onclose} /> },
        Some(Dialog::Inspector(target)) => html! { <Inspector context={context.clone()} {target} {onclose} /> },
        Some(Dialog::History) => html! { <history::History context={context.clone()} {onclose} /> },
        Some(Dialog::Course) => course::course(context, onclose),
        Some(Dialog::Pictures) => html! { <pictures::Pictures context={context.clone()} {onclose} /> },
        Some(Dialog::Palette) => html! { <palette::Palette context={context.clone()} {onclose} /> },
        Some(Dialog::Help) => help::help(context, onclose),
        Some(Dialog::More) => more::more(context, onclose),
    };
    html! { <div>{ dialog }</div> }
}
