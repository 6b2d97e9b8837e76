//! What the stage shows while there is no process.

use yew::{html, Callback, Html};

use crate::actions::Action;
use crate::components::button::text_button;
use crate::context::Context;
use crate::state::session::SessionAction;

/// A first line to begin with.
const FIRST: &str = "process parent\nparent: mmap heap 3 pages\nparent: write heap[0] \"A\"\nparent: fork child";

/// What to type, with a button that types it.
pub(crate) fn empty(context: &Context) -> Html {
    let Context { session, perform, .. } = context;
    let wrong = session.reading().has_errors();
    let running = session.progress().is_some();
    let insert = {
        let session = session.clone();
        Callback::from(move |_| session.dispatch(SessionAction::Insert(FIRST.to_owned())))
    };
    let (title, text) = match (running, wrong, session.run().is_empty()) {
        (true, ..) => (say!("Running"), say!("The script is long; this takes a moment.")),
        (_, true, _) => (
            say!("Nothing has run yet"),
            say!("The script has an error. Beside the script it says where, and what would help."),
        ),
        (_, _, true) => (say!("No process yet"), say!("Start one with a line of the script, or take an example.")),
        (_, _, false) => (say!("No process yet"), say!("Play, or step forward: the script starts one.")),
    };
    let fresh = !running && !wrong && session.run().is_empty();
    html! {
        <section class="empty" aria-label={say!("Nothing to show yet")}>
            <h2>{ title }</h2><p>{ text }</p>
            <p hidden={!fresh}><code>{ "process parent" }</code></p>
            <span hidden={!fresh}>{ text_button("btn--primary", say!("Insert a first example"), insert) }</span>
            <span hidden={fresh || wrong || running}>{ text_button("btn--primary", say!("Play"), perform.on(Action::Play)) }</span>
            <span hidden={running}>{ text_button("btn--outline", say!("Browse scenarios"), perform.on(Action::Gallery)) }</span>
        </section>
    }
}
