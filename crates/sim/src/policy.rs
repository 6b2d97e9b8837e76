//! Policies: one closed enum per decision point, and one small pure function from the inputs of the decision to a verdict.
//!
//! A policy never touches the machine. Whoever asks carries the verdict out and records it, inputs included.

use crate::frame::{FrameKind, FrameView};
use crate::vma::{VmFlags, Vma};

/// What fork does with memory, and what a write to a protected page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CopyPolicy {
    /// fork copies every private page at once, as Unix did before copy-on-write.
    Eager,
    /// The copy-on-write of the textbooks: fork shares every page read-only, and the reference count alone decides a write.
    Textbook,
    /// Linux 6.x: page tables are copied only where they must be, and PageAnonExclusive decides a write.
    #[default]
    Linux,
}

impl CopyPolicy {
    /// All of them, in the order a menu shows them.
    pub const ALL: [CopyPolicy; 3] = [CopyPolicy::Linux, CopyPolicy::Textbook, CopyPolicy::Eager];

    /// Whether fork walks the page table of this VMA at all (`vma_needs_copy`).
    pub fn on_vma(self, vma: &Vma) -> RangeVerdict {
        match self {
            CopyPolicy::Eager | CopyPolicy::Textbook => RangeVerdict::Copy,
            CopyPolicy::Linux if vma.anon_vma.is_some() => RangeVerdict::Copy,
            CopyPolicy::Linux => RangeVerdict::LeaveToFaults,
        }
    }

    /// What fork does with one present PTE (`copy_present_ptes`).
    pub fn on_present_pte(self, vma: &Vma, frame: FrameKind) -> PteVerdict {
        if vma.is_shared() || frame == FrameKind::Zero {
            return PteVerdict::ShareAsIs;
        }
        match self {
            CopyPolicy::Eager => PteVerdict::CopyNow,
            CopyPolicy::Textbook | CopyPolicy::Linux => PteVerdict::ShareWriteProtected,
        }
    }

    /// What a write to a present, write-protected page of a private mapping does (`do_wp_page`, `wp_can_reuse_anon_folio`).
    pub fn on_write_protected(self, frame: FrameView) -> WpVerdict {
        match frame.kind {
            FrameKind::Zero => WpVerdict::Copy(CopyReason::ZeroPage),
            FrameKind::File { .. } | FrameKind::Shmem { .. } => WpVerdict::Copy(CopyReason::PageCache),
            FrameKind::Anon if frame.exclusive && self != CopyPolicy::Textbook => {
                WpVerdict::Reuse(ReuseReason::Exclusive)
            }
            FrameKind::Anon if frame.refcount == 1 => WpVerdict::Reuse(ReuseReason::LastReference),
            FrameKind::Anon | FrameKind::Table { .. } => WpVerdict::Copy(CopyReason::Shared),
        }
    }
}

/// Whether fork copies the page table entries of a VMA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeVerdict {
    /// The entries are walked and copied.
    Copy,
    /// Nothing is copied: the VMA has no anonymous page, so the child can fault everything in again.
    LeaveToFaults,
}

/// What becomes of one present PTE at fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PteVerdict {
    /// Both sides map the frame read-only from now on.
    ShareWriteProtected,
    /// Both sides map the frame, permissions unchanged: a shared mapping, or the zero page.
    ShareAsIs,
    /// The child gets a frame of its own now.
    CopyNow,
}

/// The outcome of a write fault on a write-protected page of a private mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WpVerdict {
    /// The frame stays; the PTE becomes writable.
    Reuse(ReuseReason),
    /// The writer gets a frame of its own.
    Copy(CopyReason),
}

/// Why a frame could be written in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReuseReason {
    /// PageAnonExclusive says that it belongs to this address space alone.
    Exclusive,
    /// Nobody else holds a reference any more.
    LastReference,
}

/// Why a frame had to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyReason {
    /// Somebody else holds a reference to the frame.
    Shared,
    /// The zero page is everybody's.
    ZeroPage,
    /// The page cache owns the frame: a private mapping must not change the file.
    PageCache,
}

/// `vm.overcommit_memory` (`Documentation/mm/overcommit-accounting.rst`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Overcommit {
    /// 0: refuse only a single request larger than RAM and swap together.
    #[default]
    Heuristic,
    /// 1: never refuse.
    Always,
}

impl Overcommit {
    /// Whether a request for `pages` accounted pages passes on a machine of `total` pages.
    pub fn allows(self, pages: u64, total: u64) -> bool {
        match self {
            Overcommit::Heuristic => pages <= total,
            Overcommit::Always => true,
        }
    }
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
    /// Physical memory, in frames.
    pub ram: u32,
    /// The lowest frame number given to user pages.
    pub first_pfn: u32,
    /// User pages get frame numbers this far apart (1 but for pictures that want round addresses).
    pub pfn_step: u32,
    /// What fork and write faults do.
    pub copy: CopyPolicy,
    /// When a mapping is refused for want of memory.
    pub overcommit: Overcommit,
    /// What a segmentation fault does.
    pub segv: OnSegv,
}

impl Default for Config {
    /// 64 MiB, Linux's own policies.
    fn default() -> Config {
        Config {
            ram: 16384,
            first_pfn: 1,
            pfn_step: 1,
            copy: CopyPolicy::Linux,
            overcommit: Overcommit::Heuristic,
            segv: OnSegv::Kill,
        }
    }
}

/// The flags that decide whether a mapping's pages are charged (`accountable_mapping`): private and writable.
pub fn is_accountable(flags: VmFlags) -> bool {
    flags.contains(VmFlags::WRITE) && !flags.contains(VmFlags::SHARED)
}
