//! The tile of a frame.

use forkscope_view::{FrameTile, Owner, Presence, TileKind};
use yew::{classes, component, html, Classes, Html, Properties};

use super::count::Count;
use super::owners::Owners;
use super::place;
use super::pointing::Pointing;
use super::tile_text::TileText;
use super::wires::{Picked, Wires};
use crate::components::glyph::hue;

/// A frame, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TileProps {
    /// The view model.
    pub(crate) tile: FrameTile,
    /// Whether the neck draws its outline.
    pub(crate) split: bool,
    /// Which step this is.
    pub(crate) tick: usize,
    /// Callbacks and states.
    pub(crate) wires: Wires,
}

/// Count and owners, number, kind and bytes; a button that picks the frame.
#[component]
pub(crate) fn Tile(props: &TileProps) -> Html {
    let TileProps { tile, split, tick, wires } = props;
    let id = wires.id(&tile.id);
    let (on_pick, picked, anchor) = (wires.on_pick.clone(), Picked::Frame(tile.pfn), id.clone());
    let onclick = move |_| on_pick.emit((picked.clone(), anchor.clone()));
    let Pointing { enter, leave, focus, blur } = Pointing::at(wires, &tile.id);
    let gone = (tile.presence == Presence::Leaving).then_some("true");
    html! {
        <button {id} aria-hidden={gone} class={state(tile, *split, wires.hot.has(&tile.id))} style={place::at(tile.rect)} tabindex={wires.tab(&tile.id)}
            {onclick} onmouseenter={enter} onmouseleave={leave} onfocus={focus} onblur={blur}>
            <span class="sr">{ &tile.label }</span>
            <span class="tile__counter" aria-hidden="true">
                <Count key={*tick} now={tile.count} was={tile.was} next={tile.next} />
                <Owners owners={shown_owners(tile)} />
            </span>
            <span class="tile__body" aria-hidden="true">
                <span class="tile__id"><b>{ &tile.title }</b><em>{ tile.kind.text() }</em></span>
                <TileText key={*tick} now={tile.text.clone()} was={tile.text_was.clone()} />
                <span class="tile__note">{ &tile.note }</span>
            </span>
            <span class="tile__fill" hidden={!tile.filling}><i /></span>
        </button>
    }
}

fn presence(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Here => None,
        Presence::Arriving => Some("tile--arriving"),
        Presence::Leaving => Some("tile--leaving"),
    }
}

/// The zero page is not counted, so nobody is counted under its dash either.
fn shown_owners(tile: &FrameTile) -> Vec<Owner> {
    match tile.kind {
        TileKind::Zero => Vec::new(),
        TileKind::Anon | TileKind::File | TileKind::Shared => tile.owners.clone(),
    }
}

fn state(tile: &FrameTile, split: bool, hot: bool) -> Classes {
    let kind = match tile.kind {
        TileKind::Anon => None,
        TileKind::File => Some("tile--file"),
        TileKind::Shared => Some("tile--shared"),
        TileKind::Zero => Some("tile--zero"),
    };
    classes!(
        "tile",
        kind,
        tile.writer.map(hue),
        (tile.frames > 1).then_some("tile--run"),
        split.then_some("tile--split"),
        tile.live.then_some("tile--live"),
        tile.writer.is_some().then_some("tile--written"),
        tile.changed.then_some("tile--changed"),
        tile.text_was.is_some().then_some("tile--stored"),
        presence(tile.presence),
        hot.then_some("tile--hot"),
    )
}
