//! The browser. Only this folder names `web_sys` and `js_sys`; everything else on the page goes through it.
//!
//! Nothing here panics and nothing here is assumed to work: storage may be blocked, the clipboard refused, the parent frame hostile.

pub(crate) mod canvas;
pub(crate) mod clipboard;
pub(crate) mod dialog;
pub(crate) mod dom;
pub(crate) mod editor;
pub(crate) mod file;
pub(crate) mod listen;
pub(crate) mod media;
pub(crate) mod message;
pub(crate) mod panic;
pub(crate) mod picture;
pub(crate) mod popup;
pub(crate) mod size;
pub(crate) mod storage;
pub(crate) mod theme;
pub(crate) mod timer;
pub(crate) mod url;
