//! Address spaces.

use std::collections::BTreeMap;

use crate::addr::{PageRange, Pfn, Vpn};
use crate::tables::PageTables;
use crate::vma::Vma;

/// Which address space (`mm_struct`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MmId(pub u32);

/// Which of the resident-set counters a frame counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RssKind {
    /// MM_ANONPAGES, RssAnon.
    Anon,
    /// MM_FILEPAGES, RssFile.
    File,
    /// MM_SHMEMPAGES, RssShmem.
    Shmem,
}

/// Resident pages of an address space, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rss {
    /// Anonymous pages.
    pub anon: u64,
    /// Pages of files.
    pub file: u64,
    /// Pages of shared memory.
    pub shmem: u64,
}

impl Rss {
    /// All of them: VmRSS, in pages.
    pub fn total(self) -> u64 {
        self.anon + self.file + self.shmem
    }

    pub(crate) fn slot(&mut self, kind: RssKind) -> &mut u64 {
        match kind {
            RssKind::Anon => &mut self.anon,
            RssKind::File => &mut self.file,
            RssKind::Shmem => &mut self.shmem,
        }
    }
}

/// One address space: its VMAs, its page tables, its counters.
#[derive(Clone, Debug)]
pub struct Mm {
    /// How many tasks use it.
    pub users: u32,
    /// The VMAs by first page. They do not overlap.
    pub vmas: BTreeMap<Vpn, Vma>,
    /// The page tables.
    pub tables: PageTables,
    /// Resident pages.
    pub rss: Rss,
    /// Where the heap that `brk` moves starts, and where it ends now.
    pub brk: PageRange,
}

/// Where `brk` starts in an address space that no program was loaded into.
pub(crate) const DEFAULT_BRK: Vpn = Vpn(0x5555_5580_0000 >> 12);

impl Mm {
    pub(crate) fn new(pgd: Pfn) -> Mm {
        Mm {
            users: 0,
            vmas: BTreeMap::new(),
            tables: PageTables::new(pgd),
            rss: Rss::default(),
            brk: PageRange::new(DEFAULT_BRK, 0),
        }
    }

    pub(crate) fn put_vma(&mut self, vma: Vma) {
        self.vmas.insert(vma.start, vma);
    }

    pub(crate) fn take_vma(&mut self, vma: &Vma) {
        self.vmas.remove(&vma.start);
    }

    /// The VMA that covers `vpn` (`vma_lookup`).
    pub fn vma(&self, vpn: Vpn) -> Option<&Vma> {
        self.vmas.range(..=vpn).next_back().map(|(_, vma)| vma).filter(|vma| vma.range().contains(vpn))
    }

    /// The VMAs that overlap `range`, in order.
    pub fn vmas_in(&self, range: PageRange) -> Vec<Vma> {
        let first = self.vma(range.start).map_or(range.start, |vma| vma.start);
        if range.is_empty() {
            return Vec::new();
        }
        self.vmas.range(first..range.end).map(|(_, vma)| *vma).collect()
    }

    /// The last VMA that starts before `vpn`.
    pub fn vma_before(&self, vpn: Vpn) -> Option<&Vma> {
        self.vmas.range(..vpn).next_back().map(|(_, vma)| vma)
    }

    /// The first VMA that starts at `vpn` or above.
    pub fn vma_from(&self, vpn: Vpn) -> Option<&Vma> {
        self.vmas.range(vpn..).next().map(|(_, vma)| vma)
    }

    /// Whether every page of `range` lies in a VMA.
    pub fn covers(&self, range: PageRange) -> bool {
        let covered: u64 = self.vmas_in(range).iter().map(|vma| vma.range().intersect(range).pages()).sum();
        covered == range.pages()
    }
}
