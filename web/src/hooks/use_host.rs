//! Talks with the page that embeds this one.

use std::rc::Rc;

use yew::hook;

use crate::actions::Action;
use crate::context::{Perform, SessionHandle, UiHandle};
use crate::hooks::use_watch::{keep, use_watch};
use crate::links::{link_here, Wanted};
use crate::platform::{dom, message, size};
use crate::protocol::{Body, Dialect, Id, Incoming, Wish};

/// Hears the host's wishes, and tells it where the page stands.
#[hook]
pub(crate) fn use_host(session: &SessionHandle, ui: &UiHandle, perform: &Perform) {
    let (heard_session, heard_perform) = (session.clone(), perform.clone());
    use_watch((), move || {
        let listener =
            message::hear(move |incoming: Result<Incoming, String>| hear(incoming, &heard_session, &heard_perform));
        message::post(&Body::ready().message(None));
        message::post(&Dialect::h5p("hello", 0.0));
        keep(listener)
    });
    let told = session.clone();
    use_watch((session.cursor(), session.playback().playing, session.run().number(), session.policy()), move || {
        message::post(&Body::State(told.host_state()).message(None));
        None
    });
    let answered = session.clone();
    use_watch(session.told().map(|told| told.number), move || {
        if let Some(told) = answered.told() {
            let (right, all) = answered.score();
            message::post(&Body::Answer((**told).clone()).message(None));
            message::post(&Body::Score { right, answered: all, questions: answered.questions() }.message(None));
        }
        None
    });
    let linked = session.clone();
    use_watch((session.run().number(), session.chosen_policy()), move || {
        if message::is_framed() {
            tell_link(&linked);
        }
        None
    });
    let reading = Rc::clone(session.reading());
    use_watch(Rc::clone(reading.wrong()), move || {
        if let Some(error) = reading.wrong().first().filter(|_| reading.has_errors()) {
            let place = error.position;
            message::post(
                &Body::Error { message: format!("line {}, column {}: {}", place.line, place.column, error.message) }
                    .message(None),
            );
        }
        None
    });
    use_resize(ui.window);
}

/// Tells the host the link to what is shown.
#[inline(never)]
fn tell_link(session: &SessionHandle) {
    if let Some(url) = link_here(session, Wanted { step: true, ..Wanted::default() }) {
        message::post(&Body::Link { url }.message(None));
    }
}

/// Tells the host how high the page would like to be, whenever the window or what is in it changes.
#[hook]
fn use_resize(window: (u32, u32)) {
    use_watch(window, || keep(message::is_framed().then(|| size::watch_page(tell_height)).flatten()));
}

fn tell_height() {
    let height = dom::page_height();
    message::post(&Body::Resize { height }.message(None));
    for dialect in Dialect::resize(height) {
        message::post(&dialect);
    }
    message::post(&Dialect::h5p("prepareResize", height));
}

fn hear(incoming: Result<Incoming, String>, session: &SessionHandle, perform: &Perform) {
    let id = incoming.as_ref().ok().and_then(|incoming| incoming.id.clone());
    match incoming.and_then(|incoming| incoming.wish()) {
        Ok(wish) => grant(wish, id, session, perform),
        Err(message) => message::post(&Body::Error { message }.message(id)),
    }
}

/// Carries a wish out: through the same actions as buttons and keys.
fn grant(wish: Wish, id: Option<Id>, session: &SessionHandle, perform: &Perform) {
    match wish {
        Wish::Hello => return message::post(&Body::ready().message(id)),
        Wish::H5pHello => return tell_height(),
        Wish::H5pPrepared => return message::post(&Dialect::h5p("resize", dom::page_height())),
        Wish::GetState => {}
        Wish::Load(script) => perform.act(Action::Load(script)),
        Wish::StepTo(place) => perform.act(Action::Seek(place)),
        Wish::StepBy(by) => perform.act(Action::StepBy(by)),
        Wish::Play => perform.act(Action::Play),
        Wish::Pause => perform.act(Action::Pause),
        Wish::Set { theme, policy, lock } => {
            theme.into_iter().for_each(|theme| perform.act(Action::SetTheme(theme)));
            policy.into_iter().for_each(|policy| perform.act(Action::SetPolicy(Some(policy))));
            lock.into_iter().for_each(|lock| perform.act(Action::Lock(lock)));
        }
    }
    message::post(&Body::State(session.host_state()).message(id));
}
