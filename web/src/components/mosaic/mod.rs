//! Physical memory as a mosaic: a canvas to pan and zoom, a lens on 64 frames, what it all cost, and writes that go on.

mod facts;
mod hooks;
mod lens;
mod look;
mod raster;
mod target;
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
use self::hooks::{use_room, use_themes};
use self::lens::view_lens;
use self::look::Look;
use self::target::{Drag, Target};
use self::view::{view_bands, view_head, view_zoom, Pens};
use self::what_if::{Playing, WhatIf};
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::canvas;

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
    let room = use_room(&frame);
    let theme = use_themes();
    let drag = use_mut_ref(Drag::default);
    let pens = use_mut_ref(Pens::default);
    let playing: Rc<RefCell<Playing>> = use_mut_ref(Playing::default);
    let turn = use_state(|| 0_u32);
    let mosaic = playing.borrow().shown(&props.mosaic);

    use_watch((*look, room, theme, *turn, Rc::as_ptr(&props.mosaic) as usize), {
        let (node, look, room, mosaic) = (node.clone(), *look, room, Rc::clone(&mosaic));
        let (pens, playing) = (Rc::clone(&pens), Rc::clone(&playing));
        move || {
            pens.borrow_mut().prepare(&look, &mosaic, room, theme);
            pens.borrow_mut().draw(&node, playing.borrow().live.as_ref());
            None
        }
    });
    let target = Target { look: look.clone(), room, mosaic: Rc::clone(&mosaic) };
    use_watch((room, Rc::as_ptr(&mosaic) as usize, look.level, look.top), {
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
    let onpointer = {
        let (target, node) = (target.clone(), node.clone());
        Callback::from(move |event: PointerEvent| target.pointer(&event, &node, &mut drag.borrow_mut()))
    };
    let level = current.level(&mosaic, room);
    let shown = current.hover.unwrap_or_else(|| current.focused(&mosaic));
    let set_level = {
        let target = target.clone();
        Callback::from(move |level: Level| target.to_level(level))
    };
    let zoom = Callback::from(move |nearer: bool| target.zoom(nearer));
    let text = mosaic.cell_text(level, mosaic.clamp(shown));
    html! {
        <section class="mosaic" aria-label={say!("Physical memory")}>
            { view_head(&mosaic, level) }
            <div class="mosaic__main">
                <div class="mosaic__map" ref={frame}>
                    { view_bands(&mosaic, &current, room) }
                    <canvas ref={node.clone()} class="mosaic__canvas" tabindex="0" role="application" aria-roledescription={say!("mosaic")} aria-label={mosaic.label.clone()} aria-describedby="mosaic-keys"
                        style={view::canvas_style(&current, &mosaic, room)} {onkeydown} onpointerdown={onpointer.clone()} onpointermove={onpointer.clone()} onpointerup={onpointer.clone()} onpointerleave={onpointer}></canvas>
                    <p class="sr" id="mosaic-keys">{ say!("Arrow keys move over cells, Enter and plus zoom in, Escape and minus zoom out.") }</p>
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
