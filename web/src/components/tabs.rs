//! The tabs of a phone.

use yew::{html, Callback, Html, KeyboardEvent};

use crate::context::UiHandle;
use crate::platform::dom;
use crate::state::ui::{Tab, UiAction};

/// Stage, steps, script: one at a time where there is no room for more.
pub(crate) fn tabs(ui: &UiHandle) -> Html {
    let current = ui.tab;
    let onkeydown = {
        let ui = ui.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(tab) = neighbour(ui.tab, &event.key()) {
                event.prevent_default();
                ui.dispatch(UiAction::Show(tab));
                dom::focus_id(&id(tab));
            }
        })
    };
    let tab = |tab: Tab| {
        let ui = ui.clone();
        let onclick = Callback::from(move |_| ui.dispatch(UiAction::Show(tab)));
        html! {
            <button type="button" key={tab.name()} id={id(tab)} class="tabs__tab" role="tab" aria-selected={(tab == current).to_string()}
                tabindex={if tab == current { "0" } else { "-1" }} {onclick}>{ tab.label() }</button>
        }
    };
    html! { <nav class="app__tabs" aria-label={say!("View")}><div class="tabs" role="tablist" aria-label={say!("View")} {onkeydown}>{ for Tab::ALL.into_iter().map(tab) }</div></nav> }
}

fn id(tab: Tab) -> String {
    format!("tab-{}", tab.name())
}

fn neighbour(tab: Tab, key: &str) -> Option<Tab> {
    let at = Tab::ALL.iter().position(|other| *other == tab)?;
    match key {
        "ArrowRight" => Tab::ALL.get(at + 1).copied(),
        "ArrowLeft" => Tab::ALL.get(at.checked_sub(1)?).copied(),
        "Home" => Tab::ALL.first().copied(),
        "End" => Tab::ALL.last().copied(),
        _ => None,
    }
}
