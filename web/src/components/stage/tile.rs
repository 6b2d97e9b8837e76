//! The tile of a frame.

use forkscope_view::{FrameTile, Owner, Presence, TileKind};
use yew::{classes, component, html, Classes, Html, Properties};

use super::count::Count;
use super::owners::Owners;
use super::place;
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
    let point = |to: Option<String>| {
        let on_point = wires.on_point.clone();
        move || on_point.emit(to.clone())
    };
    let (enter, leave, focus) = (point(Some(tile.id.clone())), point(None), point(Some(tile.id.clone())));
    let (blur, on_focus, own) = (leave.clone(), wires.on_focus.clone(), tile.id.clone());
    let onfocus = move |_| {
        focus();
        on_focus.emit(own.clone());
    };
    let gone = (tile.presence == Presence::Leaving).then_some("true");
    html! {
        <button {id} aria-hidden={gone} class={state(tile, *split, wires.hot.has(&tile.id))} style={place::at(tile.rect)} tabindex={wires.tab(&tile.id)} aria-label={tile.label.clone()}
            {onclick} onmouseenter={move |_| enter()} onmouseleave={move |_| leave()} {onfocus} onblur={move |_| blur()}>
            <span class="tile__counter">
                <Count key={*tick} now={tile.count} was={tile.was} next={tile.next} />
                <Owners owners={shown_owners(tile)} />
            </span>
            <span class="tile__body">
                <span class="tile__id"><b>{ &tile.title }</b><em>{ tile.kind.text() }</em></span>
                { text(tile, *tick) }
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

fn text(tile: &FrameTile, tick: usize) -> Html {
    let was = tile.text_was.clone().filter(|was| !was.is_empty());
    html! {
        <span class="tile__text" key={format!("text-{tick}")}>
            <span class="tile__was" hidden={was.is_none()}>{ was.unwrap_or_default() }</span>
            <span class="tile__now">{ &tile.text }</span>
        </span>
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
