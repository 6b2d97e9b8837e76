//! Addresses, page numbers and frame numbers.
//!
//! Every id and unit has a type of its own; arithmetic that mixes them does not compile.
//!
//! # Simplification: one architecture for all sizes of pages
//! Linux on arm64 can be built for pages of 16 or 64 KiB. Here such a machine has page tables of the shape that arm64's have with that size, but entries with
//! the bits of x86-64 (a frame's number from bit 12 on), and user addresses end where they end there. Like a kernel built without
//! `CONFIG_TRANSPARENT_HUGEPAGE`, it has no huge pages (32 and 512 MiB they would have) and no smaller large folios, and refuses `MADV_HUGEPAGE`,
//! `MADV_NOHUGEPAGE` and `MADV_COLLAPSE`.

use std::fmt;

use crate::tables::Level;

/// Size of the pages and frames of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PageSize {
    /// 4 KiB, the one size of x86-64: four levels of tables with 512 entries each.
    #[default]
    K4,
    /// 16 KiB: tables with 2,048 entries below a PGD with 2.
    K16,
    /// 64 KiB: two levels of tables with 8,192 entries below a PGD with 64, which leads to PMDs: there is no PUD.
    K64,
}

impl PageSize {
    /// All sizes, ascending.
    pub const ALL: [PageSize; 3] = [PageSize::K4, PageSize::K16, PageSize::K64];

    /// log2 of the bytes of a page (`PAGE_SHIFT`).
    pub const fn shift(self) -> u32 {
        match self {
            PageSize::K4 => 12,
            PageSize::K16 => 14,
            PageSize::K64 => 16,
        }
    }

    /// Bytes of a page (`PAGE_SIZE`).
    pub const fn bytes(self) -> u64 {
        1 << self.shift()
    }

    /// log2 of the entries of one table below the PGD: as many 8-byte entries as a page holds.
    pub const fn table_bits(self) -> u32 {
        self.shift() - 3
    }

    /// Entries of a PTE table (`PTRS_PER_PTE`), which are the pages that it spans.
    pub const fn table_entries(self) -> u64 {
        1 << self.table_bits()
    }

    /// The levels of tables, top down. With pages of 64 KiB the PUD is folded into the PGD.
    pub const fn levels(self) -> &'static [Level] {
        match self {
            PageSize::K4 | PageSize::K16 => &Level::ALL,
            PageSize::K64 => &[Level::Pgd, Level::Pmd, Level::Pte],
        }
    }

    /// The levels that tables are allocated for on demand, top down.
    pub(crate) fn levels_below_pgd(self) -> &'static [Level] {
        &self.levels()[1..]
    }

    /// First page number that no user mapping can reach (47-bit user half of x86-64).
    pub const fn task_size(self) -> Vpn {
        Vpn(0x7fff_ffff_f000 >> self.shift())
    }

    /// How a person writes it: `4K`, `16K` or `64K`.
    pub const fn name(self) -> &'static str {
        match self {
            PageSize::K4 => "4K",
            PageSize::K16 => "16K",
            PageSize::K64 => "64K",
        }
    }
}

/// First page number that no user mapping can reach on any machine: that of the smallest pages.
pub const TASK_SIZE: Vpn = PageSize::K4.task_size();

/// A user virtual address, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VirtAddr(pub u64);

/// A virtual page number: a virtual address without its offset bits, of which there are 12, 14 or 16.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Vpn(pub u64);

/// A page frame number: which page-sized piece of physical memory. 0 is the shared zero page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pfn(pub u32);

impl Pfn {
    /// The shared page of zeros, which the kernel maps for reads of untouched memory and never counts.
    pub const ZERO_PAGE: Pfn = Pfn(0);
}

impl VirtAddr {
    /// The page this address lies in.
    pub fn vpn(self, page: PageSize) -> Vpn {
        Vpn(self.0 >> page.shift())
    }

    /// The byte within the page, from 0.
    pub fn offset(self, page: PageSize) -> usize {
        (self.0 & (page.bytes() - 1)) as usize
    }
}

impl Vpn {
    /// The address of the first byte of the page.
    pub fn addr(self, page: PageSize) -> VirtAddr {
        VirtAddr(self.0 << page.shift())
    }

    /// The page `pages` further up, saturating at the end of the number range.
    pub fn plus(self, pages: u64) -> Vpn {
        Vpn(self.0.saturating_add(pages))
    }
}

/// A half-open range of virtual pages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PageRange {
    /// First page of the range.
    pub start: Vpn,
    /// First page after the range.
    pub end: Vpn,
}

impl PageRange {
    /// The range of `pages` pages from `start`.
    pub fn new(start: Vpn, pages: u64) -> PageRange {
        PageRange { start, end: start.plus(pages) }
    }

    /// Number of pages.
    pub fn pages(self) -> u64 {
        self.end.0.saturating_sub(self.start.0)
    }

    /// Whether there is no page in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `vpn` lies in the range.
    pub fn contains(self, vpn: Vpn) -> bool {
        self.start <= vpn && vpn < self.end
    }

    /// The pages that both ranges have; possibly empty.
    pub fn intersect(self, other: PageRange) -> PageRange {
        let start = self.start.max(other.start);
        PageRange { start, end: self.end.min(other.end).max(start) }
    }

    /// The pages of the range, in order.
    pub fn iter(self) -> impl Iterator<Item = Vpn> {
        (self.start.0..self.end.0).map(Vpn)
    }
}

impl fmt::Debug for VirtAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}
impl fmt::Display for VirtAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}
impl fmt::Debug for Vpn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vpn {:#x}", self.0)
    }
}
impl fmt::Debug for Pfn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pfn {}", self.0)
    }
}
impl fmt::Display for Pfn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl fmt::Debug for PageRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vpn {:#x}..{:#x}", self.start.0, self.end.0)
    }
}
