//! Policies for transparent huge pages: when a fault may have one, and what a write to a shared one does.
//!
//! # Simplification: on-demand fork has small pages only
//! On-demand fork shares PTE tables; a PMD entry that maps a huge page has none to share, and would be copied as ever. Here a machine with that
//! policy has no huge pages. Only `AnonHugePages` could tell.

use crate::addr::{PageRange, PageSize, Vpn};
use crate::folio::{Folio, PMD_ORDER};
use crate::frame::FrameView;
use crate::policy::{Config, CopyPolicy, CopyReason, ReuseReason, WpVerdict};
use crate::vma::{VmFlags, Vma};

/// `/sys/kernel/mm/transparent_hugepage/enabled`: which mappings may have huge pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Thp {
    /// Every anonymous mapping, unless it asked for none (`MADV_NOHUGEPAGE`).
    Always,
    /// Those that asked for them (`MADV_HUGEPAGE`).
    #[default]
    Madvise,
    /// None.
    Never,
}

impl Thp {
    /// All of them, as the kernel lists them.
    pub const ALL: [Thp; 3] = [Thp::Always, Thp::Madvise, Thp::Never];

    /// The kernel's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Thp::Always => "always",
            Thp::Madvise => "madvise",
            Thp::Never => "never",
        }
    }

    /// Whether a VMA may have large folios at all (`thp_vma_allowable_order`).
    pub fn allows(self, vma: &Vma) -> bool {
        let asked = match self {
            Thp::Always => !vma.flags.contains(VmFlags::NOHUGEPAGE),
            Thp::Madvise => vma.flags.contains(VmFlags::HUGEPAGE),
            Thp::Never => false,
        };
        asked && vma.is_anonymous()
    }
}

impl Config {
    /// Whether the machine knows of huge pages at all: with pages of 4 KiB.
    pub fn has_huge_pages(&self) -> bool {
        self.page == PageSize::K4
    }

    /// Whether a VMA may have large folios on this machine.
    pub(crate) fn allows_large_folios(&self, vma: &Vma) -> bool {
        self.has_huge_pages() && self.thp.allows(vma) && self.copy != CopyPolicy::OnDemand
    }

    /// `THPeligible` of smaps: whether a large folio fits into a VMA that may have them.
    pub fn thp_eligible(&self, vma: &Vma) -> bool {
        self.allows_large_folios(vma) && (fits(vma, PMD_ORDER) || self.mthp > 0 && fits(vma, self.mthp))
    }

    /// Whether khugepaged may make huge pages in a VMA (`thp_vma_allowable_order` with `TVA_KHUGEPAGED`).
    pub(crate) fn khugepaged_may_collapse(&self, vma: &Vma) -> bool {
        self.allows_large_folios(vma) && self.may_collapse(vma)
    }

    /// Whether `MADV_COLLAPSE` may make huge pages in a VMA, whatever `enabled` says: it has anonymous memory, room for a huge page, and did not ask for
    /// none (`thp_vma_allowable_order` with `TVA_FORCED_COLLAPSE`).
    pub(crate) fn may_collapse(&self, vma: &Vma) -> bool {
        let refused =
            !self.has_huge_pages() || vma.flags.contains(VmFlags::NOHUGEPAGE) || self.copy == CopyPolicy::OnDemand;
        !refused && vma.is_anonymous() && vma.anon_vma.is_some() && fits(vma, PMD_ORDER)
    }
}

/// Whether an aligned folio of 2^`order` pages has room in a VMA.
fn fits(vma: &Vma, order: u8) -> bool {
    let last = vma.pages().checked_sub(1 << order).map(|before| vma.start.plus(before));
    last.is_some_and(|last| suitable_range(vma, last, order).is_some())
}

/// The aligned pages around `vpn` that a folio of 2^`order` pages would cover, if the VMA covers them all (`thp_vma_suitable_order`).
pub(crate) fn suitable_range(vma: &Vma, vpn: Vpn, order: u8) -> Option<PageRange> {
    let range = PageRange::new(Vpn(vpn.0 >> order << order), 1 << order);
    (vma.range().intersect(range) == range).then_some(range)
}

/// What a write to a huge page does that somebody else maps as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HugeWrite {
    /// The PMD entry is split into PTEs, and one page is copied: Linux since 5.8.
    SplitAndCopyOne,
    /// The whole huge page is copied: Linux up to 5.7.
    CopyAll,
}

/// The outcome of a write fault on a write-protected PMD entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HugeVerdict {
    /// The PMD entry becomes writable, with all its pages.
    Reuse(ReuseReason),
    /// A huge page of its own in place of the huge page of zeros.
    Allocate,
    /// The PMD entry is split; the fault goes on with the one page.
    Split,
    /// A huge page of its own, with a copy of all bytes.
    Copy,
}

/// What a write to a write-protected PMD entry does, given its first page (`do_huge_pmd_wp_page`).
pub(crate) fn on_huge_write(copy: CopyPolicy, head: FrameView) -> HugeVerdict {
    let Some(folio) = head.folio else { return HugeVerdict::Allocate };
    if head.exclusive && copy != CopyPolicy::Textbook {
        return HugeVerdict::Reuse(ReuseReason::Exclusive);
    }
    match copy.on_huge_write() {
        _ if folio.refcount == 1 => HugeVerdict::Reuse(ReuseReason::LastReference),
        HugeWrite::SplitAndCopyOne => HugeVerdict::Split,
        HugeWrite::CopyAll => HugeVerdict::Copy,
    }
}

/// What a write to a page of a large folio does that a PTE maps and that is not exclusive (`__wp_can_reuse_large_anon_folio`).
pub(crate) fn on_large_folio(folio: &Folio) -> WpVerdict {
    match folio {
        folio if folio.large_mapcount <= 1 => WpVerdict::Copy(CopyReason::LastPage),
        folio if folio.maybe_shared || folio.large_mapcount != folio.refcount => WpVerdict::Copy(CopyReason::Shared),
        _ => WpVerdict::Reuse(ReuseReason::OnlyAddressSpace),
    }
}

/// What `MADV_COLLAPSE` does with a piece of memory that a huge page could map (`hpage_collapse_scan_pmd`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollapseVerdict {
    /// A huge page takes the place of so many small ones (`SCAN_SUCCEED`).
    Collapse {
        /// Small pages whose bytes are copied.
        pages: u64,
    },
    /// A PMD entry maps it already (`SCAN_PMD_MAPPED`).
    AlreadyHuge,
    /// No PMD leads there; the pieces behind it have their turn (`SCAN_PMD_NULL`).
    NoTable,
    /// The PMD entry is empty: here the call ends (`SCAN_PMD_NONE`).
    NoEntry,
    /// Something beside mappings holds the frame; the pieces behind it have their turn (`SCAN_PAGE_COUNT`).
    Held(crate::addr::Pfn),
    /// Nothing is there but zeros, which is too little for khugepaged (`SCAN_EXCEED_NONE_PTE`).
    Empty,
    /// More pages are swapped out than khugepaged brings back (`SCAN_EXCEED_SWAP_PTE`).
    TooManySwapped,
    /// More pages may be mapped elsewhere as well than khugepaged copies (`SCAN_EXCEED_SHARED_PTE`).
    TooManyShared,
    /// Too few pages were used of late (`SCAN_LACK_REFERENCED_PAGE`).
    Unused,
}
