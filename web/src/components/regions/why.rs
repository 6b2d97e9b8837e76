//! Why: the kernel's steps, or the note or question that the script has at this point.

use std::rc::Rc;

use forkscope_view::{Held, SizeClass};
use yew::{html, Callback, Html};

use crate::components::ask::Ask;
use crate::components::icon::{icon, Icon};
use crate::components::leaf::leaf_if;
use crate::components::narration::{Caption, Narration};
use crate::components::predict::predict;
use crate::components::proc::{self, Proc};
use crate::components::words::marked;
use crate::context::Context;
use crate::state::run::Kind;
use crate::state::session::{SessionAction, Walk};
use crate::state::ui::{Tab, Tour, UiAction};

/// The narration, in full or in one line.
pub(crate) fn why_region(context: &Context) -> Html {
    let Context { session, ui, perform, scene, .. } = context;
    let narrow = !scene.stage.size.has_panels();
    let act = session.act();
    let role = context.role_of(Tab::Steps);
    let phone = scene.stage.size == SizeClass::P;
    if let Some(twin) = ui.twin.filter(|_| !phone || ui.tab == Tab::Steps) {
        return html! { <div key="proc" class="app__why" {role} aria-label={proc::TITLE.say()}><Proc context={context.clone()} {twin} /></div> };
    }
    if let Some(asked) = session.asked() {
        return html! { <div key="predict" class="app__why" role="complementary" aria-label={say!("Predict")}>{ predict(context, &asked) }</div> };
    }
    let on_step = {
        let session = session.clone();
        Callback::from(move |taken: usize| session.dispatch(SessionAction::Walk(Walk::SeekAct(act, taken))))
    };
    let on_name = {
        let ui = ui.clone();
        Callback::from(move |frames: Rc<[u32]>| {
            if frames != ui.named {
                ui.dispatch(UiAction::Name(frames));
            }
        })
    };
    let one_line = narrow && (ui.embed || ui.tab != Tab::Steps);
    let narration = scene.narration.clone();
    let body = match session.run().kind(act) {
        Kind::Ask(_) => html! { <Ask key={act} context={context.clone()} /> },
        Kind::Note(text) => html! { <p class="note">{ for marked(&text) }</p> },
        Kind::Expect { held, text } => expect_view(held, &text),
        Kind::Other if !session.run().is_empty() && session.cursor().command > 0 => {
            html! { <p class="note">{ &*session.run().title(act) }</p> }
        }
        Kind::Command | Kind::Other if one_line => html! { <Caption {narration} tall={ui.window.0 < 760} /> },
        Kind::Command | Kind::Other => {
            let playing = session.playback().playing;
            // A first visit that nobody has touched yet is told no more than what happens.
            let read_on = (!playing && (session.is_touched() || ui.tour != Tour::Invited)).then(|| perform.clone());
            html! { <Narration {narration} {on_step} {on_name} {act} steady={playing} {read_on} /> }
        }
    };
    // A question is a panel of its own: in the place of a line of narration it would push everything aside.
    let key = if matches!(session.run().kind(act), Kind::Ask(_)) { "ask" } else { "steps" };
    html! { <div {key} class="app__why" {role} aria-label={say!("Why")}>{ body }</div> }
}

fn expect_view(held: Held, text: &str) -> Html {
    let (sign, words, more) = match held {
        Held::Yes => (Icon::Check, say!("It holds"), None),
        Held::No => (Icon::Cross, say!("It does not hold"), None),
        Held::NoMore => (
            Icon::Differs,
            say!("It held before your change"),
            Some(say!(
                "The line is about the script as it was opened. What you did is not wrong: it came to something else."
            )),
        ),
    };
    html! { <div class="note note--expect"><h2>{ icon(sign) }{ words }</h2><p>{ text }</p>{ leaf_if("p", "dialog__note", more) }</div> }
}
