//! The Forkscope page: a Yew single-page app around the simulator.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`app`] | the app: state, effects, page |
//! | [`actions`] | everything that can be done, in one list |
//! | [`state`] | the state and its reducers, pure |
//! | [`context`] | how components reach state and actions |
//! | [`hooks`] | effects |
//! | [`components`] | what is drawn |
//! | [`lang`], [`zh`] | the language that it speaks |
//! | [`opening`], [`route`], [`links`] | how a page opens, and links to it |
//! | [`protocol`] | what this page and the one around it say to each other |
//! | [`drafts`], [`gallery`] | kept scripts, and examples |
//! | [`platform`] | the browser; only there it is named |

#[macro_use]
mod lang;

mod actions;
mod app;
mod components;
mod context;
mod drafts;
mod gallery;
mod hooks;
mod links;
mod opening;
mod platform;
mod protocol;
mod route;
mod state;
mod zh;

use std::rc::Rc;

fn main() {
    platform::panic::install(drafts::rescue);
    let opening = Rc::new(opening::open());
    // Reading and drawing are two tasks, so that neither keeps the page from answering for long.
    let drawing = platform::timer::after(0, || platform::dom::mount::<app::App>(app::AppProps { opening }));
    drawing.into_iter().for_each(platform::timer::Timeout::forget);
}
