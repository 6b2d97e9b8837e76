//! The arrow keys on the stage.

use forkscope_view::Stage;
use yew::KeyboardEvent;

use super::roving::{self, Arrow};
use super::wires;
use crate::platform::dom;

/// Moves the focus from `current`.
pub(super) fn arrows(event: &KeyboardEvent, stage: &Stage, current: &str, prefix: &str) {
    let plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
    let Some(arrow) = Arrow::of(&event.key()).filter(|_| plain) else { return };
    event.prevent_default();
    if let Some(next) = roving::next(stage, current, arrow) {
        dom::focus_id(&wires::id(prefix, &next));
    }
}
