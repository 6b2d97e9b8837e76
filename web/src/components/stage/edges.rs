//! All edges, above cards and tiles.

use forkscope_view::{fill, Stage};
use yew::{html, Html};

use super::edge::view_edge;
use super::wires::Wires;

/// The drawing of the edges. It is hidden from screen readers: what it says is in the names of cells and tiles.
pub(super) fn view_edges(stage: &Stage, wires: &Wires<'_>) -> Html {
    let edges = stage.edges.iter().map(|edge| view_edge(edge, wires.hot.has(&edge.id)));
    html! {
        <svg class="scene__edges" width={fill("#", &[stage.width])} height={fill("#", &[stage.height])} aria-hidden="true">
            <g>{ for edges }</g>
        </svg>
    }
}
