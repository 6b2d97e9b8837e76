//! The stage, put together.

use std::rc::Rc;

use forkscope_explain::Lang;
use forkscope_sim::Machine;

use super::placement::Placement;
use super::plan::Plan;
use super::rows::Rows;
use super::{cards, edges, foot, neck, strips, tiles};
use crate::input::{Moved, Running, SceneInput};
use crate::model::place::Rect;
use crate::model::process::ProcessCard;
use crate::model::stage::Stage;
use crate::model::tile::{FrameTile, Presence, TableTile};
use crate::mosaic::{self, Mosaic};
use crate::numbers::fill;
use crate::words;

/// Page-table tiles that stand side by side.
const TABLES_PER_LINE: usize = 3;
/// Space above them. No edge runs there.
const TABLES_GAP: f32 = 12.0;
/// Height of the strip of physical memory with its words.
const MEMORY_STRIP: f32 = 130.0;

/// The stage at a position.
pub(crate) fn stage(input: &SceneInput<'_>) -> Stage {
    let mut plan = Plan::of(input);
    let people = if plan.compact { mosaic::people(input) } else { Vec::new() };
    plan.sheet = plan.compact.then(|| input.ledger.sheet(plan.machine, &mosaic::kin(plan.machine, &people)));
    let lang = plan.lang();
    let cards = cards::cards(&plan);
    let drafts = if plan.compact { Vec::new() } else { tiles::drafts(&plan, &placement(&plan)) };
    let rows = Rows::of(&plan, &drafts.iter().map(|draft| draft.place).collect::<Vec<_>>());
    let tiles = tiles::tiles(&plan, &drafts, &rows);
    let height = height(&plan, &cards, if plan.compact { 0.0 } else { rows.bottom });
    let tables = tables(&plan, height);
    let foot = foot_top(&plan, height);
    let swap = foot::swap(&plan, foot);
    Stage {
        size: input.size,
        lang,
        width: plan.measures.scene.0,
        height,
        tiles_x: plan.measures.tiles_x,
        rails: rails(&plan, &cards),
        edges: edges::edges(&plan, &cards, &tiles, swap.as_ref().filter(|_| !plan.compact)),
        leaving: leaving(input, &tiles, &tables),
        neck: neck::neck(&plan, &tiles),
        tables,
        swap,
        groups: foot::groups(&plan, foot),
        memory: plan.sheet.as_ref().map(|sheet| strips::of_memory(lang, plan.machine, sheet)),
        mosaic: plan.sheet.as_ref().map(|sheet| Rc::new(Mosaic::of(input, people, sheet))),
        empty_text: if cards.is_empty() { empty_text(lang, plan.machine).to_owned() } else { String::new() },
        is_over: cards.is_empty() && plan.machine.tasks_made() > 0,
        processes_text: words::count(lang, cards.len() as u64, "process", "个进程"),
        frames_text: tiles::usage_text(lang, plan.machine),
        play: plan.play,
        tick: input.acts.iter().take(input.act).map(|act| act.steps).sum::<usize>()
            + input.running.map_or(0, |run| run.taken),
        tiles,
        cards,
    }
}

/// What is said where no process is.
fn empty_text(lang: Lang, machine: &Machine) -> &'static str {
    if machine.tasks_made() == 0 {
        lang.pick("No process yet", "还没有进程")
    } else {
        lang.pick("No process any more", "已经没有进程了")
    }
}

/// The tiles of the position before that are not there any more, as far as nothing else took their place.
fn leaving(input: &SceneInput<'_>, tiles: &[FrameTile], tables: &[TableTile]) -> Vec<FrameTile> {
    let Some(before) = before(input) else { return Vec::new() };
    let plan = Plan::of(&before);
    let drafts = if plan.compact { Vec::new() } else { tiles::drafts(&plan, &placement(&plan)) };
    let rows = Rows::of(&plan, &drafts.iter().map(|draft| draft.place).collect::<Vec<_>>());
    let taken: Vec<Rect> = tiles.iter().map(|tile| tile.rect).chain(tables.iter().map(|table| table.rect)).collect();
    let gone = tiles::tiles(&plan, &drafts, &rows).into_iter().filter(|old| tiles.iter().all(|tile| tile.id != old.id));
    let free = gone.filter(|old| taken.iter().all(|rect| !rect.overlaps(old.rect)));
    free.map(|tile| FrameTile { presence: Presence::Leaving, ..tile }).collect()
}

/// The position that a single step came from.
fn before<'a>(input: &SceneInput<'a>) -> Option<SceneInput<'a>> {
    let running = input.running?;
    let taken = match input.moved {
        Moved::Sought => return None,
        Moved::Forward => running.taken.checked_sub(1)?,
        Moved::Back => running.taken + 1,
    };
    let done = taken.checked_sub(1).and_then(|last| running.steps.get(last));
    let machine = done.map_or(running.start, |step| &step.machine);
    Some(SceneInput { machine, running: Some(Running { taken, ..running }), moved: Moved::Sought, ..*input })
}

/// The places of frames, followed from the first command to this step.
fn placement(plan: &Plan<'_>) -> Placement {
    let start: Option<&Machine> = plan.input.running.map(|running| running.start);
    let mut placement = Placement::along(plan.input.past.iter().chain(start));
    placement.advance(&plan.links);
    placement
}

fn height(plan: &Plan<'_>, cards: &[ProcessCard], rows: f32) -> f32 {
    let m = &plan.measures;
    let cards = cards.iter().map(|card| card.rect.bottom()).fold(0.0, f32::max);
    let tables = tables_height(plan);
    let foot = foot::height(plan);
    let rows = if plan.compact && foot > 0.0 { MEMORY_STRIP } else { rows };
    let right = if tables > 0.0 { rows + foot + TABLES_GAP + tables } else { rows + foot };
    m.scene.1.max(cards).max(right)
}

/// The foot stands above the page tables, so that its parts stay where they are when rows of frames come and go.
fn foot_top(plan: &Plan<'_>, height: f32) -> f32 {
    let tables = tables_height(plan);
    let below = if tables > 0.0 { tables + TABLES_GAP } else { 0.0 };
    height - below - foot::height(plan) + foot::GAP
}

fn tables_height(plan: &Plan<'_>) -> f32 {
    let (tile, gap) = plan.measures.table;
    let lines = plan.procs.iter().filter(|proc| proc.mm.is_some()).count().div_ceil(TABLES_PER_LINE) as f32;
    if tile > 0.0 && lines > 0.0 {
        lines * (tile + gap) - gap
    } else {
        0.0
    }
}

fn tables(plan: &Plan<'_>, height: f32) -> Vec<TableTile> {
    let m = &plan.measures;
    let (tile, gap) = m.table;
    let top = height - tables_height(plan);
    let per_line = TABLES_PER_LINE as f32;
    let width = (m.scene.0 - m.tiles_x - gap * (per_line - 1.0)) / per_line;
    let owners = plan.procs.iter().filter(|proc| proc.mm.is_some() && tile > 0.0);
    let place = |i: usize| Rect {
        x: m.tiles_x + (i % TABLES_PER_LINE) as f32 * (width + gap),
        y: top + (i / TABLES_PER_LINE) as f32 * (tile + gap),
        w: width,
        h: tile,
    };
    owners.enumerate().map(|(i, proc)| table(plan, proc.task.pid, place(i))).collect()
}

fn table(plan: &Plan<'_>, pid: forkscope_sim::Pid, rect: Rect) -> TableTile {
    let frames = plan.mm(pid).map_or(0, |mm| mm.tables.count() + 1);
    let (lang, name) = (plan.lang(), plan.input.naming.process(pid));
    TableTile {
        pid: pid.0,
        mark: plan.mark(pid),
        frames,
        rect,
        changed: plan.mm_id(pid).is_some_and(|mm| plan.changes.touches_tables(mm)),
        label: lang.say(
            "page tables of {}: {}",
            "{} 的页表：{}",
            &[&name, &words::count(lang, frames, "frame", "个页帧")],
        ),
    }
}

/// Elbow lines from parents down to the names of their children.
fn rails(plan: &Plan<'_>, cards: &[ProcessCard]) -> Vec<String> {
    let m = &plan.measures;
    let inset = if m.rail > 20.0 { 10.0 } else { m.rail * 0.4 };
    let elbow = |child: &ProcessCard| {
        let parent = cards.iter().find(|card| card.pid == child.ppid).filter(|parent| parent.depth < child.depth)?;
        let (x, y) = (parent.rect.x + inset, child.rect.y + m.name_mid);
        let corner = x + 6.0;
        let side = corner.min(child.rect.x);
        Some(fill("M# #V#Q# # # #H#", &[x, parent.rect.bottom(), y - 6.0, x, y, side, y, child.rect.x]))
    };
    cards.iter().filter_map(elbow).collect()
}
