//! The console: what was typed, what came of it, and the prompt.

mod log;
mod options;
mod prompt;

use yew::{html, Callback, Html};

use crate::context::Context;
use crate::state::session::SessionAction;
use log::log;
use prompt::Prompt;

/// The console.
pub(crate) fn console(context: &Context) -> Html {
    let session = &context.session;
    let onfix = {
        let session = session.clone();
        Callback::from(move |line: String| session.dispatch(SessionAction::Command(line)))
    };
    html! {
        <section class="console" aria-labelledby="console-title" hidden={context.ui.lock}>
            <header class="ph"><h2 class="ph__title" id="console-title">{ say!("Console") }</h2><span class="ph__sub" id="console-where">{ session.where_lines_go() }</span></header>
            { log(session.log(), &onfix) }
            <Prompt context={context.clone()} />
        </section>
    }
}
