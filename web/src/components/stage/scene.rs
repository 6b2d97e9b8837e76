//! The scene: cards, tiles and edges in their places, the transition of the step, and what is lit and has the focus.

use std::rc::Rc;

use forkscope_view::{fill, PlayKind, Stage};
use yew::{component, html, use_state, AttrValue, Callback, FocusEvent, Html, KeyboardEvent, MouseEvent, Properties};

use super::card::view_card;
use super::edges::view_edges;
use super::foot::view_foot;
use super::hint::{view_hint, Hint};
use super::hot::Hot;
use super::neck::view_neck;
use super::part::{self, Picked};
use super::table_tile::view_table_tile;
use super::tile::view_tile;
use super::wires::{self, Wires};
use super::{keys, place, roving};
use crate::components::leaf::{class, leaf_if, when};
use crate::platform::dom;

/// What is drawn, and how.
#[derive(Clone, Properties)]
pub(crate) struct SceneProps {
    /// The view model.
    pub(crate) stage: Rc<Stage>,
    /// Frames that are lit up as long as nothing is pointed at.
    pub(crate) lit: Rc<[u32]>,
    /// Something was chosen; with the DOM id of its element.
    pub(crate) on_pick: Callback<(Picked, String)>,
    /// By how much transitions are faster than written.
    pub(crate) speed: f32,
    /// What DOM ids start with.
    pub(crate) prefix: AttrValue,
    /// Whether nothing can be done on this stage.
    pub(crate) locked: bool,
    /// The ids of cells that another stage shows otherwise.
    pub(crate) differs: Rc<[String]>,
    /// The frame whose count is to be foretold.
    pub(crate) asked: Option<u32>,
    /// What a first visit is told.
    pub(crate) hint: Option<Rc<Hint>>,
}

impl PartialEq for SceneProps {
    fn eq(&self, other: &SceneProps) -> bool {
        let same = Rc::ptr_eq(&self.stage, &other.stage)
            && Rc::ptr_eq(&self.differs, &other.differs)
            && self.prefix == other.prefix;
        same && (self.speed, self.locked) == (other.speed, other.locked)
            && (&self.lit, self.asked) == (&other.lit, other.asked)
            && self.hint == other.hint
    }
}

/// Everything on the stage. One set of handlers serves all parts: an event tells which one it is about.
#[component]
pub(crate) fn Scene(props: &SceneProps) -> Html {
    let (stage, prefix) = (&props.stage, &props.prefix);
    let pointed = use_state(String::new);
    let focused = use_state(String::new);
    let hot = if pointed.is_empty() { Hot::frames(stage, &props.lit) } else { Hot::around(stage, &pointed) };
    let current = if roving::exists(stage, &focused) { (*focused).clone() } else { roving::first(stage) };
    let drawing = view_scene(
        stage,
        &Wires {
            hot: &hot,
            current: &current,
            prefix,
            locked: props.locked,
            asked: props.asked,
            differs: &props.differs,
        },
        props,
    );
    let point = Callback::from(move |key: String| {
        if *pointed != key {
            pointed.set(key);
        }
    });
    let (light, dim, dim_too) = (point.clone(), point.clone(), point.clone());
    let onmouseover = move |event: MouseEvent| light.emit(dom::key_at(&event));
    let onmouseleave = move |_: MouseEvent| dim.emit(String::new());
    let onfocusout = move |_: FocusEvent| dim_too.emit(String::new());
    let onfocusin = move |event: FocusEvent| {
        let key = dom::key_at(&event);
        point.emit(key.clone());
        focused.set(key);
    };
    let onclick = pick(props);
    let onkeydown = {
        let (stage, prefix) = (Rc::clone(stage), prefix.clone());
        move |event: KeyboardEvent| keys::arrows(&event, &stage, &current, &prefix)
    };
    html! {
        <div class="stage__scene" role="group" aria-label={say!("Processes and frames")} {onclick} {onkeydown} {onmouseover} {onmouseleave} {onfocusin} {onfocusout}>
            { drawing }
        </div>
    }
}

fn pick(props: &SceneProps) -> Callback<MouseEvent> {
    let SceneProps { stage, on_pick, prefix, .. } = props.clone();
    Callback::from(move |event: MouseEvent| {
        let key = dom::key_at(&event);
        if let Some(picked) = part::picked(&stage, &key) {
            on_pick.emit((picked, wires::id(&prefix, &key)));
        }
    })
}

fn view_scene(stage: &Stage, wires: &Wires<'_>, props: &SceneProps) -> Html {
    let size = (fill("#", &[stage.width]), fill("#", &[stage.height]));
    let rails = stage.rails.iter().map(|rail| html! { <path key={rail.as_str()} class="rail" d={rail.clone()} /> });
    let tiles = stage.tiles.iter().chain(&stage.leaving);
    html! {
        <div class={state(stage, wires)} style={style(stage, props.speed)}>
            <svg class="scene__under" width={size.0} height={size.1} aria-hidden="true">
                <g>{ for rails }</g>
                { view_neck(stage.neck.as_ref()) }
            </svg>
            <div class="scene__cards">{ for stage.cards.iter().map(|card| view_card(card, wires)) }</div>
            <div class="scene__tiles">{ for tiles.map(|tile| view_tile(tile, splits(stage, &tile.id), stage.tick, wires)) }</div>
            <div class="scene__tables">{ for stage.tables.iter().map(view_table_tile) }</div>
            { view_foot(stage, wires) }
            { leaf_if("p", "scene__empty", Some(stage.empty_text.as_str()).filter(|text| !text.is_empty())) }
            { view_edges(stage, wires) }
            { view_hint(stage, props.hint.as_deref()) }
        </div>
    }
}

fn state(stage: &Stage, wires: &Wires<'_>) -> String {
    let play = stage.play;
    let kind = format!("scene--play-{}", play.kind.name());
    let moving = when(play.kind != PlayKind::Still, "scene--moving");
    let reverse = when(play.reverse, "scene--reverse");
    class(&["scene", &kind, moving, reverse, when(wires.hot.any(), "scene--linking")])
}

fn style(stage: &Stage, speed: f32) -> String {
    let pace = if stage.play.reverse { 0.5 } else { 1.0 };
    let size = fill("width:#px;height:#px;--k:calc(#/#);", &[stage.width, stage.height, pace, speed.max(0.1)]);
    size + &place::properties(&stage.size.measures())
}

fn splits(stage: &Stage, tile: &str) -> bool {
    stage.neck.as_ref().is_some_and(|neck| neck.from == tile || neck.to == tile)
}
