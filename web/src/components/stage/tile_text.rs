//! What a frame holds, which rolls over when it is stored to.

use forkscope_view::FrameTile;
use yew::{html, Html};

use crate::components::leaf::{leaf, leaf_if};

/// The first bytes as text, and what they were before this step. Each step has its own, so that it rolls anew.
pub(super) fn view_tile_text(tile: &FrameTile, tick: usize) -> Html {
    let was = tile.text_was.as_deref().filter(|was| !was.is_empty());
    html! {
        <span key={tick} class="tile__text">
            { leaf_if("span", "tile__was", was) }
            { leaf("span", "tile__now", &tile.text) }
        </span>
    }
}
