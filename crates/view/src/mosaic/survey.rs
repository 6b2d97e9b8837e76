//! Which frames are in use, which were copied since, and which are the copies: a bit a frame, 64 to a word.

use std::ops::Range;

use forkscope_sim::Pfn;

use super::class;
use super::grid::{Grid, Level, Spot, SIDE};
use crate::ledger::bits::{count, fill, span, WORD};
use crate::ledger::{Marks, Sheet};

/// A bit a frame, three times.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Survey {
    /// The number of the first word.
    first: u64,
    present: Vec<u64>,
    /// Frames of pages that somebody has another frame for by now.
    copied: Vec<u64>,
    /// Those other frames.
    copies: Vec<u64>,
    /// The process colour of the copies of a word.
    owners: Vec<u8>,
}

impl Survey {
    pub(super) fn of(sheet: &Sheet) -> Survey {
        let Range { start, end } = span(&sheet.present);
        let first = start / WORD;
        let words = (end.div_ceil(WORD) - first) as usize;
        let at = first as usize..first as usize + words;
        let Marks { copied, copies, owners } = &*sheet.marks;
        Survey {
            first,
            present: part(&sheet.present, at.clone()),
            copied: part(copied, at.clone()),
            copies: part(copies, at.clone()),
            owners: part(owners, at),
        }
    }

    fn fill_copies(&mut self, at: u64, frames: u64, colour: u8) {
        fill(&mut self.copies, at, frames);
        let words = at / WORD..(at + frames).div_ceil(WORD);
        self.owners[words.start as usize..words.end as usize].fill(colour);
    }

    /// A page got a frame of its own: from `old` to `new`.
    pub(super) fn copy(&mut self, old: Pfn, new: Pfn, colour: u8) {
        let (old, new) = (self.at(old), self.at(new));
        self.grow(new);
        fill(&mut self.copied, old, 1);
        fill(&mut self.present, new, 1);
        self.fill_copies(new, 1, colour);
    }

    /// A frame came into use.
    pub(super) fn appear(&mut self, pfn: Pfn) {
        let at = self.at(pfn);
        self.grow(at);
        fill(&mut self.present, at, 1);
    }

    /// Makes room for a frame.
    fn grow(&mut self, at: u64) {
        let words = (at / WORD + 1) as usize;
        if words > self.present.len() {
            self.owners.resize(words, 0);
            for words_of in [&mut self.present, &mut self.copied, &mut self.copies] {
                words_of.resize(words, 0);
            }
        }
    }

    /// A frame, counted from the first.
    fn at(&self, pfn: Pfn) -> u64 {
        u64::from(pfn.0).saturating_sub(self.first())
    }

    pub(super) fn first(&self) -> u64 {
        self.first * WORD
    }

    pub(super) fn frames(&self) -> u64 {
        self.present.len() as u64 * WORD
    }

    /// How many of all frames are in use, were copied since, and are copies.
    pub(super) fn totals(&self) -> [u64; 3] {
        self.counts(0..self.frames())
    }

    /// How many frames of a range are in use, were copied since, and are copies. Counted from the first.
    pub(super) fn counts(&self, frames: Range<u64>) -> [u64; 3] {
        [&self.present, &self.copied, &self.copies].map(|words| count(words, frames.clone()))
    }

    /// Whether a frame was copied since, and whether it is a copy.
    pub(super) fn is(&self, frame: u64) -> (bool, bool) {
        (count(&self.copied, frame..frame + 1) > 0, count(&self.copies, frame..frame + 1) > 0)
    }

    /// The class of the cell that begins with a frame.
    pub(super) fn class(&self, level: Level, frame: u64) -> u8 {
        let [present, copied, copies] = self.counts(frame..frame + level.frames());
        if present == 0 {
            return class::FREE;
        }
        if copies > copied {
            let owner = self.owners.get((frame / WORD) as usize).copied().unwrap_or(1);
            return class::COPIES + owner.max(1) - 1;
        }
        match level.steps().iter().filter(|least| copied >= **least).count() as u8 {
            0 => class::COLD,
            // A single frame is copied or not: the third step, which is also what the lens shows.
            _ if level == Level::Frame => class::DENSITY + 2,
            steps => class::DENSITY + steps - 1,
        }
    }

    pub(super) fn paint(&self, grid: &Grid, bands: Range<u64>) -> Vec<u8> {
        let columns = grid.columns();
        let mut cells = vec![class::FREE; ((bands.end - bands.start) * SIDE * columns) as usize];
        let frames = bands.start * grid.band_frames()..(bands.end * grid.band_frames()).min(self.frames());
        let mut frame = frames.start;
        while frame < frames.end {
            let Spot { x, band, y } = grid.spot(frame);
            let line = (band - bands.start) * SIDE + y;
            cells[(line * columns + x) as usize] = self.class(grid.level, frame);
            frame += grid.level.frames();
        }
        cells
    }
}

/// So many of some words; of older marks there may be more or fewer than of frames in use.
fn part<W: Copy + Default>(words: &[W], at: Range<usize>) -> Vec<W> {
    let known = at.start.min(words.len())..at.end.min(words.len());
    let mut part = words[known].to_vec();
    part.resize(at.len(), W::default());
    part
}
