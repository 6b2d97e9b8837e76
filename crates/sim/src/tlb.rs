//! The translation lookaside buffer: recent translations that the CPU does not look up again.
//!
//! # Simplification: one CPU, one small buffer
//! All processes run on one CPU. Its buffer has 64 places, one page number each place (direct-mapped), with entries tagged by address
//! space (PCID). A real one is larger and associative: a program could tell by its timing only.

use std::rc::Rc;

use crate::addr::Vpn;
use crate::folio::huge_base;
use crate::mm::MmId;
use crate::pte::Pte;

/// How many translations there is room for.
pub(crate) const PLACES: usize = ROWS * ROW;
/// The places stand in so many rows: a machine shares with its clones those in which nothing has changed.
const ROWS: usize = 8;
/// Places in a row.
const ROW: usize = 8;

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
pub struct Tlb([Rc<Row>; ROWS]);

type Row = [Option<TlbEntry>; ROW];

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
        let row = Rc::new([None; ROW]);
        Tlb(std::array::from_fn(|_| row.clone()))
    }

    /// The cached translation of a page, if there is one.
    pub fn get(&self, mm: MmId, vpn: Vpn) -> Option<TlbEntry> {
        let small = self.at(vpn).filter(|entry| entry.mm == mm && entry.vpn == vpn);
        small.or_else(|| self.get_huge(mm, vpn))
    }

    /// One entry serves all pages of a huge page.
    fn get_huge(&self, mm: MmId, vpn: Vpn) -> Option<TlbEntry> {
        let base = huge_base(vpn);
        let entry = self.at(base).filter(|entry| entry.mm == mm && entry.vpn == base && entry.pte.is_huge())?;
        Some(TlbEntry { vpn, pte: entry.pte.at(vpn.0 - base.0), ..entry })
    }

    /// All cached translations.
    pub fn iter(&self) -> impl Iterator<Item = &TlbEntry> {
        self.0.iter().flat_map(|row| row.iter().flatten())
    }

    pub(crate) fn fill(&mut self, entry: TlbEntry) {
        let (row, place) = place(entry.vpn);
        Rc::make_mut(&mut self.0[row])[place] = Some(entry);
    }

    pub(crate) fn flush(&mut self, scope: TlbScope) {
        let hit = |entry: &TlbEntry| match scope {
            TlbScope::Page(mm, vpn) => {
                let of_huge = entry.pte.is_huge() && huge_base(vpn) == entry.vpn;
                entry.mm == mm && (entry.vpn == vpn || of_huge)
            }
            TlbScope::Mm(mm) => entry.mm == mm,
        };
        let flush = |row: &mut Rc<Row>| {
            if row.iter().flatten().any(hit) {
                for slot in Rc::make_mut(row) {
                    *slot = slot.filter(|entry| !hit(entry));
                }
            }
        };
        match scope {
            // Such a page has one place, and if it is part of a huge page, that has one.
            TlbScope::Page(_, vpn) => {
                let rows = [vpn, huge_base(vpn)].map(|vpn| place(vpn).0);
                rows.into_iter().for_each(|row| flush(&mut self.0[row]));
            }
            TlbScope::Mm(_) => self.0.iter_mut().for_each(flush),
        }
    }

    fn at(&self, vpn: Vpn) -> Option<TlbEntry> {
        let (row, place) = place(vpn);
        self.0[row][place]
    }
}

/// The row of a page, and the place in it.
fn place(vpn: Vpn) -> (usize, usize) {
    let place = (vpn.0 % PLACES as u64) as usize;
    (place / ROW, place % ROW)
}
