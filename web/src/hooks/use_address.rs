//! Keeps the address up with what is shown, quietly: when the visitor rests or leaves the editor, never key by key, never as a new history entry.

use yew::{hook, use_callback, Callback, Event};

use crate::context::{SessionHandle, UiHandle};
use crate::hooks::use_watch::{keep, use_watch};
use crate::lang::Lang;
use crate::links::{link_here, Wanted};
use crate::platform::listen::{listen, On};
use crate::platform::{dom, timer, url};
use crate::route::Query;
use crate::state::ui::Ui;

/// How long the visitor rests before the address is written, in milliseconds.
const REST: u32 = 1_500;

/// Keeps the address up; gives a way to write it at once.
#[hook]
pub(crate) fn use_address(session: &SessionHandle, ui: &UiHandle) -> Callback<()> {
    let write = use_callback((), {
        let (session, ui) = (session.clone(), ui.clone());
        move |(): (), ()| write(&session, &ui)
    });
    // The visitor put another link into the address line, or went back from one: the page opens it as it opens any, from the start; the draft is
    // kept. What the page itself writes to the address is no such event.
    use_watch((), || {
        keep(listen(On::Window, "hashchange", |change: Event| {
            if url::is_another(&change) {
                dom::reload();
            }
        }))
    });
    let handles = (session.clone(), ui.clone());
    let resting = !session.playback().playing;
    let key = (session.shared_text(), session.cursor(), session.chosen_policy(), resting);
    use_watch(key, move || {
        let due = handles.0.is_touched() && resting && !handles.1.embed;
        keep(due.then(|| timer::after(REST, move || write_now(&handles.0, &handles.1))).flatten())
    });
    write
}

/// Has the address ask for another language, if it asks for one.
pub(crate) fn ask_for(lang: Lang) {
    let address = url::current();
    let (mut query, _) = Query::parse(&address.query);
    if query.options.lang.is_some() {
        query.options.lang = Some(lang.word().to_owned());
        let mark = if address.fragment.is_empty() { "" } else { "#" };
        url::replace(&format!("{}{}{mark}{}", address.base, query.print(), address.fragment));
    }
}

fn write(session: &SessionHandle, ui: &Ui) {
    if session.is_touched() && !ui.embed {
        write_now(session, ui);
    }
}

/// A script that is too large for a link leaves the address as it is; the draft is kept all the same.
fn write_now(session: &SessionHandle, ui: &Ui) {
    let wanted = Wanted { embed: ui.embed, lock: ui.lock, step: true, ..Wanted::default() };
    if let Some(link) = link_here(session, wanted) {
        url::replace(&link);
    }
}
