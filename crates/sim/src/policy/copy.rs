//! What fork does with memory, and what a write to a protected page does: as it was told, and as Linux did it over the years.
//!
//! | policy | what decides a write to a protected anonymous page | what follows from it |
//! | --- | --- | --- |
//! | [`CopyPolicy::LinuxMapcount`], up to 5.7 | the mapcount: `reuse_swap_page` | references that are no mappings are overlooked: CVE-2020-29374 |
//! | [`CopyPolicy::LinuxRefcount`], 5.9 to 5.18 | the refcount (09854ba94c6a) | every extra reference costs a copy, also one that a device writes through |
//! | [`CopyPolicy::Linux`], since 5.19 | PageAnonExclusive, then the refcount (6c287605fd56) | a page that is known to be exclusive is never copied |
//!
//! Linux 5.8 decided like 5.7, but broke copy-on-write whenever a reference was taken (17839856fd58); 5.9 took that back.

use crate::frame::{FrameKind, FrameView};
use crate::thp::{on_large_folio, HugeWrite};
use crate::vma::Vma;

/// What fork does with memory, and what a write to a protected page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CopyPolicy {
    /// fork copies every private page at once, as Unix did before copy-on-write.
    Eager,
    /// The copy-on-write of the textbooks: fork shares every page read-only, and the reference count alone decides a write.
    Textbook,
    /// Linux up to 5.7: a write reuses the page that no other page table entry maps.
    LinuxMapcount,
    /// Linux 5.9 to 5.18: a write reuses the page that nobody else holds a reference to.
    LinuxRefcount,
    /// Linux since 5.19: page tables are copied only where they must be, and PageAnonExclusive decides a write.
    #[default]
    Linux,
    /// On-demand fork: fork shares whole page tables, and who first changes one copies it. Otherwise Linux since 5.19.
    OnDemand,
}

impl CopyPolicy {
    /// All of them, in the order a menu shows them.
    pub const ALL: [CopyPolicy; 6] = [
        CopyPolicy::Linux,
        CopyPolicy::LinuxRefcount,
        CopyPolicy::LinuxMapcount,
        CopyPolicy::OnDemand,
        CopyPolicy::Textbook,
        CopyPolicy::Eager,
    ];

    /// Whether anonymous pages carry PageAnonExclusive. Linux has had the flag since 5.19; the policies that no kernel has keep it, and
    /// what does not ask for it decides as if it were not there.
    pub(crate) fn marks_exclusive(self) -> bool {
        match self {
            CopyPolicy::LinuxMapcount | CopyPolicy::LinuxRefcount => false,
            CopyPolicy::Eager | CopyPolicy::Textbook | CopyPolicy::Linux | CopyPolicy::OnDemand => true,
        }
    }

    /// Whether a page that is not exclusive is unshared before it is pinned to be read (`gup_must_unshare`), which Linux does since 5.19.
    pub(crate) fn unshares_pins(self) -> bool {
        match self {
            CopyPolicy::Linux | CopyPolicy::OnDemand => true,
            CopyPolicy::Eager | CopyPolicy::Textbook | CopyPolicy::LinuxMapcount | CopyPolicy::LinuxRefcount => false,
        }
    }

    /// What a write to a huge page does that others map as well.
    pub(crate) fn on_huge_write(self) -> HugeWrite {
        match self {
            CopyPolicy::LinuxMapcount => HugeWrite::CopyAll,
            CopyPolicy::Eager
            | CopyPolicy::Textbook
            | CopyPolicy::LinuxRefcount
            | CopyPolicy::Linux
            | CopyPolicy::OnDemand => HugeWrite::SplitAndCopyOne,
        }
    }

    /// Whether fork walks the page table of this VMA at all (`vma_needs_copy`).
    pub(crate) fn on_vma(self, vma: &Vma) -> RangeVerdict {
        match self {
            CopyPolicy::Eager | CopyPolicy::Textbook => RangeVerdict::Copy,
            CopyPolicy::LinuxMapcount | CopyPolicy::LinuxRefcount | CopyPolicy::Linux | CopyPolicy::OnDemand
                if vma.anon_vma.is_none() =>
            {
                RangeVerdict::LeaveToFaults
            }
            CopyPolicy::LinuxMapcount | CopyPolicy::LinuxRefcount | CopyPolicy::Linux => RangeVerdict::Copy,
            CopyPolicy::OnDemand => RangeVerdict::ShareTables,
        }
    }

    /// What fork does with one present PTE whose frame may be pinned (`copy_present_ptes`, `page_needs_cow_for_dma`).
    pub(crate) fn on_pinned_pte(self, vma: &Vma, frame: FrameKind) -> PteVerdict {
        match (self, self.on_present_pte(vma, frame)) {
            (CopyPolicy::LinuxRefcount | CopyPolicy::Linux | CopyPolicy::OnDemand, PteVerdict::ShareWriteProtected)
                if frame == FrameKind::Anon =>
            {
                PteVerdict::CopyPinned
            }
            (_, verdict) => verdict,
        }
    }

    /// What fork does with one present PTE (`copy_present_ptes`).
    pub(crate) fn on_present_pte(self, vma: &Vma, frame: FrameKind) -> PteVerdict {
        if vma.is_shared() || frame == FrameKind::Zero {
            return PteVerdict::ShareAsIs;
        }
        match self {
            CopyPolicy::Eager => PteVerdict::CopyNow,
            CopyPolicy::Textbook
            | CopyPolicy::LinuxMapcount
            | CopyPolicy::LinuxRefcount
            | CopyPolicy::Linux
            | CopyPolicy::OnDemand => PteVerdict::ShareWriteProtected,
        }
    }

    /// What a write to a present, write-protected page of a private mapping does (`do_wp_page`, `wp_can_reuse_anon_folio`).
    pub(crate) fn on_write_protected(self, frame: FrameView) -> WpVerdict {
        match frame.kind {
            FrameKind::Zero => WpVerdict::Copy(CopyReason::ZeroPage),
            FrameKind::File { .. } | FrameKind::Shmem { .. } => WpVerdict::Copy(CopyReason::PageCache),
            FrameKind::Anon => self.on_write_protected_anon(frame),
            FrameKind::Ksm => WpVerdict::Copy(CopyReason::Ksm),
            FrameKind::Table { .. } => WpVerdict::Copy(CopyReason::Shared),
        }
    }

    fn on_write_protected_anon(self, frame: FrameView) -> WpVerdict {
        let swapped = frame.swap_entries.unwrap_or(0);
        // The swap cache's own reference does not count if nobody else needs the slot: it can be dropped.
        let droppable = u32::from(frame.swap_entries == Some(0));
        match self {
            CopyPolicy::LinuxMapcount
                if frame.mapcount + swapped == 1 && !frame.folio.is_some_and(|folio| folio.maybe_shared) =>
            {
                WpVerdict::Reuse(ReuseReason::OnlyMapping)
            }
            CopyPolicy::LinuxMapcount => WpVerdict::Copy(CopyReason::MappedElsewhere),
            CopyPolicy::Eager | CopyPolicy::Linux | CopyPolicy::OnDemand if frame.exclusive => {
                WpVerdict::Reuse(ReuseReason::Exclusive)
            }
            CopyPolicy::Linux | CopyPolicy::OnDemand if frame.folio.is_some() => {
                frame.folio.map_or(WpVerdict::Copy(CopyReason::Shared), |folio| on_large_folio(&folio))
            }
            _ if frame.refcount == 1 + droppable => WpVerdict::Reuse(ReuseReason::LastReference),
            CopyPolicy::Eager
            | CopyPolicy::Textbook
            | CopyPolicy::LinuxRefcount
            | CopyPolicy::Linux
            | CopyPolicy::OnDemand => WpVerdict::Copy(CopyReason::Shared),
        }
    }
}

/// Whether fork copies the page table entries of a VMA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeVerdict {
    /// The entries are walked and copied.
    Copy,
    /// The tables themselves are shared, no entry is walked.
    ShareTables,
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
    /// The same for this page alone: a device may write to the parent's frame at any time, and it must stay the parent's.
    CopyPinned,
    /// The page is swapped out: the child gets the same swap entry.
    ShareSwapEntry,
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
    /// All references to the large folio are mappings of this address space.
    OnlyAddressSpace,
    /// No other page table entry maps it, whoever else holds it.
    OnlyMapping,
}

/// Why a frame had to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyReason {
    /// Somebody else holds a reference to the frame.
    Shared,
    /// The only page of a large folio that anybody maps: a copy sets all the others free.
    LastPage,
    /// Another page table entry maps the frame.
    MappedElsewhere,
    /// The zero page is everybody's.
    ZeroPage,
    /// ksmd merged the frame: it is never written in place, not even by its last user.
    Ksm,
    /// The page cache owns the frame: a private mapping must not change the file.
    PageCache,
}
