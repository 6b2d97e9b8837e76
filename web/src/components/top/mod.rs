//! The top bar, of the full page and of an embed.

mod bar;
mod embedded;
pub(crate) mod language;
pub(crate) mod policy;
mod theme;

pub(crate) use bar::top_bar;
pub(crate) use embedded::embedded_bar;
