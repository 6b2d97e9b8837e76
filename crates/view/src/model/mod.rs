//! The view models: plain data in the screen's words, public fields, nothing to call but conveniences.

pub mod edge;
pub mod foot;
pub mod mark;
pub mod narration;
pub mod place;
pub mod play;
pub mod process;
pub mod stage;
pub mod strip;
pub mod tables;
pub mod tile;
pub mod timeline;
