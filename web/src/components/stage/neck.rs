//! The page that divides: the outline of both halves, and the bytes that cross.

use forkscope_view::{fill, Neck, Point};
use yew::{html, Html};

use crate::components::glyph::hue;
use crate::components::leaf::{class, path, when};

/// The outline and the bytes, if a page divides.
pub(super) fn view_neck(neck: Option<&Neck>) -> Html {
    let Some(neck) = neck else { return html! { <g class="neck" /> } };
    let bytes = neck.bytes.iter().enumerate().map(byte);
    html! {
        <g class={class(&["neck", &hue(neck.mark), when(neck.closing, "neck--closing")])}>
            { path("neck__skin", &neck.path) }
            <g class="neck__bytes">{ for bytes }</g>
        </g>
    }
}

fn byte((index, (at, opacity)): (usize, &(Point, f32))) -> Html {
    let column = format!("--n:{}", index % 5);
    html! { <rect key={index} x={fill("#", &[at.x])} y={fill("#", &[at.y])} width="3" height="3" opacity={fill("#", &[*opacity])} style={column} /> }
}
