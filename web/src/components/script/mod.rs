//! The script panel: the script as text, what is wrong with it, and below it the console.

mod editor;
mod lines;
mod panel;
mod problem;
mod progress;
mod rows;

pub(crate) use lines::piece_view;
pub(crate) use panel::script_panel;
