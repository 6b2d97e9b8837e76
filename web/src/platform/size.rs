//! How large an element is, and when that changes.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{Element, ResizeObserver};
use yew::NodeRef;

/// A watch on an element's size; dropping it ends it.
pub(crate) struct Watch {
    observer: ResizeObserver,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells an element's width and height in CSS pixels, now and after each change.
pub(crate) fn watch(node: &NodeRef, changed: impl Fn(f64, f64) + 'static) -> Option<Watch> {
    let element: Element = node.cast()?;
    let target = element.clone();
    let call = Closure::<dyn FnMut()>::new(move || {
        let rect = target.get_bounding_client_rect();
        changed(rect.width(), rect.height());
    });
    let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    Some(Watch { observer, _call: call })
}

/// The size of the window in CSS pixels.
pub(crate) fn window() -> (u32, u32) {
    let side = |value: Option<wasm_bindgen::JsValue>| value.and_then(|value| value.as_f64()).unwrap_or(0.0);
    let window = web_sys::window();
    let width = side(window.as_ref().and_then(|window| window.inner_width().ok()));
    let height = side(window.as_ref().and_then(|window| window.inner_height().ok()));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a window is a few thousand pixels wide"
    )]
    let sides = (width as u32, height as u32);
    sides
}

/// Calls whenever the height of the page's content may have changed, and once at first.
pub(crate) fn watch_page(changed: impl Fn() + 'static) -> Option<Watch> {
    let app = web_sys::window()?.document()?.query_selector(".app").ok()??;
    let call = Closure::<dyn FnMut()>::new(changed);
    let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok()?;
    observer.observe(&app);
    Some(Watch { observer, _call: call })
}
