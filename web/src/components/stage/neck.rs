//! The page that divides: the outline of both halves, and the bytes that cross.

use forkscope_view::{Neck, Point};
use yew::{classes, component, html, Html, Properties};

use crate::components::glyph::hue;

/// The neck, if a page divides.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NeckShapeProps {
    /// The view model.
    pub(crate) neck: Option<Neck>,
}

/// The outline and the bytes.
#[component]
pub(crate) fn NeckShape(props: &NeckShapeProps) -> Html {
    let Some(neck) = &props.neck else { return html! { <g class="neck" /> } };
    let bytes = neck.bytes.iter().enumerate().map(byte);
    html! {
        <g class={classes!("neck", hue(neck.mark), neck.closing.then_some("neck--closing"))}>
            <path class="neck__skin" d={neck.path.clone()} />
            <g class="neck__bytes">{ for bytes }</g>
        </g>
    }
}

fn byte((index, (at, opacity)): (usize, &(Point, f32))) -> Html {
    let column = format!("--n:{}", index % 5);
    html! {
        <rect key={index} x={at.x.to_string()} y={at.y.to_string()} width="3" height="3" opacity={opacity.to_string()} style={column} />
    }
}
