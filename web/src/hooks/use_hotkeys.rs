//! Keys, while nothing is being typed.

use yew::{hook, Event, KeyboardEvent};

use crate::actions::{of_key, Action};
use crate::context::{Perform, SessionHandle, UiHandle};
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::dom;
use crate::platform::listen::{listen, On};
use crate::state::session::{Player, SessionAction};
use crate::state::ui::{Tour, UiAction};

/// Turns keys into actions. What plays by itself rests at the first key or click, unless that is on the transport, which says itself what happens.
#[hook]
pub(crate) fn use_hotkeys(session: &SessionHandle, ui: &UiHandle, perform: &Perform) {
    let (ui, perform) = (ui.clone(), perform.clone());
    let (by_key, by_pointer) = (session.clone(), session.clone());
    use_watch((), move || {
        let keys = listen(On::Window, "keydown", move |event: KeyboardEvent| {
            if event.key() != " " {
                rest(&event, &by_key);
            }
            pressed(&event, &ui, &perform);
        });
        keep(Some((keys, listen(On::Window, "pointerdown", move |event: Event| rest(&event, &by_pointer)))))
    });
}

fn rest(event: &Event, session: &SessionHandle) {
    if !dom::is_inside(".transport", event) {
        session.dispatch(SessionAction::Player(Player::Rest));
    }
}

fn pressed(event: &KeyboardEvent, ui: &UiHandle, perform: &Perform) {
    if event.default_prevented() || event.alt_key() || event.is_composing() {
        return;
    }
    let ctrl = event.ctrl_key() || event.meta_key();
    if event.key() == "Escape"
        && (ui.menu.is_some() || ui.twin.is_some() || ui.drawer || matches!(ui.tour, Tour::At(_)))
    {
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
        if ui.embed && !action.is_for_embeds() {
            return;
        }
        event.prevent_default();
        perform.act(action);
    }
}
