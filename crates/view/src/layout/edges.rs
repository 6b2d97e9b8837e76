//! The edges from page table entries to frames.
//!
//! An edge into the first column ends on the left side of its tile, at the place of its process. One into the second column runs along the
//! gutter above the row and comes down onto the counter. All paths have the same commands, so that an edge can turn into another.

use std::collections::BTreeMap;

use forkscope_sim::{Pid, Pte};

use super::plan::Plan;
use super::survey::{Hold, Link};
use crate::model::edge::{Edge, LineStyle, Weight};
use crate::model::place::{Point, Rect};
use crate::model::process::{Body, CellTag, ProcessCard, PteCell};
use crate::model::tile::FrameTile;
use crate::size::Measures;

/// More edges than this, and those of files that nothing happens to are shown on demand only.
const MOST_EDGES: usize = 24;
/// So many lanes fit into a gutter; further edges run in the last.
const LANES: usize = 5;
const LANE: f32 = 4.0;
/// How far before its tip a line stops.
const TIP: f32 = 6.0;

/// A line before it has a route.
struct Draft<'a> {
    id: String,
    cell: &'a PteCell,
    tile: &'a FrameTile,
    style: LineStyle,
}

/// The edges between these cards and tiles, in painting order. An edge keeps its place in it while its mapping is replaced: an element
/// that moved in the document could not turn into its successor.
pub(super) fn edges(plan: &Plan<'_>, cards: &[ProcessCard], tiles: &[FrameTile]) -> Vec<Edge> {
    let by_id: BTreeMap<&str, &FrameTile> = tiles.iter().map(|tile| (tile.id.as_str(), tile)).collect();
    let cells: Vec<&PteCell> = cards.iter().flat_map(open_cells).collect();
    let mut drafts: Vec<Draft<'_>> = cells.iter().filter_map(|cell| mapped(cell, &by_id)).collect();
    drafts.extend(plan.links.iter().filter_map(|link| passing(plan, link, &cells, &by_id)));
    let many = drafts.len() > MOST_EDGES;
    let lanes = lanes(plan, &drafts);
    let mut edges: Vec<Edge> = drafts.iter().map(|draft| edge(plan, draft, lanes[&draft.id], many)).collect();
    edges.sort_by(|a, b| order(a).cmp(&order(b)));
    edges
}

fn order(edge: &Edge) -> (bool, Weight, &str) {
    (edge.id.starts_with('n'), edge.weight, &edge.id)
}

fn open_cells(card: &ProcessCard) -> Vec<&PteCell> {
    match &card.body {
        Body::Open(rows) => rows.iter().flat_map(|row| &row.cells).collect(),
        Body::Folded { .. } | Body::Zombie => Vec::new(),
    }
}

fn mapped<'a>(cell: &'a PteCell, tiles: &BTreeMap<&str, &'a FrameTile>) -> Option<Draft<'a>> {
    let tile = tiles.get(cell.tile.as_deref()?)?;
    let style = match cell.chip.text() {
        "RW" => LineStyle::Solid,
        _ => LineStyle::Dashed,
    };
    Some(Draft { id: format!("e{}", cell.id), cell, tile, style })
}

/// A mapping that is about to come, or that is not dropped yet although its entry is empty.
fn passing<'a>(
    plan: &Plan<'_>,
    link: &Link,
    cells: &[&'a PteCell],
    tiles: &BTreeMap<&str, &'a FrameTile>,
) -> Option<Draft<'a>> {
    let id = format!("{}-{:x}", link.pid, link.vpn.0);
    let cell = cells.iter().find(|cell| cell.id == id)?;
    let tile = tiles.get(format!("f{}", link.pfn).as_str())?;
    match link.hold {
        Hold::Mapped(_) => None,
        Hold::Pending => Some(Draft { id: format!("n{id}"), cell, tile, style: LineStyle::Dotted }),
        Hold::Cut(_) if plan.moment.cut.is_some_and(|cut| cut.repointed) => None,
        Hold::Cut(Pte { .. }) => Some(Draft { id: format!("e{id}"), cell, tile, style: LineStyle::Dotted }),
    }
}

/// For each edge, which one it is of how many that come down onto the same tile.
fn lanes(plan: &Plan<'_>, drafts: &[Draft<'_>]) -> BTreeMap<String, (usize, usize)> {
    let mut by_tile: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for draft in drafts {
        by_tile.entry(&draft.tile.id).or_default().push(&draft.id);
    }
    let shared = |ids: Vec<&str>| {
        let all = ids.len().min(LANES);
        ids.into_iter().enumerate().map(move |(i, id)| (id.to_owned(), (i.min(LANES - 1), all))).collect::<Vec<_>>()
    };
    debug_assert!(plan.measures.columns > 0, "there is a column");
    by_tile.into_values().flat_map(shared).collect()
}

fn edge(plan: &Plan<'_>, draft: &Draft<'_>, lane: (usize, usize), many: bool) -> Edge {
    let (cell, tile) = (draft.cell, draft.tile);
    let pid = Pid(cell.page.pid);
    let changed = cell.changed || tile.changed;
    let route = route(&plan.measures, cell.port, tile.rect, plan.slot(pid), lane);
    Edge {
        id: draft.id.clone(),
        cell: cell.id.clone(),
        tile: tile.id.clone(),
        mark: plan.mark(pid),
        style: draft.style,
        weight: weight(plan, tile),
        on_demand: many && !changed && cell.tag == CellTag::File,
        port: cell.port,
        end: route.end,
        path: route.path,
        tip: route.tip,
        changed,
    }
}

fn weight(plan: &Plan<'_>, tile: &FrameTile) -> Weight {
    match (plan.moment.fault, tile.live) {
        (None, _) => Weight::Normal,
        (Some(_), true) => Weight::Live,
        (Some(_), false) => Weight::Muted,
    }
}

/// A line and its tip.
pub(super) struct Route {
    end: Point,
    path: String,
    tip: String,
}

fn route(m: &Measures, from: Point, tile: Rect, slot: (usize, usize), lane: (usize, usize)) -> Route {
    if tile.x > m.tiles_x {
        by_gutter(m, from, tile, lane)
    } else {
        across(m, from, tile, slot)
    }
}

/// Straight across, onto the left side of the tile.
fn across(m: &Measures, from: Point, tile: Rect, (slot, slots): (usize, usize)) -> Route {
    let step = (m.slots.1 - m.slots.0) / (slots.max(2) - 1) as f32;
    let end = Point { x: tile.x, y: tile.y + m.slots.0 + slot as f32 * step };
    let (stop, middle) = (end.x - TIP, (from.x + end.x - TIP) / 2.0);
    let Point { x, y } = from;
    let ey = end.y;
    Route {
        end,
        path: format!("M{x} {y}C{middle} {y} {middle} {ey} {stop} {ey}H{stop}Q{stop} {ey} {stop} {ey}V{ey}"),
        tip: format!("M{} {ey}L{} {}L{} {}Z", end.x, end.x - 8.0, ey - 4.0, end.x - 8.0, ey + 4.0),
    }
}

/// Along the gutter above the row, and down onto the counter.
fn by_gutter(m: &Measures, from: Point, tile: Rect, (lane, lanes): (usize, usize)) -> Route {
    let aside = lane as f32 - (lanes as f32 - 1.0) / 2.0;
    let end = Point { x: tile.x + m.counter_w / 2.0 + aside * 7.0, y: tile.y };
    let gutter = tile.y - m.gutter - aside * LANE;
    let start = m.tiles_x - 8.0;
    let bend = (tile.y - TIP - gutter).clamp(0.0, 8.0);
    let (middle, turn, stop) = ((from.x + start) / 2.0, end.x - bend, tile.y - TIP);
    let Point { x, y } = from;
    Route {
        end,
        path: format!(
            "M{x} {y}C{middle} {y} {middle} {gutter} {start} {gutter}H{turn}Q{} {gutter} {} {}V{stop}",
            end.x,
            end.x,
            gutter + bend
        ),
        tip: format!("M{} {}L{} {}L{} {}Z", end.x, end.y, end.x - 4.0, end.y - 8.0, end.x + 4.0, end.y - 8.0),
    }
}
