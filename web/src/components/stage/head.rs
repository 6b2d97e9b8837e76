//! The line above the scene: what is on either side, and what the lines mean.

use forkscope_view::{fill, SizeClass, Stage};
use yew::{html, Html};

use super::cell::cow_sign;
use crate::components::leaf::leaf;

/// The heads of both columns and the legend. An embed has no room for it.
pub(super) fn view_head(stage: &Stage) -> Html {
    let class = if stage.size == SizeClass::E { "sr" } else { "stage__head" };
    html! {
        <header {class} style={fill("width:#px", &[stage.width])}>
            <h2>{ say!("Page tables") }</h2>
            { leaf("span", "stage__sub", &stage.processes_text) }
            <div class="stage__legend" aria-hidden="true">
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" stroke-dasharray="5 3" /></svg>{ say!("read-only") }</span>
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" /></svg>{ say!("read-write") }</span>
                <span>{ cow_sign() }{ say!("copy-on-write") }</span>
            </div>
            <div class="stage__right" style={fill("left:#px", &[stage.tiles_x])}>
                <h2>{ say!("Physical memory") }</h2>
                { leaf("span", "stage__sub", &stage.frames_text) }
            </div>
        </header>
    }
}
