//! What the visitor wants: media queries, and the language of the browser.

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
