//! The tile of a frame.

use forkscope_view::{FrameTile, Presence, TileKind};
use yew::{html, Html};

use super::count::view_count;
use super::owners::view_owners;
use super::place;
use super::tile_text::view_tile_text;
use super::wires::Wires;
use crate::components::glyph::hue;
use crate::components::leaf::{class, leaf, when};
use crate::lang::lang;

/// Count and owners, number, kind and bytes; a button that picks the frame. The neck may draw its outline.
pub(super) fn view_tile(tile: &FrameTile, split: bool, tick: usize, wires: &Wires<'_>) -> Html {
    let gone = (tile.presence == Presence::Leaving).then_some("true");
    html! {
        <button key={tile.id.as_str()} id={wires.id(&tile.id)} aria-hidden={gone} class={state(tile, split, wires.hot.has(&tile.id))}
            style={place::at(tile.rect)} tabindex={wires.tab(&tile.id)} data-key={tile.id.clone()}>
            { leaf("span", "sr", &tile.label) }
            <span class="tile__counter" aria-hidden="true">
                { view_count(tile, tick, wires.asked == Some(tile.pfn)) }
                { view_owners(tile) }
            </span>
            <span class="tile__body" aria-hidden="true">
                <span class="tile__id">{ leaf("b", "", &tile.title) }<em>{ view_dirty(tile) }{ tile.kind.text(lang()) }</em></span>
                { view_tile_text(tile, tick) }
                { leaf("span", "tile__note", &tile.note) }
            </span>
            <span class="tile__fill" hidden={!tile.filling}><i /></span>
        </button>
    }
}

/// The mark of a page that differs from what is on disk.
fn view_dirty(tile: &FrameTile) -> Option<Html> {
    tile.dirty.then(|| html! { <i class="dirty" title={FrameTile::dirty_text(lang())} /> })
}

fn state(tile: &FrameTile, split: bool, hot: bool) -> String {
    let kind = match tile.kind {
        TileKind::Anon | TileKind::Merged => "",
        TileKind::File => "tile--file",
        TileKind::Shared => "tile--shared",
        TileKind::Zero => "tile--zero",
    };
    let presence = match tile.presence {
        Presence::Here => "",
        Presence::Arriving => "tile--arriving",
        Presence::Leaving => "tile--leaving",
    };
    class(&[
        "tile",
        kind,
        &tile.writer.map(hue).unwrap_or_default(),
        when(tile.frames > 1, "tile--run"),
        when(split, "tile--split"),
        when(tile.live, "tile--live"),
        when(tile.writer.is_some(), "tile--written"),
        when(tile.changed, "tile--changed"),
        when(tile.text_was.is_some(), "tile--stored"),
        presence,
        when(hot, "tile--hot"),
    ])
}
