//! The translation lookaside buffer: recent translations that the CPU does not look up again.
//!
//! # Simplification: one CPU, one small buffer
//! All processes run on one CPU. Its buffer has 64 places, one page number each place (direct-mapped), with entries tagged by address
//! space (PCID). A real one is larger and associative: a program could tell by its timing only.

use std::sync::Arc;

use crate::addr::Vpn;
use crate::mm::MmId;
use crate::pte::Pte;
use crate::tables::Level;

/// How many translations there is room for.
pub(crate) const PLACES: usize = 64;

/// A cached translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlbEntry {
    /// The address space it belongs to.
    pub mm: MmId,
    /// The page.
    pub vpn: Vpn,
    /// The PTE as it was when it was cached.
    pub pte: Pte,
}

/// The buffer.
#[derive(Clone, Debug)]
pub struct Tlb(Arc<[Option<TlbEntry>; PLACES]>);

/// What a flush throws out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlbScope {
    /// One page of one address space (`invlpg`).
    Page(MmId, Vpn),
    /// Everything of one address space (`flush_tlb_mm`).
    Mm(MmId),
}

impl Tlb {
    pub(crate) fn new() -> Tlb {
        Tlb(Arc::new([None; PLACES]))
    }

    /// The cached translation of a page, if there is one.
    pub fn get(&self, mm: MmId, vpn: Vpn) -> Option<TlbEntry> {
        let small = self.0[place(vpn)].filter(|entry| entry.mm == mm && entry.vpn == vpn);
        small.or_else(|| self.get_huge(mm, vpn))
    }

    /// One entry serves all pages of a huge page.
    fn get_huge(&self, mm: MmId, vpn: Vpn) -> Option<TlbEntry> {
        let base = Level::Pmd.entry_start(vpn);
        let entry = self.0[place(base)].filter(|entry| entry.mm == mm && entry.vpn == base && entry.pte.is_huge())?;
        Some(TlbEntry { vpn, pte: entry.pte.at(vpn.0 - base.0), ..entry })
    }

    /// All cached translations.
    pub fn iter(&self) -> impl Iterator<Item = &TlbEntry> {
        self.0.iter().flatten()
    }

    pub(crate) fn fill(&mut self, entry: TlbEntry) {
        Arc::make_mut(&mut self.0)[place(entry.vpn)] = Some(entry);
    }

    pub(crate) fn flush(&mut self, scope: TlbScope) {
        let hit = |entry: &TlbEntry| match scope {
            TlbScope::Page(mm, vpn) => {
                let of_huge = entry.pte.is_huge() && Level::Pmd.entry_start(vpn) == entry.vpn;
                entry.mm == mm && (entry.vpn == vpn || of_huge)
            }
            TlbScope::Mm(mm) => entry.mm == mm,
        };
        if self.iter().any(hit) {
            for slot in Arc::make_mut(&mut self.0) {
                *slot = slot.filter(|entry| !hit(entry));
            }
        }
    }
}

fn place(vpn: Vpn) -> usize {
    (vpn.0 % PLACES as u64) as usize
}
