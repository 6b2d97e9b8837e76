//! How high the rows of frames are, and where a place in them is.
//!
//! A row belongs to a page, or to a piece of equal pages, and rows follow the order of addresses. With two columns, the first holds the
//! original and the second the private copies, one below the other; with one column all of them stand one below the other.

use std::collections::{BTreeMap, BTreeSet};

use forkscope_sim::Vpn;

use super::cards::is_cow_mapping;
use super::placement::Place;
use super::plan::Plan;
use crate::model::place::Rect;
use crate::size::Measures;

/// Up to so many pieces have a row each from the start, so that a first touch moves nothing.
const MOST_RESERVED: usize = 8;

/// Where the rows are.
pub(super) struct Rows {
    tops: BTreeMap<Vpn, f32>,
    /// Below the last row.
    pub(super) bottom: f32,
    measures: Measures,
}

impl Rows {
    /// Rows for these places.
    pub(super) fn of(plan: &Plan<'_>, places: &[Place]) -> Rows {
        let m = plan.measures;
        let mut lines: BTreeMap<Vpn, usize> = reserved(plan).into_iter().map(|row| (row, 1)).collect();
        for place in places {
            let wanted = spot(&m, place.generation).1 + 1;
            let line = lines.entry(place.row).or_insert(1);
            *line = wanted.max(*line);
        }
        let mut y = if needs_gutter(plan, &lines) { m.gutter } else { 0.0 };
        let mut tops = BTreeMap::new();
        for (row, count) in lines {
            tops.insert(row, y);
            y += count as f32 * (m.tile.1 + m.tile_gap.1);
        }
        Rows { tops, bottom: (y - m.tile_gap.1).max(0.0), measures: m }
    }

    /// The box of a place; none when its row is not drawn.
    pub(super) fn rect(&self, place: Place) -> Option<Rect> {
        let m = &self.measures;
        let (column, line) = spot(m, place.generation);
        let x = m.tiles_x + column as f32 * (m.tile.0 + m.tile_gap.0);
        let top = self.tops.get(&place.row)?;
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

fn reserved(plan: &Plan<'_>) -> BTreeSet<Vpn> {
    let vmas = plan.procs.iter().filter_map(|proc| proc.mm).flat_map(|mm| mm.vmas.values());
    let starts: BTreeSet<Vpn> = vmas.flat_map(|vma| plan.cuts.pieces(vma.range())).map(|piece| piece.start).collect();
    if starts.len() > MOST_RESERVED {
        return BTreeSet::new();
    }
    starts
}

/// Whether an edge may have to run above the first row: when its page can be copied.
fn needs_gutter(plan: &Plan<'_>, lines: &BTreeMap<Vpn, usize>) -> bool {
    let Some((first, _)) = lines.first_key_value() else { return false };
    let vmas = plan.procs.iter().filter_map(|proc| proc.mm?.vma(*first));
    plan.measures.columns > 1 && vmas.into_iter().any(is_cow_mapping)
}
