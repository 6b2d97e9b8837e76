//! Why: the kernel's steps, or the note or question that the script has at this point.

use std::rc::Rc;

use forkscope_view as view;
use yew::{component, html, Callback, Html, Properties};

use crate::components::ask::Ask;
use crate::components::icon::{Icon, IconView};
use crate::components::narration::{Caption, Narration};
use crate::components::words::marked;
use crate::context::{use_session, use_ui};
use crate::state::run::Kind;
use crate::state::session::SessionAction;
use crate::state::ui::Tab;

/// What is told.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct WhyRegionProps {
    /// The view model.
    pub(crate) narration: Rc<view::Narration>,
    /// Whether there is room for one line only.
    pub(crate) narrow: bool,
}

/// The narration, in full or in one line.
#[component]
pub(crate) fn WhyRegion(props: &WhyRegionProps) -> Html {
    let session = use_session();
    let ui = use_ui();
    let act = session.act();
    let on_step = {
        let session = session.clone();
        Callback::from(move |taken: usize| session.dispatch(SessionAction::SeekAct(act, taken)))
    };
    let one_line = props.narrow && (ui.embed || ui.tab != Tab::Steps);
    let narration = props.narration.clone();
    let body = match session.run().kind(act) {
        Kind::Ask(_) => html! { <Ask key={act} /> },
        Kind::Note(text) => html! { <p class="note">{ for marked(&text) }</p> },
        Kind::Expect { held, text } => expect_view(held, &text),
        Kind::Other if !session.run().is_empty() && session.place().command > 0 => html! { <p class="note">{ &*session.run().title(act) }</p> },
        Kind::Command | Kind::Other if one_line => html! { <Caption {narration} tall={ui.window.0 < 760} /> },
        Kind::Command | Kind::Other => html! { <Narration {narration} {on_step} /> },
    };
    html! { <aside class="app__why" aria-label="Why">{ body }</aside> }
}

fn expect_view(held: bool, text: &str) -> Html {
    let (icon, words) = if held { (Icon::Check, "It holds") } else { (Icon::Cross, "It does not hold") };
    html! { <div class="note note--expect"><h2><IconView of={icon} />{ words }</h2><p>{ text }</p></div> }
}
