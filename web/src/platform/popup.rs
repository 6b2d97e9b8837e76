//! Small windows beside an element.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::{FocusEvent, NodeRef};

/// What can take the focus in a menu.
const STOPS: &str = "button, input";

/// Puts a small window beside the element of an id, inside the window, and gives its first control the focus.
pub(crate) fn open_beside(node: &NodeRef, anchor: &str) {
    let Some(popup) = node.cast::<HtmlElement>() else { return };
    let Some(window) = web_sys::window() else { return };
    let anchor = window.document().and_then(|document| document.get_element_by_id(anchor));
    let rect = anchor.map_or_else(|| popup.get_bounding_client_rect(), |anchor| anchor.get_bounding_client_rect());
    let (width, height) = super::size::window();
    let (width, height) = (whole(f64::from(width)), whole(f64::from(height)));
    let left = whole(rect.left()).min(width - popup.offset_width() - 8).max(8);
    let below = whole(rect.bottom()) + 4;
    let above = whole(rect.top()) - 4 - popup.offset_height();
    let fits = below + popup.offset_height() <= height - 8;
    let top = if fits { below } else { above.max(8) };
    let style = popup.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
    let first = popup.query_selector(STOPS).ok().flatten().and_then(|first| first.dyn_into::<HtmlElement>().ok());
    let _ = first.unwrap_or(popup).focus();
}

/// Whole pixels: writing fractions would cost the page more than they are worth.
#[expect(clippy::cast_possible_truncation, reason = "a window is a few thousand pixels wide")]
fn whole(pixels: f64) -> i32 {
    pixels as i32
}

/// Moves the focus to the next control, or to the one before.
pub(crate) fn walk(node: &NodeRef, by: i32) {
    let Some(popup) = node.cast::<Element>() else { return };
    let Ok(stops) = popup.query_selector_all(STOPS) else { return };
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let count = i32::try_from(stops.length()).unwrap_or(0);
    let here = (0..stops.length()).find(|index| stops.get(*index).as_ref() == active.as_ref().map(AsRef::as_ref));
    let here = here.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1);
    if count > 0 {
        let next = u32::try_from((here + by).rem_euclid(count)).unwrap_or(0);
        if let Some(stop) = stops.get(next).and_then(|stop| stop.dyn_into::<HtmlElement>().ok()) {
            let _ = stop.focus();
        }
    }
}

/// Whether the focus goes out of the small window with this event.
pub(crate) fn is_left(node: &NodeRef, event: &FocusEvent) -> bool {
    let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
    node.cast::<Node>().is_some_and(|popup| !popup.contains(to.as_ref()))
}
