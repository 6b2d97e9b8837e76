//! What the pictures of whole runs keep to.

mod chart;
mod export;
mod foot;
mod gallery;
mod huge;
mod kept;
mod layout;
mod ledger;
mod moments;
mod mosaic;
mod page_sizes;
mod pictures;
mod predict;
mod proc;
mod story;
mod swapped;

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
const PAGE_SIZE: u64 = K4.bytes();
