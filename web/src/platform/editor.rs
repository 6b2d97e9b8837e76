//! The text area of the script.

use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::{InputEvent, NodeRef};

/// How far a text area is scrolled, and how much of it shows, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Viewport {
    /// From the top.
    pub(crate) top: i32,
    /// From the left.
    pub(crate) left: i32,
    /// Height of what shows.
    pub(crate) height: i32,
    /// Height of a line.
    pub(crate) line: i32,
}

/// What the text area holds.
pub(crate) fn text(node: &NodeRef) -> Option<String> {
    Some(node.cast::<HtmlTextAreaElement>()?.value())
}

/// Replaces all of the text; who writes there goes on at a place in UTF-16 units.
pub(crate) fn replace_all(node: &NodeRef, text: &str, caret: u32) {
    let Some(area) = node.cast::<HtmlTextAreaElement>() else { return };
    let top = area.scroll_top();
    area.set_value(text);
    area.set_scroll_top(top);
    if has_focus(node) {
        let _ = area.set_selection_range(caret, caret);
        keep_caret(node, viewport(node));
    }
}

/// Whether what happened is the browser's own undo (`Some(true)`) or redo.
pub(crate) fn history_wish(event: &InputEvent) -> Option<bool> {
    match event.input_type().as_str() {
        "historyUndo" => Some(true),
        "historyRedo" => Some(false),
        _ => None,
    }
}

/// Where the text area is scrolled to.
pub(crate) fn viewport(node: &NodeRef) -> Viewport {
    node.cast::<HtmlTextAreaElement>().map_or_else(Viewport::default, |area| Viewport {
        top: area.scroll_top(),
        left: area.scroll_left(),
        height: area.client_height(),
        line: line_height(&area).unwrap_or(20),
    })
}

fn line_height(area: &HtmlTextAreaElement) -> Option<i32> {
    let style = web_sys::window()?.get_computed_style(area).ok()??;
    style.get_property_value("line-height").ok()?.split(['.', 'p']).next()?.parse().ok()
}

/// Whether the visitor is writing in it.
pub(crate) fn has_focus(node: &NodeRef) -> bool {
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    node.cast::<HtmlTextAreaElement>().is_some_and(|area| active.as_ref() == Some(area.as_ref()))
}

/// Scrolls the text area.
pub(crate) fn scroll_to(node: &NodeRef, top: i32) {
    if let Some(area) = node.cast::<HtmlTextAreaElement>() {
        area.set_scroll_top(top);
    }
}

/// Scrolls to the line that is being written, if it does not show.
pub(crate) fn keep_caret(node: &NodeRef, view: Viewport) {
    let Some(area) = node.cast::<HtmlTextAreaElement>().filter(|_| has_focus(node)) else { return };
    let caret = area.selection_end().ok().flatten().unwrap_or(0) as usize;
    let breaks = area.value().encode_utf16().take(caret).filter(|unit| *unit == u16::from(b'\n')).count();
    let top = i32::try_from(breaks).unwrap_or(i32::MAX).saturating_mul(view.line);
    if top + 2 * view.line > view.top + view.height {
        scroll_to(node, top + 2 * view.line - view.height);
    } else if top < view.top {
        scroll_to(node, top);
    }
}

/// Moves an element as a text area is scrolled, without waiting for the next drawing.
pub(crate) fn shift(node: &NodeRef, left: i32, top: i32) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.style().set_property("transform", &format!("translate({}px, {}px)", -left, -top));
    }
}

/// Puts the cursor somewhere (in UTF-16 units) and gives the text area the focus.
pub(crate) fn place_cursor(node: &NodeRef, at: u32) {
    if let Some(area) = node.cast::<HtmlTextAreaElement>() {
        let _ = area.focus();
        let _ = area.set_selection_range(at, at);
    }
}
