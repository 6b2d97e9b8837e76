//! What lights up together: a page table entry, its edges and its frame.

use forkscope_view::{Edge, FrameTile, ProcessCard, SlotTile, Stage};

/// The keys that are lit: few enough to look through.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hot(Vec<String>);

impl Hot {
    /// Everything linked to a process (`p…`), a cell (`c…`), a tile (`f…`) or an edge; nothing around an empty key.
    pub(super) fn around(stage: &Stage, key: &str) -> Hot {
        if key.is_empty() {
            return Hot::default();
        }
        if let Some(card) = stage.cards.iter().find(|card| key == card_key(card.pid)) {
            return Hot::of_process(stage, card);
        }
        let mut keys = vec![key.to_owned()];
        let linked = |edge: &&Edge| edge.id == key || edge.tile == key || cell_key(&edge.cell) == key;
        for edge in stage.edges.iter().filter(linked) {
            keys.extend([edge.id.clone(), edge.tile.clone(), cell_key(&edge.cell)]);
        }
        for slot in stage.swap.iter().flat_map(|swap| &swap.slots).filter(|slot| is_of(slot, key)) {
            keys.push(slot.id.clone());
            keys.extend(slot.tile.clone());
            keys.extend(slot.cells.iter().map(|cell| cell_key(cell)));
        }
        Hot(keys)
    }

    /// Everything that a process maps: its pages, their edges and frames.
    fn of_process(stage: &Stage, card: &ProcessCard) -> Hot {
        let mut keys = Vec::new();
        for cell in card.body.rows().iter().flat_map(|row| &row.cells) {
            let before = keys.len();
            for edge in stage.edges.iter().filter(|edge| edge.cell == cell.id) {
                keys.extend([edge.id.clone(), edge.tile.clone()]);
            }
            let slots = stage.swap.iter().flat_map(|swap| &swap.slots);
            keys.extend(slots.filter(|slot| slot.cells.contains(&cell.id)).map(|slot| slot.id.clone()));
            if keys.len() > before {
                keys.push(cell_key(&cell.id));
            }
        }
        Hot(keys)
    }

    /// The tiles of these frames, and the pages and edges that lead to them.
    pub(super) fn frames(stage: &Stage, frames: &[u32]) -> Hot {
        let mut keys = Vec::new();
        let holds = |tile: &FrameTile, pfn: u32| u64::from(pfn.wrapping_sub(tile.pfn)) < tile.frames.max(1);
        let wanted = |tile: &&FrameTile| frames.iter().any(|pfn| holds(tile, *pfn));
        for tile in stage.tiles.iter().filter(wanted) {
            keys.push(tile.id.clone());
            for edge in stage.edges.iter().filter(|edge| edge.tile == tile.id) {
                keys.extend([edge.id.clone(), cell_key(&edge.cell)]);
            }
        }
        Hot(keys)
    }

    /// Whether anything is lit.
    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether this is.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|lit| lit == key)
    }
}

/// Whether a slot belongs to what has this key: itself, an entry that holds it, or the frame that the swap cache has for it.
fn is_of(slot: &SlotTile, key: &str) -> bool {
    slot.id == key || slot.tile.as_deref() == Some(key) || slot.cells.iter().any(|cell| cell_key(cell) == key)
}

/// The key of the card of a process.
pub(super) fn card_key(pid: u32) -> String {
    format!("p{pid}")
}

/// The key of a cell on the stage.
pub(super) fn cell_key(id: &str) -> String {
    format!("c{id}")
}
