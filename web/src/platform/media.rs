//! What the visitor wants: media queries, and the language of the browser.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{MutationObserver, MutationObserverInit};

use super::listen::{listen_to, Listener};

/// The system asks for dark colours.
pub(crate) const DARK: &str = "(prefers-color-scheme: dark)";
/// The system asks for less motion.
pub(crate) const CALM: &str = "(prefers-reduced-motion: reduce)";

/// Whether a media query holds now.
pub(crate) fn matches(query: &str) -> bool {
    list(query).is_some_and(|list| list.matches())
}

/// The language that the browser prefers, as a tag: `zh-CN`.
pub(crate) fn language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

/// Tells whenever a media query starts or ceases to hold.
pub(crate) fn watch(query: &'static str, changed: impl Fn(bool) + 'static) -> Option<Listener> {
    listen_to(list(query)?.into(), "change", move |_| changed(matches(query)))
}

fn list(query: &str) -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(query).ok().flatten()
}

/// Tells when the colours of the page change: the theme stands on the root element.
pub(crate) fn watch_theme(changed: impl Fn() + 'static) -> Option<ThemeWatch> {
    let root = web_sys::window()?.document()?.document_element()?;
    let call = Closure::<dyn FnMut()>::new(changed);
    let observer = MutationObserver::new(call.as_ref().unchecked_ref()).ok()?;
    let options = MutationObserverInit::new();
    options.set_attributes(true);
    observer.observe_with_options(&root, &options).ok()?;
    Some(ThemeWatch { observer, _call: call })
}

/// A watch on the colours; dropping it ends it.
pub(crate) struct ThemeWatch {
    observer: MutationObserver,
    _call: Closure<dyn FnMut()>,
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
