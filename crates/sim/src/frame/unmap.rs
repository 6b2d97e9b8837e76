//! Many frames that are mapped once less, whatever their counts are.

use std::ops::Range;

use super::{Frames, Mapped, Stored, FREE};
use crate::addr::Pfn;
use crate::runs::{Change, Run};

impl Frames {
    /// Whether so many frames are in use, and all of them are plain and not locked.
    pub(crate) fn all_unlocked(&self, pfn: Pfn, frames: u32) -> bool {
        self.all(pfn, frames, &Stored::is_plain_and_unlocked, &|known| known.plain)
    }

    /// Whether so many frames are in use, and all of them are plain, not locked, and held by somebody else, too.
    fn all_shared(&self, pfn: Pfn, frames: u32) -> bool {
        let shared = |frame: &Stored| frame.is_plain_and_unlocked() && frame.refcount() > 1;
        self.all(pfn, frames, &shared, &|known| known.plain && known.least > 1)
    }

    /// Counts one PTE less that maps each of some frames in use, all of them plain and not locked, and gives those that are free then.
    pub(crate) fn unmap(&mut self, pfn: Pfn, frames: u32) -> Vec<Range<u64>> {
        if self.all_shared(pfn, frames) {
            self.map_again(pfn, frames, -1);
            return Vec::new();
        }
        let range = u64::from(pfn.0)..u64::from(pfn.0) + u64::from(frames);
        let mut kept = Vec::new();
        let mut freed: Vec<Range<u64>> = Vec::new();
        for mut run in self.used.within(range.start, range.end) {
            if run.value.refcount() > 1 {
                Mapped::by(-1).make(&mut run.value);
                kept.push(run);
            } else if let Some(last) = freed.last_mut().filter(|last| last.end == run.start) {
                last.end = run.end();
            } else {
                freed.push(run.start..run.end());
            }
        }
        self.used.replace(range, kept);
        if let Some((first, last)) = freed.first().zip(freed.last()) {
            let run = |range: &Range<u64>| Run { start: range.start, len: range.end - range.start, value: FREE };
            self.free.replace(first.start..last.end, freed.iter().map(run).collect());
        }
        freed
    }
}
