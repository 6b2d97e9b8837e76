//! What clicks, drags and keys on the line of commands do.

use std::rc::Rc;

use forkscope_view::TimelineBar;
use yew::{Callback, KeyboardEvent, PointerEvent, WheelEvent};

use super::transport::Transport;

/// A press on a band goes to the end of its command, one elsewhere to the micro-step under it.
pub(super) fn press(
    bar: Rc<TimelineBar>,
    on_seek: Callback<usize>,
    on_command: Callback<usize>,
) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let (x, y) = (event.offset_x() as f32, event.offset_y() as f32);
        match bar.band_at(x).filter(|band| (band.rect.y..band.rect.bottom()).contains(&y)) {
            Some(band) => on_command.emit(band.index),
            None => on_seek.emit(bar.value_at(x)),
        }
    })
}

/// With the button down, the cursor follows the pointer.
pub(super) fn drag(bar: Rc<TimelineBar>, on_seek: Callback<usize>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let value = bar.value_at(event.offset_x() as f32);
        if event.buttons() == 1 && event.movement_x() != 0 && value != bar.value {
            on_seek.emit(value);
        }
    })
}

/// The wheel steps, as long as nothing else is meant by it.
pub(super) fn wheel(on_transport: Callback<Transport>) -> Callback<WheelEvent> {
    Callback::from(move |event: WheelEvent| {
        let by = if event.delta_x().abs() > event.delta_y().abs() { event.delta_x() } else { event.delta_y() };
        if by == 0.0 || event.ctrl_key() {
            return;
        }
        event.prevent_default();
        on_transport.emit(if by > 0.0 { Transport::StepForward } else { Transport::StepBack });
    })
}

/// The keys of a slider, step by step and command by command.
pub(super) fn keys(on_transport: Callback<Transport>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let what = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => Transport::StepBack,
            "ArrowRight" | "ArrowUp" => Transport::StepForward,
            "PageDown" => Transport::PreviousCommand,
            "PageUp" => Transport::NextCommand,
            "Home" => Transport::First,
            "End" => Transport::Last,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on_transport.emit(what);
    })
}
