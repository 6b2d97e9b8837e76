//! Large folios: how the machine reads and changes them, and how commands do.

use super::{Machine, Tx};
use crate::addr::Pfn;
use crate::effect::{Effect, Tally};
use crate::folio::{Folio, PMD_ORDER};
use crate::frame::{Frame, FrameFlags, FrameKind, FrameRun};
use crate::mm::MmId;
use crate::pte::Pte;

impl Machine {
    /// The large folio that a frame belongs to, with its first frame.
    pub fn folio(&self, pfn: Pfn) -> Option<(Pfn, Folio)> {
        self.folios.around(pfn)
    }

    /// The large folios in use, by first frame.
    pub fn folios(&self) -> impl Iterator<Item = (Pfn, Folio)> + '_ {
        self.folios.iter()
    }

    /// Everything that holds a frame, or the large folio that it belongs to (`folio_ref_count`).
    pub fn refcount(&self, pfn: Pfn) -> u32 {
        match self.folio(pfn) {
            Some((_, folio)) => folio.refcount,
            None => self.frame(pfn).map_or(0, |frame| frame.refcount),
        }
    }

    /// The flags of a page: its own, and those of the large folio that it belongs to.
    pub fn page_flags(&self, pfn: Pfn) -> FrameFlags {
        self.flags_with(pfn, self.frame(pfn).map_or(FrameFlags::empty(), |frame| frame.flags))
    }

    /// The same, where its own flags are known.
    pub(crate) fn flags_with(&self, pfn: Pfn, own: FrameFlags) -> FrameFlags {
        self.folio(pfn).map_or(own, |(_, folio)| folio.flags | (own & FrameFlags::EXCLUSIVE))
    }

    /// Whether the anonymous page that an entry maps belongs to one process alone (`PageAnonExclusive`); the first page of a huge page stands for all of it.
    pub fn is_exclusive(&self, pte: Pte) -> bool {
        let head = |pfn| self.folio(pfn).filter(|_| pte.is_huge()).map_or(pfn, |(head, _)| head);
        pte.pfn().is_some_and(|pfn| self.page_flags(head(pfn)).contains(FrameFlags::EXCLUSIVE))
    }

    pub(super) fn take_folio(&mut self, head: Pfn, order: u8) {
        let folio = Folio::new(order);
        self.frames.set(head, folio.pages() as u32, Some(Frame::taken(FrameKind::Anon)));
        self.folios.set(head, folio);
    }

    pub(super) fn release_folio(&mut self, head: Pfn, order: u8) {
        if !self.groups.is_empty() {
            frames_of(head, 1 << order).for_each(|pfn| self.groups.uncharge(pfn, FrameKind::Anon));
        }
        self.frames.set(head, 1 << order, None);
        self.folios.remove(head);
    }

    /// Every page that is mapped stays, as a folio of its own; the others are for the caller to free.
    pub(super) fn split_folio(&mut self, head: Pfn, from: &Folio) {
        self.folios.remove(head);
        self.frames.update_all(head, from.pages() as u32, &mut |frame| {
            frame.refcount = frame.mapcount;
            frame.flags |= from.flags;
        });
    }

    /// All of them private mappings.
    pub(super) fn count_mappings(&mut self, head: Pfn, pages: u64, more: bool) {
        let frames = pages as u32;
        let mapped = |machine: &Machine| -> u64 {
            machine
                .frames
                .runs(head, frames)
                .filter(|run| run.frame.mapcount > 0)
                .map(|run| u64::from(run.frames))
                .sum()
        };
        let before = mapped(self);
        self.frames.update_all(head, frames, &mut |frame| {
            frame.mapcount = if more { frame.mapcount + 1 } else { frame.mapcount.saturating_sub(1) };
        });
        self.mapped.frames = self.mapped.frames + mapped(self) - before;
        self.mapped.private = if more { self.mapped.private + pages } else { self.mapped.private - pages };
    }

    pub(super) fn set_exclusive(&mut self, head: Pfn, pages: u64, exclusive: bool) {
        self.frames.update_all(head, pages as u32, &mut |frame| frame.flags.set(FrameFlags::EXCLUSIVE, exclusive));
    }

    pub(super) fn copy_frames(&mut self, from: Pfn, to: Pfn, pages: u64) {
        self.totals.bytes_copied += pages * self.page_size().bytes();
        let sources: Vec<FrameRun> = self.frames.runs(from, pages as u32).collect();
        for source in sources {
            let copy = Pfn(to.0 + (source.pfn.0 - from.0));
            self.frames.update_all(copy, source.frames, &mut |frame| frame.contents = source.frame.contents.clone());
        }
    }
}

impl Tx<'_> {
    /// Changes what the kernel keeps for a large folio.
    pub(crate) fn set_folio(&mut self, head: Pfn, to: Folio) {
        let Some((_, from)) = self.folio(head) else { return };
        if from != to {
            self.emit(Effect::FolioChanged { head, from, to });
        }
    }

    /// Takes a reference to the large folio of a frame, and as many pins; false if it belongs to none.
    pub(super) fn get_folio(&mut self, pfn: Pfn, pins: u32) -> bool {
        let Some((head, folio)) = self.folio(pfn) else { return false };
        self.set_folio(head, Folio { refcount: folio.refcount + 1, pins: folio.pins + pins, ..folio });
        true
    }

    /// Drops a reference to the large folio of a frame, and as many pins; it becomes free with its last. False if the frame belongs to none.
    pub(super) fn put_folio(&mut self, pfn: Pfn, pins: u32) -> bool {
        let Some((head, folio)) = self.folio(pfn) else { return false };
        self.set_folio(
            head,
            Folio { refcount: folio.refcount.saturating_sub(1), pins: folio.pins.saturating_sub(pins), ..folio },
        );
        if folio.refcount <= 1 {
            self.emit(Effect::FolioFreed { head, order: folio.order });
        }
        true
    }

    /// One more PTE of an address space maps a page of a large folio, if it is one.
    pub(super) fn map_folio_page(&mut self, mm: MmId, pfn: Pfn) {
        if let Some((head, folio)) = self.folio(pfn) {
            self.set_folio(head, folio.mapped(mm, 1));
        }
    }

    /// One PTE less does. When nobody maps the page any more, but others are mapped, the folio is queued to be split (`deferred_split_folio`).
    pub(super) fn unmap_folio_page(&mut self, mm: MmId, pfn: Pfn) {
        let Some((head, folio)) = self.folio(pfn) else { return };
        self.set_folio(head, folio.unmapped(mm, 1));
        if self.frame(pfn).is_some_and(|frame| frame.mapcount == 0) {
            self.defer_split(head);
        }
    }

    /// Sets or clears PageAnonExclusive of frames in a row, unless the policy has no such flag.
    pub(crate) fn mark_exclusive(&mut self, head: Pfn, pages: u64, exclusive: bool) {
        if self.config().copy.marks_exclusive() {
            self.emit(Effect::ExclusiveChanged { head, pages, exclusive });
        }
    }

    /// Queues a folio of which a part is mapped by nobody, once.
    pub(crate) fn defer_split(&mut self, head: Pfn) {
        let Some((_, folio)) = self.folio(head) else { return };
        if folio.large_mapcount == 0 || folio.partially_mapped {
            return;
        }
        self.set_folio(head, Folio { partially_mapped: true, ..folio });
        if folio.order == PMD_ORDER {
            self.emit(Effect::Tallied(Tally::ThpDeferredSplit));
        }
    }

    /// Sets and clears the flags that a large folio has as a whole; what is left is for the page itself.
    pub(super) fn flag_folio(&mut self, pfn: Pfn, set: FrameFlags, clear: FrameFlags) -> (FrameFlags, FrameFlags) {
        let Some((head, folio)) = self.folio(pfn) else { return (set, clear) };
        let own = FrameFlags::EXCLUSIVE;
        self.set_folio(head, Folio { flags: (folio.flags - (clear - own)) | (set - own), ..folio });
        (set & own, clear & own)
    }
}

/// The frames of a row.
pub(crate) fn frames_of(head: Pfn, pages: u64) -> impl Iterator<Item = Pfn> {
    (head.0..).take(pages as usize).map(Pfn)
}
