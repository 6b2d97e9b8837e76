//! The count of a frame, which rolls when it changes.

use yew::{component, html, Html, Properties};

/// A count now, before this step, and after the command, as far as they differ.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CountProps {
    /// Now; none for a frame that is not counted.
    pub(crate) now: Option<u32>,
    /// Before.
    pub(crate) was: Option<u32>,
    /// After.
    pub(crate) next: Option<u32>,
}

/// The figure, with `→1` while it is about to fall.
#[component]
pub(crate) fn Count(props: &CountProps) -> Html {
    let now = props.now.map_or("–".to_owned(), |count| count.to_string());
    let was = props.was.map(|count| count.to_string());
    let next = props.next.map(|count| format!("→{count}"));
    let rolls = was.is_some().then_some("tile__count--rolls");
    html! {
        <span class={yew::classes!("tile__count", rolls)}>
            <span class="tile__old" hidden={was.is_none()}>{ was.unwrap_or_default() }</span>
            <span class="tile__new">{ now }</span>
            <small hidden={next.is_none()}>{ next.unwrap_or_default() }</small>
        </span>
    }
}
