//! What a frame holds, which rolls over when it is stored to.

use yew::{component, html, Html, Properties};

/// The text now, and before this step if that was another.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TileTextProps {
    /// Now.
    pub(crate) now: String,
    /// Before.
    pub(crate) was: Option<String>,
}

/// The first bytes as text.
#[component]
pub(crate) fn TileText(props: &TileTextProps) -> Html {
    let was = props.was.clone().filter(|was| !was.is_empty());
    html! {
        <span class="tile__text">
            <span class="tile__was" hidden={was.is_none()}>{ was.unwrap_or_default() }</span>
            <span class="tile__now">{ &props.now }</span>
        </span>
    }
}
