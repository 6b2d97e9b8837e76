//! Which pages are drawn as one: neighbours that are in the same state in every process.
//!
//! The cuts are the same for all processes, so that rows of frames and rows of cells speak of the same pages.

use std::collections::BTreeSet;

use forkscope_sim::frame::{FrameKind, FrameView};
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Mm, PageRange, Pte, Vpn};

use super::survey::{Hold, Link, Proc};

/// The cuts between pages that are not drawn as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts(BTreeSet<Vpn>);

impl Cuts {
    /// The cuts that a machine asks for. VMAs up to `single` pages are cut at every page unless they only show a file.
    pub(crate) fn of(machine: &Machine, procs: &[Proc<'_>], links: &[Link], single: u64) -> Cuts {
        let mut cuts = Cuts::default();
        for mm in procs.iter().filter_map(|proc| proc.mm) {
            for vma in mm.vmas.values() {
                cuts.at_ends(vma);
                cuts.between_unequal(machine, mm, vma);
                if vma.pages() <= single && !shows_file_only(machine, mm, vma) {
                    cuts.0.extend(vma.range().iter());
                }
            }
        }
        for link in links.iter().filter(|link| !matches!(link.hold, Hold::Mapped(_))) {
            cuts.around(link.vpn);
        }
        cuts
    }

    /// A page that is drawn alone.
    pub(crate) fn around(&mut self, vpn: Vpn) {
        self.0.extend([vpn, vpn.plus(1)]);
    }

    /// The pieces of a range.
    pub(crate) fn pieces(&self, range: PageRange) -> Vec<PageRange> {
        let inner = self.0.range(range.start.plus(1)..range.end.max(range.start.plus(1))).copied();
        let starts: Vec<Vpn> = std::iter::once(range.start).chain(inner).collect();
        let ends = starts[1..].iter().copied().chain([range.end]);
        starts.iter().zip(ends).map(|(start, end)| PageRange { start: *start, end }).collect()
    }

    /// The first page of the piece that `vpn` is in.
    pub(crate) fn piece_of(&self, vpn: Vpn) -> Vpn {
        self.0.range(..=vpn).next_back().copied().unwrap_or(vpn)
    }

    fn at_ends(&mut self, vma: &Vma) {
        self.0.extend([vma.start, vma.end]);
    }

    fn between_unequal(&mut self, machine: &Machine, mm: &Mm, vma: &Vma) {
        let mut before: Option<(Vpn, Pte)> = None;
        for (vpn, pte) in mm.tables.populated(vma.range()) {
            match before {
                Some((last, old)) if last.plus(1) == vpn && continues(machine, old, pte) => {}
                Some((last, _)) => self.0.extend([last.plus(1), vpn]),
                None => self.0.extend([vpn]),
            }
            before = Some((vpn, pte));
        }
        self.0.extend(before.map(|(last, _)| last.plus(1)));
    }
}

/// Whether an entry is what its left neighbour is, one frame on.
fn continues(machine: &Machine, left: Pte, right: Pte) -> bool {
    let next = left.pfn().map(|pfn| pfn.0 + u32::from(!left.is_zero_page()));
    let rights = |pte: Pte| (pte.is_usable(), pte.is_writable());
    let view = |pte: Pte| pte.pfn().and_then(|pfn| machine.frame_view(pfn));
    next == right.pfn().map(|pfn| pfn.0)
        && rights(left) == rights(right)
        && view(left).map(sort) == view(right).map(sort)
}

fn sort(frame: FrameView) -> (u8, u32, u32) {
    let kind = match frame.kind {
        FrameKind::Zero => 0,
        FrameKind::Anon => 1,
        FrameKind::File { .. } => 2,
        FrameKind::Shmem { .. } => 3,
        FrameKind::Table { .. } => 4,
    };
    (kind, frame.refcount, frame.mapcount)
}

/// Whether all that a mapping shows, or will show until it is written to, are the pages of a file on disk.
fn shows_file_only(machine: &Machine, mm: &Mm, vma: &Vma) -> bool {
    let on_disk = vma.file().and_then(|id| machine.file(id)).is_some_and(|file| !file.kind.is_shmem());
    on_disk && !vma.is_writable() && mm.tables.populated(vma.range()).all(|(_, pte)| !is_anon(machine, pte))
}

fn is_anon(machine: &Machine, pte: Pte) -> bool {
    pte.pfn().and_then(|pfn| machine.frame(pfn)).is_some_and(|frame| frame.kind == FrameKind::Anon)
}
