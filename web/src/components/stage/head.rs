//! The line above the scene: what is on either side, and what the lines mean.

use forkscope_view::{fill, FrameTile, SizeClass, Stage};
use yew::{html, Html};

use super::cell::cow_sign;
use crate::components::leaf::leaf;

/// The heads of both columns and the legend. Where there is no room for it, an embed being one such place, it is there for those who hear it.
pub(super) fn view_head(stage: &Stage) -> Html {
    html! {
        <header class="stage__head" style={fill("width:#px", &[stage.width])}>
            <h2>{ say!("Page tables") }</h2>
            { leaf("span", "stage__sub", &stage.processes_text) }
            <div class="stage__legend" aria-hidden="true">
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" stroke-dasharray="5 3" /></svg>{ say!("read-only") }</span>
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" /></svg>{ say!("read-write") }</span>
                <span>{ cow_sign() }{ say!("copy-on-write") }</span>
                { view_dirty(stage) }
            </div>
            <div class="stage__right" style={fill("left:#px", &[stage.tiles_x])}>
                <h2>{ say!("Physical memory") }</h2>
                { leaf("span", "stage__sub", &stage.frames_text) }
            </div>
        </header>
    }
}

/// What the mark of dirty frames means, where there are any and there is room.
fn view_dirty(stage: &Stage) -> Option<Html> {
    let roomy = matches!(stage.size, SizeClass::X | SizeClass::L);
    let there = roomy && stage.tiles.iter().any(|tile| tile.dirty);
    there.then(|| html! { <span><i class="dirty" />{ FrameTile::dirty_text(stage.lang) }</span> })
}
