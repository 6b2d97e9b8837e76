//! Strips: what is drawn instead of cells and tiles when there are too many of them.

use forkscope_explain::Lang;
use forkscope_sim::frame::FrameKind;
use forkscope_sim::machine::Piece;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Pfn, Pid};

use super::plan::Plan;
use crate::model::strip::{Bucket, Strip};
use crate::words;

/// Pieces of a VMA's strip, and of that of physical memory.
const VMA_BUCKETS: u64 = 48;
const MEMORY_BUCKETS: u64 = 512;

/// The pages of a VMA.
pub(super) fn of_vma(plan: &Plan<'_>, pid: Pid, vma: &Vma) -> Strip {
    let mut tally = Tally::new(vma.pages(), VMA_BUCKETS);
    for Piece { range, frame, .. } in plan.mm(pid).into_iter().flat_map(|mm| plan.machine.pieces(mm, vma.range())) {
        let private = frame.is_some_and(|frame| frame.kind != FrameKind::Zero && frame.mapcount == 1);
        tally.add(range.start.0 - vma.start.0, range.pages(), private);
    }
    let (present, private) = tally.totals();
    let label = plan.lang().say(
        "{} of {} present, {} mapped once",
        "{1}中 {0} 页在内存，{2} 页只映射一次",
        &[&words::grouped(present), &pages(plan.lang(), vma.pages()), &words::grouped(private)],
    );
    Strip { buckets: tally.buckets(), label }
}

/// The frames of physical memory from the first that holds a page to the last, page tables left out.
pub(super) fn of_memory(lang: Lang, machine: &Machine) -> Strip {
    let all = u64::from(machine.config().ram);
    let user = || machine.frames().runs(Pfn(0), machine.config().ram).filter(|run| run.frame.kind.is_user());
    let first = user().next().map_or(all, |run| run.pfn.0.into());
    let end = user().last().map_or(1, |run| u64::from(run.pfn.0) + u64::from(run.frames));
    let mut tally = Tally::new(end.saturating_sub(first), MEMORY_BUCKETS);
    for run in user() {
        tally.add(u64::from(run.pfn.0) - first, run.frames.into(), run.frame.mapcount <= 1);
    }
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
    fn new(pages: u64, buckets: u64) -> Tally {
        Tally { pages: pages.max(1), counts: vec![(0, 0); buckets.clamp(1, pages.max(1)) as usize] }
    }

    /// Counts pages that follow one another and are all mapped once, or not.
    fn add(&mut self, mut page: u64, pages: u64, private: bool) {
        let (len, end) = (self.counts.len() as u64, (page + pages).min(self.pages));
        while page < end {
            let bucket = page * len / self.pages;
            let next = ((bucket + 1) * self.pages).div_ceil(len).min(end);
            if let Some((present, alone)) = self.counts.get_mut(bucket as usize) {
                *present += next - page;
                *alone += if private { next - page } else { 0 };
            }
            page = next;
        }
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
