//! Strips: what is drawn instead of cells and tiles when there are too many of them.

use std::ops::Range;

use forkscope_explain::Lang;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, MmId};

use crate::ledger::bits::{count, span};
use crate::ledger::Sheet;
use crate::model::strip::{Bucket, Strip};
use crate::words;

/// Pieces of the strip of physical memory.
const MEMORY_BUCKETS: u64 = 512;

/// The pages of a VMA.
pub(super) fn of_vma(lang: Lang, sheet: &Sheet, mm: MmId, vma: &Vma) -> Strip {
    let tally = Tally { pages: vma.pages().max(1), counts: sheet.strip(mm, vma.range()) };
    let (present, private) = tally.totals();
    let label = lang.say(
        "{} of {} present, {} mapped once",
        "{1}中 {0} 页在内存，{2} 页只映射一次",
        &[&words::grouped(present), &pages(lang, vma.pages()), &words::grouped(private)],
    );
    Strip { buckets: tally.buckets(), label }
}

/// The frames of physical memory from the first that holds a page to the last, page tables left out.
pub(super) fn of_memory(lang: Lang, machine: &Machine, sheet: &Sheet) -> Strip {
    let all = u64::from(machine.config().ram);
    let frames = span(&sheet.present);
    let tally = Tally::of_frames(sheet, frames);
    let (present, private) = tally.totals();
    let label = lang.say(
        "{} of {} hold pages, {} mapped once",
        "{1}中 {0} 个存有页，{2} 个只映射一次",
        &[&words::grouped(present), &words::count(lang, all, "frame", "个页帧"), &words::grouped(private)],
    );
    Strip { buckets: tally.buckets(), label }
}

fn pages(lang: Lang, pages: u64) -> String {
    words::count(lang, pages, "page", "页")
}

/// Counts by piece.
struct Tally {
    pages: u64,
    counts: Vec<(u64, u64)>,
}

impl Tally {
    fn of_frames(sheet: &Sheet, frames: Range<u64>) -> Tally {
        let pages = (frames.end - frames.start).max(1);
        let len = MEMORY_BUCKETS.min(pages);
        let start = |bucket: u64| frames.start + (bucket * pages).div_ceil(len);
        let piece = |bucket| start(bucket)..start(bucket + 1);
        let counts = |bucket| (count(&sheet.present, piece(bucket)), count(&sheet.alone, piece(bucket)));
        Tally { pages, counts: (0..len).map(counts).collect() }
    }

    fn totals(&self) -> (u64, u64) {
        self.counts.iter().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }

    fn buckets(&self) -> Vec<Bucket> {
        let len = self.counts.len() as f32;
        let share = |pages: u64| (pages as f32 * len / self.pages as f32).min(1.0);
        self.counts.iter().map(|(present, alone)| Bucket { present: share(*present), private: share(*alone) }).collect()
    }
}
