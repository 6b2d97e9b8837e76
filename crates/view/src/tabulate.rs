//! The stage as tables, for those who do not see the picture. They are made from the stage itself, so they say what it shows.

use crate::layout::cell_name;
use crate::model::process::{ProcessCard, PteCell, VmaRow};
use crate::model::stage::Stage;
use crate::model::tables::{heads, Table, Tables};
use crate::model::tile::FrameTile;

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
        name: "Processes",
        caption: "Processes".to_owned(),
        columns: heads(["Process", "PID", "State", "RSS", "PSS", "USS", "Page-table frames"]),
        rows: stage.cards.iter().map(row).collect(),
    }
}

fn entries(stage: &Stage) -> Table {
    let rows = stage.cards.iter().flat_map(|card| card.body.rows()).flat_map(vma_entries);
    Table {
        name: "Page table entries",
        caption: "Page table entries".to_owned(),
        columns: heads(["Page", "Mapping", "Access", "Kind", "Frame"]),
        rows: rows.collect(),
    }
}

fn vma_entries(vma: &VmaRow) -> Vec<Vec<String>> {
    let entry = |cell: &PteCell| {
        let access = if cell.tile.is_some() { cell.chip.text() } else { "not present" };
        vec![
            cell_name(&cell.page),
            vma.perms.clone(),
            access.to_owned(),
            cell.tag.text().to_owned(),
            cell.frame.clone(),
        ]
    };
    let summed =
        |label: &String| vec![vma.name.clone(), vma.perms.clone(), label.clone(), String::new(), String::new()];
    let strip = vma.strip.iter().map(|strip| summed(&strip.label));
    vma.cells.iter().map(entry).chain(strip).collect()
}

fn frames(stage: &Stage) -> Table {
    let row = |tile: &FrameTile| {
        let owners = tile.owners.iter().filter_map(|owner| stage.cards.iter().find(|card| card.pid == owner.pid));
        let owners: Vec<&str> = owners.map(|card| card.name.as_str()).collect();
        let count = tile.count.map_or("not counted".to_owned(), |count| count.to_string());
        vec![
            tile.title.clone(),
            tile.kind.text().to_owned(),
            count,
            owners.join(", "),
            tile.text.clone(),
            tile.note.clone(),
        ]
    };
    let memory = stage.memory.iter().map(|strip| vec!["all".to_owned(), strip.label.clone()]);
    Table {
        name: "Frames",
        caption: format!("Physical memory: {}", stage.frames_text),
        columns: heads(["Frame", "Kind", "References", "Mapped by", "Holds", "First bytes"]),
        rows: stage.tiles.iter().map(row).chain(memory).collect(),
    }
}
