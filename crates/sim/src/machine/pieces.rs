//! The pages of an address space in pieces of pages that are alike, PTE and frame.

use super::Machine;
use crate::addr::PageRange;
use crate::frame::Frame;
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

    fn pieces_of(&self, PteRun { range, pte }: PteRun) -> Vec<Piece> {
        let Some(pfn) = pte.pfn() else { return vec![Piece { range, pte, frame: None }] };
        if pte.is_zero_page() {
            return vec![Piece { range, pte, frame: self.frame(pfn) }];
        }
        let piece = |run: crate::frame::FrameRun| {
            let offset = u64::from(run.pfn.0 - pfn.0);
            let range = PageRange::new(range.start.plus(offset), run.frames.into());
            Piece { range, pte: pte.at(offset), frame: Some(run.frame) }
        };
        self.frames.runs(pfn, range.pages() as u32).map(piece).collect()
    }
}
