//! The list of completions over the prompt.

use yew::{html, Callback, Html, MouseEvent};

use crate::components::glyph::glyph;
use crate::state::offers::Offer;

/// The id of a choice.
pub(super) fn option_id(index: usize) -> String {
    format!("prompt-option-{index}")
}

/// The list, of which one is chosen; hidden when there is nothing to choose.
pub(super) fn options(offers: &[Offer], chosen: usize, onpick: &Callback<usize>) -> Html {
    let item = |(index, offer): (usize, &Offer)| {
        let onpick = onpick.clone();
        let onmousedown = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            onpick.emit(index);
        });
        html! {
            <li key={index} id={option_id(index)} class="options__item" role="option" aria-selected={(index == chosen).to_string()} {onmousedown}>
                { &offer.label }
                <span><span>{ for offer.marks.iter().map(|mark| glyph(*mark)) }</span>{ &offer.hint }</span>
            </li>
        }
    };
    html! {
        <ul id="prompt-options" class="options" role="listbox" aria-label={say!("Completions")} hidden={offers.is_empty()}>
            { for offers.iter().enumerate().map(item) }
        </ul>
    }
}
