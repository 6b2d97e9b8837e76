//! Reads the script a moment after the last key.

use yew::hook;

use crate::context::SessionHandle;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::timer;
use crate::state::session::SessionAction;

/// How long to wait after a key, in milliseconds; longer for long scripts.
fn pause(length: usize) -> u32 {
    match length {
        0..20_000 => 180,
        20_000..100_000 => 400,
        _ => 900,
    }
}

/// Keeps the reading up with the text.
#[hook]
pub(crate) fn use_reader(session: &SessionHandle) {
    let handle = session.clone();
    let due = !session.is_read();
    use_watch((session.shared_text(), due), move || {
        let wait = pause(handle.text().len());
        keep(due.then(|| timer::after(wait, move || handle.dispatch(SessionAction::Read))).flatten())
    });
}
