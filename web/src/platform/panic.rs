//! The last words: a bug of ours ends the app, never the visitor's script.

use std::panic::PanicHookInfo;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Makes a panic save what is written, and show an overlay with a way to load the page anew.
pub(crate) fn install(save: fn(&str)) {
    yew::set_custom_panic_hook(Box::new(move |info| {
        report(info);
        if let Some(text) = written() {
            save(&text);
        }
        let _ = overlay();
    }));
}

/// What stands in the editor.
fn written() -> Option<String> {
    let area = web_sys::window()?.document()?.get_element_by_id("script-text")?;
    Some(area.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?.value())
}

fn report(info: &PanicHookInfo<'_>) {
    let console = js_sys::Reflect::get(&js_sys::global(), &"console".into()).unwrap_or_default();
    let error = js_sys::Reflect::get(&console, &"error".into()).unwrap_or_default();
    if let Some(error) = error.dyn_ref::<js_sys::Function>() {
        let _ = error.call1(&console, &JsValue::from(info.to_string()));
    }
}

/// Plain DOM calls only: the app is gone by now.
fn overlay() -> Option<()> {
    let document = web_sys::window()?.document()?;
    if document.get_element_by_id("stopped").is_some() {
        return None;
    }
    let overlay = document.create_element("div").ok()?;
    overlay.set_id("stopped");
    overlay.set_class_name("stopped");
    overlay.set_attribute("role", "alertdialog").ok()?;
    overlay.set_attribute("aria-labelledby", "stopped-title").ok()?;
    let title = document.create_element("h2").ok()?;
    title.set_id("stopped-title");
    title.set_text_content(Some(say!("Forkscope stopped; your script is saved")));
    let text = document.create_element("p").ok()?;
    text.set_text_content(Some(say!("This is a fault of ours. Load the page again to go on with the same script.")));
    let button = document.create_element("button").ok()?;
    button.set_class_name("btn btn--primary");
    button.set_text_content(Some(say!("Reload")));
    let reload = Closure::<dyn FnMut()>::new(super::dom::reload);
    button.add_event_listener_with_callback("click", reload.as_ref().unchecked_ref()).ok()?;
    reload.forget();
    for child in [title, text, button.clone()] {
        overlay.append_child(&child).ok()?;
    }
    document.body()?.append_child(&overlay).ok()?;
    button.unchecked_into::<web_sys::HtmlElement>().focus().ok()
}
