//! Event listeners that go when their handle goes.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget};

/// Where a listener of the whole page sits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum On {
    /// The window: keys, messages, focus, fragment changes.
    Window,
}

/// A listener; dropping it takes it off.
pub(crate) struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}

/// Listens to one kind of event of the page.
pub(crate) fn listen<E: JsCast>(on: On, kind: &'static str, mut heard: impl FnMut(E) + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    let target: EventTarget = match on {
        On::Window => window.into(),
    };
    listen_to(target, kind, move |event| heard(event.unchecked_into()))
}

/// Listens to one kind of event of a target.
pub(super) fn listen_to(
    target: EventTarget,
    kind: &'static str,
    heard: impl FnMut(Event) + 'static,
) -> Option<Listener> {
    let closure = Closure::<dyn FnMut(Event)>::new(heard);
    target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).ok()?;
    Some(Listener { target, kind, closure })
}
