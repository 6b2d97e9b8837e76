//! Messages to and from the page that embeds this one. What they say is in `crate::protocol`.

use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use web_sys::{MessageEvent, Window};

use super::listen::{listen, Listener, On};

/// The frame this page sits in, if it sits in one.
fn parent() -> Option<Window> {
    let window = web_sys::window()?;
    let parent = window.parent().ok().flatten()?;
    (parent != window).then_some(parent)
}

/// Whether this page is embedded in another.
pub(crate) fn is_framed() -> bool {
    parent().is_some()
}

/// Sends a message to the embedding page, as a plain object. Nothing in it is secret, so any origin may read it.
pub(crate) fn post(message: &impl Serialize) {
    let Some(parent) = parent() else { return };
    if let Ok(object) = message.serialize(&Serializer::json_compatible()) {
        let _ = parent.post_message(&object, "*");
    }
}

/// Hears what the embedding page says and nobody else. `Err` holds what is wrong with a message that is meant for us but unreadable.
pub(crate) fn hear<M>(heard: impl Fn(Result<M, String>) + 'static) -> Option<Listener>
where
    M: for<'de> Deserialize<'de> + 'static,
{
    let parent = parent()?;
    listen(On::Window, "message", move |event: MessageEvent| {
        if event.source().is_none_or(|source| !js_sys::Object::is(source.as_ref(), parent.as_ref())) {
            return;
        }
        if is_ours(&event.data()) {
            heard(serde_wasm_bindgen::from_value(event.data()).map_err(|error| error.to_string()));
        }
    })
}

/// Whether a message names our protocol, or is the one of H5P that asks for our height.
fn is_ours(data: &wasm_bindgen::JsValue) -> bool {
    let named = |key: &str, name: &str| {
        js_sys::Reflect::get(data, &key.into()).is_ok_and(|value| value.as_string().as_deref() == Some(name))
    };
    data.is_object() && (named("ns", "forkscope") || named("context", "h5p"))
}
