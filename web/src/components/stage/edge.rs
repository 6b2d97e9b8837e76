//! An edge: line, tip, port, and a wider line to point at.

use forkscope_view::{Edge, LineStyle, Shape, Weight};
use yew::{classes, component, html, Callback, Classes, Html, Properties};

use crate::components::glyph::hue;

/// An edge, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EdgeViewProps {
    /// The view model.
    pub(crate) edge: Edge,
    /// Whether it is lit.
    pub(crate) hot: bool,
    /// It is pointed at, or not any more.
    pub(crate) on_point: Callback<Option<String>>,
}

/// The edge.
#[component]
pub(crate) fn EdgeView(props: &EdgeViewProps) -> Html {
    let edge = &props.edge;
    let (enter, leave, id) = (props.on_point.clone(), props.on_point.clone(), edge.id.clone());
    html! {
        <g class={state(edge, props.hot)}>
            <path class="edge__hit" d={edge.path.clone()} onmouseenter={move |_| enter.emit(Some(id.clone()))} onmouseleave={move |_| leave.emit(None)} />
            <path class="edge__line" d={edge.path.clone()} />
            <path class="edge__tip" d={edge.tip.clone()} />
            <path class={classes!("edge__port", edge.mark.hollow.then_some("edge__port--hollow"))} d={port(edge)} />
        </g>
    }
}

fn state(edge: &Edge, hot: bool) -> Classes {
    let style = match edge.style {
        LineStyle::Solid => None,
        LineStyle::Dashed => Some("edge--ro"),
        LineStyle::Dotted => Some("edge--ghost"),
    };
    let weight = match edge.weight {
        Weight::Muted => Some("edge--mute"),
        Weight::Normal => None,
        Weight::Live => Some("edge--live"),
    };
    let demand = edge.on_demand.then_some("edge--demand");
    classes!(
        "edge",
        hue(edge.mark),
        style,
        weight,
        demand,
        hot.then_some("edge--hot"),
        edge.changed.then_some("edge--changed")
    )
}

/// The shape of the process, centred on the port.
fn port(edge: &Edge) -> String {
    let (x, y) = (edge.port.x, edge.port.y);
    match edge.mark.shape {
        Shape::Circle => format!("M{} {y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z", x - 3.5),
        Shape::Square => format!("M{} {}h6.4v6.4h-6.4Z", x - 3.2, y - 3.2),
        Shape::Triangle => format!("M{x} {}l4 6.8h-8Z", y - 3.9),
        Shape::Diamond => format!("M{x} {}l4.2 4.2l-4.2 4.2l-4.2 -4.2Z", y - 4.2),
    }
}
