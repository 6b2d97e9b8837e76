//! Single questions to elements and events.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, Element, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::{Event, KeyboardEvent, NodeRef};

/// What the field that an event comes from holds.
pub(crate) fn value(event: &Event) -> String {
    field(event, "value").as_string().unwrap_or_default()
}

/// The text that is being pasted.
pub(crate) fn pasted(event: &Event) -> Option<String> {
    event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?.get_data("text").ok()
}

/// Whether the check box that an event comes from is ticked.
pub(crate) fn checked(event: &Event) -> bool {
    field(event, "checked").is_truthy()
}

fn field(event: &Event, name: &str) -> JsValue {
    let target = event.target().map(JsValue::from).unwrap_or_default();
    js_sys::Reflect::get(&target, &name.into()).unwrap_or_default()
}

/// Whether an event comes from the element itself and not from something inside it.
pub(crate) fn is_own(event: &Event) -> bool {
    event.target().is_some_and(|target| event.current_target().is_some_and(|current| *target == *current))
}

/// Whether a key was pressed in a place where keys write text, or on a control that needs it itself.
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let writes = element.matches("input, textarea, select, [contenteditable]").unwrap_or(false);
    let acts = matches!(event.key().as_str(), " " | "Enter")
        && element
            .closest("button, a, summary, [role=option], [role=menuitem], label")
            .is_ok_and(|found| found.is_some());
    let elsewhere = element.closest("dialog, [role=menu]").is_ok_and(|found| found.is_some());
    writes || acts || elsewhere
}

/// Whether an event comes from the element of an id.
pub(crate) fn is_at(id: &str, event: &Event) -> bool {
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| element.id() == id)
}

/// Whether an event comes from inside an element that a selector matches.
pub(crate) fn is_inside(selector: &str, event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// The key of the part that an event is in, by its attribute `data-key`; empty beside all parts.
pub(crate) fn key_at(event: &Event) -> String {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let part = element.and_then(|element| element.closest("[data-key]").ok().flatten());
    part.and_then(|part| part.get_attribute("data-key")).unwrap_or_default()
}

/// Gives the focus to the element of an id; says whether there is one that takes it.
pub(crate) fn focus_id(id: &str) -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return false };
    let Some(element) = document.get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    element.focus().is_ok() && document.active_element().is_some_and(|active| active.id() == id)
}

/// Clicks the element of an id, if there is one.
pub(crate) fn click_id(id: &str) {
    let element =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Selects all of a text field, so that the next key copies it.
pub(crate) fn select_all(node: &NodeRef) {
    if let Some(input) = node.cast::<HtmlInputElement>() {
        let _ = input.focus();
        input.select();
    }
}

/// Scrolls no further than needed to show an element.
pub(crate) fn reveal(node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        reveal_element(&element);
    }
}

/// Scrolls no further than needed to show the element of an id.
pub(crate) fn reveal_id(id: &str) {
    let element =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        reveal_element(&element);
    }
}

/// Scrolls no further than needed to show an element.
pub(super) fn reveal_element(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Names the tab of the browser, and says the language of the document.
pub(crate) fn set_title(title: &str, lang: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", lang);
        }
        if document.title() != title {
            document.set_title(title);
        }
    }
}

/// The height that the whole page asks for, in CSS pixels.
pub(crate) fn page_height() -> f64 {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return 0.0 };
    let page = document.document_element().map_or(0, |root| root.scroll_height());
    // What the stage hides because it scrolls by itself.
    let hidden = document.get_element_by_id("stage").map_or(0, |stage| stage.scroll_height() - stage.client_height());
    f64::from(page + hidden.max(0))
}

/// Loads the page anew.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Takes the focus from an element.
pub(crate) fn blur(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.blur();
    }
}

/// Gives the focus to the element of an id once the page has been drawn again.
pub(crate) fn focus_id_soon(id: &'static str) {
    if let Some(timer) = super::timer::after(60, move || {
        focus_id(id);
    }) {
        timer.forget();
    }
}

/// Draws an app into its place on the page, and takes the loading screen away.
pub(crate) fn mount<A: yew::BaseComponent>(props: A::Properties) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(place) = document.get_element_by_id("app") {
        yew::Renderer::<A>::with_root_and_props(place, props).render();
    }
    if let Some(boot) = document.get_element_by_id("boot") {
        // An attribute can always be set; there would be nothing to do about it.
        let _ = boot.set_attribute("hidden", "");
    }
}
