//! The parts of the stage that can be pointed at and picked: what each stands for.

use super::hot::{card_key, cell_key};
use forkscope_view::{Body, PageRef, Stage};

/// Something on the stage that was chosen: by a click, or by Enter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picked {
    /// A page table entry, or a run of them.
    Page(PageRef),
    /// A frame, by its number.
    Frame(u32),
    /// The menu of a process, by its number and name.
    Process(u32, String),
    /// A process is to be opened or folded.
    Fold(u32, bool),
}

/// What the part with this key stands for.
pub(super) fn picked(stage: &Stage, key: &str) -> Option<Picked> {
    if let Some(tile) = stage.tiles.iter().find(|tile| tile.id == key) {
        return Some(Picked::Frame(tile.pfn));
    }
    if let Some(slot) = stage.swap.iter().flat_map(|swap| &swap.slots).find(|slot| slot.id == key) {
        return slot.cells.iter().find_map(|cell| picked(stage, &cell_key(cell)));
    }
    stage.cards.iter().find_map(|card| match &card.body {
        Body::Folded { .. } if key == card_key(card.pid) => Some(Picked::Fold(card.pid, true)),
        Body::Open(_) | Body::Borrowed { .. } | Body::Zombie if key == card_key(card.pid) => {
            Some(Picked::Process(card.pid, card.name.clone()))
        }
        Body::Open(rows) => {
            let mut cells = rows.iter().flat_map(|row| &row.cells);
            cells.find(|cell| cell_key(&cell.id) == key).map(|cell| Picked::Page(cell.page.clone()))
        }
        Body::Folded { .. } | Body::Borrowed { .. } | Body::Zombie => None,
    })
}
