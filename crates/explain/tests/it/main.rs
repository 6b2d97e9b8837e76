//! The sentences, read as a whole.

mod chinese;
mod commands;
mod effects;
mod fixture;
mod runs;
mod sentences;

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
