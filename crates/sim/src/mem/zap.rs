//! Taking mappings and page tables away (`zap_pte_range`, `free_pgtables`, `exit_mmap`).

mod together;

use super::huge_map::zap_pmds;
use super::{share, swap, Who, EVERYWHERE};
use crate::addr::{PageRange, Pfn, Vpn};
use crate::effect::{Effect, Holder};
use crate::file::{FileId, FileKind};
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::machine::{Piece, Tx};
use crate::mm::{Mm, MmId, RssKind};
use crate::note::Note;
use crate::pte::Pte;
use crate::tables::{Level, PteRun};
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// How many pages of a range are present.
pub(super) fn populated(tx: &Tx, mm: MmId, range: PageRange) -> u64 {
    let present = |mm: &Mm| mm.tables.runs(range).filter(|run| run.pte.is_present()).map(|run| run.range.pages()).sum();
    tx.mm(mm).map_or(0, present)
}

/// Empties every PTE of a range and drops what they mapped.
pub(super) fn zap(tx: &mut Tx, mm: MmId, range: PageRange) {
    let vmas = tx.mm(mm).map_or(Vec::new(), |mm| mm.vmas_in(range));
    let mut emptied = false;
    for vma in vmas {
        let part = vma.range().intersect(range);
        emptied |= zap_pmds(tx, mm, &vma, part);
        let runs: Vec<PteRun> = tx.mm(mm).map_or(Vec::new(), |mm| mm.tables.runs(part).collect());
        emptied |= !runs.is_empty();
        // The rmap of a dirty page of a file goes only after a flush of the TLB, which takes the batches along (`tlb_delay_rmap`).
        let flushes = vma.file().is_some() && runs.iter().any(|run| is_dirty_page_cache(tx, run.pte));
        let pages: u64 = runs.iter().map(|run| run.range.pages()).sum();
        if pages > Tx::SINGLY {
            together::zap_runs(tx, mm, &vma, runs);
        } else {
            runs.into_iter().for_each(|run| zap_run(tx, mm, &vma, run));
        }
        if flushes {
            tx.lru_add_drain();
        }
    }
    if emptied {
        tx.lru_add_drain();
        tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(mm) });
    }
}

fn is_dirty_page_cache(tx: &Tx, pte: Pte) -> bool {
    pte.is_dirty() && pte.pfn().and_then(|pfn| tx.frame_view(pfn)).is_some_and(|view| view.kind.is_page_cache())
}

fn zap_run(tx: &mut Tx, mm: MmId, vma: &Vma, run: PteRun) {
    let pieces: Vec<Piece> = tx.mm(mm).map_or(Vec::new(), |mm| tx.pieces(mm, run.range).collect());
    pieces.iter().for_each(|piece| zap_piece(tx, mm, vma, piece));
}

/// Whether the entries of a run may go at once.
fn is_bulk(tx: &Tx, vma: &Vma, PteRun { range, pte }: PteRun) -> bool {
    tx.changes_at_once(range.pages()) && pte.is_plain() && !vma.is_shared()
}

fn zap_piece(tx: &mut Tx, mm: MmId, vma: &Vma, piece: &Piece) {
    let Piece { range, pte, ref frame } = *piece;
    let at_once = frame.as_ref().filter(|_| is_bulk(tx, vma, PteRun { range, pte }));
    match at_once {
        Some(frame) if frame.kind == FrameKind::Zero => tx.set_ptes(mm, range, pte, Pte::NONE),
        Some(frame) if frame.is_unlocked() => {
            tx.set_ptes(mm, range, pte, Pte::NONE);
            drop_frames(tx, mm, piece, frame);
        }
        Some(_) | None => {
            for (offset, vpn) in (0..).zip(range.iter()) {
                tx.set_pte(mm, vpn, Pte::NONE);
                drop_mapping(tx, mm, vma, pte.at(offset));
            }
        }
    }
}

/// Drops frames that are alike.
fn drop_frames(tx: &mut Tx, mm: MmId, piece: &Piece, frame: &Frame) {
    let Some(pfn) = piece.pte.pfn() else { return };
    let pages = piece.range.pages();
    tx.add_rss(mm, RssKind::Anon, -(pages as i64));
    let (refcount, mapcount) = (frame.refcount - 1, frame.mapcount - 1);
    let to = (refcount > 0).then(|| Frame { refcount, mapcount, ..frame.clone() });
    tx.change_frames(pfn, pages as u32, Some(frame.clone()), to);
}

/// Drops what an entry that was taken out had mapped: count, reference, resident pages; a page-cache page learns of its use.
fn drop_mapping(tx: &mut Tx, mm: MmId, vma: &Vma, pte: Pte) {
    if let Some(slot) = pte.swap_slot() {
        return swap::zap_entry(tx, mm, slot);
    }
    let Some(view) = pte.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return };
    let Some(rss) = view.kind.rss() else { return };
    if view.kind.is_page_cache() {
        if pte.is_dirty() {
            tx.flag_frame(view.pfn, FrameFlags::DIRTY, FrameFlags::empty());
        }
        if pte.is_accessed() {
            tx.mark_accessed(view.pfn);
        }
    }
    tx.add_rss(mm, rss, -1);
    tx.remove_rmap(mm, view.pfn, vma);
    swap::put_mapping(tx, view.pfn);
}

/// Frees the page tables that only an unmapped range used: those whose span reaches no neighbouring VMA.
pub(super) fn free_tables(tx: &mut Tx, mm: MmId, unmapped: PageRange) {
    let Some(space) = tx.mm(mm) else { return };
    let floor = space.vma_before(unmapped.start).map_or(Vpn(0), |vma| vma.end);
    let ceiling = space.vma_from(unmapped.end).map_or(Vpn(u64::MAX), |vma| vma.start);
    let page = tx.page_size();
    for level in page.levels_below_pgd().iter().rev().copied() {
        let in_reach = |tables: &(Vpn, Pfn, u64)| {
            clipped(level.table_shift(page), *tables, PageRange { start: floor, end: ceiling })
        };
        let all = tx.mm(mm).map_or(Vec::new(), |space| space.tables.tables_in(level, unmapped).collect());
        for tables in all.iter().filter_map(in_reach) {
            free_tables_of(tx, mm, level, tables);
        }
    }
}

/// Those of a run of tables that span nothing but pages of a range.
fn clipped(shift: u32, (base, pfn, tables): (Vpn, Pfn, u64), within: PageRange) -> Option<(Vpn, Pfn, u64)> {
    let span = 1 << shift;
    let before = within.start.0.saturating_sub(base.0).div_ceil(span);
    let until = (within.end.0.saturating_sub(base.0) / span).min(tables);
    (before < until).then(|| (base.plus(before * span), Pfn(pfn.0 - before as u32), until - before))
}

fn free_tables_of(tx: &mut Tx, mm: MmId, level: Level, (base, pfn, tables): (Vpn, Pfn, u64)) {
    if tx.changes_at_once(tables) {
        tx.emit(Effect::TablesFreed { mm, level, base, pfn, tables });
        let first = Pfn(pfn.0 + 1 - tables as u32);
        let from = tx.frame(first);
        tx.change_frames(first, tables as u32, from, None);
        return;
    }
    let shift = level.table_shift(tx.page_size());
    for n in 0..tables {
        free_table(tx, mm, level, base.plus(n << shift), Pfn(pfn.0 - n as u32));
    }
}

/// Frees the PTE tables of the pieces of a range that span a whole table each and that hold no entry any more (`try_to_free_pte`).
pub(super) fn reclaim_tables(tx: &mut Tx, mm: MmId, range: PageRange) {
    let Some(space) = tx.mm(mm) else { return };
    let whole = |span: &PageRange| span.intersect(range) == *span && space.tables.is_leaf_empty(span.start);
    let mut empty: Vec<(PageRange, Pfn, u64)> = Vec::new();
    for span in space.tables.leaf_spans(range).into_iter().filter(whole) {
        let Some(pfn) = space.tables.table(Level::Pte, span.start) else { continue };
        let follows = |(before, first, tables): &&mut (PageRange, Pfn, u64)| {
            before.end == span.start && u64::from(first.0) == u64::from(pfn.0) + *tables
        };
        match empty.last_mut().filter(follows) {
            Some((before, _, tables)) => (before.end, *tables) = (span.end, *tables + 1),
            None => empty.push((span, pfn, 1)),
        }
    }
    for (span, pfn, tables) in empty {
        free_tables_of(tx, mm, Level::Pte, (span.start, pfn, tables));
    }
}

fn free_table(tx: &mut Tx, mm: MmId, level: Level, base: Vpn, pfn: Pfn) {
    tx.emit(Effect::TableFreed { mm, level, base, pfn });
    tx.put_frame(pfn, Holder::PageTable);
}

/// Adds a VMA; the file behind it counts its mappings.
pub(super) fn insert_vma(tx: &mut Tx, mm: MmId, vma: Vma) {
    tx.emit(Effect::VmaInserted { mm, vma });
    if let Some(file) = vma.file() {
        count_mapping(tx, file, 1);
    }
}

/// Takes a VMA out; a shared anonymous object goes with its last mapping.
pub(super) fn remove_vma(tx: &mut Tx, mm: MmId, vma: Vma) {
    tx.emit(Effect::VmaRemoved { mm, vma });
    if let Some(file) = vma.file() {
        count_mapping(tx, file, -1);
        drop_unmapped(tx, file);
    }
}

fn count_mapping(tx: &mut Tx, file: FileId, delta: i32) {
    let Some(from) = tx.file(file).map(|file| file.mappings) else { return };
    tx.emit(Effect::FileMappingsChanged { file, from, to: from.saturating_add_signed(delta) });
}

fn drop_unmapped(tx: &mut Tx, id: FileId) {
    let Some(file) = tx.file(id).filter(|file| file.kind == FileKind::SharedAnon && file.mappings == 0) else { return };
    let pages: Vec<_> = file.cache.iter().map(|(index, pfn)| (*index, *pfn)).collect();
    let swapped: Vec<_> = file.swapped.values().copied().collect();
    for (index, pfn) in pages {
        tx.emit(Effect::PageUncached { file: id, index, pfn });
        tx.put_frame(pfn, Holder::PageCache);
    }
    for slot in swapped {
        swap::free_slot_and_cache(tx, slot);
    }
    tx.emit(Effect::FileDropped { file: id });
}

/// Gives a whole address space back.
pub(crate) fn exit_mmap(tx: &mut Tx, who: Who) {
    let pages = populated(tx, who.mm, EVERYWHERE);
    tx.note(Note::UnmappingAll { pid: who.pid, pages });
    share::leave_all(tx, who);
    zap(tx, who.mm, EVERYWHERE);
    let vmas: Vec<Vma> = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas.values().copied().collect());
    for vma in vmas {
        remove_vma(tx, who.mm, vma);
    }
    let tables = tx.mm(who.mm).map_or(0, |mm| mm.tables.count() + 1);
    tx.note(Note::FreeingTables { pid: who.pid, tables });
    free_tables(tx, who.mm, PageRange { start: Vpn(0), end: Vpn(u64::MAX >> 12) });
    let pgd = tx.mm(who.mm).and_then(|mm| mm.tables.table(Level::Pgd, Vpn(0)));
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
    tx.emit(Effect::MmDestroyed { mm: who.mm });
    if let Some(pfn) = pgd {
        tx.put_frame(pfn, Holder::PageTable);
    }
}
