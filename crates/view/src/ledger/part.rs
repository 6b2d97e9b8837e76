//! Some thousand pages of a VMA.

use std::ops::Range;

use forkscope_sim::frame::{Frame, FrameKind};
use forkscope_sim::machine::Piece;
use forkscope_sim::smaps::Smaps;
use forkscope_sim::tables::PteRun;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Mm, PageRange, Pfn, Vpn};

/// About how many pages are a part: the fewer, the less a changed page costs, and the more parts there are to look through.
const PAGES: u64 = 4096;
/// Pieces of the strip of a VMA.
const BUCKETS: u64 = 48;
/// Frames that are so near to each other are remembered as one range.
const NEAR: u32 = 512;
/// No more ranges of frames than this are remembered.
const MOST_RANGES: usize = 16;

/// What pages of a VMA come to.
#[derive(Debug)]
pub(crate) struct Part {
    pub(super) range: PageRange,
    /// Their smaps figures.
    pub(super) sums: Smaps,
    /// How many have an entry.
    pub(super) populated: u64,
    /// How many are present and how many mapped once, by pieces of the strip, and which piece is the first.
    pub(super) first: usize,
    pub(super) counts: Vec<(u64, u64)>,
    /// Where the frames are that they map, and perhaps others in between.
    frames: Vec<Range<u32>>,
    /// Whether some of them are swapped out.
    swapped: bool,
}

/// A stretch of pages for which two relatives have different frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Division {
    /// The lower frame of the first page, which was there before.
    pub(crate) old: Pfn,
    /// The higher one: the copy.
    pub(crate) new: Pfn,
    pub(crate) pages: u64,
    /// Whether the copy is that of the first of the two.
    pub(crate) is_ours: bool,
}

/// The pieces of a VMA's strip.
#[derive(Clone, Copy)]
pub(crate) struct Buckets {
    range: PageRange,
    pub(crate) len: u64,
}

impl Buckets {
    pub(crate) fn of(range: PageRange) -> Buckets {
        Buckets { range, len: BUCKETS.clamp(1, range.pages().max(1)) }
    }

    /// Which piece a page is in, and where the next piece starts.
    fn around(self, page: Vpn) -> (usize, Vpn) {
        let at = (page.0 - self.range.start.0) * self.len / self.range.pages().max(1);
        (at as usize, self.start(at + 1))
    }

    fn start(self, at: u64) -> Vpn {
        self.range.start.plus((at * self.range.pages()).div_ceil(self.len))
    }

    /// The parts of the VMA: as many pieces as make a part, or parts of a piece.
    pub(super) fn parts(self) -> Vec<PageRange> {
        let mut parts = Vec::new();
        let mut start = self.range.start;
        for at in 1..=self.len {
            let end = self.start(at);
            let pages = end.0 - start.0;
            if pages < PAGES && at < self.len {
                continue;
            }
            let each = pages.div_ceil((pages / PAGES).max(1));
            while start < end {
                let next = start.plus(each).min(end);
                parts.push(PageRange { start, end: next });
                start = next;
            }
        }
        parts
    }
}

impl Part {
    pub(super) fn of(machine: &Machine, mm: &Mm, buckets: Buckets, range: PageRange) -> Part {
        let (first, _) = buckets.around(range.start);
        let mut part = Part {
            range,
            sums: Smaps::default(),
            populated: 0,
            first,
            counts: Vec::new(),
            frames: Vec::new(),
            swapped: false,
        };
        machine.each_piece(mm, range, &mut |piece| {
            part.sums.count(machine, &piece);
            part.populated += piece.range.pages();
            part.swapped |= piece.pte.swap_slot().is_some();
            part.remember(&piece);
            let alone = piece.frame.is_some_and(|frame| frame.kind != FrameKind::Zero && frame.mapcount == 1);
            part.tally(buckets, piece.range, alone);
        });
        part
    }

    /// Counts pages that follow one another and are all mapped once, or not.
    fn tally(&mut self, buckets: Buckets, range: PageRange, alone: bool) {
        let mut page = range.start;
        while page < range.end {
            let (bucket, next) = buckets.around(page);
            let end = next.min(range.end);
            let at = bucket - self.first;
            if self.counts.len() <= at {
                self.counts.resize(at + 1, (0, 0));
            }
            self.counts[at].0 += end.0 - page.0;
            self.counts[at].1 += if alone { end.0 - page.0 } else { 0 };
            page = end;
        }
    }

    fn remember(&mut self, piece: &Piece) {
        let Some(pfn) = piece.pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE) else { return };
        let (start, end) = (pfn.0, pfn.0 + piece.range.pages() as u32);
        let near = |range: &&mut Range<u32>| {
            start <= range.end.saturating_add(NEAR) && range.start <= end.saturating_add(NEAR)
        };
        if let Some(range) = self.frames.iter_mut().rev().find(near) {
            *range = range.start.min(start)..range.end.max(end);
            return;
        }
        self.frames.push(start..end);
        if self.frames.len() > MOST_RANGES {
            let first = self.frames.iter().map(|range| range.start).min();
            let last = self.frames.iter().map(|range| range.end).max();
            self.frames = first.zip(last).map(|(first, last)| first..last).into_iter().collect();
        }
    }

    /// Whether it may be another one where these pages and frames are others, and perhaps the swap area.
    pub(super) fn is_touched(&self, pages: &[PageRange], frames: &[Range<u64>], swap: bool) -> bool {
        let of_frames = |range: &Range<u32>| {
            frames.iter().any(|other| other.start < range.end.into() && u64::from(range.start) < other.end)
        };
        overlaps(pages, self.range) || (swap && self.swapped) || self.frames.iter().any(of_frames)
    }
}

/// Whether one of some ranges has a page in another one.
pub(super) fn overlaps(ranges: &[PageRange], range: PageRange) -> bool {
    ranges.iter().any(|other| other.start < range.end && range.start < other.end)
}

/// The pages of a part that a process alone maps and of which its relative has another frame.
pub(super) fn divisions(machine: &Machine, (mm, vma): (&Mm, &Vma), other: &Mm, range: PageRange) -> Vec<Division> {
    let mut all = Vec::new();
    // Both go through the range in order: nothing is looked for page by page.
    let mut theirs = other.tables.runs(range).peekable();
    machine.each_piece(mm, range, &mut |piece| {
        let page = piece.range.start;
        let same = |theirs: &Vma| !theirs.is_shared() && theirs.pgoff_of(page) == vma.pgoff_of(page);
        if !piece.frame.as_ref().is_some_and(is_alone) || !other.vma(page).is_some_and(same) {
            return;
        }
        while theirs.next_if(|run| run.range.end <= page).is_some() {}
        while let Some(run) = theirs.peek().copied().filter(|run| run.range.start < piece.range.end) {
            divide(machine, &piece, run, &mut all);
            if theirs.next_if(|run| run.range.end <= piece.range.end).is_none() {
                break;
            }
        }
    });
    all
}

/// What they have where a run of their entries and a piece of ours meet.
fn divide(machine: &Machine, piece: &Piece, theirs: PteRun, all: &mut Vec<Division>) {
    let both = piece.range.intersect(theirs.range);
    let ours = piece.pte.at(both.start.0 - piece.range.start.0).pfn();
    let Some((ours, their)) = ours.zip(theirs.pte.at(both.start.0 - theirs.range.start.0).pfn()) else { return };
    if machine.frame(their).is_some_and(|frame| is_anon(&frame)) {
        let (old, new) = (ours.min(their), ours.max(their));
        all.push(Division { old, new, pages: both.pages(), is_ours: ours == new });
    }
}

fn is_anon(frame: &Frame) -> bool {
    frame.kind == FrameKind::Anon
}

fn is_alone(frame: &Frame) -> bool {
    is_anon(frame) && frame.mapcount == 1
}
