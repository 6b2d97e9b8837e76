//! Faults that a huge page answers (`do_huge_pmd_anonymous_page`, `do_huge_pmd_wp_page`).
//!
//! A PMD entry stands in the page tables as 512 equal entries: see [`crate::tables`].
//!
//! # Simplification: the huge page of zeros takes no memory
//! Linux keeps 2 MiB of zeros for reads of untouched huge pages. Here such a PMD entry maps the small zero page 512 times. Only the amount of free
//! memory could tell.

use super::anon::prepare_anon_vma;
use super::fault::fresh_pte;
use super::huge_split::split_pmd;
use super::{alloc, charge, Who};
use crate::addr::{Pfn, Vpn};
use crate::effect::{Effect, Holder, Tally};
use crate::errno::Signal;
use crate::folio::{huge_base, Folio, PMD_ORDER, PMD_PAGES};
use crate::frame::FrameKind;
use crate::machine::{frames_of, Tx};
use crate::mm::{MmId, RssKind};
use crate::note::{Access, Fault, Note};
use crate::pte::Pte;
use crate::tables::Level;
use crate::thp::{on_huge_write, suitable_range, HugeVerdict};
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// The PMD entry that maps a page: the first page that it maps, and the entry of that page.
pub(super) fn pmd_at(tx: &Tx, mm: MmId, vpn: Vpn) -> Option<(Vpn, Pte)> {
    let base = huge_base(vpn);
    let pte = tx.mm(mm)?.tables.get(base);
    pte.is_huge().then_some((base, pte))
}

/// Handles a fault with a huge page where that can be. False: small pages are to do it.
///
/// # Errors
/// [`Signal::OomKill`] when there are no frames for page tables and the process itself was the OOM killer's choice.
pub(super) fn handle(tx: &mut Tx, who: Who, access: Access, vma: &Vma, vpn: Vpn) -> Result<bool, Signal> {
    if let Some((base, pmd)) = pmd_at(tx, who.mm, vpn) {
        return Ok(access == Access::Read || write_protected(tx, who, vma, vpn, (base, pmd)));
    }
    let free = tx.mm(who.mm).is_some_and(|mm| mm.tables.table(Level::Pte, vpn).is_none());
    let suitable = suitable_range(vma, vpn, PMD_ORDER).filter(|_| free && tx.config().allows_large_folios(vma));
    let Some(range) = suitable else { return Ok(false) };
    let fault = if access == Access::Read { Fault::HugeZeroPage } else { Fault::HugeDemandZero };
    tx.note(Note::Handled { pid: who.pid, vpn, fault });
    prepare_anon_vma(tx, who.mm, vpn);
    // The PTE table is deposited: the entry must never fail to be split.
    alloc::tables_for_fault(tx, who, vpn, Level::Pte)?;
    match access {
        Access::Read => {
            let pmd = fresh_pte(vma, Pfn::ZERO_PAGE, Access::Read).mkhuge();
            tx.note(Note::SettingPmd { pid: who.pid, vpn: range.start, pmd });
            set_pmd(tx, who.mm, range.start, pmd);
            Ok(true)
        }
        Access::Write => Ok(map_new(tx, who, vma, range.start)),
    }
}

/// A PMD entry after a use of one of its pages, given that page's entry after it.
pub(super) fn as_used(pmd: Pte, page: Pte) -> Pte {
    let young = if page.is_accessed() { pmd.mkyoung() } else { pmd };
    if page.is_dirty() {
        young.mkdirty()
    } else {
        young
    }
}

/// Sets a PMD entry.
pub(super) fn set_pmd(tx: &mut Tx, mm: MmId, vpn: Vpn, to: Pte) {
    let from = tx.mm(mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    if from != to {
        tx.emit(Effect::HugePmdChanged { mm, vpn, from, to });
    }
}

/// Takes the frames of a folio for pages from `vpn` on, and charges each; None when there are not so many in a row, or the memory cgroup has no room for them.
pub(super) fn new_folio(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, order: u8) -> Option<Pfn> {
    let pages = 1 << order;
    let head = tx.frames().next_folio(order);
    let full = head.and_then(|_| charge::in_the_way_of_folio(tx, who.pid, vma, pages));
    let Some(head) = head.filter(|_| full.is_none()) else {
        tx.note(Note::FolioUnavailable { pid: who.pid, vpn, order, full });
        if order == PMD_ORDER {
            tx.emit(Effect::Tallied(Tally::ThpFaultFallback));
        }
        return None;
    };
    tx.note(Note::AllocatingFolio { pid: who.pid, vpn, head, order });
    tx.emit(Effect::FolioAllocated { head, order });
    frames_of(head, pages).for_each(|pfn| charge::charge_frame(tx, who.pid, pfn, FrameKind::Anon));
    if order == PMD_ORDER {
        tx.emit(Effect::Tallied(Tally::ThpFaultAlloc));
    }
    Some(head)
}

/// Maps a zeroed huge page at `base`; false when there is none to have.
fn map_new(tx: &mut Tx, who: Who, vma: &Vma, base: Vpn) -> bool {
    let Some(head) = new_folio(tx, who, vma, base, PMD_ORDER) else { return false };
    tx.emit(Effect::Tallied(Tally::Zeroed(PMD_PAGES)));
    map_folio(tx, who, vma, base, head);
    tx.add_rss(who.mm, RssKind::Anon, PMD_PAGES as i64);
    true
}

/// Maps a new folio with one PMD entry, writable; its first page stands for all of them as exclusive (`map_anon_folio_pmd`).
fn map_folio(tx: &mut Tx, who: Who, vma: &Vma, base: Vpn, head: Pfn) {
    let pmd = fresh_pte(vma, head, Access::Write).mkhuge();
    tx.note(Note::SettingPmd { pid: who.pid, vpn: base, pmd });
    add_rmap_pmd(tx, who.mm, vma, head);
    tx.mark_exclusive(head, 1, true);
    set_pmd(tx, who.mm, base, pmd);
}

/// One more PMD entry maps a folio and holds it (`folio_add_anon_rmap_pmd`).
pub(super) fn add_rmap_pmd(tx: &mut Tx, mm: MmId, vma: &Vma, head: Pfn) {
    let Some((_, folio)) = tx.folio(head) else { return };
    let (refcount, entire_mapcount) = (folio.refcount + 1, folio.entire_mapcount + 1);
    tx.set_folio(head, Folio { refcount, entire_mapcount, ..folio.mapped(mm, 1) });
    tx.emit(Effect::MapcountsChanged { head, pages: PMD_PAGES, more: true });
    count_mlocks(tx, vma, head, 1);
}

/// One PMD entry less maps a folio; its reference goes last (`folio_remove_rmap_pmd`).
pub(super) fn remove_rmap_pmd(tx: &mut Tx, mm: MmId, vma: &Vma, head: Pfn) {
    let Some((_, folio)) = tx.folio(head) else { return };
    tx.set_folio(head, Folio { entire_mapcount: folio.entire_mapcount.saturating_sub(1), ..folio.unmapped(mm, 1) });
    tx.emit(Effect::MapcountsChanged { head, pages: PMD_PAGES, more: false });
    count_mlocks(tx, vma, head, -1);
    let unmapped = |i: u64| tx.frame(Pfn(head.0 + i as u32)).is_some_and(|frame| frame.mapcount == 0);
    if (0..PMD_PAGES).any(unmapped) {
        tx.defer_split(head);
    }
    tx.put_frame(head, Holder::Mapping);
}

fn count_mlocks(tx: &mut Tx, vma: &Vma, head: Pfn, delta: i32) {
    if vma.is_locked() {
        (0..PMD_PAGES).for_each(|i| tx.count_mlock(Pfn(head.0 + i as u32), delta));
        // No batch keeps a large folio.
        tx.lru_add_drain();
    }
}

/// A write to a write-protected PMD entry. False: it is split now, and the fault goes on with the one page.
fn write_protected(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, (base, pmd): (Vpn, Pte)) -> bool {
    tx.note(Note::Handled { pid: who.pid, vpn, fault: Fault::HugeWriteProtect });
    let Some(frame) = pmd.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return true };
    let verdict = on_huge_write(tx.config().copy, frame);
    tx.note(Note::HugeWriteDecided { pid: who.pid, vpn, frame, verdict });
    let done = match verdict {
        HugeVerdict::Reuse(_) => {
            reuse(tx, who, base, pmd);
            true
        }
        HugeVerdict::Allocate => replace_zeros(tx, who, vma, base),
        HugeVerdict::Copy => copy(tx, who, vma, base, frame.pfn),
        HugeVerdict::Split => false,
    };
    if !done {
        split_pmd(tx, who, vma, base);
    }
    done
}

fn reuse(tx: &mut Tx, who: Who, base: Vpn, pmd: Pte) {
    let Some(head) = pmd.pfn() else { return };
    tx.note(Note::Reusing { pid: who.pid, vpn: base, pfn: head });
    tx.mark_exclusive(head, 1, true);
    set_pmd(tx, who.mm, base, pmd.mkyoung().mkwrite().mkdirty());
    tx.emit(Effect::Tallied(Tally::CowReuse));
}

/// The huge page of zeros is written to: a huge page takes its place (`do_huge_zero_wp_pmd`).
fn replace_zeros(tx: &mut Tx, who: Who, vma: &Vma, base: Vpn) -> bool {
    let Some(head) = new_folio(tx, who, vma, base, PMD_ORDER) else { return false };
    tx.emit(Effect::Tallied(Tally::Zeroed(PMD_PAGES)));
    clear_pmd(tx, who, base);
    map_folio(tx, who, vma, base, head);
    tx.add_rss(who.mm, RssKind::Anon, PMD_PAGES as i64);
    true
}

/// The writer gets a copy of all 2 MiB (`do_huge_pmd_wp_page` before Linux 5.8).
fn copy(tx: &mut Tx, who: Who, vma: &Vma, base: Vpn, old: Pfn) -> bool {
    let Some(head) = new_folio(tx, who, vma, base, PMD_ORDER) else { return false };
    tx.note(Note::CopyingFolio { pid: who.pid, vpn: base, from: old, to: head });
    tx.emit(Effect::FolioCopied { from: old, to: head, pages: PMD_PAGES });
    tx.emit(Effect::Tallied(Tally::CowCopy));
    clear_pmd(tx, who, base);
    map_folio(tx, who, vma, base, head);
    let remaining = tx.refcount(old).saturating_sub(1);
    tx.note(Note::Dropping { pid: who.pid, vpn: base, pfn: old, remaining });
    remove_rmap_pmd(tx, who.mm, vma, old);
    true
}

fn clear_pmd(tx: &mut Tx, who: Who, base: Vpn) {
    set_pmd(tx, who.mm, base, Pte::NONE);
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(who.mm, base) });
}
