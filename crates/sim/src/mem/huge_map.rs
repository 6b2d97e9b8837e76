//! What system calls do with PMD entries as a whole: fork, unmap, protect, move, give up.

use super::huge::{add_rmap_pmd, pmd_at, remove_rmap_pmd, set_pmd};
use super::huge_split::{pmds_in, split_folio, split_pmd};
use super::{alloc, Who};
use crate::addr::{PageRange, Vpn};
use crate::effect::{Effect, Holder, Tally};
use crate::errno::Errno;
use crate::folio::{huge_base, PMD_PAGES};
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::{MmId, RssKind};
use crate::note::Note;
use crate::policy::PteVerdict;
use crate::pte::{Pte, PteFlags};
use crate::tables::{Level, PteRun};
use crate::vma::Vma;

/// Copies a PMD entry to the child: both map the folio, write-protected (`copy_huge_pmd`). False: the entry was split, as a child that
/// gets copies gets small ones.
///
/// # Errors
/// ENOMEM when there is no frame for the table that is deposited.
pub(super) fn copy_pmd(tx: &mut Tx, parent: Who, child: Who, vma: &Vma, at: (Vpn, Pte)) -> Result<bool, Errno> {
    let (base, pmd) = at;
    let Some(head) = pmd.pfn() else { return Ok(true) };
    let kind = tx.frame(head).map_or(FrameKind::Zero, |frame| frame.kind);
    let pinned = tx.folio(head).is_some_and(|(_, folio)| folio.pins > 0);
    let copy = tx.config().copy;
    let verdict = if pinned { copy.on_pinned_pte(vma, kind) } else { copy.on_present_pte(vma, kind) };
    tx.note(Note::CopyingPmd { pid: parent.pid, child: child.pid, vpn: base, verdict });
    if matches!(verdict, PteVerdict::CopyNow | PteVerdict::CopyPinned) {
        split_pmd(tx, parent, vma, base);
        return Ok(false);
    }
    alloc::tables(tx, child, base, Level::Pte)?;
    if pmd_at(tx, parent.mm, base).is_none() {
        // Making room for the tables split it.
        return Ok(false);
    }
    if kind == FrameKind::Anon {
        add_rmap_pmd(tx, child.mm, vma, head);
        tx.add_rss(child.mm, RssKind::Anon, PMD_PAGES as i64);
        tx.flag_frame(head, FrameFlags::empty(), FrameFlags::EXCLUSIVE);
    }
    tx.emit(Effect::Tallied(Tally::Entries(1)));
    set_pmd(tx, parent.mm, base, pmd.wrprotect());
    set_pmd(tx, child.mm, base, pmd.wrprotect().mkold());
    Ok(true)
}

/// Takes the PMD entries of a range out, and the tables that were deposited for them (`zap_huge_pmd`); true if there were any. None may reach out
/// of the range.
pub(super) fn zap_pmds(tx: &mut Tx, mm: MmId, vma: &Vma, range: PageRange) -> bool {
    let pmds = pmds_in(tx, mm, range);
    for (base, pmd) in &pmds {
        set_pmd(tx, mm, *base, Pte::NONE);
        if let Some(head) = pmd.pfn().filter(|pfn| tx.folio(*pfn).is_some()) {
            tx.add_rss(mm, RssKind::Anon, -(PMD_PAGES as i64));
            remove_rmap_pmd(tx, mm, vma, head);
        }
        if let Some(pfn) = tx.mm(mm).and_then(|mm| mm.tables.table(Level::Pte, *base)) {
            tx.emit(Effect::TableFreed { mm, level: Level::Pte, base: *base, pfn });
            tx.put_frame(pfn, Holder::PageTable);
        }
    }
    !pmds.is_empty()
}

/// Gives the PMD entries of a range new permissions (`change_huge_pmd`); true if there were any.
pub(super) fn change_pmds(
    tx: &mut Tx,
    who: Who,
    vma: &Vma,
    range: PageRange,
    changed: impl Fn(&Tx, Pte) -> Pte,
) -> bool {
    let pmds = pmds_in(tx, who.mm, range);
    for (base, pmd) in &pmds {
        let to = changed(tx, *pmd);
        let pages = PMD_PAGES;
        let (range, writable) = (PageRange::new(*base, pages), if to.is_writable() { pages } else { 0 });
        tx.note(Note::ChangingPtes { pid: who.pid, range: range.intersect(vma.range()), pages, writable });
        set_pmd(tx, who.mm, *base, to);
    }
    !pmds.is_empty()
}

/// The PMD entries of a range that can move as a whole; the others are split (`move_page_tables`).
pub(super) fn movable_pmds(tx: &mut Tx, who: Who, vma: &Vma, piece: PageRange, dest: PageRange) -> Vec<(Vpn, Vpn)> {
    let mut movable = Vec::new();
    for (base, _) in pmds_in(tx, who.mm, piece) {
        let whole = PageRange::new(base, PMD_PAGES).intersect(piece).pages() == PMD_PAGES;
        let to = Vpn(dest.start.0 + base.0.saturating_sub(piece.start.0));
        let free = tx.mm(who.mm).is_some_and(|mm| mm.tables.table(Level::Pte, to).is_none());
        if whole && free && huge_base(to) == to {
            movable.push((base, to));
        } else {
            split_pmd(tx, who, vma, base);
        }
    }
    movable
}

/// Moves a PMD entry with the table that was deposited for it (`move_huge_pmd`). The upper tables are there.
pub(super) fn move_pmd(tx: &mut Tx, who: Who, from: Vpn, to: Vpn) {
    let Some((pmd, table)) = tx.mm(who.mm).map(|mm| (mm.tables.get(from), mm.tables.table(Level::Pte, from))) else {
        return;
    };
    let Some(pfn) = table else { return };
    tx.note(Note::MovingPmd { pid: who.pid, from, to });
    set_pmd(tx, who.mm, from, Pte::NONE);
    tx.emit(Effect::TableFreed { mm: who.mm, level: Level::Pte, base: from, pfn });
    tx.emit(Effect::TableAllocated { mm: who.mm, level: Level::Pte, base: to, pfn });
    set_pmd(tx, who.mm, to, pmd);
}

/// Marks huge pages as given up (`madvise_free_huge_pmd`): one that is shared stays, one that lies in the range in part becomes small pages first.
pub(super) fn give_up_pmds(tx: &mut Tx, who: Who, range: PageRange) {
    for (base, pmd) in pmds_in(tx, who.mm, range) {
        let folio = pmd.pfn().and_then(|pfn| tx.folio(pfn));
        let Some((head, _)) = folio.filter(|(_, folio)| !folio.maybe_shared) else { continue };
        if PageRange::new(base, PMD_PAGES).intersect(range).pages() < PMD_PAGES {
            split_folio(tx, who.pid, head);
            continue;
        }
        set_pmd(tx, who.mm, base, pmd.mkclean().mkold());
        let gone = FrameFlags::DIRTY | FrameFlags::ACTIVE | FrameFlags::REFERENCED;
        tx.flag_frame(head, FrameFlags::LAZYFREE, gone);
    }
}

/// The entries of a range as a system call that goes through them takes them: on a machine with large folios page by page, accessed and dirty bits merged.
pub(super) fn merged(tx: &Tx, runs: Vec<PteRun>) -> Vec<PteRun> {
    if tx.folios().next().is_none() {
        return runs;
    }
    let pages = |run: PteRun| run.range.iter().zip(0..).map(move |(vpn, offset)| (vpn, run.pte.at(offset)));
    let mut ptes: Vec<(Vpn, Pte)> = runs.into_iter().flat_map(pages).collect();
    merge_young_dirty(tx, &mut ptes);
    ptes.into_iter().map(|(vpn, pte)| PteRun { range: PageRange::new(vpn, 1), pte }).collect()
}

/// Lets the PTEs of one large folio in a row share what was noted of any: accessed and dirty (`get_and_clear_ptes` over a batch of `folio_pte_batch`).
fn merge_young_dirty(tx: &Tx, ptes: &mut [(Vpn, Pte)]) {
    let mut from = 0;
    while from < ptes.len() {
        let len = batch(tx, &ptes[from..]);
        let run = &mut ptes[from..from + len];
        let young = run.iter().any(|(_, pte)| pte.is_accessed());
        let dirty = run.iter().any(|(_, pte)| pte.is_dirty());
        for (_, pte) in run {
            *pte = if young { pte.mkyoung() } else { *pte };
            *pte = if dirty { pte.mkdirty() } else { *pte };
        }
        from += len;
    }
}

/// How many of the entries belong together: pages in a row of one large folio, equal but for accessed and dirty.
fn batch(tx: &Tx, ptes: &[(Vpn, Pte)]) -> usize {
    let Some((first, pte)) = ptes.first().copied() else { return 0 };
    let Some((head, folio)) = pte.pfn().and_then(|pfn| tx.folio(pfn)) else { return 1 };
    let ignored = PteFlags::ACCESSED | PteFlags::DIRTY | PteFlags::SAVED_DIRTY;
    let page = tx.page_size();
    let follows = |(i, (vpn, other)): (usize, &(Vpn, Pte))| {
        let inside = u64::from(pte.at(i as u64).pfn().map_or(0, |pfn| pfn.0) - head.0) < folio.pages();
        let same = other.flags() - ignored == pte.flags() - ignored && other.pfn() == pte.at(i as u64).pfn();
        *vpn == first.plus(i as u64) && inside && same && Level::Pte.span(page, *vpn) == Level::Pte.span(page, first)
    };
    ptes.iter().enumerate().take_while(|entry| follows((entry.0, entry.1))).count()
}
