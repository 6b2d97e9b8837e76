//! Physical memory: frames, what they hold, who holds them, and the allocator.

use std::collections::BTreeMap;
use std::sync::Arc;

use bitflags::bitflags;

use crate::addr::Pfn;
use crate::contents::Contents;
use crate::file::FileId;
use crate::mm::MmId;
use crate::tables::Level;

/// What a frame is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FrameKind {
    /// The shared page of zeros.
    Zero,
    /// Anonymous memory: private to processes, no file behind it.
    Anon,
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
    }
}

/// One frame in use.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What it is used for.
    pub kind: FrameKind,
    /// Everything that holds it (`_refcount`).
    pub refcount: u32,
    /// How many PTEs map it (`_mapcount` + 1).
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
}

const CHUNK: u32 = 128;
type Chunk = [Option<Frame>; CHUNK as usize];

/// All physical memory: the frames in use, in chunks that clones share, and the free ones as extents.
#[derive(Clone, Debug)]
pub struct Frames {
    chunks: BTreeMap<u32, Arc<Chunk>>,
    /// Free frames: start of each run to its end. Runs neither touch nor overlap.
    free: BTreeMap<u32, u32>,
    free_count: u32,
    first: u32,
    step: u32,
}

impl Frames {
    /// `ram` frames, all free but frame 0, the zero page.
    pub(crate) fn new(ram: u32, first: u32, step: u32) -> Frames {
        let mut frames = Frames {
            chunks: BTreeMap::new(),
            free: BTreeMap::from([(1, ram.max(2))]),
            free_count: ram.max(2) - 1,
            first: first.max(1),
            step: step.max(1),
        };
        let zero = Frame {
            kind: FrameKind::Zero,
            refcount: 1,
            mapcount: 0,
            shared_maps: 0,
            mlocks: 0,
            flags: FrameFlags::empty(),
            contents: Contents::ZERO,
        };
        *frames.slot(Pfn::ZERO_PAGE) = Some(zero);
        frames
    }

    /// The frame, if it is in use.
    pub fn get(&self, pfn: Pfn) -> Option<&Frame> {
        self.chunks.get(&(pfn.0 / CHUNK))?[(pfn.0 % CHUNK) as usize].as_ref()
    }

    /// The frames in use, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Pfn, &Frame)> {
        self.chunks.iter().flat_map(|(base, chunk)| {
            chunk.iter().enumerate().filter_map(move |(i, frame)| Some((Pfn(base * CHUNK + i as u32), frame.as_ref()?)))
        })
    }

    /// How many frames are free.
    pub fn free_count(&self) -> u32 {
        self.free_count
    }

    /// The frame that the next user page gets: the lowest free one.
    pub fn next_user(&self) -> Option<Pfn> {
        let runs = self.free.iter().filter(|(_, end)| **end > self.first);
        runs.filter_map(|(start, end)| {
            let from = (*start).max(self.first);
            let aligned = self.first + (from - self.first).div_ceil(self.step) * self.step;
            (aligned < *end).then_some(Pfn(aligned))
        })
        .next()
    }

    /// The frame that the next page table gets: the highest free one, so that tables stay out of the way of user pages.
    pub fn next_table(&self) -> Option<Pfn> {
        self.free.last_key_value().map(|(_, end)| Pfn(end - 1))
    }

    pub(crate) fn take(&mut self, pfn: Pfn, kind: FrameKind) {
        let frame = Frame {
            kind,
            refcount: 0,
            mapcount: 0,
            shared_maps: 0,
            mlocks: 0,
            flags: FrameFlags::empty(),
            contents: Contents::ZERO,
        };
        if let Some((&start, &end)) = self.free.range(..=pfn.0).next_back() {
            debug_assert!(pfn.0 < end, "{pfn:?} is not free");
            self.free.remove(&start);
            if start < pfn.0 {
                self.free.insert(start, pfn.0);
            }
            if pfn.0 + 1 < end {
                self.free.insert(pfn.0 + 1, end);
            }
            self.free_count -= 1;
        }
        *self.slot(pfn) = Some(frame);
    }

    pub(crate) fn release(&mut self, pfn: Pfn) {
        *self.slot(pfn) = None;
        self.free_count += 1;
        let mut run = (pfn.0, pfn.0 + 1);
        if let Some(end) = self.free.remove(&run.1) {
            run.1 = end;
        }
        match self.free.range_mut(..run.0).next_back() {
            Some((_, end)) if *end == run.0 => *end = run.1,
            _ => {
                self.free.insert(run.0, run.1);
            }
        }
    }

    /// The frame in use under this number, to change it.
    pub(crate) fn get_mut(&mut self, pfn: Pfn) -> Option<&mut Frame> {
        self.slot(pfn).as_mut()
    }

    fn slot(&mut self, pfn: Pfn) -> &mut Option<Frame> {
        let chunk = self.chunks.entry(pfn.0 / CHUNK).or_insert_with(|| Arc::new([const { None }; CHUNK as usize]));
        &mut Arc::make_mut(chunk)[(pfn.0 % CHUNK) as usize]
    }

    /// How many chunks of frames two machines store once for both, and how many this one has.
    pub fn shared_chunks(&self, other: &Frames) -> (usize, usize) {
        let same = |(base, chunk): (&u32, &Arc<Chunk>)| other.chunks.get(base).is_some_and(|o| Arc::ptr_eq(o, chunk));
        (self.chunks.iter().filter(|entry| same(*entry)).count(), self.chunks.len())
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
        assert_eq!((frames.next_user(), frames.free.len(), frames.free_count()), (Some(Pfn(2)), 1, 14));
    }

    #[test]
    fn a_step_spreads_user_frames() {
        let mut frames = Frames::new(4096, 0x80, 16);
        frames.take(Pfn(0x80), FrameKind::Anon);
        assert_eq!((frames.next_user(), frames.next_table()), (Some(Pfn(0x90)), Some(Pfn(4095))));
    }
}
