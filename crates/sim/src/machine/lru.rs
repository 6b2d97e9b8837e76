//! The batches in which a CPU keeps frames that are to change lists, and what they hide until they are drained (`mm/swap.c`, `mm/mlock.c`).
//!
//! A frame that is used for the second time becomes active, and a frame that a locked VMA maps unevictable, only when their batch is drained: with
//! the 31st frame, before mlock goes through what is mapped, and here at the end of each command. Until then [`Tx::mark_accessed`] sees them as they were.

use super::Tx;
use crate::addr::Pfn;
use crate::frame::FrameFlags;

/// How many frames a batch takes (`PAGEVEC_SIZE`).
const BATCH: usize = 31;

/// What the batches hold.
#[derive(Debug, Default)]
pub(super) struct Batches {
    /// Frames on their way to the active list.
    activating: Vec<Pfn>,
    /// Frames that locked VMAs have begun or ceased to map, as they were before that.
    mlocking: Vec<Before>,
}

/// What the kernel still sees of a frame in a batch.
#[derive(Clone, Copy, Debug)]
struct Before {
    pfn: Pfn,
    unevictable: bool,
    active: bool,
}

impl Tx<'_> {
    /// Counts a mapping of a frame by a locked VMA in or out (`mlock_folio`, `munlock_folio`). An unevictable frame is on no list of active ones.
    pub(crate) fn count_mlock(&mut self, pfn: Pfn, delta: i32) {
        let counted = self.frame(pfn).filter(|frame| frame.kind.rss().is_some()).map(|frame| frame.mlocks);
        let Some(from) = counted else { return };
        let to = from.saturating_add_signed(delta);
        if from != to {
            let before = Before { pfn, unevictable: self.is_unevictable(pfn), active: self.is_active(pfn) };
            self.emit(crate::effect::Effect::MlocksChanged { pfn, from, to });
            self.flag_frame(pfn, FrameFlags::empty(), if to > 0 { FrameFlags::ACTIVE } else { FrameFlags::empty() });
            self.batches.mlocking.push(before);
        }
        if self.batches.mlocking.len() == BATCH {
            self.batches.mlocking.clear();
        }
    }

    /// Notes a use of a page: the first makes it referenced, the second active, unless it is unevictable (`folio_mark_accessed`).
    pub(crate) fn mark_accessed(&mut self, pfn: Pfn) {
        let Some(mlocks) = self.frame(pfn).map(|frame| frame.mlocks) else { return };
        if !self.page_flags(pfn).contains(FrameFlags::REFERENCED) {
            self.flag_frame(pfn, FrameFlags::REFERENCED, FrameFlags::empty());
        } else if !self.is_unevictable(pfn) && !self.is_active(pfn) {
            let set = if mlocks == 0 { FrameFlags::ACTIVE } else { FrameFlags::empty() };
            self.flag_frame(pfn, set, FrameFlags::REFERENCED);
            self.batches.activating.push(pfn);
            if self.batches.activating.len() == BATCH {
                self.batches.activating.clear();
            }
        }
    }

    /// Empties the batches (`lru_add_drain`).
    pub(crate) fn lru_add_drain(&mut self) {
        self.batches.activating.clear();
        self.batches.mlocking.clear();
    }

    fn before(&self, pfn: Pfn) -> Option<Before> {
        self.batches.mlocking.iter().find(|before| before.pfn == pfn).copied()
    }

    fn is_unevictable(&self, pfn: Pfn) -> bool {
        match self.before(pfn) {
            Some(before) => before.unevictable,
            None => self.frame(pfn).is_some_and(|frame| frame.mlocks > 0),
        }
    }

    fn is_active(&self, pfn: Pfn) -> bool {
        match self.before(pfn) {
            _ if self.batches.activating.contains(&pfn) => false,
            Some(before) => before.active,
            None => self.page_flags(pfn).contains(FrameFlags::ACTIVE),
        }
    }
}
