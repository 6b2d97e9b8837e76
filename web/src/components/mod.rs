//! What is drawn. Components take plain data and callbacks, or ask `context` for the state; they hold no rule of memory management.

pub(crate) mod ask;
pub(crate) mod button;
pub(crate) mod compare;
pub(crate) mod console;
pub(crate) mod dialogs;
pub(crate) mod empty;
pub(crate) mod files;
pub(crate) mod glyph;
pub(crate) mod icon;
pub(crate) mod inspector;
pub(crate) mod leaf;
pub(crate) mod live;
pub(crate) mod logo;
pub(crate) mod menu;
pub(crate) mod mosaic;
pub(crate) mod narration;
pub(crate) mod notice;
pub(crate) mod page;
mod predict;
pub(crate) mod proc;
pub(crate) mod regions;
pub(crate) mod script;
pub(crate) mod stage;
pub(crate) mod tabs;
pub(crate) mod timeline;
pub(crate) mod top;
pub(crate) mod words;
