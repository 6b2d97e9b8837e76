//! What pointers and keys do to how the mosaic is looked at.

use std::rc::Rc;

use forkscope_view::mosaic::{Level, Mosaic};
use yew::{NodeRef, PointerEvent, UseStateHandle};

use super::look::{Look, Room};
use crate::platform::canvas;

/// A pointer that is down: where it was last, and whether it has moved.
pub(super) type Drag = Option<(i32, i32, bool)>;

/// What pointers and keys act on.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) look: UseStateHandle<Look>,
    pub(super) room: Room,
    pub(super) mosaic: Rc<Mosaic>,
}

impl Target {
    fn set(&self, look: Look) {
        if look != *self.look {
            self.look.set(look);
        }
    }

    /// Goes to a level.
    pub(super) fn to_level(&self, level: Level) {
        self.look.set(self.look.at_level(&self.mosaic, self.room, level, None));
    }

    /// Goes nearer by a level, or farther.
    pub(super) fn zoom(&self, nearer: bool) {
        self.set(self.look.zoomed(&self.mosaic, self.room, nearer, None));
    }

    /// The wheel zooms around the pointer; at the end of the levels it scrolls the page.
    pub(super) fn wheel(&self, down: bool, at: (i32, i32)) -> bool {
        let frame = self.look.frame_at(&self.mosaic, self.room, at);
        let next = self.look.zoomed(&self.mosaic, self.room, !down, frame);
        let zooms = next != *self.look;
        self.set(next);
        zooms
    }

    /// What a key does; says whether it does anything.
    pub(super) fn key(&self, key: &str) -> bool {
        let look = match key {
            "ArrowRight" => self.look.moved(&self.mosaic, self.room, (1, 0)),
            "ArrowLeft" => self.look.moved(&self.mosaic, self.room, (-1, 0)),
            "ArrowDown" => self.look.moved(&self.mosaic, self.room, (0, 1)),
            "ArrowUp" => self.look.moved(&self.mosaic, self.room, (0, -1)),
            "PageDown" => self.look.moved(&self.mosaic, self.room, (0, 16)),
            "PageUp" => self.look.moved(&self.mosaic, self.room, (0, -16)),
            "Enter" | "+" | "=" => self.look.zoomed(&self.mosaic, self.room, true, None),
            "Escape" | "-" => self.look.zoomed(&self.mosaic, self.room, false, None),
            _ => return false,
        };
        // Escape at the coarsest level is somebody else's.
        let acts = key != "Escape" || look != *self.look;
        self.set(Look { told: true, ..look });
        acts
    }

    /// What a pointer does on the canvas.
    pub(super) fn pointer(&self, event: &PointerEvent, node: &NodeRef, drag: &mut Drag) {
        let Some(at) = canvas::point(event, node) else { return };
        match event.type_().as_str() {
            "pointerdown" => {
                canvas::hold(event, node);
                *drag = Some((at.0, at.1, false));
            }
            "pointermove" => self.moved(at, drag),
            "pointerup" => self.up(at, drag),
            _ => self.out(drag),
        }
    }

    fn moved(&self, (x, y): (i32, i32), drag: &mut Drag) {
        match drag {
            Some((from, at, moving)) if *moving || (y - *at).abs() + (x - *from).abs() > 3 => {
                self.set(self.look.pushed(&self.mosaic, self.room, y - *at));
                (*at, *moving) = (y, true);
            }
            Some(_) => {}
            None => self.set(Look { hover: self.look.frame_at(&self.mosaic, self.room, (x, y)), ..*self.look }),
        }
    }

    fn up(&self, at: (i32, i32), drag: &mut Drag) {
        if let Some((_, _, false)) = drag.take() {
            let focus = self.look.frame_at(&self.mosaic, self.room, at);
            self.set(Look { focus: focus.or(self.look.focus), told: false, ..*self.look });
        }
    }

    fn out(&self, drag: &mut Drag) {
        *drag = None;
        self.set(Look { hover: None, ..*self.look });
    }
}
