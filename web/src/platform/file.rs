//! Files given to the visitor, and taken from them.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{spawn_local, JsFuture};
use web_sys::{Blob, BlobPropertyBag, DragEvent, FileList, HtmlAnchorElement, HtmlInputElement, Url};
use yew::Event;

/// A file that was chosen or dropped.
pub(crate) struct Offered(web_sys::File);

impl Offered {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        self.0.name()
    }

    /// Its length in bytes.
    pub(crate) fn bytes(&self) -> f64 {
        self.0.size()
    }

    /// Reads it as text; what is no text comes with replacement characters, what cannot be read as nothing.
    pub(crate) fn read(self, done: impl FnOnce(Option<String>) + 'static) {
        spawn_local(async move { done(JsFuture::from(self.0.text()).await.ok().and_then(|text| text.as_string())) });
    }
}

/// The file that was chosen in a field; the field then takes the same file again.
pub(crate) fn chosen(event: &Event) -> Option<Offered> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = only(&input.files()?);
    input.set_value("");
    file
}

/// Whether files are being dragged.
pub(crate) fn is_dragged(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The file that was dropped.
pub(crate) fn dropped(event: &DragEvent) -> Option<Offered> {
    only(&event.data_transfer()?.files()?)
}

/// The first of some files.
fn only(files: &FileList) -> Option<Offered> {
    files.get(0).map(Offered)
}

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
