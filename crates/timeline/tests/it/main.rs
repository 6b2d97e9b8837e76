//! Histories of lists of commands.

mod commands;
mod edits;
mod props;
mod scripts;
mod travel;
