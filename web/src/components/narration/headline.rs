//! The head of the narration: what the command is.

use forkscope_view::Headline;
use yew::{classes, component, html, Html, Properties};

/// The headline, if there is a command.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HeadlineViewProps {
    /// The view model.
    pub(crate) headline: Option<Headline>,
}

/// Kind, title, and for a fault the address and the error code.
#[component]
pub(crate) fn HeadlineView(props: &HeadlineViewProps) -> Html {
    let Some(headline) = &props.headline else {
        return html! { <header class="headline"><h2>{ "Nothing has run yet" }</h2></header> };
    };
    html! {
        <header class="headline">
            { kind(headline) }
            <h2>{ &headline.title }</h2>
            <p class="headline__fault" hidden={headline.code.is_empty()}>
                <code>{ &headline.address }</code>{ " error " }<code>{ &headline.code }</code><span>{ format!(": {}", headline.code_text) }</span>
            </p>
        </header>
    }
}

/// `Page fault` with its sign, and the position.
pub(super) fn kind(headline: &Headline) -> Html {
    html! {
        <p class={classes!("headline__kind", headline.alarm.then_some("headline__kind--alarm"))}>
            <svg class="fault-sign" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.6 11H.4Z" /><path class="fault-sign__mark" d="M6 4.6v3M6 9.1v.1" /></svg>
            { &headline.kind }<span>{ &headline.position }</span>
        </p>
    }
}
