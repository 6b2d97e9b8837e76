//! The head of the narration: what the command is.

use forkscope_view::Headline;
use yew::{html, Html};

use crate::components::leaf::leaf;

/// Kind, title, and for a fault the address and the error code; if there is a command.
pub(super) fn view_headline(headline: Option<&Headline>) -> Html {
    let Some(headline) = headline else {
        return html! { <header class="headline"><h2>{ say!("Nothing has run yet") }</h2></header> };
    };
    html! {
        <header class="headline">
            { view_kind(headline) }
            { leaf("h2", "", &headline.title) }
            <p class="headline__fault" hidden={headline.code.is_empty()}>
                { leaf("code", "", &headline.address) }{ say!(" error ") }{ leaf("code", "", &headline.code) }{ leaf("span", "", &say!(": {}", headline.code_text)) }
            </p>
        </header>
    }
}

/// `Page fault` with its sign, and the position.
pub(super) fn view_kind(headline: &Headline) -> Html {
    let class = if headline.alarm { "headline__kind headline__kind--alarm" } else { "headline__kind" };
    html! {
        <p {class}>
            <svg class="fault-sign" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.6 11H.4Z" /><path class="fault-sign__mark" d="M6 4.6v3M6 9.1v.1" /></svg>
            { &headline.kind }{ leaf("span", "", &headline.position) }
        </p>
    }
}
