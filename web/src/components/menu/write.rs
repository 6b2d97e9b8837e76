//! Write…: what to write, and the line that will be written.

use forkscope_view::PageRef;
use yew::{component, html, use_state, Callback, Html, InputEvent, Properties, SubmitEvent};

use crate::platform::dom;
use crate::state::menu::write_line;

/// Where to write.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct WriteProps {
    /// The pages.
    pub(crate) page: PageRef,
    /// Called with the line.
    pub(crate) onpick: Callback<String>,
}

/// A value to write, with the line shown before it is written.
#[component]
pub(crate) fn Write(props: &WriteProps) -> Html {
    let value = use_state(|| "X".to_owned());
    let line = write_line(&props.page, &value);
    let oninput = {
        let value = value.clone();
        Callback::from(move |event: InputEvent| value.set(dom::value(&event)))
    };
    let onsubmit = {
        let (onpick, line) = (props.onpick.clone(), line.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            onpick.emit(line.clone());
        })
    };
    html! {
        <form class="menu__form" {onsubmit}>
            <label class="field">{ say!("Write a text, or a byte such as 0x41") }
                <span class="dialog__row">
                    <input class="input input--mono" maxlength="200" autocomplete="off" spellcheck="false" value={(*value).clone()} {oninput} />
                    <button type="submit" class="btn btn--outline">{ say!("Write") }</button>
                </span>
            </label>
            <code class="menu__line">{ line }</code>
        </form>
    }
}
