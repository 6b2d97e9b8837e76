//! The pages of an address space in pieces of pages that are alike, PTE and frame.

use super::Machine;
use crate::addr::{PageRange, Pfn};
use crate::frame::{Frame, FrameRun};
use crate::mm::Mm;
use crate::pte::Pte;
use crate::tables::PteRun;

/// Neighbouring pages with like PTEs that map like frames, one after the other.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The pages.
    pub range: PageRange,
    /// The PTE of the first.
    pub pte: Pte,
    /// What each of them maps; none where the PTE maps no frame.
    pub frame: Option<Frame>,
}

impl Machine {
    /// The pages of a range whose PTE is not empty, as pieces of pages that are alike, in order.
    pub fn pieces<'a>(&'a self, mm: &'a Mm, range: PageRange) -> impl Iterator<Item = Piece> + 'a {
        mm.tables.runs(range).flat_map(move |run| self.pieces_of(run))
    }

    fn pieces_of(&self, run: PteRun) -> Vec<Piece> {
        match frames_of(run) {
            Some((pfn, frames)) => self.frames.runs(pfn, frames).map(|frames| piece(run, frames)).collect(),
            None => vec![self.without_frames(run)],
        }
    }

    /// Gives the same pieces away, one after the other: where there are very many, that is quicker.
    pub fn each_piece(&self, mm: &Mm, range: PageRange, see: &mut dyn FnMut(Piece)) {
        mm.tables.each_run(range, &mut |run| match frames_of(run) {
            Some((pfn, frames)) => self.frames.each_run(pfn, frames, &mut |frames| see(piece(run, frames))),
            None => see(self.without_frames(run)),
        });
    }

    /// A run that maps no frames, or all of it the page of zeros.
    fn without_frames(&self, PteRun { range, pte }: PteRun) -> Piece {
        Piece { range, pte, frame: pte.pfn().and_then(|pfn| self.frame(pfn)) }
    }
}

/// The first frame that a run of entries maps, and how many.
fn frames_of(run: PteRun) -> Option<(Pfn, u32)> {
    let pfn = run.pte.pfn().filter(|_| !run.pte.is_zero_page())?;
    Some((pfn, run.range.pages() as u32))
}

/// The part of a run of entries that maps frames which are alike.
fn piece(PteRun { range, pte }: PteRun, FrameRun { pfn, frames, frame }: FrameRun) -> Piece {
    let offset = pte.pfn().map_or(0, |first| u64::from(pfn.0 - first.0));
    Piece { range: PageRange::new(range.start.plus(offset), frames.into()), pte: pte.at(offset), frame: Some(frame) }
}
