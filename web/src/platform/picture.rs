//! Pictures as files: SVG as it is, PNG by way of a canvas.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::file;

/// The value of a colour token in the theme that is shown.
pub(crate) fn colour(token: &str) -> String {
    let style = web_sys::window().and_then(|window| {
        let root = window.document()?.document_element()?;
        window.get_computed_style(&root).ok()?
    });
    let value = style.and_then(|style| style.get_property_value(&format!("--{token}")).ok());
    value.map(|value| value.trim().to_owned()).unwrap_or_default()
}

/// Offers an SVG picture as a PNG of `scale` pixels a point; says whether that worked.
pub(crate) fn save_png(name: &str, svg: &str, scale: f64, done: impl FnOnce(bool) + 'static) {
    let Ok(image) = HtmlImageElement::new() else { return done(false) };
    let (name, drawn) = (name.to_owned(), image.clone());
    let loaded = Closure::once_into_js(move |event: JsValue| {
        let is_error = js_sys::Reflect::get(&event, &"type".into()).is_ok_and(|kind| kind == "error");
        done(!is_error && draw(&name, &drawn, scale).is_some());
    });
    image.set_onload(Some(loaded.unchecked_ref()));
    image.set_onerror(Some(loaded.unchecked_ref()));
    let data = js_sys::encode_uri_component(svg);
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", String::from(data)));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture is some thousand pixels wide")]
fn draw(name: &str, image: &HtmlImageElement, scale: f64) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    let (width, height) = (f64::from(image.natural_width()) * scale, f64::from(image.natural_height()) * scale);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    pen.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height).ok()?;
    let name = name.to_owned();
    let give = Closure::once_into_js(move |blob: JsValue| file::save_blob(&name, &blob.unchecked_into()));
    canvas.to_blob(give.unchecked_ref()).ok()
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}
