//! Faults that a large folio smaller than a huge page answers: several PTEs at once (`alloc_anon_folio`; mTHP).

use super::fault::fresh_pte;
use super::huge::new_folio;
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::effect::{Effect, Tally};
use crate::folio::Folio;
use crate::machine::{frames_of, Tx};
use crate::mm::RssKind;
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::thp::suitable_range;
use crate::vma::Vma;

/// Maps a zeroed large folio around `vpn`, if the machine has such and nothing is mapped where it would be; false: a single page is to do.
pub(super) fn map_zeroed(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> bool {
    let order = tx.config().mthp;
    let suitable = suitable_range(vma, vpn, order).filter(|_| order > 0 && tx.config().allows_large_folios(vma));
    let Some(range) = suitable.filter(|range| is_empty(tx, who, *range)) else { return false };
    let Some(head) = new_folio(tx, who, vma, range.start, order) else { return false };
    tx.emit(Effect::Tallied(Tally::Zeroed(range.pages())));
    map_folio(tx, who, vma, range, head);
    true
}

fn is_empty(tx: &Tx, who: Who, range: PageRange) -> bool {
    tx.mm(who.mm).is_some_and(|mm| mm.tables.populated(range).next().is_none())
}

/// Maps each page of a new folio with a PTE, writable and exclusive.
fn map_folio(tx: &mut Tx, who: Who, vma: &Vma, range: PageRange, head: Pfn) {
    let (pages, first) = (range.pages(), fresh_pte(vma, head, Access::Write));
    tx.note(Note::SettingPtes { pid: who.pid, range, pte: first });
    if let Some((_, folio)) = tx.folio(head) {
        tx.set_folio(head, Folio { refcount: pages as u32, ..folio.mapped(who.mm, pages as u32) });
    }
    tx.emit(Effect::MapcountsChanged { head, pages, more: true });
    tx.mark_exclusive(head, pages, true);
    if vma.is_locked() {
        frames_of(head, pages).for_each(|pfn| tx.count_mlock(pfn, 1));
        // No batch keeps a large folio.
        tx.lru_add_drain();
    }
    tx.set_ptes(who.mm, range, Pte::NONE, first);
    tx.add_rss(who.mm, RssKind::Anon, pages as i64);
}
