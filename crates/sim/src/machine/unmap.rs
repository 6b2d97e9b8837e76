//! Many pages of private mappings that go together, whatever their frames have in common.

use std::ops::Range;

use super::Machine;
use crate::addr::{PageRange, Pfn};
use crate::frame::FrameKind;
use crate::mm::{Mm, MmId};

impl Machine {
    /// Empties the entries of a range. All of them map plain frames, each one frame, or the page of zeros.
    pub(super) fn unmap_pages(&mut self, mm: MmId, range: PageRange) {
        let frames = self.mm(mm).map_or(Vec::new(), |mm| frames_of(mm, range));
        self.mm_mut(mm, |mm| mm.tables.clear(range));
        for Range { start, end } in frames {
            self.mapped.private -= u64::from(end - start);
            for freed in self.frames.unmap(Pfn(start), end - start) {
                self.mapped.frames -= freed.end - freed.start;
                if !self.groups.is_empty() {
                    freed.for_each(|pfn| self.groups.uncharge(Pfn(pfn as u32), FrameKind::Anon));
                }
            }
        }
    }
}

/// The frames that the pages of a range map, in as few ranges as there are, by number.
fn frames_of(mm: &Mm, range: PageRange) -> Vec<Range<u32>> {
    let runs = mm.tables.runs(range).filter(|run| !run.pte.is_zero_page());
    let frames = runs.filter_map(|run| Some(run.pte.pfn()?.0).map(|pfn| pfn..pfn + run.range.pages() as u32));
    let mut all: Vec<Range<u32>> = frames.collect();
    all.sort_unstable_by_key(|frames| frames.start);
    all.dedup_by(|next, last| {
        let joins = last.end == next.start;
        if joins {
            last.end = next.end;
        }
        joins
    });
    all
}
