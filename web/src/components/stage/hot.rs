//! What lights up together: a page table entry, its edges and its frame.

use forkscope_view::{Edge, Stage};

/// The keys that are lit: few enough to look through.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hot(Vec<String>);

impl Hot {
    /// Everything linked to a cell (`c…`), a tile (`f…`) or an edge; nothing around an empty key.
    pub(super) fn around(stage: &Stage, key: &str) -> Hot {
        if key.is_empty() {
            return Hot::default();
        }
        let mut keys = vec![key.to_owned()];
        let linked = |edge: &&Edge| edge.id == key || edge.tile == key || cell_key(&edge.cell) == key;
        for edge in stage.edges.iter().filter(linked) {
            keys.extend([edge.id.clone(), edge.tile.clone(), cell_key(&edge.cell)]);
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

/// The key of a cell on the stage.
pub(super) fn cell_key(id: &str) -> String {
    format!("c{id}")
}
