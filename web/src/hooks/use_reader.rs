//! Reads the script a moment after the last key.

use yew::{hook, use_effect_with};

use crate::context::SessionHandle;
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
    use_effect_with((session.shared_text(), due), move |(text, due)| {
        let first = handle.revision() == 0;
        let wait = if first { 0 } else { pause(text.len()) };
        let timer = due.then(|| timer::after(wait, move || handle.dispatch(SessionAction::Read))).flatten();
        move || drop(timer)
    });
}
