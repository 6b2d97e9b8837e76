//! One choice of a menu, with the line that it writes.

use yew::{component, html, Callback, Html, MouseEvent, Properties};

use crate::state::menu::Choice;

/// A choice.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemProps {
    /// The choice.
    pub(crate) choice: Choice,
    /// Called with its line when it is taken.
    pub(crate) onpick: Callback<String>,
}

/// A button of the menu.
#[component]
pub(crate) fn Item(props: &ItemProps) -> Html {
    let onclick = {
        let (onpick, line) = (props.onpick.clone(), props.choice.line.clone());
        Callback::from(move |_: MouseEvent| onpick.emit(line.clone()))
    };
    html! {
        <button type="button" class="menu__item" role="menuitem" {onclick}><span>{ &props.choice.label }</span><code>{ &props.choice.line }</code></button>
    }
}
