//! The stage: processes on one side, frames on the other, edges between. It draws a view model and tells what was chosen.

mod card;
mod cell;
mod count;
mod edge;
mod edges;
mod figures;
mod head;
mod hot;
mod keys;
mod neck;
mod owners;
mod place;
mod pointing;
mod roving;
mod scene;
mod strip;
mod table_tile;
mod tables;
mod tile;
mod tile_text;
mod vma;
mod wires;

use std::rc::Rc;

use forkscope_view as view;
use yew::{component, html, use_memo, use_state, AttrValue, Callback, Html, Properties};

use self::head::Head;
use self::hot::Hot;
use self::scene::Scene;
use self::tables::HiddenTables;
pub(crate) use self::wires::{Picked, Wires};

/// What is drawn, how fast things move, and who is told what was chosen.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StageProps {
    /// The view model.
    pub(crate) stage: Rc<view::Stage>,
    /// The same as tables.
    pub(crate) tables: Rc<view::Tables>,
    /// Something was chosen; with the DOM id of its element.
    pub(crate) on_pick: Callback<(Picked, String)>,
    /// By how much transitions are faster than written.
    #[prop_or(1.0)]
    pub(crate) speed: f32,
    /// What DOM ids start with.
    #[prop_or(AttrValue::Static("stage"))]
    pub(crate) prefix: AttrValue,
    /// Whether nothing can be done on this stage.
    #[prop_or_default]
    pub(crate) locked: bool,
}

/// Processes, frames and the edges between them.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let pointed = use_state(|| None::<String>);
    let focused = use_state(String::new);
    let stage = props.stage.clone();
    let hot = use_memo((stage.clone(), (*pointed).clone()), |(stage, key)| Hot::around(stage, key.as_deref()));
    let current = if roving::exists(&stage, &focused) { (*focused).clone() } else { roving::first(&stage) };
    let wires = Wires {
        on_pick: props.on_pick.clone(),
        on_point: Callback::from(move |key| pointed.set(key)),
        on_focus: Callback::from(move |key| focused.set(key)),
        hot,
        current: current.as_str().into(),
        prefix: props.prefix.clone(),
        locked: props.locked,
    };
    let onkeydown = keys::arrows(stage.clone(), current, wires.clone());
    html! {
        <div class={format!("stage stage--{}", stage.size.letter())}>
            <Head stage={stage.clone()} />
            <div class="stage__scene" {onkeydown} role="group" aria-label="Processes and frames">
                <Scene stage={stage.clone()} {wires} speed={props.speed} />
            </div>
            <HiddenTables tables={props.tables.clone()} />
        </div>
    }
}
