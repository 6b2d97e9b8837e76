//! Which pages are drawn as one: neighbours that are in the same state in every process.
//!
//! The cuts are the same for all processes, so that rows of frames and rows of cells speak of the same pages.

use forkscope_sim::folio::huge_base;
use forkscope_sim::frame::{FrameKind, FrameView};
use forkscope_sim::machine::Piece;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Mm, PageRange, Pte, Vpn};

use super::survey::{Hold, Link, Proc};
use crate::index::Index;

/// The cuts between pages that are not drawn as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts(Index);

impl Cuts {
    /// The cuts that a machine asks for, and those around pages that are drawn alone. VMAs up to `single` pages are cut at every page
    /// unless they only show a file.
    pub(crate) fn of(machine: &Machine, procs: &[Proc<'_>], links: &[Link], single: u64, alone: &[Vpn]) -> Cuts {
        let mut cuts: Vec<Vpn> = Vec::new();
        for mm in procs.iter().filter_map(|proc| proc.mm) {
            for vma in mm.vmas.values() {
                cuts.extend([vma.start, vma.end]);
                cut_unequal(&mut cuts, machine, mm, vma);
                if vma.pages() <= single && !shows_file_only(machine, mm, vma) {
                    cuts.extend(vma.range().iter());
                }
            }
        }
        let on_the_way = links.iter().filter(|link| !matches!(link.hold, Hold::Mapped(_))).map(|link| link.vpn);
        for vpn in on_the_way.chain(alone.iter().copied()) {
            cuts.extend([vpn, vpn.plus(1)]);
        }
        Cuts(Index::of(cuts.iter().map(|vpn| vpn.0)).distinct())
    }

    /// The pieces of a range.
    pub(crate) fn pieces(&self, range: PageRange) -> Vec<PageRange> {
        let mut pieces = Vec::new();
        let mut start = range.start;
        for cut in self.0.within(range.start.plus(1).0..range.end.0) {
            pieces.push(PageRange { start, end: Vpn(cut) });
            start = Vpn(cut);
        }
        pieces.push(PageRange { start, end: range.end });
        pieces
    }

    /// The first page of the piece that `vpn` is in.
    pub(crate) fn piece_of(&self, vpn: Vpn) -> Vpn {
        self.0.last_up_to(vpn.0).map_or(vpn, Vpn)
    }
}

fn cut_unequal(cuts: &mut Vec<Vpn>, machine: &Machine, mm: &Mm, vma: &Vma) {
    let mut before: Option<(Vpn, Pte)> = None;
    for (vpn, pte) in mm.tables.populated(vma.range()) {
        match before {
            Some((last, old)) if last.plus(1) == vpn && continues(machine, old, pte) && !starts_huge(vpn, pte) => {}
            Some((last, _)) => cuts.extend([last.plus(1), vpn]),
            None => cuts.push(vpn),
        }
        before = Some((vpn, pte));
    }
    cuts.extend(before.map(|(last, _)| last.plus(1)));
}

/// Whether a page is the first of those that a PMD entry maps.
fn starts_huge(vpn: Vpn, pte: Pte) -> bool {
    pte.is_huge() && huge_base(vpn) == vpn
}

/// Whether an entry is what its left neighbour is, one frame on.
fn continues(machine: &Machine, left: Pte, right: Pte) -> bool {
    if left.swap_slot().is_some() || right.swap_slot().is_some() {
        return false;
    }
    let next = left.pfn().map(|pfn| pfn.0 + u32::from(!left.is_zero_page()));
    let rights = |pte: Pte| (pte.is_usable(), pte.is_writable(), pte.is_huge());
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
        FrameKind::Ksm => 5,
    };
    (kind, frame.refcount, frame.mapcount)
}

/// Whether all that a mapping shows, or will show until it is written to, are the pages of a file on disk.
fn shows_file_only(machine: &Machine, mm: &Mm, vma: &Vma) -> bool {
    let on_disk = vma.file().and_then(|id| machine.file(id)).is_some_and(|file| !file.kind.is_shmem());
    on_disk && !vma.is_writable() && machine.pieces(mm, vma.range()).all(|piece| !is_anon(&piece))
}

fn is_anon(piece: &Piece) -> bool {
    piece.frame.as_ref().is_some_and(|frame| frame.kind.is_anon())
}
