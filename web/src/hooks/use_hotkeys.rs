//! Keys, while nothing is being typed.

use yew::{hook, KeyboardEvent};

use crate::actions::{of_key, Action};
use crate::context::{Perform, UiHandle};
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::dom;
use crate::platform::listen::{listen, On};
use crate::state::ui::UiAction;

/// Turns keys into actions.
#[hook]
pub(crate) fn use_hotkeys(ui: &UiHandle, perform: &Perform) {
    let (ui, perform) = (ui.clone(), perform.clone());
    use_watch((), move || {
        keep(listen(On::Window, "keydown", move |event: KeyboardEvent| pressed(&event, &ui, &perform)))
    });
}

fn pressed(event: &KeyboardEvent, ui: &UiHandle, perform: &Perform) {
    if event.default_prevented() || event.alt_key() || event.is_composing() {
        return;
    }
    let ctrl = event.ctrl_key() || event.meta_key();
    if event.key() == "Escape" && (ui.menu.is_some() || ui.twin.is_some() || ui.drawer) {
        ui.dispatch(UiAction::Close);
        return;
    }
    let letters = ui.letters || ctrl;
    if !letters || ui.dialog.is_some() || (dom::is_typing(event) && !ctrl) {
        return;
    }
    let key = if ctrl && !event.shift_key() { event.key().to_ascii_lowercase() } else { event.key() };
    if let Some(action) = of_key(&key, ctrl) {
        // Fields other than the script have an undo of their own.
        if matches!(action, Action::Undo | Action::Redo) && dom::is_typing(event) && !dom::is_at("script-text", event) {
            return;
        }
        event.prevent_default();
        perform.act(action);
    }
}
