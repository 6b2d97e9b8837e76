//! What two machines do not share: where they may differ, and what it takes to keep both.

use std::ops::Range;

use super::Machine;
use crate::addr::{PageRange, Vpn};
use crate::mm::{Mm, MmId};
use crate::runs::{bytes_beyond, differences};
use crate::vma::Vma;

/// What a machine takes that shares all it can: itself, its tasks, its translations.
const BASE: u64 = 4 << 10;

impl Machine {
    /// Ranges of frames, in order, outside of which frames are the same in another machine; none if there are more than `most` of them. It costs what
    /// was changed from one to the other, if one came from the other.
    pub fn unlike_frames(&self, other: &Machine, most: usize) -> Option<Vec<Range<u64>>> {
        let mut unlike = self.frames.differences(&other.frames, most)?;
        if self.folios.is_same(&other.folios) {
            return Some(unlike);
        }
        let heads = |one: &Machine, another: &Machine, unlike: &mut Vec<Range<u64>>| {
            for (head, folio) in one.folios.iter().filter(|(head, folio)| another.folios.get(*head) != Some(*folio)) {
                unlike.push(head.0.into()..u64::from(head.0) + folio.pages());
            }
        };
        heads(self, other, &mut unlike);
        heads(other, self, &mut unlike);
        unlike.sort_unstable_by_key(|range| range.start);
        (unlike.len() <= most).then_some(unlike)
    }

    /// About how many bytes of memory it takes to keep this machine where another one is kept.
    pub fn bytes_beyond(&self, other: &Machine) -> u64 {
        let mut bytes = BASE + self.frames.bytes_beyond(&other.frames) + bytes_beyond(&self.tasks, &other.tasks);
        for id in differences(&self.mms, &other.mms, usize::MAX).into_iter().flatten().flatten() {
            bytes += match (self.mm(MmId(id as u32)), other.mm(MmId(id as u32))) {
                (Some(ours), Some(theirs)) if std::ptr::eq(ours, theirs) => 0,
                (Some(ours), Some(theirs)) => ours.bytes_beyond(theirs),
                (Some(ours), None) => ours.bytes(),
                (None, _) => 0,
            };
        }
        if !std::ptr::eq(self.swap(), other.swap()) {
            bytes += self.swap.bytes();
        }
        bytes
    }
}

impl Mm {
    /// Ranges of pages, in order, outside of which entries are the same in another address space; none if there are more than `most` of them.
    pub fn unlike_pages(&self, other: &Mm, most: usize) -> Option<Vec<PageRange>> {
        let pages = |range: Range<u64>| PageRange { start: Vpn(range.start), end: Vpn(range.end) };
        self.tables.differences(&other.tables, most).map(|ranges| ranges.into_iter().map(pages).collect())
    }

    fn bytes_beyond(&self, other: &Mm) -> u64 {
        self.own_bytes() + self.tables.bytes_beyond(&other.tables)
    }

    fn bytes(&self) -> u64 {
        self.own_bytes() + self.tables.bytes()
    }

    fn own_bytes(&self) -> u64 {
        (size_of::<Mm>() + self.vmas.len() * size_of::<Vma>()) as u64
    }
}
