//! The edges from page table entries to frames.
//!
//! An edge into the first column ends on the left side of its tile, at the place of its process. One into the second column runs along the
//! gutter above the row and comes down onto the counter. All paths have the same commands, so that an edge can turn into another.

use forkscope_sim::Pid;

use super::plan::Plan;
use super::survey::{Hold, Link};
use crate::index::Index;
use crate::model::edge::{Edge, LineStyle, Weight};
use crate::model::place::{Point, Rect};
use crate::model::process::{CellTag, ProcessCard, PteCell};
use crate::model::tile::FrameTile;
use crate::numbers::fill;
use crate::size::Measures;

/// More edges than this, and those of files that nothing happens to are shown on demand only.
const MOST_EDGES: usize = 24;
/// So many lanes fit into a gutter; further edges run in the last.
const LANES: usize = 5;
const LANE: f32 = 4.0;
/// How far before its tip a line stops.
const TIP: f32 = 6.0;

/// The commands of every line, and of every tip.
const LINE: &str = "M# #C# # # # # #H#Q# # # #V#";
const HEAD: &str = "M# #L# #L# #Z";

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
    let cells: Vec<&PteCell> = cards.iter().flat_map(open_cells).collect();
    let mut drafts: Vec<Draft<'_>> = cells.iter().filter_map(|cell| mapped(cell, tiles)).collect();
    drafts.extend(plan.links.iter().filter_map(|link| passing(plan, link, &cells, tiles)));
    let many = drafts.len() > MOST_EDGES;
    let order = Index::of(drafts.iter().map(|draft| order(plan, draft)));
    order.iter().map(|(_, at)| edge(plan, &drafts[at], lane(&drafts, at), many)).collect()
}

/// New edges last, then by weight, by process and by page.
fn order(plan: &Plan<'_>, draft: &Draft<'_>) -> u64 {
    let page = &draft.cell.page;
    let first = u64::from(draft.id.starts_with('n')) << 2 | weight(plan, draft.tile) as u64;
    first << 61 | u64::from(page.pid) << 36 | page.address >> 12
}

fn open_cells(card: &ProcessCard) -> Vec<&PteCell> {
    card.body.rows().iter().flat_map(|row| &row.cells).collect()
}

/// A tile by its id. Tiles and edges are few enough to look through: where there are many pages, strips take their place.
fn tile_of<'a>(tiles: &'a [FrameTile], id: &str) -> Option<&'a FrameTile> {
    tiles.iter().find(|tile| tile.id == id)
}

fn mapped<'a>(cell: &'a PteCell, tiles: &'a [FrameTile]) -> Option<Draft<'a>> {
    let tile = tile_of(tiles, cell.tile.as_deref()?)?;
    let style = match cell.chip.text() {
        "RW" => LineStyle::Solid,
        _ => LineStyle::Dashed,
    };
    Some(Draft { id: format!("e{}", cell.id), cell, tile, style })
}

/// A mapping that is about to come, or that is not dropped yet although its entry is empty.
fn passing<'a>(plan: &Plan<'_>, link: &Link, cells: &[&'a PteCell], tiles: &'a [FrameTile]) -> Option<Draft<'a>> {
    let sign = match link.hold {
        Hold::Mapped(_) | Hold::Kept => return None,
        Hold::Pending => 'n',
        Hold::Cut(_) if plan.moment.cut.is_some_and(|cut| cut.repointed) => return None,
        Hold::Cut(_) => 'e',
    };
    let id = format!("{}-{:x}", link.pid, link.vpn.0);
    let cell = cells.iter().find(|cell| cell.id == id)?;
    let tile = tile_of(tiles, &format!("f{}", link.pfn))?;
    Some(Draft { id: format!("{sign}{id}"), cell, tile, style: LineStyle::Dotted })
}

/// Which one an edge is of how many that come down onto the same tile.
fn lane(drafts: &[Draft<'_>], at: usize) -> (usize, usize) {
    let same = |others: &[Draft<'_>]| others.iter().filter(|other| other.tile.id == drafts[at].tile.id).count();
    let (before, all) = (same(&drafts[..at]), same(drafts));
    (before.min(LANES - 1), all.min(LANES))
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
        path: fill(LINE, &[x, y, middle, y, middle, ey, stop, ey, stop, stop, ey, stop, ey, ey]),
        tip: fill(HEAD, &[end.x, ey, end.x - 8.0, ey - 4.0, end.x - 8.0, ey + 4.0]),
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
        path: fill(
            LINE,
            &[x, y, middle, y, middle, gutter, start, gutter, turn, end.x, gutter, end.x, gutter + bend, stop],
        ),
        tip: fill(HEAD, &[end.x, end.y, end.x - 4.0, end.y - 8.0, end.x + 4.0, end.y - 8.0]),
    }
}
