//! The sentences, read as a whole.

mod commands;
mod effects;
mod fixture;
mod runs;
mod sentences;
