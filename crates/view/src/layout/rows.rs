//! How high the rows of frames are, and where a place in them is.
//!
//! A row belongs to a page, or to a piece of equal pages, and rows follow the order of addresses. With two columns, the first holds the
//! original and the second the private copies, one below the other; with one column all of them stand one below the other.

use forkscope_sim::{Vma, Vpn};

use super::placement::Place;
use super::plan::Plan;
use super::survey::{Hold, Link};
use crate::index::Index;
use crate::model::place::Rect;
use crate::size::Measures;

/// Up to so many pieces have a row each from the start, so that a first touch moves nothing.
const MOST_RESERVED: usize = 8;

/// Where the rows are.
pub(super) struct Rows {
    /// The page of each row and its top, from the top down.
    tops: Vec<(Vpn, f32)>,
    /// Below the last row.
    pub(super) bottom: f32,
    measures: Measures,
}

impl Rows {
    /// Rows for these places.
    pub(super) fn of(plan: &Plan<'_>, places: &[Place]) -> Rows {
        let m = plan.measures;
        let reserved = reserved(plan);
        let wanted = places
            .iter()
            .map(|place| place.row.0)
            .chain(reserved.iter().flat_map(|index| index.iter()).map(|(row, _)| row));
        let wanted = Index::of(wanted);
        let mut y = if needs_gutter(plan, &wanted) { m.gutter } else { 0.0 };
        let mut tops = Vec::new();
        let mut next = y;
        for (row, at) in wanted.iter() {
            let line = places.get(at).map_or(0, |place| spot(&m, place.generation).1);
            if tops.last().is_none_or(|(above, _)| *above != Vpn(row)) {
                y = next;
                tops.push((Vpn(row), y));
            }
            next = next.max(y + (line + 1) as f32 * (m.tile.1 + m.tile_gap.1));
        }
        Rows { tops, bottom: (next - m.tile_gap.1).max(0.0), measures: m }
    }

    /// The box of a place; none when its row is not drawn.
    pub(super) fn rect(&self, place: Place) -> Option<Rect> {
        let m = &self.measures;
        let (column, line) = spot(m, place.generation);
        let x = m.tiles_x + column as f32 * (m.tile.0 + m.tile_gap.0);
        let row = self.tops.binary_search_by_key(&place.row, |(row, _)| *row).ok()?;
        let top = self.tops[row].1;
        Some(Rect { x, y: top + line as f32 * (m.tile.1 + m.tile_gap.1), w: m.tile.0, h: m.tile.1 })
    }
}

/// Column and line of a generation within its row.
fn spot(m: &Measures, generation: usize) -> (usize, usize) {
    match (m.columns, generation) {
        (1, _) => (0, generation),
        (_, 0) => (0, 0),
        (_, _) => (1, generation - 1),
    }
}

/// The rows that are there from the start; none if they would be many.
fn reserved(plan: &Plan<'_>) -> Option<Index> {
    let vmas = plan.procs.iter().filter_map(|proc| proc.mm).flat_map(|mm| mm.vmas.values());
    let starts = vmas.flat_map(|vma| plan.cuts.pieces(vma.range())).map(|piece| piece.start.0);
    Some(Index::of(starts).distinct()).filter(|starts| starts.len() <= MOST_RESERVED)
}

/// Whether an edge may have to run above the first row: when its page can be copied, or could be while its frame was mapped.
fn needs_gutter(plan: &Plan<'_>, rows: &Index) -> bool {
    let Some((first, _)) = rows.iter().next() else { return false };
    let mut vmas = plan.procs.iter().filter_map(|proc| proc.mm?.vma(Vpn(first)));
    let is_kept = |link: &Link| link.vpn.0 == first && link.hold == Hold::Kept;
    plan.measures.columns > 1 && (vmas.any(Vma::is_private_writable) || plan.links.iter().any(is_kept))
}
