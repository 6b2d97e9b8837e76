//! fork's half of memory: the child's VMAs and page tables (`dup_mmap`, `copy_page_range`).

use super::anon::new_anon_vma;
use super::charge::{charge_frame, find_room};
use super::commit::charge;
use super::fault::fresh_pte;
use super::huge::pmd_at;
use super::huge_map::copy_pmd;
use super::huge_split::pmds_in;
use super::reclaim::make_room;
use super::zap::{insert_vma, populated};
use super::{alloc, share, swap, Who};
use crate::addr::{PageRange, PageSize, Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Fill, Holder, Tally};
use crate::errno::Errno;
use crate::event::Unseen;
use crate::frame::{Frame, FrameFlags, FrameKind, Mapped};
use crate::hold::HoldKind;
use crate::machine::{Piece, Totals, Tx};
use crate::mm::RssKind;
use crate::note::{Access, Note, VmaVerdict};
use crate::policy::{CopyPolicy, PteVerdict, RangeVerdict};
use crate::pte::Pte;
use crate::tables::{Level, PteRun};
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// The two sides of a fork.
#[derive(Clone, Copy)]
struct Fork {
    parent: Who,
    child: Who,
}

/// Fills the child's empty address space from the parent's.
///
/// # Errors
/// ENOMEM when a charge is refused or frames run out; what had been made of the child's address space is for the caller to take back.
/// The parent's pages that were already shared stay write-protected, as in Linux: its next write to each finds it alone and reuses it.
pub(crate) fn dup_mmap(tx: &mut Tx, parent: Who, child: Who) -> Result<(), Errno> {
    if let (Some(from), Some(to)) = (tx.mm(child.mm).map(|mm| mm.brk), tx.mm(parent.mm).map(|mm| mm.brk)) {
        tx.emit(Effect::BrkMoved { mm: child.mm, from, to });
    }
    let result = dup_vmas(tx, Fork { parent, child });
    tx.note(Note::FlushingTlb { pid: parent.pid });
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(parent.mm) });
    result
}

fn dup_vmas(tx: &mut Tx, fork: Fork) -> Result<(), Errno> {
    let vmas: Vec<Vma> = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.vmas.values().copied().collect());
    for vma in vmas {
        let verdict = match vma.flags {
            flags if flags.contains(VmFlags::DONTCOPY) => VmaVerdict::LeftOut,
            flags if flags.contains(VmFlags::WIPEONFORK) => VmaVerdict::Wiped,
            _ => VmaVerdict::Inherited,
        };
        tx.note(Note::CopyingVma { pid: fork.parent.pid, child: fork.child.pid, vma, verdict });
        if verdict == VmaVerdict::LeftOut {
            continue;
        }
        if vma.flags.contains(VmFlags::ACCOUNT) {
            charge(tx, fork.parent, vma.pages())?;
        }
        let inherited = vma.anon_vma.filter(|_| verdict == VmaVerdict::Inherited);
        let anon_vma = inherited.map(|anon| new_anon_vma(tx, anon.chain + 1));
        // Locks are not inherited.
        let inherited = Vma { anon_vma, flags: vma.flags - VmFlags::LOCKED, ..vma };
        insert_vma(tx, fork.child.mm, inherited);
        if verdict == VmaVerdict::Inherited {
            copy_range(tx, fork, &inherited)?;
        }
    }
    Ok(())
}

fn copy_range(tx: &mut Tx, fork: Fork, vma: &Vma) -> Result<(), Errno> {
    let verdict = tx.config().copy.on_vma(vma);
    let (pid, child) = (fork.parent.pid, fork.child.pid);
    tx.note(Note::CopyingRange { pid, child, vma: *vma, verdict });
    if verdict == RangeVerdict::LeaveToFaults {
        return Ok(());
    }
    for (level, at) in upper_tables(tx, fork.parent, vma.range()) {
        alloc::tables(tx, fork.child, at, level)?;
    }
    if verdict == RangeVerdict::ShareTables {
        return share_tables(tx, fork, vma);
    }
    if copies_at_once(tx, fork, vma) {
        let tables: Vec<_> = leaf_tables(tx, fork.parent, vma.range()).collect();
        for (base, tables) in tables {
            alloc::leaf_tables(tx, fork.child, base, tables)?;
        }
        return copy_ptes(tx, fork, vma, vma.range());
    }
    let spans = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.tables.leaf_spans(vma.range()));
    for span in spans {
        let pmd = pmd_at(tx, fork.parent.mm, span.start);
        if let Some(pmd) = pmd {
            if copy_pmd(tx, fork.parent, fork.child, vma, pmd)? {
                continue;
            }
        }
        alloc::tables(tx, fork.child, span.start, Level::Pte)?;
        let part = span.intersect(vma.range());
        make_room_for_copies(tx, fork.parent, part);
        copy_ptes(tx, fork, vma, part)?;
    }
    Ok(())
}

/// Whether the page tables of a VMA are copied as one: nobody looks on, there are frames for all tables, and no page needs one, may be pinned, or
/// is huge.
fn copies_at_once(tx: &Tx, fork: Fork, vma: &Vma) -> bool {
    let tables: u64 = leaf_tables(tx, fork.parent, vma.range()).map(|(_, tables)| tables).sum();
    let takes_no_frames = tx.config().copy.on_present_pte(vma, FrameKind::Anon) != PteVerdict::CopyNow;
    let huge = pmds_in(tx, fork.parent.mm, vma.range());
    !tx.is_told()
        && huge.is_empty()
        && takes_no_frames
        && !has_pins(tx)
        && tables <= u64::from(tx.frames().free_count())
}

/// The PTE tables that serve a range, as runs: the first page spanned, and how many tables.
fn leaf_tables<'a>(tx: &'a Tx, who: Who, range: PageRange) -> impl Iterator<Item = (Vpn, u64)> + 'a {
    let runs = tx.mm(who.mm).into_iter().flat_map(move |mm| mm.tables.tables_in(Level::Pte, range));
    runs.map(|(base, _, tables)| (base, tables))
}

/// Shares the page tables of a VMA, and copies those that cannot be.
fn share_tables(tx: &mut Tx, fork: Fork, vma: &Vma) -> Result<(), Errno> {
    let spans = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.tables.leaf_spans(vma.range()));
    for span in spans {
        if share::share_table(tx, fork.parent, fork.child, span) {
            continue;
        }
        share::unshare_range(tx, fork.parent, span)?;
        alloc::tables(tx, fork.child, span.start, Level::Pte)?;
        copy_ptes(tx, fork, vma, span.intersect(vma.range()))?;
    }
    Ok(())
}

/// Before any entry is looked at: making room changes entries.
fn make_room_for_copies(tx: &mut Tx, parent: Who, part: PageRange) {
    if tx.config().copy == CopyPolicy::Eager {
        let missing = populated(tx, parent.mm, part).saturating_sub(tx.frames().free_count().into());
        if missing > 0 {
            make_room(tx, parent, part.start, u32::try_from(missing).unwrap_or(u32::MAX));
        }
    }
}

/// The upper tables that serve a range. The child gets each of them, whatever is in it.
fn upper_tables(tx: &Tx, who: Who, range: PageRange) -> Vec<(Level, Vpn)> {
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    let page = tx.page_size();
    let serving = |level: Level| {
        let runs = mm.tables.tables_in(level, range);
        let bases = runs.flat_map(move |(base, _, n)| (0..n).map(move |n| base.plus(n << level.table_shift(page))));
        bases.map(move |base| (level, level.span(page, base).intersect(range).start))
    };
    [Level::Pud, Level::Pmd].into_iter().flat_map(serving).collect()
}

/// Copies the present entries of page tables; in each table a run of equal treatment is one step.
fn copy_ptes(tx: &mut Tx, fork: Fork, vma: &Vma, part: PageRange) -> Result<(), Errno> {
    let pieces = pieces(tx, fork, vma, part);
    let verdict_of = |tx: &Tx, piece: &Piece| {
        if piece.pte.swap_slot().is_some() {
            return PteVerdict::ShareSwapEntry;
        }
        let frame = piece.frame.as_ref();
        let kind = frame.map_or(FrameKind::Zero, |frame| frame.kind);
        let folio = piece.pte.pfn().and_then(|pfn| tx.folio(pfn));
        let pinned = folio.map(|(_, folio)| folio.pins > 0);
        if pinned.unwrap_or_else(|| frame.is_some_and(|frame| maybe_dma_pinned(tx, frame.refcount))) {
            tx.config().copy.on_pinned_pte(vma, kind)
        } else {
            tx.config().copy.on_present_pte(vma, kind)
        }
    };
    let verdicts: Vec<PteVerdict> = pieces.iter().map(|piece| verdict_of(tx, piece)).collect();
    let mut from = 0;
    while let Some(verdict) = verdicts.get(from).copied() {
        let len = verdicts[from..].iter().take_while(|other| **other == verdict).count();
        let run = &pieces[from..from + len];
        let range = PageRange { start: run[0].range.start, end: run[len - 1].range.end };
        let (pid, child) = (fork.parent.pid, fork.child.pid);
        let pages = run.iter().map(|piece| piece.range.pages()).sum();
        tx.note(Note::CopyingPtes { pid, child, range, pages, verdict });
        tx.emit(Effect::Tallied(Tally::Entries(pages)));
        tx.count_unseen(Unseen { steps: tables_of(tx.page_size(), run).saturating_sub(1), traps: 0 });
        for piece in run {
            match verdict {
                PteVerdict::ShareSwapEntry => share_swapped(tx, fork, piece),
                PteVerdict::ShareWriteProtected => share(tx, fork, vma, piece, piece.pte.wrprotect()),
                PteVerdict::ShareAsIs => share(tx, fork, vma, piece, piece.pte),
                PteVerdict::CopyNow => copy_now(tx, fork, vma, piece, Pte::mkold)?,
                PteVerdict::CopyPinned => copy_now(tx, fork, vma, piece, Pte::mkyoung)?,
            }
        }
        from += len;
    }
    Ok(())
}

/// Whether a frame with so many references may be pinned (`folio_maybe_dma_pinned`), on a machine that has pinned any.
fn maybe_dma_pinned(tx: &Tx, refcount: u32) -> bool {
    refcount >= HoldKind::Pin.references() && has_pins(tx)
}

fn has_pins(tx: &Tx) -> bool {
    tx.holds().iter().any(|hold| hold.kind == HoldKind::Pin)
}

/// The entries to copy, in pieces that are treated alike. If nobody looks on and all frames of a run of entries are to be shared, their counts may
/// differ.
fn pieces(tx: &Tx, fork: Fork, vma: &Vma, part: PageRange) -> Vec<Piece> {
    let Some(mm) = tx.mm(fork.parent.mm) else { return Vec::new() };
    let shares = tx.config().copy.on_present_pte(vma, FrameKind::Anon) == PteVerdict::ShareWriteProtected;
    let at_once = shares && !tx.is_told() && !has_pins(tx);
    let whole = |run: PteRun| {
        let pfn = run.pte.pfn().filter(|_| at_once && run.pte.is_plain())?;
        let plain = tx.frames().all_plain(pfn, run.range.pages() as u32);
        plain.then(|| Piece { range: run.range, pte: run.pte, frame: tx.frame(pfn) })
    };
    let of_run = |run: PteRun| whole(run).map_or_else(|| tx.pieces(mm, run.range).collect(), |piece| vec![piece]);
    mm.tables.runs(part).flat_map(of_run).collect()
}

/// How many page tables serve these pieces.
fn tables_of(page: PageSize, pieces: &[Piece]) -> u64 {
    let mut tables = 0;
    let mut next = Vpn(0);
    for Piece { range, .. } in pieces {
        let from = range.start.max(next);
        if from < range.end {
            next = Level::Pte.span(page, Vpn(range.end.0 - 1)).end;
            tables += (next.0 - Level::Pte.span(page, from).start.0) / page.table_entries();
        }
    }
    tables
}

/// Both sides map the frames: the parent through `shared`, the child through the same entries, not accessed yet.
fn share(tx: &mut Tx, fork: Fork, vma: &Vma, piece: &Piece, shared: Pte) {
    let Piece { range, pte, .. } = *piece;
    if tx.changes_at_once(range.pages()) && share_frames(tx, fork, vma, piece) {
        tx.set_ptes(fork.parent.mm, range, pte, shared);
        tx.set_ptes(fork.child.mm, range, Pte::NONE, shared.mkold());
        return;
    }
    for (offset, vpn) in (0..).zip(range.iter()) {
        share_page(tx, fork, vma, vpn, (pte.at(offset), shared.at(offset)));
    }
}

/// Counts one mapping more of frames that are alike; not if there is something special about them.
fn share_frames(tx: &mut Tx, fork: Fork, vma: &Vma, piece: &Piece) -> bool {
    let (Some(pfn), Some(frame), true) = (piece.pte.pfn(), &piece.frame, piece.pte.is_plain()) else { return false };
    if frame.is_plain() && !vma.is_shared() {
        let frames = piece.range.pages() as u32;
        if tx.is_told() {
            let mut to = frame.clone();
            Mapped::by(1).make_to(&mut to);
            tx.change_frames(pfn, frames, Some(frame.clone()), Some(to));
        } else {
            tx.emit(Effect::FramesMapped { pfn, frames, by: 1 });
        }
        tx.add_rss(fork.child.mm, RssKind::Anon, piece.range.pages() as i64);
        return true;
    }
    frame.kind == FrameKind::Zero
}

fn share_page(tx: &mut Tx, fork: Fork, vma: &Vma, vpn: Vpn, (pte, shared): (Pte, Pte)) {
    if let Some((pfn, rss)) = counted(tx, pte) {
        tx.get_frame(pfn, Holder::Mapping);
        tx.add_rmap(fork.child.mm, pfn, vma);
        tx.add_rss(fork.child.mm, rss, 1);
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::EXCLUSIVE);
    }
    tx.set_pte(fork.parent.mm, vpn, shared);
    tx.set_pte(fork.child.mm, vpn, shared.mkold());
}

/// Both sides hold the slot from now on, and to neither is the page exclusive when it comes back (`copy_nonpresent_pte`).
///
/// # Simplification: swapped-out pages are shared under every policy
/// A kernel that copies everything at fork would have to read the page back and write it to a slot of the child's. Here both sides share the slot, and
/// whoever brings the page back and writes to it copies it then.
fn share_swapped(tx: &mut Tx, fork: Fork, piece: &Piece) {
    let (vpn, Some(slot)) = (piece.range.start, piece.pte.swap_slot()) else { return };
    let shared = Pte::swapped(slot, false);
    swap::duplicate(tx, slot);
    tx.set_pte(fork.parent.mm, vpn, shared);
    tx.set_pte(fork.child.mm, vpn, shared);
    tx.add_rss(fork.child.mm, RssKind::Swap, 1);
}

fn counted(tx: &Tx, pte: Pte) -> Option<(Pfn, RssKind)> {
    let pfn = pte.pfn()?;
    Some((pfn, tx.frame(pfn)?.kind.rss()?))
}

/// The child gets frames of its own at once (`copy_present_page`).
fn copy_now(tx: &mut Tx, fork: Fork, vma: &Vma, piece: &Piece, aged: fn(Pte) -> Pte) -> Result<(), Errno> {
    let mut done = 0;
    while done < piece.range.pages() {
        find_room(tx, fork.child.pid)?;
        let (vpn, pte, left) = (piece.range.start.plus(done), piece.pte.at(done), piece.range.pages() - done);
        let (Some((pfn, frames)), Some(source)) = (tx.frames().next_users(), pte.pfn()) else {
            return Err(Errno::ENOMEM);
        };
        let pages = left.min(frames.into());
        let plain = piece.frame.as_ref().is_some_and(Frame::is_plain);
        if plain && tx.groups().is_empty() && tx.changes_at_once(pages) {
            let range = PageRange::new(vpn, pages);
            copy_pages(tx, fork, range, (source, pfn));
            tx.set_ptes(fork.child.mm, range, Pte::NONE, copied_pte(vma, pfn, aged));
            done += pages;
        } else {
            copy_page(tx, fork, vma, vpn, (source, pfn));
            tx.set_pte(fork.child.mm, vpn, copied_pte(vma, pfn, aged));
            done += 1;
        }
    }
    Ok(())
}

fn copy_page(tx: &mut Tx, fork: Fork, vma: &Vma, vpn: Vpn, (source, pfn): (Pfn, Pfn)) {
    tx.emit(Effect::FrameAllocated { pfn, kind: FrameKind::Anon });
    charge_frame(tx, fork.child.pid, pfn, FrameKind::Anon);
    tx.get_frame(pfn, Holder::Mapping);
    let to = tx.frame(source).map_or(Contents::ZERO, |frame| frame.contents.clone());
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to, how: Fill::CopiedFrom(source) });
    tx.emit(Effect::Tallied(Tally::ForkCopy));
    super::anon::prepare_anon_vma(tx, fork.child.mm, vpn);
    tx.add_rmap(fork.child.mm, pfn, vma);
    tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    tx.add_rss(fork.child.mm, RssKind::Anon, 1);
}

/// Copies pages whose frames are alike to frames that follow one another.
fn copy_pages(tx: &mut Tx, fork: Fork, range: PageRange, (source, pfn): (Pfn, Pfn)) {
    let contents = tx.frame(source).map_or(Contents::ZERO, |frame| frame.contents.clone());
    let flags = FrameFlags::EXCLUSIVE;
    let to = Frame { refcount: 1, mapcount: 1, flags, contents, ..Frame::taken(FrameKind::Anon) };
    tx.change_frames(pfn, range.pages() as u32, None, Some(to));
    let bytes_copied = range.pages() * tx.page_size().bytes();
    let by = Totals { fork_copies: range.pages(), bytes_copied, ..Totals::default() };
    tx.emit(Effect::FaultsCounted { pid: fork.child.pid, by });
    super::anon::prepare_anon_vma(tx, fork.child.mm, range.start);
    tx.add_rss(fork.child.mm, RssKind::Anon, range.pages() as i64);
}

fn copied_pte(vma: &Vma, pfn: Pfn, aged: fn(Pte) -> Pte) -> Pte {
    aged(fresh_pte(vma, pfn, Access::Write))
}
