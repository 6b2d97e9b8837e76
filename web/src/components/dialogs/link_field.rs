//! A text to copy: a field, a button, and what came of it.

use yew::{component, html, use_node_ref, use_state, AttrValue, Callback, Html, Properties};

use crate::components::icon::{icon, Icon};
use crate::platform::{clipboard, dom};

/// A text to copy.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct LinkFieldProps {
    /// What it is.
    pub(crate) label: AttrValue,
    /// The word on the button.
    pub(crate) button: AttrValue,
    /// The text.
    pub(crate) text: AttrValue,
}

/// A field with a button that copies it. Where the clipboard is refused the text is selected, so that one key copies it.
#[component]
pub(crate) fn LinkField(props: &LinkFieldProps) -> Html {
    let field = use_node_ref();
    let said = use_state(|| "");
    let onclick = {
        let (field, said, text) = (field.clone(), said.clone(), props.text.clone());
        Callback::from(move |_| {
            let (field, said) = (field.clone(), said.clone());
            clipboard::copy(&text, move |done| {
                if done {
                    said.set(say!("Copied"));
                } else {
                    dom::select_all(&field);
                    said.set(say!("Copying is not allowed here: the text is selected, press Ctrl+C"));
                }
            });
        })
    };
    html! {
        <div class="dialog__group">
            <div class="dialog__row">
                <input ref={field} class="input input--mono" readonly=true aria-label={props.label.clone()} value={props.text.clone()} />
                <button type="button" class="btn btn--primary" autofocus=true {onclick}>{ icon(Icon::Copy) }{ &props.button }</button>
            </div>
            <p class="dialog__note" role="status">{ *said }</p>
        </div>
    }
}
