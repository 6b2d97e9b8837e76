//! A long run: how far it is, and a way to stop it.

use yew::{html, Callback, Html, MouseEvent};

use crate::components::button::text_button;

/// The bar: lines run, of how many; nothing to see when nothing runs.
pub(crate) fn progress(progress: Option<(usize, usize)>, onstop: Callback<MouseEvent>) -> Html {
    let Some((done, all)) = progress else {
        return html! { <div hidden=true></div> };
    };
    html! {
        <div class="progress">
            <span>{ say!("Running") }</span>
            <progress class="progress__bar" aria-label={say!("Lines run")} max={all.to_string()} value={done.to_string()}></progress>
            <span>{ say!("{} of {}", done, all) }</span>
            { text_button("btn--small btn--outline", say!("Stop"), onstop) }
        </div>
    }
}
