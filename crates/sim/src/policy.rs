//! Policies: one closed enum per decision point, and one small pure function from the inputs of the decision to a verdict.
//!
//! A policy never touches the machine. Whoever asks carries the verdict out and records it, inputs included. What fork and write faults do
//! is in `copy`, with its history.

mod copy;

pub use copy::{CopyPolicy, CopyReason, PteVerdict, RangeVerdict, ReuseReason, WpVerdict};

use crate::addr::PageSize;
use crate::thp::Thp;
use crate::vma::VmFlags;

/// `vm.overcommit_memory` (`Documentation/mm/overcommit-accounting.rst`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Overcommit {
    /// 0: refuse only a single request larger than RAM and swap together.
    #[default]
    Heuristic,
    /// 1: never refuse.
    Always,
    /// 2: refuse what would take the sum of all promises beyond the commit limit.
    Never,
}

/// What a segmentation fault does to its process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum OnSegv {
    /// The default action of the signal: the process ends.
    #[default]
    Kill,
    /// A handler returns; the access is only reported.
    Continue,
}

/// Everything about a machine that is fixed when it boots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Size of pages and frames.
    pub page: PageSize,
    /// Physical memory, in frames.
    pub ram: u32,
    /// Swap space, in pages; 0 for none.
    pub swap: u32,
    /// The lowest frame number given to user pages.
    pub first_pfn: u32,
    /// User pages get frame numbers this far apart (1 but for pictures that want round addresses).
    pub pfn_step: u32,
    /// What fork and write faults do.
    pub copy: CopyPolicy,
    /// When a mapping is refused for want of memory.
    pub overcommit: Overcommit,
    /// How much of memory counts for the commit limit, in per cent (`vm.overcommit_ratio`).
    pub overcommit_ratio: u8,
    /// What a segmentation fault does.
    pub segv: OnSegv,
    /// Which mappings may have huge pages.
    pub thp: Thp,
    /// log2 of the pages of the smaller large folios that faults may allocate where a huge page does not fit (mTHP); 0 for none.
    pub mthp: u8,
}

impl Config {
    /// Memory and swap together, in pages: what overcommit counts with.
    pub(crate) fn total_pages(&self) -> u64 {
        u64::from(self.ram) + u64::from(self.swap)
    }
}

impl Default for Config {
    /// 64 MiB, Linux's own policies.
    fn default() -> Config {
        Config {
            page: PageSize::K4,
            ram: 16384,
            swap: 0,
            first_pfn: 1,
            pfn_step: 1,
            copy: CopyPolicy::Linux,
            overcommit: Overcommit::Heuristic,
            overcommit_ratio: 50,
            segv: OnSegv::Kill,
            thp: Thp::Madvise,
            mthp: 0,
        }
    }
}

/// The flags that decide whether a mapping's pages are charged (`accountable_mapping`): private, writable and not MAP_NORESERVE.
pub(crate) fn is_accountable(flags: VmFlags) -> bool {
    flags.contains(VmFlags::WRITE) && !flags.intersects(VmFlags::SHARED | VmFlags::NORESERVE)
}
