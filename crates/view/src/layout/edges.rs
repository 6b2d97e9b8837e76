//! The edges from page table entries to frames and swap slots.
//!
//! An edge into the first column ends on the left side of its tile, at the place of its process. One into the second column runs along the
//! gutter above the row and comes down onto the counter. All paths have the same commands, so that an edge can turn into another.
//! The entries of pages that are swapped out have edges of the same kind to their slots.

use forkscope_sim::Pid;

use super::plan::Plan;
use super::survey::{Hold, Link};
use crate::index::Index;
use crate::model::edge::{Edge, LineStyle, Weight};
use crate::model::foot::SwapArea;
use crate::model::place::{Point, Rect};
use crate::model::process::{CellTag, FaultMark, ProcessCard, PteCell};
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
/// How far above a line of slots their gutter is.
const SLOT_GUTTER: f32 = 10.0;

/// The commands of every line, and of every tip.
const LINE: &str = "M# #C# # # # # #H#Q# # # #V#";
const HEAD: &str = "M# #L# #L# #Z";

/// A line before it has a route.
struct Draft<'a> {
    id: String,
    cell: &'a PteCell,
    end: End<'a>,
    style: LineStyle,
}

/// What a line ends at.
struct End<'a> {
    id: &'a str,
    rect: Rect,
    /// Whether it belongs to the fault at hand.
    live: bool,
    changed: bool,
    /// Whether it is a swap slot; else it is a frame.
    is_slot: bool,
}

impl<'a> End<'a> {
    fn tile(tile: &'a FrameTile) -> End<'a> {
        End { id: &tile.id, rect: tile.rect, live: tile.live, changed: tile.changed, is_slot: false }
    }
}

/// The edges between these cards, tiles and slots, in painting order. An edge keeps its place in it while its mapping is replaced: an element
/// that moved in the document could not turn into its successor.
pub(super) fn edges(plan: &Plan<'_>, cards: &[ProcessCard], tiles: &[FrameTile], swap: Option<&SwapArea>) -> Vec<Edge> {
    let cells: Vec<&PteCell> = cards.iter().flat_map(open_cells).collect();
    let mut drafts: Vec<Draft<'_>> = cells.iter().filter_map(|cell| mapped(cell, tiles)).collect();
    drafts.extend(plan.links.iter().filter_map(|link| passing(plan, link, &cells, tiles)));
    drafts.extend(swap.iter().flat_map(|swap| swapped(swap, &cells)));
    let many = drafts.len() > MOST_EDGES;
    let order = Index::of(drafts.iter().map(|draft| order(plan, draft)));
    order.iter().map(|(_, at)| edge(plan, &drafts[at], lane(&drafts, at), many)).collect()
}

/// New edges last, then by weight, by process and by page.
fn order(plan: &Plan<'_>, draft: &Draft<'_>) -> u64 {
    let page = &draft.cell.page;
    let first = u64::from(draft.id.starts_with('n')) << 2 | weight(plan, &draft.end) as u64;
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
    Some(Draft { id: format!("e{}", cell.id), cell, end: End::tile(tile), style })
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
    Some(Draft { id: format!("{sign}{id}"), cell, end: End::tile(tile), style: LineStyle::Dotted })
}

/// From the entries of pages that are swapped out to their slots, as far as these are drawn.
fn swapped<'a>(swap: &'a SwapArea, cells: &[&'a PteCell]) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for slot in &swap.slots {
        let Some(rect) = slot.rect else { continue };
        for cell in cells.iter().filter(|cell| cell.tag == CellTag::Swap && slot.cells.contains(&cell.id)) {
            let live = cell.fault != FaultMark::None;
            let end = End { id: &slot.id, rect, live, changed: cell.changed, is_slot: true };
            drafts.push(Draft { id: format!("w{}", cell.id), cell, end, style: LineStyle::Dashed });
        }
    }
    drafts
}

/// Which one an edge is of how many that come down onto the same tile.
fn lane(drafts: &[Draft<'_>], at: usize) -> (usize, usize) {
    let same = |others: &[Draft<'_>]| others.iter().filter(|other| other.end.id == drafts[at].end.id).count();
    let (before, all) = (same(&drafts[..at]), same(drafts));
    (before.min(LANES - 1), all.min(LANES))
}

fn edge(plan: &Plan<'_>, draft: &Draft<'_>, lane: (usize, usize), many: bool) -> Edge {
    let (cell, end) = (draft.cell, &draft.end);
    let pid = Pid(cell.page.pid);
    let changed = cell.changed || end.changed;
    let route = route(&plan.measures, cell.port, end, plan.slot(pid), lane);
    Edge {
        id: draft.id.clone(),
        cell: cell.id.clone(),
        tile: end.id.to_owned(),
        mark: plan.mark(pid),
        style: draft.style,
        weight: weight(plan, end),
        on_demand: many && !changed && cell.tag == CellTag::File,
        port: cell.port,
        end: route.end,
        path: route.path,
        tip: route.tip,
        changed,
    }
}

fn weight(plan: &Plan<'_>, end: &End<'_>) -> Weight {
    match (plan.moment.fault, end.live) {
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

fn route(m: &Measures, from: Point, end: &End<'_>, slot: (usize, usize), lane: (usize, usize)) -> Route {
    let (tile, (lane, lanes)) = (end.rect, lane);
    let aside = lane as f32 - (lanes as f32 - 1.0) / 2.0;
    match (tile.x > m.tiles_x, end.is_slot) {
        (true, false) => {
            let to = Point { x: tile.x + m.counter_w / 2.0 + aside * 7.0, y: tile.y };
            by_gutter(m, from, to, tile.y - m.gutter - aside * LANE)
        }
        (true, true) => {
            let to = Point { x: tile.x + tile.w / 2.0 + aside * 7.0, y: tile.y };
            by_gutter(m, from, to, tile.y - SLOT_GUTTER)
        }
        (false, false) => {
            let step = (m.slots.1 - m.slots.0) / (slot.1.max(2) - 1) as f32;
            across(from, Point { x: tile.x, y: tile.y + m.slots.0 + slot.0 as f32 * step })
        }
        (false, true) => across(from, Point { x: tile.x, y: tile.y + tile.h / 2.0 + aside * 7.0 }),
    }
}

/// Straight across, onto the left side of the tile.
fn across(from: Point, end: Point) -> Route {
    let (stop, middle) = (end.x - TIP, (from.x + end.x - TIP) / 2.0);
    let Point { x, y } = from;
    let ey = end.y;
    Route {
        end,
        path: fill(LINE, &[x, y, middle, y, middle, ey, stop, ey, stop, stop, ey, stop, ey, ey]),
        tip: fill(HEAD, &[end.x, ey, end.x - 8.0, ey - 4.0, end.x - 8.0, ey + 4.0]),
    }
}

/// Along the gutter above the row, and down onto the tile.
fn by_gutter(m: &Measures, from: Point, end: Point, gutter: f32) -> Route {
    let start = m.tiles_x - 8.0;
    let stop = (end.y - TIP).max(gutter);
    let bend = (stop - gutter).clamp(0.0, 8.0);
    let (middle, turn) = ((from.x + start) / 2.0, end.x - bend);
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
