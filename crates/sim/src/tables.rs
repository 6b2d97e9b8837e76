//! Four-level page tables.
//!
//! # Simplification: upper levels are kept as maps
//! Linux keeps PGD, PUD and PMD as arrays of 512 words in frames. Here only the PTE tables hold words; of the upper levels the model
//! keeps which tables exist and in which frame each lies, and computes their entries. No program could tell the difference.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::addr::{PageRange, Pfn, Vpn, PTRS_PER_TABLE};
use crate::pte::Pte;

/// The level of a page-table page, top down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Page global directory, one per address space; an entry spans 512 GiB.
    Pgd,
    /// Page upper directory; an entry spans 1 GiB.
    Pud,
    /// Page middle directory; an entry spans 2 MiB.
    Pmd,
    /// Page table; an entry maps a page.
    Pte,
}

impl Level {
    /// Top down.
    pub const ALL: [Level; 4] = [Level::Pgd, Level::Pud, Level::Pmd, Level::Pte];

    /// The levels that tables are allocated for on demand, top down.
    pub const BELOW_PGD: [Level; 3] = [Level::Pud, Level::Pmd, Level::Pte];

    /// log2 of the pages that one entry spans.
    pub fn entry_shift(self) -> u32 {
        match self {
            Level::Pgd => 27,
            Level::Pud => 18,
            Level::Pmd => 9,
            Level::Pte => 0,
        }
    }

    /// log2 of the pages that one table spans.
    pub fn table_shift(self) -> u32 {
        self.entry_shift() + 9
    }

    /// The number of the table that `vpn` goes through.
    fn key(self, vpn: Vpn) -> u64 {
        vpn.0 >> self.table_shift()
    }

    /// The index into the table, 0 to 511: nine bits of the address.
    pub fn index(self, vpn: Vpn) -> u64 {
        (vpn.0 >> self.entry_shift()) % PTRS_PER_TABLE
    }

    /// The pages that the table around `vpn` spans.
    pub fn span(self, vpn: Vpn) -> PageRange {
        PageRange::new(Vpn(self.key(vpn) << self.table_shift()), 1 << self.table_shift())
    }
}

#[derive(Clone, Debug)]
struct Leaf {
    pfn: Pfn,
    populated: u16,
    ptes: Arc<[Pte; PTRS_PER_TABLE as usize]>,
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

/// The page tables of one address space.
#[derive(Clone, Debug)]
pub struct PageTables {
    pgd: Pfn,
    puds: BTreeMap<u64, Pfn>,
    pmds: BTreeMap<u64, Pfn>,
    leaves: BTreeMap<u64, Leaf>,
}

/// Flags of an entry that points to a lower table: present, writable, user, accessed, dirty (`_PAGE_TABLE`).
const TABLE_ENTRY: u64 = 0x067;

impl PageTables {
    pub(crate) fn new(pgd: Pfn) -> PageTables {
        PageTables { pgd, puds: BTreeMap::new(), pmds: BTreeMap::new(), leaves: BTreeMap::new() }
    }

    /// The PTE of a page; [`Pte::NONE`] where no table exists.
    pub fn get(&self, vpn: Vpn) -> Pte {
        self.leaves.get(&Level::Pte.key(vpn)).map_or(Pte::NONE, |leaf| leaf.ptes[Level::Pte.index(vpn) as usize])
    }

    /// The frame of the table of this level that `vpn` goes through.
    pub fn table(&self, level: Level, vpn: Vpn) -> Option<Pfn> {
        match level {
            Level::Pgd => Some(self.pgd),
            Level::Pud => self.puds.get(&level.key(vpn)).copied(),
            Level::Pmd => self.pmds.get(&level.key(vpn)).copied(),
            Level::Pte => self.leaves.get(&level.key(vpn)).map(|leaf| leaf.pfn),
        }
    }

    /// The pages of `range` whose PTE is not empty, with their PTEs, in order.
    pub fn populated(&self, range: PageRange) -> impl Iterator<Item = (Vpn, Pte)> + '_ {
        let last = range.end.0.saturating_sub(1).max(range.start.0);
        let keys = Level::Pte.key(range.start)..=Level::Pte.key(Vpn(last));
        let leaves = self.leaves.range(keys).filter(|(_, leaf)| leaf.populated > 0);
        leaves.flat_map(move |(key, leaf)| {
            let span = PageRange::new(Vpn(key * PTRS_PER_TABLE), PTRS_PER_TABLE).intersect(range);
            span.iter().map(|vpn| (vpn, leaf.ptes[Level::Pte.index(vpn) as usize])).filter(|(_, pte)| !pte.is_none())
        })
    }

    /// The spans of the PTE tables that exist in `range`, in order.
    pub fn leaf_spans(&self, range: PageRange) -> Vec<PageRange> {
        if range.is_empty() {
            return Vec::new();
        }
        let keys = Level::Pte.key(range.start)..=Level::Pte.key(Vpn(range.end.0 - 1));
        self.leaves.range(keys).map(|(key, _)| PageRange::new(Vpn(key * PTRS_PER_TABLE), PTRS_PER_TABLE)).collect()
    }

    /// Whether the PTE table around `vpn` exists and holds no entry.
    pub fn is_leaf_empty(&self, vpn: Vpn) -> bool {
        self.leaves.get(&Level::Pte.key(vpn)).is_some_and(|leaf| leaf.populated == 0)
    }

    /// The tables of one level, as first page spanned and frame, in order.
    pub fn tables(&self, level: Level) -> Vec<(Vpn, Pfn)> {
        let base = |key: &u64| Vpn(key << level.table_shift());
        match level {
            Level::Pgd => vec![(Vpn(0), self.pgd)],
            Level::Pud => self.puds.iter().map(|(key, pfn)| (base(key), *pfn)).collect(),
            Level::Pmd => self.pmds.iter().map(|(key, pfn)| (base(key), *pfn)).collect(),
            Level::Pte => self.leaves.iter().map(|(key, leaf)| (base(key), leaf.pfn)).collect(),
        }
    }

    /// How many table pages there are below the PGD: what VmPTE counts.
    pub fn count(&self) -> u64 {
        (self.puds.len() + self.pmds.len() + self.leaves.len()) as u64
    }

    /// The way from the PGD to the frame of `vpn`, level by level, ending where an entry is empty.
    pub fn walk(&self, vpn: Vpn) -> Vec<WalkStep> {
        let mut steps = Vec::with_capacity(4);
        for (level, below) in Level::ALL.into_iter().zip([Some(Level::Pud), Some(Level::Pmd), Some(Level::Pte), None]) {
            let Some(table) = self.table(level, vpn) else { break };
            let entry = match below {
                None => self.get(vpn).bits(),
                Some(below) => self.table(below, vpn).map_or(0, |pfn| (u64::from(pfn.0) << 12) | TABLE_ENTRY),
            };
            steps.push(WalkStep { level, table, index: level.index(vpn), entry });
        }
        steps
    }

    pub(crate) fn set(&mut self, vpn: Vpn, pte: Pte) {
        if let Some(leaf) = self.leaves.get_mut(&Level::Pte.key(vpn)) {
            let slot = &mut Arc::make_mut(&mut leaf.ptes)[Level::Pte.index(vpn) as usize];
            leaf.populated += u16::from(slot.is_none() && !pte.is_none());
            leaf.populated -= u16::from(!slot.is_none() && pte.is_none());
            *slot = pte;
        }
    }

    pub(crate) fn insert_table(&mut self, level: Level, vpn: Vpn, pfn: Pfn) {
        let key = level.key(vpn);
        match level {
            Level::Pgd => self.pgd = pfn,
            Level::Pud => drop(self.puds.insert(key, pfn)),
            Level::Pmd => drop(self.pmds.insert(key, pfn)),
            Level::Pte => {
                let ptes = Arc::new([Pte::NONE; PTRS_PER_TABLE as usize]);
                self.leaves.insert(key, Leaf { pfn, populated: 0, ptes });
            }
        }
    }

    pub(crate) fn remove_table(&mut self, level: Level, vpn: Vpn) {
        let key = level.key(vpn);
        match level {
            Level::Pgd => {}
            Level::Pud => drop(self.puds.remove(&key)),
            Level::Pmd => drop(self.pmds.remove(&key)),
            Level::Pte => drop(self.leaves.remove(&key)),
        }
    }
}
