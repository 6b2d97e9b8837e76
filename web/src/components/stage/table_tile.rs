//! The page tables of a process, as a small tile.

use forkscope_view::TableTile;
use yew::{classes, component, html, Html, Properties};

use super::place;
use crate::components::glyph::Glyph;

/// The page tables.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TableTileViewProps {
    /// The view model.
    pub(crate) table: TableTile,
}

/// How many frames they take.
#[component]
pub(crate) fn TableTileView(props: &TableTileViewProps) -> Html {
    let table = &props.table;
    html! {
        <div class={classes!("pt", table.changed.then_some("pt--changed"))} style={place::at(table.rect)} role="img" aria-label={table.label.clone()}>
            <Glyph mark={table.mark} />
            <span class="pt__text"><b>{ table.frames }</b>{ " frames" }<br />{ "page table" }</span>
        </div>
    }
}
