//! Small pages become a huge one: `MADV_COLLAPSE` and khugepaged (`madvise_collapse`, `khugepaged_scan_mm_slot`, mm/khugepaged.c).
//!
//! For each aligned piece of a range the kernel looks whether it can be done (`hpage_collapse_scan_pmd`), takes a huge page, copies what is there,
//! fills the rest with zeros, and points the PMD entry at it (`collapse_huge_page`). A program that asks for it is not asked how many pages are
//! missing, swapped out or shared, nor what `transparent_hugepage/enabled` says; khugepaged goes by its limits.
//!
//! # Simplification: khugepaged goes through all memory when the scenario says so
//! Linux has a thread that looks at 4096 pages every ten seconds, in the address spaces that may have huge pages. Here a scan looks at all of them,
//! in the order in which they were made, and there is none unless the scenario says `khugepaged`. A program could tell by timing only.
//!
//! # Simplification: MADV_COLLAPSE is for private anonymous memory
//! Linux also collapses shared memory, and code of files where the kernel is built for that, to a huge page in the page cache. Here both are refused
//! with EINVAL, as large folios are anonymous. A program could tell by the result, and by `ShmemPmdMapped`.
//!
//! # Simplification: swap answers MADV_COLLAPSE at once
//! Linux gives up with EAGAIN when a swapped-out page has to wait for a disk. Here every page comes back at once, as from zram.

use super::charge;
use super::fault::fresh_pte;
use super::huge::{add_rmap_pmd, set_pmd};
use super::reclaim::is_held;
use super::{swap, swapin, Who};
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::{Outcome, Ret};
use crate::contents::Contents;
use crate::effect::{Effect, Fill, Holder, Tally};
use crate::errno::Errno;
use crate::folio::{PMD_ORDER, PMD_PAGES};
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::{frames_of, Tx};
use crate::mm::{Mm, MmId, RssKind};
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::tables::Level;
use crate::task::Pid;
use crate::thp::CollapseVerdict;
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// Collapses the aligned pieces of a range. What was done of a range before a piece failed stays done, as in Linux.
///
/// # Errors
/// EINVAL where no huge page may be or nothing is mapped, EAGAIN where a page is held, ENOMEM without frames in a row, EBUSY when the memory
/// cgroup has no room (`madvise_collapse_errno`).
pub(super) fn collapse(tx: &mut Tx, who: Who, vma: &Vma, part: PageRange) -> Result<(), Errno> {
    if !tx.config().may_collapse(vma) {
        return Err(Errno::EINVAL);
    }
    let (first, end) = (part.start.0.next_multiple_of(PMD_PAGES), part.end.0 / PMD_PAGES * PMD_PAGES);
    if first > end {
        return Err(Errno::EINVAL);
    }
    let mut last_fail = Ok(());
    for base in (first..end).step_by(PMD_PAGES as usize).map(Vpn) {
        let range = PageRange::new(base, PMD_PAGES);
        let verdict = scan(tx, who, range, &ASKED_FOR);
        tx.note(Note::CollapseScanned { pid: who.pid, range, verdict });
        match verdict {
            CollapseVerdict::AlreadyHuge => {}
            // Nobody who asks is held to khugepaged's limits.
            CollapseVerdict::Empty
            | CollapseVerdict::TooManySwapped
            | CollapseVerdict::TooManyShared
            | CollapseVerdict::Unused
            | CollapseVerdict::NoTable => last_fail = Err(Errno::EINVAL),
            CollapseVerdict::Held(_) => last_fail = Err(Errno::EAGAIN),
            CollapseVerdict::NoEntry => return Err(Errno::EINVAL),
            CollapseVerdict::Collapse { .. } => collapse_piece(tx, who, vma, range)?,
        }
    }
    last_fail
}

/// One scan of khugepaged: every piece of memory that may be huge, and that keeps to the limits, is collapsed.
pub(crate) fn khugepaged(tx: &mut Tx) -> Outcome {
    let mms: Vec<MmId> = tx.mms().map(|(id, _)| id).collect();
    for mm in mms {
        let who = Who { pid: tx.tasks().find(|task| task.mm == Some(mm)).map_or(Pid::OUTSIDE, |task| task.pid), mm };
        let vmas = tx.mm(mm).map_or(Vec::new(), |mm| mm.vmas.values().copied().collect());
        for vma in vmas.iter().filter(|vma| tx.config().khugepaged_may_collapse(vma)).collect::<Vec<_>>() {
            scan_vma(tx, who, vma);
        }
    }
    Outcome::of(Ret::Done)
}

fn scan_vma(tx: &mut Tx, who: Who, vma: &Vma) {
    tx.note(Note::KhugepagedScanning { pid: who.pid, range: vma.range() });
    let (first, end) = (vma.start.0.next_multiple_of(PMD_PAGES), vma.end.0 / PMD_PAGES * PMD_PAGES);
    for base in (first..end).step_by(PMD_PAGES as usize).map(Vpn) {
        let range = PageRange::new(base, PMD_PAGES);
        let verdict = scan(tx, who, range, &KHUGEPAGED);
        tx.note(Note::CollapseScanned { pid: who.pid, range, verdict });
        if matches!(verdict, CollapseVerdict::Collapse { .. }) && collapse_piece(tx, who, vma, range).is_err() {
            // Without a huge page it goes to sleep.
            return;
        }
    }
}

/// What a piece has to keep to.
struct Limits {
    /// Pages that may be missing, or map the zero page (`max_ptes_none`).
    none: u64,
    /// Pages that may be swapped out (`max_ptes_swap`).
    swapped: u64,
    /// Pages that others may map as well (`max_ptes_shared`).
    shared: u64,
    /// Whether pages have to be in use: one of them, or half of all if some are swapped out.
    used: bool,
}

/// None for who asks.
const ASKED_FOR: Limits = Limits { none: PMD_PAGES, swapped: PMD_PAGES, shared: PMD_PAGES, used: false };
/// Those that khugepaged starts with (`hugepage_init`).
const KHUGEPAGED: Limits = Limits { none: PMD_PAGES - 1, swapped: PMD_PAGES / 8, shared: PMD_PAGES / 2, used: true };

/// Looks through the entries of a piece (`hpage_collapse_scan_pmd`).
fn scan(tx: &Tx, who: Who, range: PageRange, limits: &Limits) -> CollapseVerdict {
    let Some(mm) = tx.mm(who.mm) else { return CollapseVerdict::NoTable };
    if mm.tables.table(Level::Pmd, range.start).is_none() {
        return CollapseVerdict::NoTable;
    }
    if mm.tables.get(range.start).is_huge() {
        return CollapseVerdict::AlreadyHuge;
    }
    if mm.tables.table(Level::Pte, range.start).is_none() {
        return CollapseVerdict::NoEntry;
    }
    let (mut pages, mut swapped, mut shared, mut used) = (0, 0, 0, 0);
    for pte in mm.tables.populated(range).map(|(_, pte)| pte).filter(|pte| !pte.is_zero_page()) {
        pages += 1;
        swapped += u64::from(pte.swap_slot().is_some());
        if let Some((pfn, frame)) = pte.pfn().and_then(|pfn| Some((pfn, tx.frame(pfn)?))) {
            shared += u64::from(tx.folio(pfn).map_or(frame.mapcount > 1, |(_, folio)| folio.maybe_shared));
            if shared > limits.shared {
                return CollapseVerdict::TooManyShared;
            }
            if is_held(tx, pfn, &frame) {
                return CollapseVerdict::Held(pfn);
            }
            used += u64::from(pte.is_accessed() || tx.page_flags(pfn).contains(FrameFlags::REFERENCED));
        }
        if swapped > limits.swapped {
            return CollapseVerdict::TooManySwapped;
        }
    }
    match range.pages() - pages {
        none if none > limits.none => CollapseVerdict::Empty,
        _ if limits.used && (used == 0 || swapped > 0 && used < PMD_PAGES / 2) => CollapseVerdict::Unused,
        _ => CollapseVerdict::Collapse { pages },
    }
}

/// Puts a huge page in the place of a piece's small ones (`collapse_huge_page`).
fn collapse_piece(tx: &mut Tx, who: Who, vma: &Vma, range: PageRange) -> Result<(), Errno> {
    let head = new_folio(tx, who, range.start)?;
    if let Err(errno) = bring_back(tx, who, vma, range) {
        tx.put_frame(head, Holder::Mapping);
        return Err(errno);
    }
    let old: Vec<(Vpn, Pte)> = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.tables.populated(range).collect());
    let copied = old.iter().filter(|(_, pte)| !pte.is_zero_page()).count() as u64;
    tx.note(Note::Collapsing { pid: who.pid, range, head, copied });
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
    for (vpn, pte) in &old {
        copy_page(tx, *pte, Pfn(head.0 + (vpn.0 - range.start.0) as u32));
    }
    tx.emit(Effect::Tallied(Tally::Zeroed(PMD_PAGES - copied)));
    tx.add_rss(who.mm, RssKind::Anon, (PMD_PAGES - copied) as i64);
    for (vpn, pte) in &old {
        drop_page(tx, who, vma, *vpn, *pte);
    }
    let pmd = collapsed_pmd(vma, head);
    tx.note(Note::SettingPmd { pid: who.pid, vpn: range.start, pmd });
    add_rmap_pmd(tx, who.mm, vma, head);
    tx.mark_exclusive(head, 1, true);
    set_pmd(tx, who.mm, range.start, pmd);
    Ok(())
}

/// Takes and charges a huge page (`alloc_charge_folio`).
fn new_folio(tx: &mut Tx, who: Who, vpn: Vpn) -> Result<Pfn, Errno> {
    let head = tx.frames().next_folio(PMD_ORDER);
    let full = head.and_then(|_| charge::in_the_way_of_collapse(tx, who.pid, PMD_PAGES));
    tx.note(Note::CollapseAllocating { pid: who.pid, vpn, head, full });
    let Some(head) = head.filter(|_| full.is_none()) else {
        tx.emit(Effect::Tallied(Tally::ThpCollapseAllocFailed));
        return Err(if full.is_some() { Errno::EBUSY } else { Errno::ENOMEM });
    };
    tx.emit(Effect::FolioAllocated { head, order: PMD_ORDER });
    frames_of(head, PMD_PAGES).for_each(|pfn| charge::charge_frame(tx, who.pid, pfn, FrameKind::Anon));
    tx.emit(Effect::Tallied(Tally::ThpCollapseAlloc));
    Ok(head)
}

/// Brings swapped-out pages of a piece back (`__collapse_huge_page_swapin`).
///
/// # Errors
/// EINVAL when there is no frame for one of them, or when making room for one sent another away.
fn bring_back(tx: &mut Tx, who: Who, vma: &Vma, range: PageRange) -> Result<(), Errno> {
    for vpn in range.iter() {
        let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
        if pte.swap_slot().is_some() {
            swapin::swap_in(tx, who, Access::Read, vma, vpn, pte).map_err(|_| Errno::EINVAL)?;
        }
    }
    let is_swapped = |mm: &Mm| mm.tables.populated(range).any(|(_, pte)| pte.swap_slot().is_some());
    if tx.mm(who.mm).is_some_and(is_swapped) {
        Err(Errno::EINVAL)
    } else {
        Ok(())
    }
}

/// Copies a page to its place in the huge page; of the zero page nothing has to be copied (`__collapse_huge_page_copy`).
fn copy_page(tx: &mut Tx, pte: Pte, to: Pfn) {
    let Some(from) = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE) else { return };
    let contents = tx.frame(from).map_or(Contents::ZERO, |frame| frame.contents.clone());
    tx.emit(Effect::ContentsChanged { pfn: to, from: Contents::ZERO, to: contents, how: Fill::CopiedFrom(from) });
}

/// Takes a small page out: the huge page has its bytes (`__collapse_huge_page_copy_succeeded`).
fn drop_page(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pte: Pte) {
    tx.set_pte(who.mm, vpn, Pte::NONE);
    if let Some(pfn) = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE) {
        tx.remove_rmap(who.mm, pfn, vma);
        swap::put_mapping(tx, pfn);
    }
}

/// The entry for a huge page that khugepaged's code maps: dirty, writable if the VMA is (`maybe_pmd_mkwrite`).
fn collapsed_pmd(vma: &Vma, head: Pfn) -> Pte {
    let pte = fresh_pte(vma, head, Access::Write);
    if vma.is_accessible() {
        pte.mkhuge()
    } else {
        pte.modify(false, false).mkhuge()
    }
}
