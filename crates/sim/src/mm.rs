//! Address spaces.

use std::rc::Rc;

use litemap::LiteMap;

use crate::addr::{PageRange, PageSize, Pfn, VirtAddr, Vpn};
use crate::runs::Value;
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
    /// MM_SWAPENTS, VmSwap: pages that are not resident but swapped out.
    Swap,
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
    /// Swap entries in the page tables: VmSwap. They are not resident.
    pub swap: u64,
}

impl Rss {
    /// The resident ones: VmRSS, in pages.
    pub fn total(self) -> u64 {
        self.anon + self.file + self.shmem
    }

    pub(crate) fn slot(&mut self, kind: RssKind) -> &mut u64 {
        match kind {
            RssKind::Anon => &mut self.anon,
            RssKind::File => &mut self.file,
            RssKind::Shmem => &mut self.shmem,
            RssKind::Swap => &mut self.swap,
        }
    }
}

/// One address space: its VMAs, its page tables, its counters.
#[derive(Clone, Debug)]
pub struct Mm {
    /// How many tasks use it.
    pub users: u32,
    /// The VMAs by first page. They do not overlap.
    pub vmas: LiteMap<Vpn, Vma>,
    /// The page tables.
    pub tables: PageTables,
    /// Resident pages.
    pub rss: Rss,
    /// Where the heap that `brk` moves starts, and where it ends now.
    pub brk: PageRange,
}

/// Where `brk` starts in an address space that no program was loaded into.
const DEFAULT_BRK: VirtAddr = VirtAddr(0x5555_5580_0000);

impl Mm {
    pub(crate) fn new(page: PageSize, pgd: Pfn) -> Mm {
        Mm {
            users: 0,
            vmas: LiteMap::new(),
            tables: PageTables::new(page, pgd),
            rss: Rss::default(),
            brk: PageRange::new(DEFAULT_BRK.vpn(page), 0),
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
        self.vma_before(vpn.plus(1)).filter(|vma| vma.range().contains(vpn))
    }

    /// The VMAs that overlap `range`, in order; none if it is empty.
    pub fn vmas_in(&self, range: PageRange) -> Vec<Vma> {
        if range.is_empty() {
            return Vec::new();
        }
        let first = self.vma(range.start).map_or(range.start, |vma| vma.start);
        let from = (self.index_from(first)..).map_while(|index| self.vmas.get_indexed(index));
        from.map(|(_, vma)| *vma).take_while(|vma| vma.start < range.end).collect()
    }

    /// The last VMA that starts before `vpn`.
    pub(crate) fn vma_before(&self, vpn: Vpn) -> Option<&Vma> {
        let index = self.index_from(vpn).checked_sub(1)?;
        self.vmas.get_indexed(index).map(|(_, vma)| vma)
    }

    /// The first VMA that starts at `vpn` or above.
    pub(crate) fn vma_from(&self, vpn: Vpn) -> Option<&Vma> {
        self.vmas.get_indexed(self.index_from(vpn)).map(|(_, vma)| vma)
    }

    fn index_from(&self, vpn: Vpn) -> usize {
        self.vmas.find_index(&vpn).unwrap_or_else(|index| index)
    }

    /// Whether every page of `range` lies in a VMA.
    pub fn covers(&self, range: PageRange) -> bool {
        let covered: u64 = self.vmas_in(range).iter().map(|vma| vma.range().intersect(range).pages()).sum();
        covered == range.pages()
    }
}

/// No address space is like another.
impl Value for Option<Rc<Mm>> {
    type Change = ();
    type Digest = ();

    fn at(&self, _offset: u64) -> Option<Rc<Mm>> {
        self.clone()
    }

    fn leads_to(&self, _offset: u64, _other: &Option<Rc<Mm>>) -> bool {
        false
    }
}
