//! The pages of an address space in pieces of pages that are alike, PTE and frame.

use super::Machine;
use crate::addr::PageRange;
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
        mm.tables.runs(range).flat_map(move |run| {
            let mut pieces = Vec::new();
            self.each_piece_of(run, &mut |piece| pieces.push(piece));
            pieces
        })
    }

    /// Gives the same pieces away, one after the other: where there are very many, that is quicker.
    pub fn each_piece(&self, mm: &Mm, range: PageRange, see: &mut dyn FnMut(Piece)) {
        mm.tables.each_run(range, &mut |run| self.each_piece_of(run, see));
    }

    fn each_piece_of(&self, PteRun { range, pte }: PteRun, see: &mut dyn FnMut(Piece)) {
        let Some(first) = pte.pfn().filter(|_| !pte.is_zero_page()) else {
            return see(Piece { range, pte, frame: pte.pfn().and_then(|pfn| self.frame(pfn)) });
        };
        self.frames.each_run(first, range.pages() as u32, &mut |FrameRun { pfn, frames, frame }| {
            let offset = u64::from(pfn.0 - first.0);
            let range = PageRange::new(range.start.plus(offset), frames.into());
            see(Piece { range, pte: pte.at(offset), frame: Some(frame) });
        });
    }
}
