//! The count of a frame, which rolls when it changes.

use forkscope_view::FrameTile;
use yew::{html, Html};

use crate::components::leaf::{class, leaf, leaf_if, when};

/// The figure, with `→1` while it is about to fall, and `→?` while the visitor is asked about the frame. Each step has its own, so that it rolls anew.
pub(super) fn view_count(tile: &FrameTile, tick: usize, asked: bool) -> Html {
    let now = tile.count.map_or("–".to_owned(), |count| count.to_string());
    let was = tile.was.map(|count| count.to_string());
    let next = if asked { Some("→?".to_owned()) } else { tile.next.map(|count| format!("→{count}")) };
    let class = class(&[
        "tile__count",
        when(was.is_some(), "tile__count--rolls"),
        when(tile.count_stacks(), "tile__count--stacked"),
    ]);
    let style =
        Some(tile.count_percent()).filter(|percent| *percent < 100).map(|percent| format!("--fit: .{percent:02}"));
    html! {
        <span key={tick} {class} {style}>
            { leaf_if("span", "tile__old", was.as_deref()) }
            { leaf("span", "tile__new", &now) }
            { leaf_if("small", "", next.as_deref()) }
        </span>
    }
}
