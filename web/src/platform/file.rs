//! Files given to the visitor.

use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers a text as a download. Its name says what it is: `.fork`, `.svg`, `.csv`, `.json`.
pub(crate) fn save(name: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind(name));
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "svg" => "image/svg+xml;charset=utf-8",
        "csv" => "text/csv;charset=utf-8",
        "json" => "application/json;charset=utf-8",
        _ => "text/plain;charset=utf-8",
    }
}

/// Offers bytes as a download.
pub(crate) fn save_blob(name: &str, blob: &Blob) {
    let _ = try_save(name, blob);
}

fn try_save(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = web_sys::window()?.document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
