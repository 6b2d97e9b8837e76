//! What screen readers hear beside the kernel's steps: notes, questions, expectations, and what else is worth saying.

use forkscope_view::Held;
use yew::{html, Html};

use crate::context::Context;
use crate::state::run::Kind;

/// Two polite live regions, out of sight.
pub(crate) fn live(context: &Context) -> Html {
    let Context { session, ui, .. } = context;
    let words = match session.run().kind(session.act()) {
        Kind::Note(text) => text,
        Kind::Ask(question) => say!("Question: {}", question),
        Kind::Expect { held: Held::Yes, text } => say!("It holds: {}", text),
        Kind::Expect { held: Held::No, text } => say!("It does not hold: {}", text),
        Kind::Expect { held: Held::NoMore, text } => say!("It held before your change: {}", text),
        Kind::Command | Kind::Other => String::new(),
    };
    html! {
        <div class="sr">
            <p aria-live="polite" id="said">{ words }</p>
            <p aria-live="polite">{ &ui.said }</p>
        </div>
    }
}
