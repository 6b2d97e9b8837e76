//! The built page in headless Chromium, and its main paths in Firefox.
//!
//! `cargo xtask test browser` builds the page and runs the tests of this crate on it; without `FORKSCOPE_DIST`, which
//! names the folder of the built page, each test says so and passes.
//!
//! - [`check`]: what a test calls: a page, a browser, a story, and silence on the console at the end.
//! - [`site`]: serves the built page, and host pages around it, from origins of their own.
//! - [`browser`]: a session of Chromium or Firefox with a fresh profile; [`driver`] starts its driver.
//! - [`element`], [`find`]: elements, by the role and the name that a screen reader says.
//! - [`input`]: keys and the mouse. [`emulate`]: viewport, colour scheme, motion.
//! - [`axe`]: what keeps people from using what is shown.
//! - [`heart`]: how long the page was not awake.
//! - [`forkscope`]: what a visitor does on our page, and what the page says.
//! - [`console`]: what the page logged, and what it asked the network for.
//! - [`wire`]: the WebDriver protocol, as far as the others need it.
//!
//! Nothing sleeps for a fixed time: everything that takes time is polled up to a deadline ([`wait`]).

pub mod axe;
pub mod browser;
pub mod check;
mod chromium;
pub mod console;
pub mod downloads;
pub mod driver;
pub mod element;
pub mod emulate;
pub mod find;
mod firefox;
pub mod forkscope;
pub mod heart;
pub mod input;
pub mod site;
pub mod visits;
pub mod wait;
pub mod weight;
pub mod wire;

pub use browser::{Browser, Engine, Options, ThirdPartyStorage};
pub use check::{check, check_with, has_firefox};
pub use element::{Element, Rect};
pub use site::{Site, SiteOptions};
