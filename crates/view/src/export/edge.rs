//! Edges and the neck.

use super::pen::Pen;
use crate::model::edge::{Edge, LineStyle, Neck, Weight};
use crate::model::place::Rect;

/// Line, tip and port.
pub(super) fn edge(pen: &mut Pen<'_>, edge: &Edge) {
    let hue = Pen::hue(edge.mark);
    let (width, fades) = match edge.weight {
        Weight::Muted => (1.0, true),
        Weight::Normal => (1.25, false),
        Weight::Live => (2.25, false),
    };
    let (width, dash) = match edge.style {
        LineStyle::Solid => (width, ""),
        LineStyle::Dashed => (width, " stroke-dasharray=\"5 3\""),
        LineStyle::Dotted => (2.0, " stroke-dasharray=\"0 5\" stroke-linecap=\"round\""),
    };
    if fades {
        let opacity = pen.colour("edge-mute");
        pen.raw(format_args!("<g opacity=\"{opacity}\">"));
    }
    pen.path(&edge.path, "", (hue, width), dash);
    match edge.style {
        LineStyle::Dotted => pen.path(&edge.tip, "stage", (hue, 1.5), " stroke-linejoin=\"round\""),
        LineStyle::Solid | LineStyle::Dashed => pen.path(&edge.tip, hue, ("", 0.0), ""),
    }
    if fades {
        pen.raw("</g>\n");
    }
    pen.glyph(edge.mark, (edge.port.x - 4.0, edge.port.y - 4.0), 8.0);
}

/// The outline of the page that divides, and the bytes that cross.
pub(super) fn neck(pen: &mut Pen<'_>, neck: &Neck) {
    let hue = Pen::hue(neck.mark);
    pen.path(&neck.path, "panel", (hue, 1.5), "");
    for (at, opacity) in &neck.bytes {
        pen.raw(format_args!("<g opacity=\"{opacity}\">"));
        pen.rect(Rect { x: at.x, y: at.y, w: 3.0, h: 3.0 }, 0.0, hue, ("", 0.0));
        pen.raw("</g>\n");
    }
}
