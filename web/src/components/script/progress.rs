//! A long run: how far it is, and a way to stop it.

use yew::{component, html, Callback, Html, MouseEvent, Properties};

/// How far a run is.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ProgressProps {
    /// Lines run, of how many; none when nothing runs.
    pub(crate) progress: Option<(usize, usize)>,
    /// Called when it is to stop.
    pub(crate) onstop: Callback<MouseEvent>,
}

/// The bar; nothing to see when nothing runs.
#[component]
pub(crate) fn Progress(props: &ProgressProps) -> Html {
    let Some((done, all)) = props.progress else {
        return html! { <div hidden=true></div> };
    };
    html! {
        <div class="progress">
            <span>{ "Running" }</span>
            <progress class="progress__bar" aria-label="Lines run" max={all.to_string()} value={done.to_string()}></progress>
            <span>{ format!("{done} of {all}") }</span>
            <button type="button" class="btn btn--small btn--outline" onclick={props.onstop.clone()}>{ "Stop" }</button>
        </div>
    }
}
