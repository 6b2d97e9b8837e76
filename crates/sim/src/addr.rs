//! Addresses, page numbers and frame numbers.
//!
//! Every id and unit has a type of its own; arithmetic that mixes them does not compile.
//!
//! # Simplification: pages are 4 KiB
//! Linux on arm64 can be built for pages of 16 or 64 KiB, with other numbers of entries in a table and other sizes of huge pages. Here a page has the
//! 4 KiB of x86-64, and a huge page 2 MiB.

use std::fmt;

/// Size of a page and of a frame, in bytes.
pub const PAGE_SIZE: u64 = 4096;
/// log2 of [`PAGE_SIZE`].
pub const PAGE_SHIFT: u32 = 12;
/// Entries in one page-table page; one PTE table spans this many pages (2 MiB).
pub(crate) const PTRS_PER_TABLE: u64 = 512;
/// First page number that no user mapping can reach (47-bit user half of x86-64).
pub const TASK_SIZE: Vpn = Vpn(0x7fff_ffff_f000 >> PAGE_SHIFT);

/// A user virtual address, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VirtAddr(pub u64);

/// A virtual page number: a virtual address without its 12 offset bits.
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
    pub fn vpn(self) -> Vpn {
        Vpn(self.0 >> PAGE_SHIFT)
    }

    /// The byte within the page, 0 to 4095.
    pub fn offset(self) -> usize {
        (self.0 & (PAGE_SIZE - 1)) as usize
    }
}

impl Vpn {
    /// The address of the first byte of the page.
    pub fn addr(self) -> VirtAddr {
        VirtAddr(self.0 << PAGE_SHIFT)
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
        write!(f, "{:#x}..{:#x}", self.start.addr().0, self.end.addr().0)
    }
}
