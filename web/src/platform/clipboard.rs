//! The clipboard, which may be refused.

use wasm_bindgen_futures::{spawn_local, JsFuture};

/// Copies a text and says whether that worked; a frame without permission gets `false`.
pub(crate) fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let text = text.to_owned();
    spawn_local(async move { done(write(&text).await) });
}

async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Outside a secure context the property is undefined; calling it would throw.
    let there = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
