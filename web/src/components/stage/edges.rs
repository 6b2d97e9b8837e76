//! All edges, above cards and tiles.

use std::rc::Rc;

use forkscope_view::Stage;
use yew::{component, html, Html, Properties};

use super::edge::EdgeView;
use super::wires::Wires;

/// The stage, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EdgesProps {
    /// The view model.
    pub(crate) stage: Rc<Stage>,
    /// Callbacks and states.
    pub(crate) wires: Wires,
}

/// The drawing of the edges. It is hidden from screen readers: what it says is in the names of cells and tiles.
#[component]
pub(crate) fn Edges(props: &EdgesProps) -> Html {
    let stage = &props.stage;
    let edges = stage.edges.iter().map(|edge| {
        let hot = props.wires.hot.has(&edge.id);
        html! { <EdgeView key={edge.id.clone()} edge={edge.clone()} {hot} on_point={props.wires.on_point.clone()} /> }
    });
    html! {
        <svg class="scene__edges" width={stage.width.to_string()} height={stage.height.to_string()} aria-hidden="true">
            <g>{ for edges }</g>
        </svg>
    }
}
