//! Timers that stop when their handle goes, and the clock.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;

/// A call to come; dropping it calls it off.
pub(crate) struct Timeout {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Calls once, after so many milliseconds.
pub(crate) fn after(millis: u32, call: impl FnOnce() + 'static) -> Option<Timeout> {
    let call = Closure::once(call);
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    let id = web_sys::window()?
        .set_timeout_with_callback_and_timeout_and_arguments_0(call.as_ref().unchecked_ref(), millis)
        .ok()?;
    Some(Timeout { id, _call: call })
}

/// Milliseconds since the page was opened.
pub(crate) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

impl Timeout {
    /// Lets the call come whatever happens to the handle.
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}
