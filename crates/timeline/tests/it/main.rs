//! Histories of lists of commands.

mod commands;
mod edits;
mod props;
mod scripts;
mod travel;

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
