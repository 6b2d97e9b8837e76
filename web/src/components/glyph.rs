//! The mark of a process: its colour and its shape.

use forkscope_view::{Mark, Shape};
use yew::{classes, html, Html};

/// The class that gives an element the colours of a process.
pub(crate) fn hue(mark: Mark) -> String {
    format!("hue-{}", mark.colour)
}

/// A small shape in a process's colour; the process's name stands beside it.
pub(crate) fn glyph(mark: Mark) -> Html {
    let hollow = mark.hollow.then_some("glyph--hollow");
    let shape = match mark.shape {
        Shape::Circle => html! { <circle cx="5" cy="5" r="4" /> },
        Shape::Square => html! { <rect x="1.2" y="1.2" width="7.6" height="7.6" /> },
        Shape::Triangle => html! { <path d="M5 1 9.4 9H.6z" /> },
        Shape::Diamond => html! { <path d="M5 .3 9.7 5 5 9.7.3 5z" /> },
    };
    html! {
        <svg class={classes!("glyph", hue(mark), hollow)} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">{ shape }</svg>
    }
}
