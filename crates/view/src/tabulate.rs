//! The stage as tables, for those who do not see the picture. They are made from the stage itself, so they say what it shows.

use forkscope_explain::Lang;

use crate::layout::cell_name;
use crate::model::foot::{GroupBar, SlotTile, SwapArea};
use crate::model::process::{ProcessCard, PteCell, VmaRow};
use crate::model::stage::Stage;
use crate::model::tables::{heads, Table, Tables};
use crate::model::tile::FrameTile;
use crate::words;

/// Processes, page table entries and frames; swap and control groups where the machine has them.
pub(crate) fn tables(stage: &Stage) -> Tables {
    let mut tables = vec![processes(stage), entries(stage), frames(stage)];
    tables.extend(stage.swap.as_ref().map(|area| swap(stage.lang, area)));
    tables.extend(groups(stage.lang, &stage.groups));
    Tables { tables }
}

fn processes(stage: &Stage) -> Table {
    let row = |card: &ProcessCard| {
        let figure = |i: usize| card.figures.get(i).map_or("–".to_owned(), |figure| format!("{} KiB", figure.kib));
        let tables = stage.tables.iter().find(|table| table.pid == card.pid);
        let tables = tables.map_or("–".to_owned(), |table| table.frames.to_string());
        vec![card.name.clone(), card.pid.to_string(), card.state_text.clone(), figure(0), figure(1), figure(2), tables]
    };
    Table {
        name: stage.lang.pick("Processes", "进程"),
        caption: stage.lang.pick("Processes", "进程").to_owned(),
        columns: heads(stage.lang.pick(
            ["Process", "PID", "State", "RSS", "PSS", "USS", "Page-table frames"],
            ["进程", "PID", "状态", "RSS", "PSS", "USS", "页表页帧"],
        )),
        rows: stage.cards.iter().map(row).collect(),
    }
}

fn entries(stage: &Stage) -> Table {
    let rows = stage.cards.iter().flat_map(|card| card.body.rows()).flat_map(|vma| vma_entries(stage.lang, vma));
    Table {
        name: stage.lang.pick("Page table entries", "页表项"),
        caption: stage.lang.pick("Page table entries", "页表项").to_owned(),
        columns: heads(
            stage.lang.pick(["Page", "Mapping", "Access", "Kind", "Frame"], ["页", "映射", "访问", "类型", "页帧"]),
        ),
        rows: rows.collect(),
    }
}

fn vma_entries(lang: Lang, vma: &VmaRow) -> Vec<Vec<String>> {
    let entry = |cell: &PteCell| {
        let access = if cell.tile.is_some() { cell.chip.text() } else { lang.pick("not present", "不在内存") };
        vec![cell_name(&cell.page), vma.perms.clone(), access.to_owned(), kind(lang, cell), cell.frame.clone()]
    };
    let summed =
        |label: &String| vec![vma.name.clone(), vma.perms.clone(), label.clone(), String::new(), String::new()];
    let strip = vma.strip.iter().map(|strip| summed(&strip.label));
    vma.cells.iter().map(entry).chain(strip).collect()
}

fn kind(lang: Lang, cell: &PteCell) -> String {
    match (cell.by_pmd, cell.tag.text(lang)) {
        (true, "") => "PMD".to_owned(),
        (true, kind) => format!("PMD, {kind}"),
        (false, kind) => kind.to_owned(),
    }
}

fn frames(stage: &Stage) -> Table {
    let lang = stage.lang;
    let charged = !stage.groups.is_empty();
    let row = |tile: &FrameTile| {
        let payer = charged.then(|| tile.payer.clone().unwrap_or_else(|| "–".to_owned()));
        let owners = tile.owners.iter().filter_map(|owner| stage.cards.iter().find(|card| card.pid == owner.pid));
        let owners: Vec<&str> = owners.map(|card| card.name.as_str()).collect();
        let count = tile.count.map_or(lang.pick("not counted", "不计数").to_owned(), |count| count.to_string());
        let cells = [
            tile.title.clone(),
            tile.kind_text(lang),
            count,
            words::listed(lang, &owners),
            tile.text.clone(),
            tile.note.clone(),
        ];
        cells.into_iter().chain(payer).collect()
    };
    let mut columns = heads(lang.pick(
        ["Frame", "Kind", "References", "Mapped by", "Holds", "First bytes"],
        ["页帧", "类型", "引用计数", "映射者", "内容", "前几个字节"],
    ));
    columns.extend(charged.then_some(lang.pick("Charged to", "记账于").into()));
    let memory = stage.memory.iter().map(|strip| vec![lang.pick("all", "全部").to_owned(), strip.label.clone()]);
    Table {
        name: lang.pick("Frames", "页帧"),
        caption: lang.say("Physical memory: {}", "物理内存：{}", &[&stage.frames_text]),
        columns,
        rows: stage.tiles.iter().map(row).chain(memory).collect(),
    }
}

fn swap(lang: Lang, area: &SwapArea) -> Table {
    let row = |slot: &SlotTile| {
        let frame = slot.tile.as_deref().map_or("–", |tile| tile.trim_start_matches('f'));
        let by = if slot.by.is_empty() { "–" } else { &slot.by };
        let id = slot.id.trim_start_matches('s');
        vec![id.to_owned(), slot.entries.to_string(), by.to_owned(), frame.to_owned(), slot.text.clone()]
    };
    Table {
        name: lang.pick("Swap", "交换区"),
        caption: lang.say("Swap: {}", "交换区：{}", &[&area.text]),
        columns: heads(lang.pick(
            ["Slot", "Entries", "Held by", "Swap cache frame", "Holds"],
            ["槽位", "交换项", "持有者", "交换缓存页帧", "内容"],
        )),
        rows: area.slots.iter().map(row).collect(),
    }
}

fn groups(lang: Lang, bars: &[GroupBar]) -> Option<Table> {
    let row = |bar: &GroupBar| [bar.name.clone()].into_iter().chain(bar.figures.clone()).collect();
    let name = lang.pick("Group", "控制组");
    let names = [name, "memory.current", "memory.max", "anon", "file", "shmem", "pagetables", "oom_kill"];
    (!bars.is_empty()).then(|| Table {
        name: lang.pick("Groups", "控制组"),
        caption: lang
            .pick(
                "Control groups; in cgroup v1 memory.current is memory.usage_in_bytes, and memory.max memory.limit_in_bytes",
                "控制组；在 cgroup v1 中 memory.current 是 memory.usage_in_bytes，memory.max 是 memory.limit_in_bytes",
            )
            .to_owned(),
        columns: heads(names),
        rows: bars.iter().map(row).collect(),
    })
}
