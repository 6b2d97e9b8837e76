//! The palette: every action by its name.

use yew::{component, html, use_state, Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties};

use super::frame::Frame;
use crate::components::leaf::{leaf, leaf_if};
use crate::context::Context;
use crate::hooks::use_watch::use_watch;
use crate::platform::dom;
use crate::state::palette::{choices, Choice};
use crate::state::ui::UiAction;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PaletteProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// A field, and the actions that fit what is typed: arrows choose, Enter acts.
#[component]
pub(crate) fn Palette(props: &PaletteProps) -> Html {
    let Context { ui, perform, .. } = &props.context;
    let typed = use_state(String::new);
    let chosen = use_state(|| 0_usize);
    let offered = choices(&typed);
    let at = (*chosen).min(offered.len().saturating_sub(1));
    use_watch(at, move || {
        dom::reveal_id(&id(at));
        None
    });
    let act = {
        let (ui, perform, offered) = (ui.clone(), perform.clone(), offered.clone());
        Callback::from(move |index: usize| {
            let Some(choice) = offered.get(index) else { return };
            // The palette goes first: what is chosen may open a dialog of its own, or take the focus.
            ui.dispatch(UiAction::Close);
            perform.act(choice.action.clone());
        })
    };
    let oninput = {
        let (typed, chosen) = (typed.clone(), chosen.clone());
        Callback::from(move |event: InputEvent| {
            typed.set(dom::value(&event));
            chosen.set(0);
        })
    };
    let onkeydown = {
        let (chosen, act, last) = (chosen.clone(), act.clone(), offered.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => chosen.set(if at == last { 0 } else { at + 1 }),
                "ArrowUp" => chosen.set(at.checked_sub(1).unwrap_or(last)),
                "Enter" => act.emit(at),
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <Frame title={say!("Command palette")} name="palette" onclose={props.onclose.clone()}>
            <input class="input" type="text" role="combobox" autofocus=true aria-label={say!("Action")} aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
                aria-activedescendant={(!offered.is_empty()).then(|| id(at))} placeholder={say!("an action, or a step such as 9.6")}
                autocomplete="off" autocapitalize="off" spellcheck="false" value={(*typed).clone()} {oninput} {onkeydown} />
            <ul id="palette-list" class="palette" role="listbox" aria-label={say!("Actions")}>{ for offered.iter().enumerate().map(|(index, choice)| item(index, choice, index == at, &act)) }</ul>
            { leaf_if("p", "dialog__note", offered.is_empty().then_some(say!("No action is called that."))) }
        </Frame>
    }
}

fn id(index: usize) -> String {
    format!("palette-{index}")
}

fn item(index: usize, choice: &Choice, chosen: bool, act: &Callback<usize>) -> Html {
    let onclick = act.reform(move |_: MouseEvent| index);
    html! {
        <li key={choice.label.clone()} id={id(index)} class="palette__item" role="option" aria-selected={chosen.to_string()} {onclick}>
            { leaf("b", "", &choice.label) }{ leaf("span", "", choice.does) }
            { leaf_if("kbd", "", Some(choice.key.as_str()).filter(|key| !key.is_empty())) }
        </li>
    }
}
