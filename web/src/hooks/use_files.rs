//! Opens script files that are dropped on the page.

use web_sys::DragEvent;
use yew::hook;

use crate::actions::Action;
use crate::context::{Perform, SessionHandle, UiHandle};
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::file::{self, Offered};
use crate::platform::listen::{listen, On};
use crate::state::import::{refusal, script};
use crate::state::notice::Notice;
use crate::state::ui::UiAction;

/// Takes files that are dragged onto the page. An embed has no script of its own to replace.
#[hook]
pub(crate) fn use_files(session: &SessionHandle, ui: &UiHandle, perform: &Perform) {
    let (session, ui, perform) = (session.clone(), ui.clone(), perform.clone());
    use_watch((), move || {
        let listeners = ["dragover", "dragleave", "drop"].map(|kind| {
            let (session, ui, perform) = (session.clone(), ui.clone(), perform.clone());
            listen(On::Window, kind, move |event: DragEvent| dragged(kind, &event, &session, &ui, &perform))
        });
        keep(Some(listeners))
    });
}

fn dragged(kind: &str, event: &DragEvent, session: &SessionHandle, ui: &UiHandle, perform: &Perform) {
    if ui.embed || !file::is_dragged(event) {
        return;
    }
    // Otherwise the browser would go to the file.
    event.prevent_default();
    let leaves = kind == "dragleave" && event.related_target().is_none();
    match kind {
        "dragover" => ui.dispatch(UiAction::Dropping(true)),
        "drop" => {
            ui.dispatch(UiAction::Dropping(false));
            file::dropped(event).into_iter().for_each(|file| take(file, session, ui, perform));
        }
        _ if leaves => ui.dispatch(UiAction::Dropping(false)),
        _ => {}
    }
}

/// Opens a file, or says why not.
pub(crate) fn take(file: Offered, session: &SessionHandle, ui: &UiHandle, perform: &Perform) {
    let (ui, perform, document) = (ui.clone(), perform.clone(), session.document());
    let name = file.name();
    if let Some(why) = refusal(&name, file.bytes()).or_else(|| locked(ui.lock)) {
        return say(why, &ui);
    }
    let session = session.clone();
    file.read(move |text| {
        let read = text.ok_or_else(|| say!("`{}` could not be read.", name)).and_then(|text| script(&name, &text));
        match read {
            Ok(text) if session.document() == document => {
                perform.act(Action::Load(text));
                say(say!("Opened `{}`. A script of your own that was here is among your drafts.", name), &ui);
            }
            Ok(_) => {}
            Err(why) => say(why, &ui),
        }
    });
}

fn locked(lock: bool) -> Option<String> {
    lock.then(|| say!("This page is locked: it can be watched, not changed.").to_owned())
}

fn say(words: String, ui: &UiHandle) {
    ui.dispatch(UiAction::Notify(Some(Notice::Words(words.into()))));
}
