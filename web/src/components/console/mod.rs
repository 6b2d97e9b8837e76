//! The console: what was typed, what came of it, and the prompt.

mod log;
mod options;
mod prompt;

use yew::{html, Html};

use crate::context::Context;
use log::log;
use prompt::Prompt;

/// The console.
pub(crate) fn console(context: &Context) -> Html {
    let session = &context.session;
    html! {
        <section class="console" aria-labelledby="console-title">
            <header class="ph"><h2 class="ph__title" id="console-title">{ say!("Console") }</h2><span class="ph__sub" id="console-where">{ session.where_lines_go() }</span></header>
            { log(session.log()) }
            <Prompt context={context.clone()} />
        </section>
    }
}
