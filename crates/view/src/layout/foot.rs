//! What stands below the frames and above the page tables: the swap area and control groups, each only where the machine has them.

use forkscope_sim::cgroup::{Group, GroupId};
use forkscope_sim::swap::{Slot, SlotUse};
use forkscope_sim::{Pid, Vpn};

use super::plan::Plan;
use super::survey::swapped;
use crate::index::Index;
use crate::model::foot::{GroupBar, SlotTile, SwapArea};
use crate::model::place::Rect;
use crate::model::tile::Owner;
use crate::size::SizeClass;
use crate::words;

/// Height of a line of text.
const LINE: f32 = 20.0;
/// Space above the foot, between its parts, and between slots that stand side by side.
pub(super) const GAP: f32 = 8.0;
/// Space above each line of slots, for edges that run there and for their tips.
const AIR: f32 = 14.0;
/// Slots that stand side by side, and how many are drawn at most.
const SLOTS_PER_LINE: usize = 4;
const MOST_SLOTS: usize = 12;

/// A slot that is in use, and the entries that hold it.
struct Used<'a> {
    slot: Slot,
    used: &'a SlotUse,
    by: Vec<(Pid, Vpn)>,
}

/// How high the foot is, with the space above it; nothing without swap and groups.
pub(super) fn height(plan: &Plan<'_>) -> f32 {
    let swap = swap_height(plan);
    let groups = plan.machine.groups().iter().count() as f32 * LINE;
    let gaps = [swap, groups].iter().filter(|height| **height > 0.0).count() as f32 * GAP;
    swap + groups + gaps
}

fn swap_height(plan: &Plan<'_>) -> f32 {
    match plan.machine.swap().size() {
        0 => 0.0,
        _ => match slot_lines(plan) {
            0 => LINE,
            lines => LINE + lines as f32 * (slot_height(plan.input.size) + AIR),
        },
    }
}

/// Height of a slot; nothing where there is no room for them.
fn slot_height(size: SizeClass) -> f32 {
    match size {
        SizeClass::X => 44.0,
        SizeClass::L | SizeClass::M | SizeClass::T => 36.0,
        SizeClass::E | SizeClass::P => 0.0,
    }
}

/// One line is there from the start, so that the first slot moves nothing.
fn slot_lines(plan: &Plan<'_>) -> usize {
    let last = if by_number(plan) { highest(plan) } else { MOST_SLOTS.min(plan.machine.swap().used() as usize) };
    if slot_height(plan.input.size) > 0.0 {
        last.div_ceil(SLOTS_PER_LINE).max(1)
    } else {
        0
    }
}

fn highest(plan: &Plan<'_>) -> usize {
    plan.machine.swap().iter().map(|(slot, _)| slot.0 as usize).last().unwrap_or(0)
}

/// Whether each slot has a place of its own; else those in use follow one another.
fn by_number(plan: &Plan<'_>) -> bool {
    highest(plan) <= MOST_SLOTS
}

/// The swap area from this height on; none without swap.
pub(super) fn swap(plan: &Plan<'_>, top: f32) -> Option<SwapArea> {
    let area = plan.machine.swap();
    let (x, w) = (plan.measures.tiles_x, plan.measures.scene.0 - plan.measures.tiles_x);
    let all = used(plan);
    let slots = all.iter().enumerate().map(|(at, used)| {
        let at = if by_number(plan) { used.slot.0.saturating_sub(1) as usize } else { at };
        slot(plan, used, place(plan, at, (x, top + LINE + AIR, w)))
    });
    let slots: Vec<SlotTile> = slots.collect();
    (area.size() > 0).then(|| SwapArea {
        title: plan.lang().pick("Swap", "交换区"),
        text: text(plan),
        rect: Rect { x, y: top, w, h: LINE },
        slots,
    })
}

/// The slots in use with their entries.
fn used<'a>(plan: &Plan<'a>) -> Vec<Used<'a>> {
    let mut all: Vec<Used<'a>> =
        plan.machine.swap().iter().map(|(slot, used)| Used { slot, used, by: Vec::new() }).collect();
    let by_slot = Index::of(all.iter().map(|used| used.slot.0.into()));
    for (slot, pid, vpn) in swapped(plan.machine) {
        if let Some(used) = by_slot.first(slot.0.into()).and_then(|at| all.get_mut(at)) {
            used.by.push((pid, vpn));
        }
    }
    all
}

fn place(plan: &Plan<'_>, at: usize, (x, y, w): (f32, f32, f32)) -> Option<Rect> {
    let h = slot_height(plan.input.size);
    let each = (w - GAP * (SLOTS_PER_LINE - 1) as f32) / SLOTS_PER_LINE as f32;
    let (column, line) = ((at % SLOTS_PER_LINE) as f32, (at / SLOTS_PER_LINE) as f32);
    (h > 0.0 && at < MOST_SLOTS).then_some(Rect { x: x + column * (each + GAP), y: y + line * (h + AIR), w: each, h })
}

fn slot(plan: &Plan<'_>, used: &Used<'_>, rect: Option<Rect>) -> SlotTile {
    let Used { slot, used, by } = used;
    let (naming, lang) = (plan.input.naming, plan.lang());
    let mut owners: Vec<Owner> = Vec::new();
    for (pid, _) in by {
        if owners.iter().all(|owner| owner.pid != pid.0) {
            owners.push(Owner { pid: pid.0, mark: plan.mark(*pid), pending: false });
        }
    }
    let names: Vec<String> =
        by.iter().map(|(pid, vpn)| format!("{} {}", naming.process(*pid), naming.page(*pid, *vpn))).collect();
    let by_text = names.join(", ");
    let entries = match used.entries {
        1 => lang.pick("1 swap entry", "1 个交换项").to_owned(),
        entries => lang.say("{} swap entries", "{} 个交换项", &[&entries]),
    };
    let text = words::quoted(&used.contents, 8).unwrap_or_else(|| words::hex(&used.contents));
    let cached = used.cached.map(|pfn| lang.say("swap cache: frame {}", "交换缓存：页帧 {}", &[&pfn]));
    let mut parts = vec![lang.say("slot {}", "槽位 {}", &[slot]), entries, by_text.clone(), cached.unwrap_or_default()];
    parts.push(lang.say("holds {}", "内容 {}", &[&text]));
    parts.retain(|part| !part.is_empty());
    SlotTile {
        id: format!("s{slot}"),
        entries: used.entries,
        label: parts.join(lang.pick(", ", "，")),
        owners,
        by: by_text,
        cells: by.iter().map(|(pid, vpn)| format!("{pid}-{:x}", vpn.0)).collect(),
        tile: used.cached.map(|pfn| format!("f{pfn}")),
        text,
        rect,
    }
}

/// How full it is.
fn text(plan: &Plan<'_>) -> String {
    let area = plan.machine.swap();
    let [used, size, cached] = [area.used(), area.size(), area.cached()].map(|number| words::grouped(number.into()));
    match area.cached() {
        0 => plan.lang().say("{} of {} slots in use", "{1} 个槽位已用 {0} 个", &[&used, &size]),
        _ => plan.lang().say(
            "{} of {} slots in use, {} in the swap cache",
            "{1} 个槽位已用 {0} 个，{2} 个在交换缓存中",
            &[&used, &size, &cached],
        ),
    }
}

/// The groups, a line each, from this height on.
pub(super) fn groups(plan: &Plan<'_>, top: f32) -> Vec<GroupBar> {
    let top = if swap_height(plan) > 0.0 { top + swap_height(plan) + GAP } else { top };
    let (x, w) = (plan.measures.tiles_x, plan.measures.scene.0 - plan.measures.tiles_x);
    let place = |at: usize| Rect { x, y: top + at as f32 * LINE, w, h: LINE };
    plan.machine.groups().iter().enumerate().map(|(at, (id, group))| bar(plan, id, group, place(at))).collect()
}

fn bar(plan: &Plan<'_>, id: GroupId, group: &Group, rect: Rect) -> GroupBar {
    let name = plan.input.naming.group(id);
    let page = plan.machine.page_size();
    let current = words::memory(page, group.current());
    let limit = (group.max != Group::NO_LIMIT).then(|| words::memory(page, group.max));
    let text = limit.as_ref().map_or_else(|| current.clone(), |limit| format!("{current} / {limit}"));
    let stat = group.stat;
    let [anon, file, shmem, tables] =
        [stat.anon, stat.file, stat.shmem, stat.tables].map(|frames| words::memory(page, frames));
    let max = limit.unwrap_or_else(|| "max".to_owned());
    let kills = group.events.oom_kill.to_string();
    GroupBar {
        label: plan.lang().say(
            "group {}: memory.current {}, memory.max {}",
            "控制组 {}：memory.current {}，memory.max {}",
            &[&name, &current, &max],
        ),
        figures: [current, max, anon, file, shmem, tables, kills],
        share: (group.max != Group::NO_LIMIT).then(|| group.current() as f32 / group.max.max(1) as f32),
        name,
        text,
        rect,
    }
}
