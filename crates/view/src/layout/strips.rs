//! Strips: what is drawn instead of cells and tiles when there are too many of them.

use forkscope_sim::frame::{Frame, FrameKind};
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Pfn, Pid, Pte};

use super::plan::Plan;
use crate::model::strip::{Bucket, Strip};
use crate::words;

/// Pieces of a VMA's strip, and of that of physical memory.
const VMA_BUCKETS: u64 = 48;
const MEMORY_BUCKETS: u64 = 512;

/// The pages of a VMA.
pub(super) fn of_vma(plan: &Plan<'_>, pid: Pid, vma: &Vma) -> Strip {
    let mut tally = Tally::new(vma.pages(), VMA_BUCKETS);
    let ptes = plan.mm(pid).into_iter().flat_map(|mm| mm.tables.populated(vma.range()));
    for (vpn, pte) in ptes {
        tally.add(vpn.0 - vma.start.0, is_private(plan.machine, pte));
    }
    let (present, private) = tally.totals();
    let of = words::count(vma.pages(), "page");
    let label = format!("{} of {of} present, {} mapped once", words::grouped(present), words::grouped(private));
    Strip { buckets: tally.buckets(), label }
}

/// The frames of physical memory from the first that holds a page to the last, page tables left out.
pub(super) fn of_memory(machine: &Machine) -> Strip {
    let all = u64::from(machine.config().ram);
    let user =
        || machine.frames().iter().filter(|(_, frame)| is_user(frame)).map(|(pfn, frame)| (u64::from(pfn.0), frame));
    let (first, last) = user().fold((all, 0), |(first, last), (pfn, _)| (first.min(pfn), last.max(pfn)));
    let mut tally = Tally::new((last + 1).saturating_sub(first), MEMORY_BUCKETS);
    for (pfn, frame) in user() {
        tally.add(pfn - first, frame.mapcount <= 1);
    }
    let (present, private) = tally.totals();
    let of = words::count(all, "frame");
    let label = format!("{} of {of} hold pages, {} mapped once", words::grouped(present), words::grouped(private));
    Strip { buckets: tally.buckets(), label }
}

fn is_private(machine: &Machine, pte: Pte) -> bool {
    pte.pfn()
        .filter(|pfn| *pfn != Pfn::ZERO_PAGE)
        .and_then(|pfn| machine.frame(pfn))
        .is_some_and(|frame| frame.mapcount == 1)
}

fn is_user(frame: &Frame) -> bool {
    match frame.kind {
        FrameKind::Zero | FrameKind::Table { .. } => false,
        FrameKind::Anon | FrameKind::File { .. } | FrameKind::Shmem { .. } => true,
    }
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

    fn add(&mut self, page: u64, private: bool) {
        let len = self.counts.len() as u64;
        if let Some((present, alone)) = self.counts.get_mut((page * len / self.pages) as usize) {
            *present += 1;
            *alone += u64::from(private);
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
