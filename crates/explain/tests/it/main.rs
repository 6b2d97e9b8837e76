//! The sentences, read as a whole.

mod chinese;
mod commands;
mod effects;
mod fixture;
mod runs;
mod sentences;
