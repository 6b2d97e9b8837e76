//! Page tables of four levels, or of three with pages of 64 KiB.
//!
//! # Simplification: tables are kept as runs
//! Linux keeps tables as arrays of words in frames. Here the PTEs of an address space are runs of like entries, and of the tables the model
//! keeps which exist and in which frame each lies; the entries of upper tables are computed. No program could tell the difference.
//!
//! A PMD entry that maps a huge page stands as 512 entries with [`PteFlags::HUGE`](crate::pte::PteFlags::HUGE) under the PTE table that Linux
//! deposits for the day when the entry is split; that table is allocated and counted in either.

use std::ops::Range;

use crate::addr::{PageRange, PageSize, Pfn, Vpn};
use crate::folio::huge_base;
use crate::pte::{Pte, PteFlags};
use crate::runs::{bytes_beyond, differences, Counted, Run, Runs};

/// The level of a page-table page, top down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Page global directory, one per address space; an entry spans 512 GiB with pages of 4 KiB, 128 TiB with 16 KiB, 4 TiB with 64 KiB.
    Pgd,
    /// Page upper directory; an entry spans 1 GiB with pages of 4 KiB, 64 GiB with 16 KiB. With 64 KiB there is none.
    Pud,
    /// Page middle directory; an entry spans 2 MiB with pages of 4 KiB, 32 MiB with 16 KiB, 512 MiB with 64 KiB.
    Pmd,
    /// Page table; an entry maps a page.
    Pte,
}

impl Level {
    /// Top down.
    pub const ALL: [Level; 4] = [Level::Pgd, Level::Pud, Level::Pmd, Level::Pte];

    /// log2 of the pages that one entry spans. That of a folded PUD spans what the PGD's does.
    pub fn entry_shift(self, page: PageSize) -> u32 {
        let bits = page.table_bits();
        match (self, page) {
            (Level::Pgd, PageSize::K4 | PageSize::K16) => 3 * bits,
            (Level::Pgd, PageSize::K64) | (Level::Pud, _) => 2 * bits,
            (Level::Pmd, _) => bits,
            (Level::Pte, _) => 0,
        }
    }

    /// How many bits of an address choose the entry. User addresses have 48 at most.
    pub fn bits(self, page: PageSize) -> u32 {
        match (self, page) {
            (Level::Pgd, _) => 48 - page.shift() - self.entry_shift(page),
            (Level::Pud, PageSize::K64) => 0,
            (Level::Pud, PageSize::K4 | PageSize::K16) | (Level::Pmd | Level::Pte, _) => page.table_bits(),
        }
    }

    /// log2 of the pages that one table spans.
    pub(crate) fn table_shift(self, page: PageSize) -> u32 {
        self.entry_shift(page) + self.bits(page)
    }

    /// The number of the table that `vpn` goes through.
    fn key(self, page: PageSize, vpn: Vpn) -> u64 {
        vpn.0 >> self.table_shift(page)
    }

    /// The index into the table: nine bits of the address with pages of 4 KiB.
    pub fn index(self, page: PageSize, vpn: Vpn) -> u64 {
        (vpn.0 >> self.entry_shift(page)) & ((1 << self.bits(page)) - 1)
    }

    /// The pages that the table around `vpn` spans.
    pub fn span(self, page: PageSize, vpn: Vpn) -> PageRange {
        PageRange::new(Vpn(self.key(page, vpn) << self.table_shift(page)), 1 << self.table_shift(page))
    }
}

/// One level of the way from a virtual page to its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkStep {
    /// The level.
    pub level: Level,
    /// The frame that holds the table.
    pub table: Pfn,
    /// The index into it.
    pub index: u64,
    /// The 64-bit entry found there; 0 ends the walk.
    pub entry: u64,
}

/// Neighbouring pages whose PTEs have the same flags and map one frame after the other; all map the zero page, or nothing, if the first does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PteRun {
    /// The pages.
    pub range: PageRange,
    /// The PTE of the first.
    pub pte: Pte,
}

/// The page tables of one address space.
#[derive(Clone, Debug)]
pub struct PageTables {
    page: PageSize,
    pgd: Pfn,
    /// The frames of PUDs, PMDs and PTE tables, by the number of the table.
    lower: [Runs<Counted>; 3],
    ptes: Runs<Pte>,
    /// The numbers of the PTE tables whose PMD entry holds stores back, in order: tables that on-demand fork shares.
    protected: Vec<u64>,
}

/// Flags of an entry that points to a lower table: present, writable, user, accessed, dirty (`_PAGE_TABLE`).
const TABLE_ENTRY: u64 = 0x067;

impl PageTables {
    pub(crate) fn new(page: PageSize, pgd: Pfn) -> PageTables {
        PageTables {
            page,
            pgd,
            lower: [Runs::new(), Runs::new(), Runs::new()],
            ptes: Runs::new(),
            protected: Vec::new(),
        }
    }

    /// Size of the pages that they map.
    pub fn page_size(&self) -> PageSize {
        self.page
    }

    /// The PTE of a page; [`Pte::NONE`] where no table exists.
    pub fn get(&self, vpn: Vpn) -> Pte {
        self.ptes.find(vpn.0).map_or(Pte::NONE, |run| run.at(vpn.0))
    }

    /// The frame of the table of this level that `vpn` goes through.
    pub fn table(&self, level: Level, vpn: Vpn) -> Option<Pfn> {
        let key = level.key(self.page, vpn);
        self.level(level).map_or(Some(self.pgd), |tables| tables.find(key).map(|run| Pfn(run.at(key).number)))
    }

    /// The pages of `range` whose PTE is not empty, as runs, in order.
    pub fn runs(&self, range: PageRange) -> impl Iterator<Item = PteRun> + '_ {
        let runs = self.ptes.within(range.start.0, range.end.0);
        runs.map(|run| PteRun { range: PageRange::new(Vpn(run.start), run.len), pte: run.value })
    }

    /// Gives the same runs away, one after the other.
    pub(crate) fn each_run(&self, range: PageRange, see: &mut dyn FnMut(PteRun)) {
        self.ptes.each_within(range.start.0..range.end.0, &mut |run| {
            see(PteRun { range: PageRange::new(Vpn(run.start), run.len), pte: run.value });
        });
    }

    /// The pages of `range` whose PTE is not empty, with their PTEs, in order.
    pub fn populated(&self, range: PageRange) -> impl Iterator<Item = (Vpn, Pte)> + '_ {
        self.runs(range).flat_map(|run| run.range.iter().map(move |vpn| (vpn, run.pte.at(vpn.0 - run.range.start.0))))
    }

    /// How many pages of `range` have a PTE that is not empty.
    pub fn populated_pages(&self, range: PageRange) -> u64 {
        self.runs(range).map(|run| run.range.pages()).sum()
    }

    /// Ranges of pages, in order, outside of which both have the same entries; none if there are more than `most`.
    pub(crate) fn differences(&self, other: &PageTables, most: usize) -> Option<Vec<Range<u64>>> {
        differences(&self.ptes, &other.ptes, most)
    }

    /// About how many bytes it takes to keep these where others are kept.
    pub(crate) fn bytes_beyond(&self, other: &PageTables) -> u64 {
        let lower = self.lower.iter().zip(&other.lower).map(|(ours, theirs)| bytes_beyond(ours, theirs));
        lower.sum::<u64>() + bytes_beyond(&self.ptes, &other.ptes)
    }

    /// About how many bytes they take.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes_beyond(&PageTables::new(self.page, self.pgd))
    }

    /// The spans of the PTE tables that exist in `range`, in order.
    pub(crate) fn leaf_spans(&self, range: PageRange) -> Vec<PageRange> {
        let tables =
            self.tables_in(Level::Pte, range).flat_map(|(base, _, tables)| (0..tables).map(move |n| (base, n)));
        let entries = self.page.table_entries();
        tables.map(|(base, n)| PageRange::new(base.plus(n * entries), entries)).collect()
    }

    /// Whether the PTE table around `vpn` exists and holds no entry.
    pub(crate) fn is_leaf_empty(&self, vpn: Vpn) -> bool {
        self.table(Level::Pte, vpn).is_some() && self.runs(Level::Pte.span(self.page, vpn)).next().is_none()
    }

    /// The tables of one level, as first page spanned and frame, in order.
    pub fn tables(&self, level: Level) -> Vec<(Vpn, Pfn)> {
        let each = |(base, pfn, tables): (Vpn, Pfn, u64)| {
            (0..tables).map(move |n| (base.plus(n << level.table_shift(self.page)), Pfn(pfn.0 - n as u32)))
        };
        self.tables_in(level, PageRange { start: Vpn(0), end: Vpn(u64::MAX) }).flat_map(each).collect()
    }

    /// The tables of one level that span pages of `range`, as runs: the first page spanned, its frame, and how many tables lie each in the
    /// frame below the one before.
    pub(crate) fn tables_in(&self, level: Level, range: PageRange) -> impl Iterator<Item = (Vpn, Pfn, u64)> + '_ {
        let (start, end) =
            (level.key(self.page, range.start), level.key(self.page, Vpn(range.end.0.saturating_sub(1))) + 1);
        let pgd = (level == Level::Pgd).then_some((Vpn(0), self.pgd, 1));
        let lower = self.level(level).filter(|_| !range.is_empty()).into_iter();
        let lower = lower.flat_map(move |tables| tables.within(start, end));
        let shift = level.table_shift(self.page);
        let run = move |run: Run<Counted>| (Vpn(run.start << shift), Pfn(run.value.number), run.len);
        pgd.into_iter().chain(lower.map(run))
    }

    /// Whether the PMD entry above a page's PTE table allows stores. On-demand fork takes that from both sides of a table that it shares.
    pub(crate) fn is_pmd_writable(&self, vpn: Vpn) -> bool {
        self.protected.binary_search(&Level::Pte.key(self.page, vpn)).is_err()
    }

    /// The PTE of a page as the hardware takes it: without the permissions that the PMD entry does not give.
    pub(crate) fn effective(&self, vpn: Vpn) -> Pte {
        let pte = self.get(vpn);
        if pte.is_writable() && !self.is_pmd_writable(vpn) {
            pte.wrprotect()
        } else {
            pte
        }
    }

    /// The spans in `range` whose PMD entry holds stores back, in order.
    pub(crate) fn protected_spans(&self, range: PageRange) -> impl Iterator<Item = PageRange> + '_ {
        let shift = Level::Pte.table_shift(self.page);
        let spans = self.protected.iter().map(move |key| PageRange::new(Vpn(key << shift), 1 << shift));
        spans.filter(move |span| !span.intersect(range).is_empty())
    }

    /// How many table pages there are below the PGD: what VmPTE counts.
    pub fn count(&self) -> u64 {
        self.lower.iter().map(Runs::positions).sum()
    }

    /// The way from the PGD to the frame of `vpn`, level by level, ending where an entry is empty.
    pub fn walk(&self, vpn: Vpn) -> Vec<WalkStep> {
        let mut steps = Vec::with_capacity(4);
        let levels = self.page.levels();
        for (at, level) in levels.iter().copied().enumerate() {
            let below = levels.get(at + 1).copied();
            let Some(table) = self.table(level, vpn) else { break };
            if level == Level::Pmd && self.get(vpn).is_huge() {
                let entry = self.get(huge_base(vpn)).bits();
                steps.push(WalkStep { level, table, index: level.index(self.page, vpn), entry });
                break;
            }
            let entry = match below {
                None => self.get(vpn).bits(),
                Some(below) => {
                    let held_back = below == Level::Pte && !self.is_pmd_writable(vpn);
                    let flags = if held_back { TABLE_ENTRY & !PteFlags::RW.bits() } else { TABLE_ENTRY };
                    self.table(below, vpn).map_or(0, |pfn| (u64::from(pfn.0) << 12) | flags)
                }
            };
            steps.push(WalkStep { level, table, index: level.index(self.page, vpn), entry });
        }
        steps
    }

    pub(crate) fn set(&mut self, vpn: Vpn, pte: Pte) {
        self.set_run(PteRun { range: PageRange::new(vpn, 1), pte });
    }

    pub(crate) fn set_run(&mut self, run: PteRun) {
        self.ptes.set(run.range.start.0, run.range.pages(), Some(run.pte).filter(|pte| !pte.is_none()));
    }

    /// Empties the PTEs of a range.
    pub(crate) fn clear(&mut self, range: PageRange) {
        self.ptes.set(range.start.0, range.pages(), None);
    }

    /// Sets the PTEs of pages, in order; none of them is empty.
    pub(crate) fn set_each(&mut self, pages: &[Vpn], pte: &dyn Fn(usize, Vpn) -> Pte) {
        let run = |(at, vpn): (usize, &Vpn)| Run { start: vpn.0, len: 1, value: pte(at, *vpn) };
        match pages {
            [page] => self.set(*page, pte(0, *page)),
            pages => self.ptes.set_each(pages.iter().enumerate().map(run).collect()),
        }
    }

    /// Puts tables in place, each in the frame below the one before.
    pub(crate) fn insert_tables(&mut self, level: Level, vpn: Vpn, pfn: Pfn, tables: u64) {
        self.set_tables(level, vpn, tables, Some(Counted { number: pfn.0, step: -1 }));
    }

    /// Takes over the PTE table around a page of another address space.
    pub(crate) fn share_table(&mut self, vpn: Vpn, other: &PageTables) {
        let span = Level::Pte.span(self.page, vpn);
        if let Some(pfn) = other.table(Level::Pte, vpn) {
            self.insert_tables(Level::Pte, span.start, pfn, 1);
            other.runs(span).for_each(|run| self.set_run(run));
        }
    }

    pub(crate) fn set_pmd_writable(&mut self, vpn: Vpn, writable: bool) {
        let key = Level::Pte.key(self.page, vpn);
        match self.protected.binary_search(&key) {
            Ok(at) if writable => drop(self.protected.remove(at)),
            Err(at) if !writable => self.protected.insert(at, key),
            Ok(_) | Err(_) => {}
        }
    }

    /// Takes tables out, with what PTE tables hold.
    pub(crate) fn remove_tables(&mut self, level: Level, vpn: Vpn, tables: u64) {
        self.set_tables(level, vpn, tables, None);
        if level == Level::Pte {
            self.ptes.set(level.span(self.page, vpn).start.0, tables << level.table_shift(self.page), None);
            let gone = level.key(self.page, vpn)..level.key(self.page, vpn) + tables;
            self.protected.retain(|key| !gone.contains(key));
        }
    }

    fn set_tables(&mut self, level: Level, vpn: Vpn, tables: u64, to: Option<Counted>) {
        match level {
            Level::Pgd => self.pgd = to.map_or(self.pgd, |to| Pfn(to.number)),
            Level::Pud | Level::Pmd | Level::Pte => {
                self.lower[level as usize - 1].set(level.key(self.page, vpn), tables, to);
            }
        }
    }

    fn level(&self, level: Level) -> Option<&Runs<Counted>> {
        (level as usize).checked_sub(1).map(|index| &self.lower[index])
    }
}
