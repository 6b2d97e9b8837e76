//! Small windows beside an element.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::{FocusEvent, NodeRef};

use crate::hooks::use_watch::{finally, Kept};

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

/// Puts a card beside the first element in sight that one of some selectors matches, and marks the element until the card goes.
pub(crate) fn attend(node: &NodeRef, selectors: &[&str]) -> Kept {
    let card = node.cast::<HtmlElement>()?;
    let document = web_sys::window()?.document()?;
    let mut found = selectors.iter().filter_map(|selector| document.query_selector(selector).ok().flatten());
    let anchor = found.find(|element| {
        let rect = element.get_bounding_client_rect();
        rect.width() > 0.0 && rect.right() > 0.0
    })?;
    super::dom::reveal_element(&anchor);
    let _ = anchor.set_attribute(MARK, "");
    let rect = anchor.get_bounding_client_rect();
    let sides = [rect.left(), rect.top(), rect.right(), rect.bottom()].map(whole);
    let (left, top) = beside(sides, (card.offset_width(), card.offset_height()), super::size::window());
    let style = card.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
    finally(move || {
        let _ = anchor.remove_attribute(MARK);
    })
}

/// The attribute of the element that a card is about.
const MARK: &str = "data-tour";

/// Where a card stands: right of an element, left of it, below or above it, where it fits into the window; or else in its lower right corner.
fn beside([left, top, right, bottom]: [i32; 4], (width, height): (i32, i32), window: (u32, u32)) -> (i32, i32) {
    const GAP: i32 = 12;
    const EDGE: i32 = 8;
    let (last_left, last_top) = (whole(f64::from(window.0)) - width - EDGE, whole(f64::from(window.1)) - height - EDGE);
    let (across, down) = ((left + right - width) / 2, top);
    let spots = [
        (right + GAP, down.min(last_top).max(EDGE)),
        (left - GAP - width, down.min(last_top).max(EDGE)),
        (across.min(last_left).max(EDGE), bottom + GAP),
        (across.min(last_left).max(EDGE), top - GAP - height),
    ];
    let fits = |&(x, y): &(i32, i32)| (EDGE..=last_left).contains(&x) && (EDGE..=last_top).contains(&y);
    spots
        .into_iter()
        .find(fits)
        .unwrap_or(((right - GAP - width).min(last_left).max(EDGE), (bottom - GAP - height).min(last_top).max(EDGE)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stands_beside_what_it_is_about_and_inside_the_window() {
        let check = |sides, window| beside(sides, (320, 160), window);
        assert_eq!(check([280, 84, 570, 262], (1280, 720)), (582, 84));
        assert_eq!(check([992, 48, 1280, 592], (1280, 720)), (660, 48));
        assert_eq!(check([0, 592, 1280, 720], (1280, 720)), (480, 420));
        assert_eq!(check([12, 84, 182, 286], (390, 844)), (8, 298));
        assert_eq!(check([0, 52, 390, 840], (390, 844)), (58, 668));
    }
}
