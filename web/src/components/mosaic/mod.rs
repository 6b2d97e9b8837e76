//! Physical memory as a mosaic: a canvas to pan and zoom, a lens on 64 frames, what it all cost, and writes that go on.

mod facts;
mod lens;
mod look;
mod raster;
mod view;
mod what_if;

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_view as model;
use forkscope_view::mosaic::Level;
use yew::{
    component, html, use_mut_ref, use_node_ref, use_state, Callback, Html, KeyboardEvent, PointerEvent, Properties,
};

use self::facts::view_facts;
use self::lens::view_lens;
use self::look::{Look, Room};
use self::view::{view_bands, view_head, view_zoom, Pens};
use self::what_if::{Playing, WhatIf};
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::{canvas, media, size};

/// The part of the window that the mosaic takes at most, in per cent, and the least of it in pixels.
const SHARE: u32 = 52;
const LEAST: u32 = 220;

/// A pointer that is down: where it was last, and whether it has moved.
type Drag = Option<(i32, i32, bool)>;

/// What is shown.
#[derive(Clone, Properties)]
pub(crate) struct MosaicProps {
    /// The view model.
    pub(crate) mosaic: Rc<model::mosaic::Mosaic>,
    /// Whether nothing can be done here.
    #[prop_or_default]
    pub(crate) locked: bool,
    /// A line is to be put into the script.
    pub(crate) on_line: Callback<String>,
}

/// View models are compared by identity.
impl PartialEq for MosaicProps {
    fn eq(&self, other: &MosaicProps) -> bool {
        Rc::ptr_eq(&self.mosaic, &other.mosaic) && self.locked == other.locked
    }
}

/// The mosaic and what stands around it.
#[component]
pub(crate) fn Mosaic(props: &MosaicProps) -> Html {
    let node = use_node_ref();
    let frame = use_node_ref();
    let look = use_state(Look::default);
    let room = use_state(Room::default);
    let theme = use_state(|| 0_u32);
    let drag = use_mut_ref(Drag::default);
    let pens = use_mut_ref(Pens::default);
    let playing: Rc<RefCell<Playing>> = use_mut_ref(Playing::default);
    let turn = use_state(|| 0_u32);
    let mosaic = playing.borrow().shown(&props.mosaic);

    use_watch((), {
        let (frame, room) = (frame.clone(), room.clone());
        move || {
            keep(size::watch(&frame, move |width, _| {
                let (_, window) = size::window();
                let height = (window * SHARE / 100).max(LEAST);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand pixels")]
                let now = Room { width: width as u32, height, density: (canvas::density() * 100.0) as u32 };
                room.set(now);
            }))
        }
    });
    use_watch((), {
        let (theme, turns) = (theme.clone(), std::cell::Cell::new(0));
        move || {
            keep(media::watch_theme(move || {
                turns.set(turns.get() + 1);
                theme.set(turns.get());
            }))
        }
    });
    use_watch((*look, *room, *theme, *turn, Rc::as_ptr(&props.mosaic) as usize), {
        let (node, look, room, mosaic) = (node.clone(), *look, *room, Rc::clone(&mosaic));
        let (pens, playing) = (Rc::clone(&pens), Rc::clone(&playing));
        move || {
            pens.borrow_mut().prepare(&look, &mosaic, room);
            pens.borrow_mut().draw(&node, playing.borrow().live.as_ref());
            None
        }
    });
    let target = Target { look: look.clone(), room: *room, mosaic: Rc::clone(&mosaic) };
    use_watch((*room, Rc::as_ptr(&mosaic) as usize, look.level, look.top), {
        let (node, target) = (node.clone(), target.clone());
        move || keep(canvas::wheel(&node, move |down, at| target.wheel(down, at)))
    });

    let current = *look;
    let onkeydown = {
        let target = target.clone();
        move |event: KeyboardEvent| {
            if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && target.key(&event.key()) {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    };
    let pointer = |act: fn(&Target, (i32, i32), &mut Drag)| {
        let (target, node, drag) = (target.clone(), node.clone(), Rc::clone(&drag));
        Callback::from(move |event: PointerEvent| {
            if let Some(at) = canvas::point(&event, &node) {
                if event.type_() == "pointerdown" {
                    canvas::hold(&event, &node);
                }
                act(&target, at, &mut drag.borrow_mut());
            }
        })
    };
    let (down, moved, up, out) =
        (pointer(Target::down), pointer(Target::moved), pointer(Target::up), pointer(Target::out));
    let level = current.level(&mosaic, *room);
    let shown = current.hover.unwrap_or_else(|| current.focused(&mosaic));
    let set_level = {
        let target = target.clone();
        Callback::from(move |level: Level| {
            target.look.set(target.look.at_level(&target.mosaic, target.room, level, None));
        })
    };
    let zoom = Callback::from(move |nearer: bool| target.zoom(nearer));
    let text = mosaic.cell_text(level, mosaic.clamp(shown));
    html! {
        <section class="mosaic" aria-label="Physical memory">
            { view_head(&mosaic, level) }
            <div class="mosaic__main">
                <div class="mosaic__map" ref={frame}>
                    { view_bands(&mosaic, &current, *room) }
                    <canvas ref={node.clone()} class="mosaic__canvas" tabindex="0" role="application" aria-roledescription="mosaic" aria-label={mosaic.label.clone()} aria-describedby="mosaic-keys"
                        style={view::canvas_style(&current, &mosaic, *room)} {onkeydown} onpointerdown={down} onpointermove={moved} onpointerup={up} onpointerleave={out}></canvas>
                    <p class="sr" id="mosaic-keys">{ "Arrow keys move over cells, Enter and plus zoom in, Escape and minus zoom out." }</p>
                    <p class="sr" aria-live="polite">{ if current.told { text.clone() } else { String::new() } }</p>
                    { view_zoom(&mosaic, level, &set_level, &zoom) }
                    <p class="mosaic__cell" aria-hidden="true">{ text }</p>
                    <WhatIf mosaic={props.mosaic.clone()} {playing} {pens} canvas={node} turn={*turn} on_turn={Callback::from(move |()| turn.set(turn.wrapping_add(1)))} on_line={props.on_line.clone()} locked={props.locked} />
                </div>
                <div class="mosaic__side">
                    { view_lens(&mosaic.lens(shown), shown) }
                    { view_facts(&mosaic.facts) }
                </div>
            </div>
            { view::view_table(&mosaic.table) }
        </section>
    }
}

/// What pointers and keys act on.
#[derive(Clone)]
struct Target {
    look: yew::UseStateHandle<Look>,
    room: Room,
    mosaic: Rc<model::mosaic::Mosaic>,
}

impl Target {
    fn set(&self, look: Look) {
        if look != *self.look {
            self.look.set(look);
        }
    }

    fn zoom(&self, nearer: bool) {
        self.set(self.look.zoomed(&self.mosaic, self.room, nearer, None));
    }

    /// The wheel zooms around the pointer; at the end of the levels it scrolls the page.
    fn wheel(&self, down: bool, at: (i32, i32)) -> bool {
        let frame = self.look.frame_at(&self.mosaic, self.room, at);
        let next = self.look.zoomed(&self.mosaic, self.room, !down, frame);
        let zooms = next != *self.look;
        self.set(next);
        zooms
    }

    fn key(&self, key: &str) -> bool {
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

    fn down(&self, (x, y): (i32, i32), drag: &mut Drag) {
        *drag = Some((x, y, false));
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

    fn out(&self, _at: (i32, i32), drag: &mut Drag) {
        *drag = None;
        self.set(Look { hover: None, ..*self.look });
    }
}
