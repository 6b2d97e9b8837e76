//! The arrow keys on the stage.

use std::rc::Rc;

use forkscope_view::Stage;
use yew::{Callback, KeyboardEvent};

use super::roving::{self, Arrow};
use super::wires::Wires;
use crate::platform::dom;

/// Moves the focus from `current`.
pub(super) fn arrows(stage: Rc<Stage>, current: String, wires: Wires) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let Some(arrow) =
            Arrow::of(&event.key()).filter(|_| !event.ctrl_key() && !event.alt_key() && !event.meta_key())
        else {
            return;
        };
        event.prevent_default();
        if let Some(next) = roving::next(&stage, &current, arrow) {
            dom::focus_id(&wires.id(&next));
        }
    })
}
