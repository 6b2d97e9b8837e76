//! The dialogs: one at a time, over the page.

mod course;
mod drafts;
mod embed;
pub(crate) mod frame;
mod gallery;
mod glossary;
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

/// The dialog that is open.
pub(crate) fn open_dialog(context: &Context, dialog: Dialog) -> Html {
    let ui = context.ui.clone();
    let onclose = Callback::from(move |()| ui.dispatch(UiAction::Close));
    match dialog {
        Dialog::Gallery => html! { <gallery::Gallery context={context.clone()} {onclose} /> },
        Dialog::Share => html! { <share::Share context={context.clone()} {onclose} /> },
        Dialog::Embed => html! { <embed::Embed context={context.clone()} {onclose} /> },
        Dialog::Inspector(target) => html! { <Inspector context={context.clone()} {target} {onclose} /> },
        Dialog::History => html! { <history::History context={context.clone()} {onclose} /> },
        Dialog::Course => course::course(context, onclose),
        Dialog::Pictures => html! { <pictures::Pictures context={context.clone()} {onclose} /> },
        Dialog::Palette => html! { <palette::Palette context={context.clone()} {onclose} /> },
        Dialog::Help => help::help(context, onclose),
        Dialog::Glossary(term) => html! { <glossary::Glossary context={context.clone()} {term} {onclose} /> },
        Dialog::More => more::more(context, onclose),
    }
}
