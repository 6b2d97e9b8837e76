//! The address of the page: read once, replaced quietly, never pushed.

use wasm_bindgen::JsCast;
use web_sys::{Event, HashChangeEvent};

/// The address in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Everything before the query.
    pub(crate) base: String,
    /// The query without its question mark.
    pub(crate) query: String,
    /// The fragment without its hash mark.
    pub(crate) fragment: String,
}

/// The address the page has now.
pub(crate) fn current() -> Address {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return Address::default() };
    let href = location.href().unwrap_or_default();
    let base = href.split(['?', '#']).next().unwrap_or_default().to_owned();
    let query = location.search().unwrap_or_default();
    Address { base, query: query.trim_start_matches('?').to_owned(), fragment: fragment(&href).to_owned() }
}

/// The fragment of an address. `location.hash` would do, but for Firefox's old habit of decoding it.
fn fragment(href: &str) -> &str {
    href.split_once('#').map_or("", |(_, fragment)| fragment)
}

/// Whether an event says that the page has another script now: that of another link or, behind a link, that of the plain address. The places of a
/// page (`#stage`) are no scripts.
pub(crate) fn is_another(change: &Event) -> bool {
    let left = change.dyn_ref::<HashChangeEvent>().map(HashChangeEvent::old_url).unwrap_or_default();
    let now = current().fragment;
    now.contains(':') || now.is_empty() && fragment(&left).contains(':')
}

/// Shows another address without a new history entry. Some frames refuse; then the address stays.
pub(crate) fn replace(address: &str) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(address));
}
