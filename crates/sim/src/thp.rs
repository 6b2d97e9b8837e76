//! Policies for transparent huge pages: when a fault may have one, and what a write to a shared one does.
//!
//! # Simplification: on-demand fork has small pages only
//! On-demand fork shares PTE tables; a PMD entry that maps a huge page has none to share, and would be copied as ever. Here a machine with that
//! policy has no huge pages. Only `AnonHugePages` could tell.

use crate::addr::{PageRange, Vpn};
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
    /// Whether a VMA may have large folios on this machine.
    pub fn allows_large_folios(&self, vma: &Vma) -> bool {
        self.thp.allows(vma) && self.copy != CopyPolicy::OnDemand
    }

    /// `THPeligible` of smaps: whether a large folio fits into a VMA that may have them.
    pub fn thp_eligible(&self, vma: &Vma) -> bool {
        let fits = |order: u8| {
            let last = vma.pages().checked_sub(1 << order).map(|before| vma.start.plus(before));
            order > 0 && last.is_some_and(|last| suitable_range(vma, last, order).is_some())
        };
        self.allows_large_folios(vma) && (fits(PMD_ORDER) || fits(self.mthp))
    }
}

/// The aligned pages around `vpn` that a folio of 2^`order` pages would cover, if the VMA covers them all (`thp_vma_suitable_order`).
pub fn suitable_range(vma: &Vma, vpn: Vpn, order: u8) -> Option<PageRange> {
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
pub fn on_huge_write(copy: CopyPolicy, head: FrameView) -> HugeVerdict {
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
