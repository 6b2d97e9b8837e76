//! What the top bar has no room for: other ways to look at the run, and on a phone the policy.

use yew::{html, Callback, Html, MouseEvent};

use super::frame::Frame;
use crate::actions::{Entry, REGISTRY};
use crate::components::leaf::{leaf, leaf_if};
use crate::components::top::policy::policy_switch;
use crate::context::Context;
use crate::state::ui::UiAction;

/// The actions that are listed.
const LISTED: [&str; 15] = [
    "predict",
    "compare",
    "inspect",
    "proc",
    "history",
    "course",
    "pictures",
    "open-file",
    "save-file",
    "palette",
    "language",
    "embed",
    "tour",
    "glossary",
    "help",
];

/// Policy, and a list of actions.
pub(crate) fn more(context: &Context, onclose: Callback<()>) -> Html {
    let listed = LISTED.iter().filter_map(|id| REGISTRY.iter().find(|entry| entry.id == *id));
    html! {
        <Frame title={say!("More")} name="more" {onclose}>
            <div class="more__policy">{ policy_switch(context) }</div>
            <div class="more">{ for listed.map(|entry| item(context, entry)) }</div>
        </Frame>
    }
}

fn item(context: &Context, entry: &'static Entry) -> Html {
    let (ui, perform) = (context.ui.clone(), context.perform.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        // The list goes first: what is chosen may be no dialog.
        ui.dispatch(UiAction::Close);
        perform.act(entry.action.clone());
    });
    let key = entry.keys.first().map(|key| entry.key_name(key));
    html! {
        <button type="button" key={entry.id} class="more__item" {onclick}>
            { leaf("b", "", entry.label.say()) }{ leaf("span", "", entry.does.say()) }{ leaf_if("kbd", "", key.as_deref()) }
        </button>
    }
}
