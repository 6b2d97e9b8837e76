//! The page tables of a process, as a small tile.

use forkscope_view::TableTile;
use yew::{html, Html};

use super::place;
use crate::components::glyph::glyph;

/// How many frames they take.
pub(super) fn view_table_tile(table: &TableTile) -> Html {
    let class = if table.changed { "pt pt--changed" } else { "pt" };
    html! {
        <div key={table.pid} {class} style={place::at(table.rect)} role="img" aria-label={table.label.clone()}>
            { glyph(table.mark) }
            <span class="pt__text"><b>{ table.frames }</b>{ if table.frames == 1 { say!(" frame") } else { say!(" frames") } }<br />{ say!("page table") }</span>
        </div>
    }
}
