//! Pages that are not alike, unmapped together.
//!
//! Memory that was written to here and there consists of hundreds of thousands of runs: some frames are shared and others are not. What becomes of
//! each page is the same all the same, as long as nothing is special about its frame: its entry goes, one PTE less maps the frame, and a frame that nobody
//! maps any more is free. So it is one effect.
//!
//! The rule it keeps: the machine is that of unmapping one run after the other.

use super::{zap_piece, zap_run};
use crate::addr::PageRange;
use crate::effect::Effect;
use crate::frame::Frame;
use crate::machine::{Piece, Tx};
use crate::mm::{MmId, RssKind};
use crate::tables::PteRun;
use crate::vma::Vma;

/// Empties runs of entries of a VMA, in order, and drops what they mapped.
pub(super) fn zap_runs(tx: &mut Tx, mm: MmId, vma: &Vma, runs: Vec<PteRun>) {
    let mut together = Vec::new();
    for run in runs {
        let is_simple = !vma.is_shared() && run.pte.is_plain();
        match run.pte.pfn().filter(|_| is_simple) {
            Some(_) if run.pte.is_zero_page() => together.push(run),
            Some(pfn) if tx.frames().all_unlocked(pfn, run.range.pages() as u32) => together.push(run),
            Some(_) => zap_around(tx, mm, vma, run, &mut together),
            None => {
                zap_together(tx, mm, vma, &mut together);
                zap_run(tx, mm, vma, run);
            }
        }
    }
    zap_together(tx, mm, vma, &mut together);
}

/// Empties a run of entries of which some map a frame that there is something special about: those by themselves.
fn zap_around(tx: &mut Tx, mm: MmId, vma: &Vma, run: PteRun, together: &mut Vec<PteRun>) {
    let pieces: Vec<Piece> = tx.mm(mm).map_or(Vec::new(), |mm| tx.pieces(mm, run.range).collect());
    for piece in pieces {
        if piece.frame.as_ref().is_some_and(Frame::is_unlocked) {
            together.push(PteRun { range: piece.range, pte: piece.pte });
        } else {
            zap_together(tx, mm, vma, together);
            zap_piece(tx, mm, vma, &piece);
        }
    }
}

/// Empties runs of entries that map frames about which nothing is special: in one effect if there are many, or if nobody looks on.
fn zap_together(tx: &mut Tx, mm: MmId, vma: &Vma, together: &mut Vec<PteRun>) {
    let runs = std::mem::take(together);
    let Some((first, last)) = runs.first().zip(runs.last()) else { return };
    let range = PageRange { start: first.range.start, end: last.range.end };
    if !tx.changes_at_once(pieces(tx, &runs)) {
        return runs.into_iter().for_each(|run| zap_run(tx, mm, vma, run));
    }
    let pages = runs.iter().filter(|run| !run.pte.is_zero_page()).map(|run| run.range.pages()).sum();
    tx.emit(Effect::PagesUnmapped { mm, range, pages });
    tx.add_rss(mm, RssKind::Anon, -(pages as i64));
}

/// How many pieces of pages that are alike there are, if they are not many.
fn pieces(tx: &Tx, runs: &[PteRun]) -> u64 {
    let in_run = |run: &PteRun| {
        let frames = if run.pte.is_zero_page() { 1 } else { run.range.pages() as u32 };
        run.pte.pfn().into_iter().flat_map(move |pfn| tx.frames().runs(pfn, frames))
    };
    runs.iter().flat_map(in_run).take(Tx::SINGLY as usize + 1).count() as u64
}
