//! An edge: line, tip, port, and a wider line to point at.

use forkscope_view::{fill, Edge, LineStyle, Shape, Weight};
use yew::{html, Html};

use crate::components::glyph::hue;
use crate::components::leaf::{class, path, when};

/// The edge; lit or not.
pub(super) fn view_edge(edge: &Edge, hot: bool) -> Html {
    let port_class = if edge.mark.hollow { "edge__port edge__port--hollow" } else { "edge__port" };
    html! {
        <g key={edge.id.as_str()} class={state(edge, hot)}>
            <path class="edge__hit" d={edge.path.clone()} data-key={edge.id.clone()} />
            { path("edge__line", &edge.path) }
            { path("edge__tip", &edge.tip) }
            { path(port_class, &port(edge)) }
        </g>
    }
}

fn state(edge: &Edge, hot: bool) -> String {
    let style = match edge.style {
        LineStyle::Solid => "",
        LineStyle::Dashed => "edge--ro",
        LineStyle::Dotted => "edge--ghost",
    };
    let weight = match edge.weight {
        Weight::Muted => "edge--mute",
        Weight::Normal => "",
        Weight::Live => "edge--live",
    };
    let demand = when(edge.on_demand, "edge--demand");
    class(&[
        "edge",
        &hue(edge.mark),
        style,
        weight,
        demand,
        when(hot, "edge--hot"),
        when(edge.changed, "edge--changed"),
    ])
}

/// The shape of the process, centred on the port.
fn port(edge: &Edge) -> String {
    let (x, y) = (edge.port.x, edge.port.y);
    match edge.mark.shape {
        Shape::Circle => fill("M# #a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z", &[x - 3.5, y]),
        Shape::Square => fill("M# #h6.4v6.4h-6.4Z", &[x - 3.2, y - 3.2]),
        Shape::Triangle => fill("M# #l4 6.8h-8Z", &[x, y - 3.9]),
        Shape::Diamond => fill("M# #l4.2 4.2l-4.2 4.2l-4.2 -4.2Z", &[x, y - 4.2]),
    }
}
