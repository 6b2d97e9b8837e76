//! A canvas of coloured cells: pixels that were made elsewhere, two rings on them, the wheel, and a call for each frame of the screen.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, PointerEvent, WheelEvent};
use yew::NodeRef;

use super::listen::{listen_to, Listener};
use super::picture::colour;

/// The values of colour tokens, as red, green, blue and opacity.
pub(crate) fn colours(tokens: &[&str]) -> Vec<[u8; 4]> {
    tokens.iter().map(|token| rgb(&colour(token))).collect()
}

/// `#rrggbb` as a pixel; nothing to be seen for anything else.
fn rgb(hex: &str) -> [u8; 4] {
    let value = hex.strip_prefix('#').and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(value) = value else { return [0; 4] };
    let [_, red, green, blue] = value.to_be_bytes();
    [red, green, blue, 255]
}

/// Pixels of the screen to one of the page.
pub(crate) fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 4.0)
}

/// A square that is outlined, in pixels of the screen: left, top, side.
pub(crate) type Ring = (f64, f64, f64);

/// Shows pixels, four bytes each, and rings around some of them.
pub(crate) fn show(node: &NodeRef, pixels: &[u8], (width, height): (u32, u32), rings: &[Ring]) -> Option<()> {
    let canvas: HtmlCanvasElement = node.cast()?;
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), width, height).ok()?;
    pen.put_image_data(&image, 0.0, 0.0).ok()?;
    let line = density().max(1.0);
    for (left, top, side) in rings {
        pen.set_line_width(line * 4.0);
        pen.set_stroke_style_str(&colour("panel"));
        pen.stroke_rect(*left, *top, *side, *side);
        pen.set_line_width(line * 2.0);
        pen.set_stroke_style_str(&colour("ink"));
        pen.stroke_rect(*left, *top, *side, *side);
    }
    Some(())
}

/// Where a pointer is on the element that it is over, in pixels of the page, whole.
pub(crate) fn point(event: &PointerEvent, node: &NodeRef) -> Option<(i32, i32)> {
    let rect = node.cast::<Element>()?.get_bounding_client_rect();
    #[expect(clippy::cast_possible_truncation, reason = "a window is a few thousand pixels wide")]
    let corner = (rect.left() as i32, rect.top() as i32);
    Some((event.client_x() - corner.0, event.client_y() - corner.1))
}

/// Keeps a pointer's events on an element, wherever it goes.
pub(crate) fn hold(event: &PointerEvent, node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Tells of the wheel over an element: down or up, and where. If it is told to, the page does not scroll.
pub(crate) fn wheel(node: &NodeRef, turned: impl Fn(bool, (i32, i32)) -> bool + 'static) -> Option<Listener> {
    let element: Element = node.cast()?;
    let target = element.clone();
    listen_to(element.into(), "wheel", move |event| {
        let Ok(event) = event.dyn_into::<WheelEvent>() else { return };
        let rect = target.get_bounding_client_rect();
        #[expect(clippy::cast_possible_truncation, reason = "a window is a few thousand pixels wide")]
        let corner = (rect.left() as i32, rect.top() as i32);
        let at = (event.client_x() - corner.0, event.client_y() - corner.1);
        if event.delta_y() != 0.0 && turned(event.delta_y() > 0.0, at) {
            event.prevent_default();
        }
    })
}

/// Calls to come; dropping it calls them off.
pub(crate) struct Frames(Rc<RefCell<Option<i32>>>);

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some((window, next)) = web_sys::window().zip(self.0.borrow_mut().take()) {
            let _ = window.cancel_animation_frame(next);
        }
    }
}

/// Calls before each frame that the screen shows, with the time in milliseconds, for as long as it is answered with yes.
pub(crate) fn each_frame(mut call: impl FnMut(f64) -> bool + 'static) -> Frames {
    let next = Rc::new(RefCell::new(None));
    let again = Rc::new(RefCell::new(None::<Call>));
    let (handle, closure) = (Rc::clone(&next), Rc::downgrade(&again));
    *again.borrow_mut() = Some(Closure::new(move |now| {
        let goes_on = handle.borrow().is_some() && call(now);
        let asked = closure.upgrade().filter(|_| goes_on);
        let again = asked.and_then(|closure| ask(closure.borrow().as_ref()?));
        *handle.borrow_mut() = again;
    }));
    *next.borrow_mut() = again.borrow().as_ref().and_then(ask);
    // The closure lives as long as the page may call it: it is a few words.
    std::mem::forget(again);
    Frames(next)
}

/// What is called with the time.
type Call = Closure<dyn FnMut(f64)>;

fn ask(closure: &Call) -> Option<i32> {
    web_sys::window()?.request_animation_frame(closure.as_ref().unchecked_ref()).ok()
}
