//! The list of completions over the prompt.

use yew::{component, html, use_effect_with, Callback, Html, MouseEvent, Properties};

use crate::components::glyph::Glyph;
use crate::platform::dom;
use crate::state::offers::Offer;

/// The completions.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct OptionsProps {
    /// The choices.
    pub(crate) offers: Vec<Offer>,
    /// Which is chosen.
    pub(crate) chosen: usize,
    /// Called with the one that is clicked.
    pub(crate) onpick: Callback<usize>,
}

/// The id of a choice.
pub(super) fn option_id(index: usize) -> String {
    format!("prompt-option-{index}")
}

/// The list; hidden when there is nothing to choose.
#[component]
pub(crate) fn Options(props: &OptionsProps) -> Html {
    use_effect_with(props.chosen, |chosen| dom::reveal_id(&option_id(*chosen)));
    let item = |(index, offer): (usize, &Offer)| {
        let onpick = props.onpick.clone();
        let onmousedown = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            onpick.emit(index);
        });
        html! {
            <li key={index} id={option_id(index)} class="options__item" role="option" aria-selected={(index == props.chosen).to_string()} {onmousedown}>
                { &offer.label }
                <span><span>{ for offer.marks.iter().enumerate().map(|(at, mark)| html! { <Glyph key={at} mark={*mark} /> }) }</span>{ &offer.hint }</span>
            </li>
        }
    };
    html! {
        <ul id="prompt-options" class="options" role="listbox" aria-label="Completions" hidden={props.offers.is_empty()}>
            { for props.offers.iter().enumerate().map(item) }
        </ul>
    }
}
