//! What a first visit is told on the stage, right below the process that it is about.

use forkscope_view::{fill, SizeClass, Stage};
use yew::{html, AttrValue, Html};

use crate::actions::Action;
use crate::components::button::{icon_button, text_button};
use crate::components::icon::Icon;
use crate::context::Perform;
use crate::state::ui::Tour;

/// Its DOM id.
pub(super) const ID: &str = "hint";

/// What is said, and the ways on: to the tour, or to no more of this.
#[derive(Clone, PartialEq)]
pub(crate) struct Hint {
    /// The process.
    pub(crate) pid: u32,
    /// The sentence.
    pub(crate) words: AttrValue,
    /// The way to act.
    pub(crate) perform: Perform,
}

/// The hint, pointing at the card of its process; as wide as the card, on a phone as wide as the scene.
pub(super) fn view_hint(stage: &Stage, hint: Option<&Hint>) -> Html {
    let found = hint.and_then(|hint| Some((hint, stage.cards.iter().find(|card| card.pid == hint.pid)?)));
    let Some((hint, card)) = found else { return html! { <div hidden=true></div> } };
    let rect = card.rect;
    let (x, width) = if stage.size == SizeClass::P { (0.0, stage.width) } else { (rect.x, rect.w) };
    html! {
        <section id={ID} class="hint" aria-label={say!("Your turn")} style={fill("left:#px;top:#px;width:#px", &[x, rect.y + rect.h + 12.0, width])}>
            <p role="status">{ hint.words.clone() }</p>
            { text_button("btn--small btn--outline", say!("Take the tour"), hint.perform.on(Action::Tour(Tour::At(0)))) }
            { icon_button("btn--small", say!("Dismiss"), Icon::Close, hint.perform.on(Action::Tour(Tour::Off))) }
        </section>
    }
}
