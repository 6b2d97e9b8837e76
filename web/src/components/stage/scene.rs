//! The scene: cards, tiles and edges in their places, and the transition of the step.

use std::rc::Rc;

use forkscope_view::{PlayKind, Stage};
use yew::{classes, component, html, Classes, Html, Properties};

use super::card::Card;
use super::edges::Edges;
use super::neck::NeckShape;
use super::place;
use super::strip::MemoryStrip;
use super::table_tile::TableTileView;
use super::tile::Tile;
use super::wires::Wires;

/// What is drawn, and how.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SceneProps {
    /// The view model.
    pub(crate) stage: Rc<Stage>,
    /// Callbacks and states.
    pub(crate) wires: Wires,
    /// By how much transitions are faster than written.
    pub(crate) speed: f32,
}

/// Everything on the stage.
#[component]
pub(crate) fn Scene(props: &SceneProps) -> Html {
    let SceneProps { stage, wires, speed } = props;
    let size = (stage.width.to_string(), stage.height.to_string());
    let rails = stage.rails.iter().map(|rail| html! { <path key={rail.clone()} class="rail" d={rail.clone()} /> });
    html! {
        <div class={state(stage, wires)} style={style(stage, *speed)}>
            <svg class="scene__under" width={size.0} height={size.1} aria-hidden="true">
                <g>{ for rails }</g>
                <NeckShape neck={stage.neck.clone()} />
            </svg>
            <div class="scene__cards">
                { for stage.cards.iter().map(|card| html! { <Card key={card.pid} card={card.clone()} wires={wires.clone()} /> }) }
            </div>
            <div class="scene__tiles">
                { for stage.tiles.iter().chain(&stage.leaving).map(|tile| html! { <Tile key={tile.id.clone()} tile={tile.clone()} split={splits(stage, &tile.id)} tick={stage.tick} wires={wires.clone()} /> }) }
            </div>
            <div class="scene__tables">
                { for stage.tables.iter().map(|table| html! { <TableTileView key={table.pid} table={table.clone()} /> }) }
            </div>
            <MemoryStrip strip={stage.memory.clone()} x={stage.tiles_x} />
            <p class="scene__empty" hidden={stage.empty_text.is_empty()}>{ &stage.empty_text }</p>
            <Edges stage={stage.clone()} wires={wires.clone()} />
        </div>
    }
}

fn state(stage: &Stage, wires: &Wires) -> Classes {
    let play = stage.play;
    let moving = (play.kind != PlayKind::Still).then_some("scene--moving");
    classes!(
        "scene",
        format!("scene--play-{}", play.kind.name()),
        moving,
        play.reverse.then_some("scene--reverse"),
        wires.hot.any().then_some("scene--linking"),
    )
}

fn style(stage: &Stage, speed: f32) -> String {
    let pace = if stage.play.reverse { 0.5 } else { 1.0 } / speed.max(0.1);
    let measures = place::properties(&stage.size.measures());
    format!("width:{}px;height:{}px;--k:{pace};{measures}", stage.width, stage.height)
}

fn splits(stage: &Stage, tile: &str) -> bool {
    stage.neck.as_ref().is_some_and(|neck| neck.from == tile || neck.to == tile)
}
