//! Which frames are in use, which were copied since, and which are the copies: a bit a frame, 64 to a word.

use std::ops::Range;

use forkscope_sim::frame::{Frame, FrameKind};
use forkscope_sim::machine::Piece;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Mm, Pfn};

use super::class;
use super::figures::Person;
use super::grid::{Grid, Level, Spot, SIDE};

/// Frames of a word.
const WORD: u64 = 64;

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
    pub(super) fn of(machine: &Machine, people: &[Person]) -> Survey {
        let user = || machine.frames().runs(Pfn(0), machine.config().ram).filter(|run| run.frame.kind.is_user());
        let (mut from, mut to) = (u64::MAX, 0);
        for run in user() {
            from = from.min(run.pfn.0.into());
            to = u64::from(run.pfn.0) + u64::from(run.frames);
        }
        let first = from.min(to) / WORD;
        let words = (to.div_ceil(WORD) - first) as usize;
        let none = || vec![0; words];
        let mut survey = Survey { first, present: none(), copied: none(), copies: none(), owners: vec![0; words] };
        for run in user() {
            let at = survey.at(run.pfn);
            fill(&mut survey.present, at, run.frames.into());
        }
        for (at, person) in people.iter().enumerate() {
            // Two alone see the same from either side.
            let known = people.len() == 2 && at == 1;
            if let Some(relative) = person.relative.filter(|_| !known).and_then(|at| people.get(at)) {
                survey.compare(machine, person, relative);
            }
        }
        survey
    }

    /// Looks for pages of which a process and its next relative have different frames.
    fn compare(&mut self, machine: &Machine, person: &Person, relative: &Person) {
        let of = |person: &Person| machine.mm_of(person.pid).map(|(_, mm)| mm);
        let Some((mm, other)) = of(person).zip(of(relative)) else { return };
        for vma in mm.vmas.values().filter(|vma| vma.is_private_writable()) {
            for piece in machine.pieces(mm, vma.range()).filter(|piece| piece.frame.as_ref().is_some_and(is_alone)) {
                let page = piece.range.start;
                let same = |theirs: &Vma| !theirs.is_shared() && theirs.pgoff_of(page) == vma.pgoff_of(page);
                if other.vma(page).is_some_and(same) {
                    self.divide(machine, (&piece, person), (other, relative));
                }
            }
        }
    }

    fn divide(&mut self, machine: &Machine, (piece, person): (&Piece, &Person), (other, relative): (&Mm, &Person)) {
        for theirs in other.tables.runs(piece.range) {
            let offset = theirs.range.start.0 - piece.range.start.0;
            let Some((ours, their)) = piece.pte.at(offset).pfn().zip(theirs.pte.pfn()) else { continue };
            if !machine.frame(their).is_some_and(|frame| is_anon(&frame)) {
                continue;
            }
            let pages = theirs.range.pages();
            let (old, new, owner) = if ours < their { (ours, their, relative) } else { (their, ours, person) };
            let (old, new) = (self.at(old), self.at(new));
            fill(&mut self.copied, old, pages);
            self.fill_copies(new, pages, owner.colour);
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

    pub(super) fn present(&self) -> u64 {
        count(&self.present, 0..self.frames())
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

/// Sets bits from one on.
fn fill(words: &mut [u64], at: u64, bits: u64) {
    let end = (at + bits).min(words.len() as u64 * WORD);
    let mut at = at;
    while at < end {
        let until = (at / WORD + 1) * WORD;
        let here = until.min(end) - at;
        words[(at / WORD) as usize] |= mask(at % WORD, here);
        at += here;
    }
}

/// Counts the bits of a range.
fn count(words: &[u64], range: Range<u64>) -> u64 {
    let end = range.end.min(words.len() as u64 * WORD);
    let mut at = range.start;
    let mut bits = 0;
    while at < end {
        let here = ((at / WORD + 1) * WORD).min(end) - at;
        bits += u64::from((words[(at / WORD) as usize] & mask(at % WORD, here)).count_ones());
        at += here;
    }
    bits
}

fn mask(from: u64, bits: u64) -> u64 {
    (u64::MAX >> (WORD - bits)) << from
}

fn is_anon(frame: &Frame) -> bool {
    frame.kind == FrameKind::Anon
}

fn is_alone(frame: &Frame) -> bool {
    is_anon(frame) && frame.mapcount == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_and_counted_across_words() {
        let mut words = vec![0; 4];
        fill(&mut words, 60, 70);
        assert_eq!(words, [0xf << 60, u64::MAX, 3, 0]);
        assert_eq!((count(&words, 0..256), count(&words, 62..65), count(&words, 200..400)), (70, 3, 0));
        fill(&mut words, 250, 100);
        assert_eq!(count(&words, 0..256), 76);
    }
}
