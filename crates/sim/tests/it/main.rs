//! Behaviour of the machine, by area.

mod bulk;
mod golden;
mod huge;
mod naive;
mod page_sizes;
mod policies;
mod props;
mod recorded;
mod rules;
mod simplifications;
mod tasks;
mod world;

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
const PAGE_SIZE: u64 = K4.bytes();
