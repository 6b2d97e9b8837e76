//! Physical memory: frames, what they hold, who holds them, and the allocator.

mod stored;
mod unmap;

pub(crate) use stored::{Mapped, Stored};

use std::ops::Range;

use bitflags::bitflags;

use crate::addr::Pfn;
use crate::contents::Contents;
use crate::file::FileId;
use crate::folio::Folio;
use crate::mm::MmId;
use crate::runs::{bytes_beyond, differences, Counted, Run, Runs};
use crate::tables::Level;
use stored::Alike;

/// What a frame is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FrameKind {
    /// The shared page of zeros.
    Zero,
    /// Anonymous memory: private to processes, no file behind it.
    Anon,
    /// Anonymous memory that ksmd merged: everybody who maps it had the same bytes, and nobody may write to it.
    Ksm,
    /// A page of a file, in the page cache.
    File {
        /// The file.
        file: FileId,
        /// Which page of it.
        index: u64,
    },
    /// A page of shared memory (shared anonymous, memfd), in the page cache.
    Shmem {
        /// The object.
        file: FileId,
        /// Which page of it.
        index: u64,
    },
    /// A page-table page.
    Table {
        /// The address space it belongs to.
        mm: MmId,
        /// Its level.
        level: Level,
    },
}

impl FrameKind {
    /// Whether the page cache holds a reference of its own to such a frame.
    pub fn is_page_cache(self) -> bool {
        matches!(self, FrameKind::File { .. } | FrameKind::Shmem { .. })
    }

    /// Whether it is for bytes of processes and files: neither a page table nor the page of zeros.
    pub fn is_user(self) -> bool {
        !matches!(self, FrameKind::Zero | FrameKind::Table { .. })
    }

    /// Whether it is anonymous memory, merged or not (`folio_test_anon`).
    pub fn is_anon(self) -> bool {
        matches!(self, FrameKind::Anon | FrameKind::Ksm)
    }
}

bitflags! {
    /// The page flags that the model keeps (`include/linux/page-flags.h`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct FrameFlags: u8 {
        /// PageAnonExclusive: this anonymous page belongs to one address space alone.
        const EXCLUSIVE = 1 << 0;
        /// PG_dirty: differs from what is on disk.
        const DIRTY = 1 << 1;
        /// The file system keeps buffers with the page, and a reference for them.
        const PRIVATE = 1 << 2;
        /// PG_referenced.
        const REFERENCED = 1 << 3;
        /// PG_active.
        const ACTIVE = 1 << 4;
        /// Not PG_swapbacked: `MADV_FREE` gave it up, and it may go while it stays clean.
        const LAZYFREE = 1 << 5;
        /// PG_swapcache: the swap cache holds the page, and a reference for it.
        const SWAPCACHE = 1 << 6;
    }
}

/// One frame in use.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What it is used for.
    pub kind: FrameKind,
    /// Everything that holds it (`_refcount`); 0 for a page of a large folio, which is held as a whole: ask [`crate::Machine::refcount`].
    pub refcount: u32,
    /// How many PTEs map it (`_mapcount` + 1), PMD entries included.
    pub mapcount: u32,
    /// How many of those PTEs belong to shared mappings.
    pub shared_maps: u32,
    /// How many locked VMAs map it (`mlock_count`).
    pub mlocks: u32,
    /// Page flags.
    pub flags: FrameFlags,
    /// Its bytes.
    pub contents: Contents,
}

/// The inputs of a decision about a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameView {
    /// Which frame.
    pub pfn: Pfn,
    /// What it is used for.
    pub kind: FrameKind,
    /// Everything that holds it.
    pub refcount: u32,
    /// How many PTEs map it.
    pub mapcount: u32,
    /// PageAnonExclusive.
    pub exclusive: bool,
    /// The large folio it is a page of; `refcount` is then that of the folio.
    pub folio: Option<Folio>,
    /// If it is in the swap cache: how many page table entries hold its swap slot.
    pub swap_entries: Option<u32>,
}

impl Frame {
    /// Flags that nothing special follows from.
    const PLAIN: FrameFlags = FrameFlags::EXCLUSIVE
        .union(FrameFlags::DIRTY)
        .union(FrameFlags::REFERENCED)
        .union(FrameFlags::ACTIVE)
        .union(FrameFlags::LAZYFREE);

    /// Whether only PTEs of private mappings hold it, and nothing is special about it: what holds for one such frame then holds for all
    /// that are alike.
    pub(crate) fn is_plain(&self) -> bool {
        let only_mapped = self.refcount == self.mapcount && self.shared_maps == 0;
        self.kind == FrameKind::Anon && only_mapped && Frame::PLAIN.contains(self.flags)
    }

    /// Whether it is plain, and no locked VMA maps it: then nothing is special about how it goes.
    pub(crate) fn is_unlocked(&self) -> bool {
        self.is_plain() && self.mlocks == 0
    }

    /// Whether they are alike, whatever is in them.
    pub(crate) fn is_held_like(&self, other: &Frame) -> bool {
        let Frame { kind, refcount, mapcount, shared_maps, mlocks, flags, contents: _ } = self;
        (*kind, *refcount, *mapcount, *shared_maps, *mlocks, *flags)
            == (other.kind, other.refcount, other.mapcount, other.shared_maps, other.mlocks, other.flags)
    }

    /// Whether they are alike, with what is in them. It takes no long to tell.
    pub(crate) fn is_like(&self, other: &Frame) -> bool {
        self.is_held_like(other) && self.contents.is_like(&other.contents)
    }

    /// A frame that was just taken: nobody holds it yet.
    pub(crate) fn taken(kind: FrameKind) -> Frame {
        let (refcount, mapcount, shared_maps, mlocks) = (0, 0, 0, 0);
        Frame { kind, refcount, mapcount, shared_maps, mlocks, flags: FrameFlags::empty(), contents: Contents::ZERO }
    }
}

/// Neighbouring frames that are alike.
#[derive(Clone, Debug)]
pub struct FrameRun {
    /// The first.
    pub pfn: Pfn,
    /// How many there are.
    pub frames: u32,
    /// What each of them is.
    pub frame: Frame,
}

/// All physical memory: the frames in use and the free ones, as runs that clones share.
#[derive(Clone, Debug)]
pub struct Frames {
    used: Runs<Stored>,
    free: Runs<Counted>,
    first: u32,
    step: u32,
}

/// The value of all free frames.
const FREE: Counted = Counted { number: 0, step: 0 };

impl Frames {
    /// `ram` frames, all free but frame 0, the zero page.
    pub(crate) fn new(ram: u32, first: u32, step: u32) -> Frames {
        let mut frames = Frames { used: Runs::new(), free: Runs::new(), first: first.max(1), step: step.max(1) };
        frames.free.set(1, u64::from(ram.max(2) - 1), Some(FREE));
        let zero = Frame { refcount: 1, ..Frame::taken(FrameKind::Zero) };
        frames.used.set(0, 1, Some(zero.into()));
        frames
    }

    /// The frame, if it is in use.
    pub fn get(&self, pfn: Pfn) -> Option<Frame> {
        self.used.get(pfn.0.into()).map(|stored| stored.frame())
    }

    /// The frame as it is kept, if it is in use.
    pub(crate) fn stored(&self, pfn: Pfn) -> Option<Stored> {
        self.used.get(pfn.0.into())
    }

    /// The frames in use, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Pfn, Frame)> + '_ {
        let runs = self.used.within(0, u64::MAX);
        runs.flat_map(|run| (run.start..run.end()).map(move |pfn| (Pfn(pfn as u32), run.value.frame())))
    }

    /// The frames in use among `frames` from `pfn`, as runs of like frames.
    pub fn runs(&self, pfn: Pfn, frames: u32) -> impl Iterator<Item = FrameRun> + '_ {
        let runs = self.used.within(pfn.0.into(), u64::from(pfn.0) + u64::from(frames));
        runs.map(|run| FrameRun { pfn: Pfn(run.start as u32), frames: run.len as u32, frame: run.value.frame() })
    }

    /// Gives the same runs away, one after the other.
    pub(crate) fn each_run(&self, pfn: Pfn, frames: u32, see: &mut dyn FnMut(FrameRun)) {
        self.used.each_within(pfn.0.into()..u64::from(pfn.0) + u64::from(frames), &mut |run| {
            see(FrameRun { pfn: Pfn(run.start as u32), frames: run.len as u32, frame: run.value.frame() });
        });
    }

    /// Ranges of frames, in order, outside of which both have the same in use; none if there are more than `most`.
    pub(crate) fn differences(&self, other: &Frames, most: usize) -> Option<Vec<Range<u64>>> {
        differences(&self.used, &other.used, most)
    }

    /// About how many bytes it takes to keep these where others are kept.
    pub(crate) fn bytes_beyond(&self, other: &Frames) -> u64 {
        bytes_beyond(&self.used, &other.used) + bytes_beyond(&self.free, &other.free)
    }

    /// How many runs of like frames there are: what this takes to store.
    pub fn stored_runs(&self) -> u64 {
        self.used.len() + self.free.len()
    }

    /// How many frames are free.
    pub fn free_count(&self) -> u32 {
        self.free.positions() as u32
    }

    /// The frame that the next user page gets: the lowest free one.
    pub(crate) fn next_user(&self) -> Option<Pfn> {
        self.next_users().map(|(pfn, _)| pfn)
    }

    /// The frame that the next user page gets, and how many pages after it would get the frames that follow.
    pub(crate) fn next_users(&self) -> Option<(Pfn, u32)> {
        let mut at = u64::from(self.first);
        loop {
            let run = self.free.next(at)?;
            let from = run.start.max(at) - u64::from(self.first);
            let aligned = u64::from(self.first) + from.next_multiple_of(self.step.into());
            if aligned < run.end() {
                let frames = if self.step == 1 { run.end() - aligned } else { 1 };
                return Some((Pfn(aligned as u32), frames as u32));
            }
            at = run.end();
        }
    }

    /// The frame that the next page table gets: the highest free one, so that tables stay out of the way of user pages.
    pub(crate) fn next_table(&self) -> Option<Pfn> {
        self.next_tables().map(|(pfn, _)| pfn)
    }

    /// The frame that the next page table gets, and how many tables after it would get the frames below.
    pub(crate) fn next_tables(&self) -> Option<(Pfn, u32)> {
        self.free.up_to(u64::MAX).map(|run| (Pfn(run.end() as u32 - 1), run.len as u32))
    }

    /// The frames that the next folio of 2^`order` pages gets: the lowest free ones that begin at a multiple of its size.
    pub(crate) fn next_folio(&self, order: u8) -> Option<Pfn> {
        let pages = 1_u64 << order;
        let mut at = u64::from(self.first);
        loop {
            let run = self.free.next(at)?;
            let head = run.start.max(at).next_multiple_of(pages);
            if head + pages <= run.end() {
                return Some(Pfn(head as u32));
            }
            at = run.end();
        }
    }

    pub(crate) fn take(&mut self, pfn: Pfn, kind: FrameKind) {
        self.set(pfn, 1, Some(Frame::taken(kind)));
    }

    pub(crate) fn release(&mut self, pfn: Pfn) {
        self.set(pfn, 1, None);
    }

    /// Makes frames what `to` is, or free.
    pub(crate) fn set(&mut self, pfn: Pfn, frames: u32, to: Option<Frame>) {
        let (pfn, frames) = (pfn.0.into(), frames.into());
        let free = if to.is_some() { None } else { Some(FREE) };
        // Both change, unless the frames were in use before and are.
        if free.is_some() || self.free.find(pfn).is_some() {
            self.free.set(pfn, frames, free);
        }
        self.used.set(pfn, frames, to.map(Stored::from));
    }

    /// Takes free frames in a row, each to be what `to` is.
    pub(crate) fn take_each(&mut self, pfn: Pfn, frames: u32, to: Stored) {
        self.free.set(pfn.0.into(), frames.into(), None);
        self.used.set(pfn.0.into(), frames.into(), Some(to));
    }

    /// Whether so many frames are in use, and all of them are plain.
    pub(crate) fn all_plain(&self, pfn: Pfn, frames: u32) -> bool {
        self.all(pfn, frames, &Stored::is_plain, &|known| known.plain)
    }

    fn all(&self, pfn: Pfn, frames: u32, holds: &dyn Fn(&Stored) -> bool, known: &dyn Fn(&Alike) -> bool) -> bool {
        let (start, end) = (u64::from(pfn.0), u64::from(pfn.0) + u64::from(frames));
        let free = self.free.next(start).is_some_and(|run| run.start < end);
        !free && self.used.all(start, end, holds, known)
    }

    /// Counts PTEs that map frames in use more or less.
    pub(crate) fn map_again(&mut self, pfn: Pfn, frames: u32, by: i32) {
        self.used.change(pfn.0.into(), u64::from(pfn.0) + u64::from(frames), Mapped::by(by));
    }

    /// Changes frames in use, all in the same way.
    pub(crate) fn update_all(&mut self, pfn: Pfn, frames: u32, change: &mut dyn FnMut(&mut Frame)) {
        let runs: Vec<_> = self.used.within(pfn.0.into(), u64::from(pfn.0) + u64::from(frames)).collect();
        for mut run in runs {
            run.value.change(change);
            self.used.set(run.start, run.len, Some(run.value));
        }
    }

    /// Makes frames in use, in order, what `to` is.
    pub(crate) fn change_each(&mut self, pfns: &mut dyn ExactSizeIterator<Item = Pfn>, to: Stored) {
        let run = |pfn: Pfn| Run { start: pfn.0.into(), len: 1, value: to.clone() };
        match (pfns.len(), pfns.next()) {
            (1, Some(pfn)) => self.used.set(pfn.0.into(), 1, Some(to)),
            (_, first) => self.used.set_each(first.into_iter().chain(pfns).map(run).collect()),
        }
    }

    /// Changes a frame in use.
    pub(crate) fn update(&mut self, pfn: Pfn, change: &mut dyn FnMut(&mut Frame)) {
        self.used.update(pfn.0.into(), &mut |stored| stored.change(change));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_frame_comes_first_and_runs_grow_together_again() {
        let mut frames = Frames::new(16, 1, 1);
        for pfn in 1..5 {
            assert_eq!(frames.next_user(), Some(Pfn(pfn)));
            frames.take(Pfn(pfn), FrameKind::Anon);
        }
        for pfn in [2, 4, 3] {
            frames.release(Pfn(pfn));
        }
        assert_eq!(
            (frames.next_user(), frames.free.next(0).map(|run| run.len), frames.free_count()),
            (Some(Pfn(2)), Some(14), 14)
        );
    }

    #[test]
    fn a_step_spreads_user_frames() {
        let mut frames = Frames::new(4096, 0x80, 16);
        frames.take(Pfn(0x80), FrameKind::Anon);
        assert_eq!((frames.next_user(), frames.next_table()), (Some(Pfn(0x90)), Some(Pfn(4095))));
    }
}
