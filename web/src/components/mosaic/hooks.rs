//! What the mosaic learns of the window: how much room there is, and that the theme has changed.

use std::cell::Cell;

use yew::{hook, use_state, NodeRef};

use super::look::Room;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::{canvas, media, size};

/// The part of the window that the mosaic takes at most, in per cent, and the least of it in pixels.
const SHARE: u32 = 52;
const LEAST: u32 = 220;

/// The room that there is in a frame.
#[hook]
pub(super) fn use_room(frame: &NodeRef) -> Room {
    let room = use_state(Room::default);
    let (frame, known) = (frame.clone(), room.clone());
    use_watch((), move || {
        keep(size::watch(&frame, move |width, _| {
            let (_, window) = size::window();
            let height = (window * SHARE / 100).max(LEAST);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand pixels")]
            let now = Room { width: width as u32, height, density: (canvas::density() * 100.0) as u32 };
            known.set(now);
        }))
    });
    *room
}

/// How often the theme has changed: colours on a canvas do not follow by themselves.
#[hook]
pub(super) fn use_themes() -> u32 {
    let theme = use_state(|| 0_u32);
    let (told, turns) = (theme.clone(), Cell::new(0));
    use_watch((), move || {
        keep(media::watch_theme(move || {
            turns.set(turns.get() + 1);
            told.set(turns.get());
        }))
    });
    *theme
}
