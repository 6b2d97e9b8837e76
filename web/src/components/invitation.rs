//! The invitation of a first visit: to write to a page of a child, and once that is done, why its frame was split or not.

use forkscope_view::{Body, ProcessCard};

use crate::components::stage::Hint;
use crate::context::Context;
use crate::state::ui::Tour;

/// What the stage is to say, if there is a child and the visitor is still to be invited.
pub(crate) fn invitation(context: &Context) -> Option<Hint> {
    let Context { session, ui, perform, scene, .. } = context;
    let child = scene.stage.cards.iter().rfind(|card| card.ppid != 0 && is_open(card))?;
    (ui.tour == Tour::Invited && !session.playback().playing).then(|| Hint {
        pid: child.pid,
        words: words(context, &child.name).into(),
        perform: perform.clone(),
    })
}

fn is_open(card: &ProcessCard) -> bool {
    match card.body {
        Body::Open(_) => true,
        Body::Folded { .. } | Body::Borrowed { .. } | Body::Zombie => false,
    }
}

/// After a write of the visitor, what came of it.
fn words(context: &Context, child: &str) -> String {
    let Context { session, scene, .. } = context;
    let fault = scene.narration.headline.as_ref().is_some_and(|headline| headline.alarm);
    if session.is_touched() && fault {
        session.run().sentence(session.act())
    } else {
        say!("Click a page of {} to write to it, and see its frame split.", child)
    }
}
