//! What screen readers hear beside the kernel's steps: notes, questions, expectations, and what else is worth saying.

use yew::{html, Html};

use crate::context::Context;
use crate::state::run::Kind;

/// Two polite live regions, out of sight.
pub(crate) fn live(context: &Context) -> Html {
    let Context { session, ui, .. } = context;
    let words = match session.run().kind(session.act()) {
        Kind::Note(text) => text,
        Kind::Ask(question) => say!("Question: {}", question),
        Kind::Expect { held: true, text } => say!("It holds: {}", text),
        Kind::Expect { held: false, text } => say!("It does not hold: {}", text),
        Kind::Command | Kind::Other => String::new(),
    };
    html! {
        <div class="sr">
            <p aria-live="polite" id="said">{ words }</p>
            <p aria-live="polite">{ &ui.said }</p>
        </div>
    }
}
