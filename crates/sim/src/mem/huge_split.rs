//! Splitting: PMD entries into PTEs (`__split_huge_pmd`), and large folios into single pages (`__folio_split`).

use super::fault::fresh_pte;
use super::huge::pmd_at;
use super::reclaim::mappings_of;
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Holder, Tally};
use crate::folio::{huge_base, Folio, PMD_ORDER, PMD_PAGES};
use crate::frame::{Frame, FrameFlags};
use crate::machine::{frames_of, Tx};
use crate::mm::{MmId, RssKind};
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::task::Pid;
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// The PMD entries that map pages of a range, as first pages and entries, in order.
pub(super) fn pmds_in(tx: &Tx, mm: MmId, range: PageRange) -> Vec<(Vpn, Pte)> {
    let runs = tx.mm(mm).into_iter().flat_map(|mm| mm.tables.runs(range));
    let bases = runs.filter(|run| run.pte.is_huge()).flat_map(|run| {
        let first = huge_base(run.range.start);
        (first.0..run.range.end.0).step_by(PMD_PAGES as usize).map(Vpn)
    });
    bases.filter_map(|base| pmd_at(tx, mm, base)).collect()
}

/// Splits the PMD entries that map pages within a range and outside of it.
pub(super) fn split_edges(tx: &mut Tx, who: Who, range: PageRange) {
    for at in [range.start, range.end] {
        split_at(tx, who, at);
    }
}

/// Splits the PMD entry that maps pages on both sides of `at` (`vma_adjust_trans_huge`).
pub(super) fn split_at(tx: &mut Tx, who: Who, at: Vpn) {
    let Some((base, _)) = pmd_at(tx, who.mm, at).filter(|(base, _)| *base != at) else { return };
    if let Some(vma) = tx.mm(who.mm).and_then(|mm| mm.vma(base)).copied() {
        split_pmd(tx, who, &vma, base);
    }
}

/// Makes PTEs of a PMD entry, in the table that was deposited for this; the folio stays one, mapped 512 times instead of once.
pub(super) fn split_pmd(tx: &mut Tx, who: Who, vma: &Vma, base: Vpn) {
    let Some((_, pmd)) = pmd_at(tx, who.mm, base) else { return };
    let Some(head) = pmd.pfn() else { return };
    tx.note(Note::SplittingPmd { pid: who.pid, vpn: base, head });
    tx.emit(Effect::Tallied(Tally::ThpSplitPmd));
    let to = match tx.folio(head) {
        Some((_, folio)) => {
            map_each_page(tx, who.mm, head, folio, pmd);
            pmd.mksmall()
        }
        None => zeros(vma),
    };
    tx.emit(Effect::HugePmdChanged { mm: who.mm, vpn: base, from: pmd, to });
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(who.mm, base) });
}

/// 512 PTEs map the folio instead of one PMD entry. What the entry said of all pages is said of each: exclusive, dirty.
fn map_each_page(tx: &mut Tx, mm: MmId, head: Pfn, folio: Folio, pmd: Pte) {
    let dirty = if pmd.is_dirty() { FrameFlags::DIRTY } else { FrameFlags::empty() };
    let to = Folio {
        refcount: folio.refcount + PMD_PAGES as u32 - 1,
        entire_mapcount: folio.entire_mapcount.saturating_sub(1),
        flags: folio.flags | dirty,
        ..folio.mapped(mm, PMD_PAGES as u32).unmapped(mm, 1)
    };
    tx.set_folio(head, to);
    if tx.frame(head).is_some_and(|frame| frame.flags.contains(FrameFlags::EXCLUSIVE)) {
        tx.mark_exclusive(head, PMD_PAGES, true);
    }
}

/// The small zero page in place of the huge one (`__split_huge_zero_page_pmd`).
fn zeros(vma: &Vma) -> Pte {
    let pte = fresh_pte(vma, Pfn::ZERO_PAGE, Access::Read);
    if vma.is_accessible() {
        pte
    } else {
        pte.modify(false, false)
    }
}

/// Makes single pages of a large folio, unless something holds it beside its mappings; those that nobody maps become free (`split_folio`).
pub(super) fn split_folio(tx: &mut Tx, pid: Pid, head: Pfn) {
    for (mm, base, vma) in pmds_of(tx, head) {
        split_pmd(tx, Who { pid, mm }, &vma, base);
    }
    let Some((_, from)) = tx.folio(head) else { return };
    if from.refcount != from.large_mapcount {
        return;
    }
    let free = |tx: &Tx, pfn: Pfn| tx.frame(pfn).is_some_and(|frame| frame.mapcount == 0);
    let unused: Vec<Pfn> = frames_of(head, from.pages()).filter(|pfn| free(tx, *pfn)).collect();
    tx.note(Note::SplittingFolio { pid, head, pages: from.pages(), freed: unused.len() as u64 });
    tx.emit(Effect::FolioSplit { head, from });
    if from.order == PMD_ORDER {
        tx.emit(Effect::Tallied(Tally::ThpSplitPage));
    }
    for pfn in unused {
        tx.emit(Effect::FrameFreed { pfn, kind: crate::frame::FrameKind::Anon });
    }
    drop_zeros(tx, head, from.pages());
}

/// Pages of a split folio that hold nothing but zeros give up their frames, unless they are locked: the zero page takes their place
/// (`try_to_map_unused_to_zeropage`).
fn drop_zeros(tx: &mut Tx, head: Pfn, pages: u64) {
    let unused = |frame: Frame| frame.mapcount > 0 && frame.mlocks == 0 && frame.contents == Contents::ZERO;
    let zero: Vec<Pfn> = frames_of(head, pages).filter(|pfn| tx.frame(*pfn).is_some_and(unused)).collect();
    for (pfn, mm, vpn) in mappings_of(tx, &zero).0 {
        let Some(vma) = tx.mm(mm).and_then(|mm| mm.vma(vpn)).copied() else { continue };
        tx.set_pte(mm, vpn, zeros(&vma));
        tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(mm, vpn) });
        tx.add_rss(mm, RssKind::Anon, -1);
        tx.remove_rmap(mm, pfn, &vma);
        tx.put_frame(pfn, Holder::Mapping);
    }
}

/// Large folios of which a part lies in the range become single pages, unless others map them as well.
pub(super) fn split_partial_folios(tx: &mut Tx, who: Who, part: PageRange) {
    if tx.folios().next().is_none() {
        return;
    }
    let Some(mm) = tx.mm(who.mm) else { return };
    let mut heads: Vec<(Pfn, u64)> = Vec::new();
    for (head, folio) in mm.tables.populated(part).filter_map(|(_, pte)| tx.folio(pte.pfn()?)) {
        match heads.last_mut() {
            Some((last, pages)) if *last == head => *pages += 1,
            _ if folio.maybe_shared => {}
            _ => heads.push((head, 1)),
        }
    }
    for (head, pages) in heads {
        if tx.folio(head).is_some_and(|(_, folio)| pages < folio.pages()) {
            split_folio(tx, who.pid, head);
        }
    }
}

/// The PMD entries that map a folio.
fn pmds_of(tx: &Tx, head: Pfn) -> Vec<(MmId, Vpn, Vma)> {
    let mut found = Vec::new();
    for (id, mm) in tx.mms() {
        let mapped = pmds_in(tx, id, super::EVERYWHERE).into_iter().filter(|(_, pmd)| pmd.pfn() == Some(head));
        found.extend(mapped.filter_map(|(base, _)| Some((id, base, *mm.vma(base)?))));
    }
    found
}

/// Splits the first folio of the deferred split list, as memory is short; false when there is none (`deferred_split_scan`). The one that `keep`
/// belongs to is in use.
pub(super) fn split_deferred(tx: &mut Tx, pid: Pid, keep: Option<Pfn>) -> bool {
    let kept = keep.and_then(|pfn| tx.folio(pfn)).map(|(head, _)| head);
    let held = |folio: &Folio| folio.refcount != folio.large_mapcount;
    let head = tx
        .folios()
        .find(|(head, folio)| folio.partially_mapped && !held(folio) && Some(*head) != kept)
        .map(|(head, _)| head);
    head.is_some_and(|head| {
        split_folio(tx, pid, head);
        true
    })
}
