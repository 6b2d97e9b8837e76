//! The console: what was typed, what came of it, and the prompt.

mod log;
mod options;
mod prompt;

use yew::{component, html, Html};

use crate::context::use_session;
use log::Log;
use prompt::Prompt;

/// The console.
#[component]
pub(crate) fn Console() -> Html {
    let session = use_session();
    html! {
        <section class="console" aria-labelledby="console-title">
            <header class="ph"><h2 class="ph__title" id="console-title">{ "Console" }</h2><span class="ph__sub" id="console-where">{ session.where_lines_go() }</span></header>
            <Log exchanges={session.log().clone()} />
            <Prompt />
        </section>
    }
}
