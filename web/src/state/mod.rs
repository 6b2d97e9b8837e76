//! The state of the page, in two reducers: what is shown (`session`), and how (`ui`). Both are pure and tested natively.

pub(crate) mod act;
pub(crate) mod ask;
pub(crate) mod compare;
pub(crate) mod import;
pub(crate) mod inspect;
pub(crate) mod lines;
pub(crate) mod log;
pub(crate) mod marks;
pub(crate) mod menu;
pub(crate) mod notice;
pub(crate) mod offers;
pub(crate) mod paint;
pub(crate) mod palette;
pub(crate) mod past;
pub(crate) mod pictures;
pub(crate) mod playback;
pub(crate) mod prompt;
pub(crate) mod reading;
pub(crate) mod run;
pub(crate) mod scene;
pub(crate) mod session;
pub(crate) mod twin;
pub(crate) mod ui;
