//! The stage as tables, for those who do not see the picture. They are made from the stage itself, so they say what it shows.

use forkscope_explain::Lang;

use crate::layout::cell_name;
use crate::model::process::{ProcessCard, PteCell, VmaRow};
use crate::model::stage::Stage;
use crate::model::tables::{heads, Table, Tables};
use crate::model::tile::FrameTile;
use crate::words;

/// Processes, page table entries and frames.
pub(crate) fn tables(stage: &Stage) -> Tables {
    Tables { tables: vec![processes(stage), entries(stage), frames(stage)] }
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
        vec![
            cell_name(&cell.page),
            vma.perms.clone(),
            access.to_owned(),
            cell.tag.text(lang).to_owned(),
            cell.frame.clone(),
        ]
    };
    let summed =
        |label: &String| vec![vma.name.clone(), vma.perms.clone(), label.clone(), String::new(), String::new()];
    let strip = vma.strip.iter().map(|strip| summed(&strip.label));
    vma.cells.iter().map(entry).chain(strip).collect()
}

fn frames(stage: &Stage) -> Table {
    let lang = stage.lang;
    let row = |tile: &FrameTile| {
        let owners = tile.owners.iter().filter_map(|owner| stage.cards.iter().find(|card| card.pid == owner.pid));
        let owners: Vec<&str> = owners.map(|card| card.name.as_str()).collect();
        let count = tile.count.map_or(lang.pick("not counted", "不计数").to_owned(), |count| count.to_string());
        vec![
            tile.title.clone(),
            tile.kind.text(lang).to_owned(),
            count,
            words::listed(lang, &owners),
            tile.text.clone(),
            tile.note.clone(),
        ]
    };
    let memory = stage.memory.iter().map(|strip| vec![lang.pick("all", "全部").to_owned(), strip.label.clone()]);
    Table {
        name: lang.pick("Frames", "页帧"),
        caption: lang.say("Physical memory: {}", "物理内存：{}", &[&stage.frames_text]),
        columns: heads(lang.pick(
            ["Frame", "Kind", "References", "Mapped by", "Holds", "First bytes"],
            ["页帧", "类型", "引用计数", "映射者", "内容", "前几个字节"],
        )),
        rows: stage.tiles.iter().map(row).chain(memory).collect(),
    }
}
