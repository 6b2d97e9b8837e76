//! Effects: everything that the page does by itself, outside of drawing. One file per matter; the browser is called through `platform`.

pub(crate) mod use_actions;
pub(crate) mod use_address;
pub(crate) mod use_compared;
pub(crate) mod use_drafts;
pub(crate) mod use_files;
pub(crate) mod use_host;
pub(crate) mod use_hotkeys;
pub(crate) mod use_look;
pub(crate) mod use_playback;
pub(crate) mod use_reader;
pub(crate) mod use_runner;
pub(crate) mod use_scene;
pub(crate) mod use_watch;
