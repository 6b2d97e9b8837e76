//! The line above the scene: what is on either side, and what the lines mean.

use std::rc::Rc;

use forkscope_view::{SizeClass, Stage};
use yew::{component, html, Html, Properties};

use super::cell::cow_sign;

/// The stage.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HeadProps {
    /// The view model.
    pub(crate) stage: Rc<Stage>,
}

/// The heads of both columns and the legend. An embed has no room for it.
#[component]
pub(crate) fn Head(props: &HeadProps) -> Html {
    let stage = &props.stage;
    let class = if stage.size == SizeClass::E { "sr" } else { "stage__head" };
    let width = format!("width:{}px", stage.width);
    let right = format!("left:{}px", stage.tiles_x);
    html! {
        <header {class} style={width}>
            <h2>{ "Page tables" }</h2>
            <span class="stage__sub">{ &stage.processes_text }</span>
            <div class="stage__legend" aria-hidden="true">
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" stroke-dasharray="5 3" /></svg>{ "read-only" }</span>
                <span><svg width="22" height="8" viewBox="0 0 22 8"><path d="M0 4h22" /></svg>{ "read-write" }</span>
                <span>{ cow_sign() }{ "copy-on-write" }</span>
            </div>
            <div class="stage__right" style={right}>
                <h2>{ "Physical memory" }</h2>
                <span class="stage__sub">{ &stage.frames_text }</span>
            </div>
        </header>
    }
}
