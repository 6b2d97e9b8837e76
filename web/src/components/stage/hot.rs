//! What lights up together: a page table entry, its edges and its frame.

use std::collections::BTreeSet;

use forkscope_view::Stage;

/// The keys that are lit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hot(BTreeSet<String>);

impl Hot {
    /// Everything linked to a cell (`c…`), a tile (`f…`) or an edge.
    pub(crate) fn around(stage: &Stage, key: Option<&str>) -> Hot {
        let Some(key) = key else { return Hot::default() };
        let linked = |edge: &&forkscope_view::Edge| edge.id == key || edge.tile == key || cell_key(&edge.cell) == key;
        let edges = stage.edges.iter().filter(linked);
        let keys = edges.flat_map(|edge| [edge.id.clone(), edge.tile.clone(), cell_key(&edge.cell)]);
        Hot(keys.chain([key.to_owned()]).collect())
    }

    /// Whether anything is lit.
    pub(crate) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether this is.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains(key)
    }
}

/// The key of a cell on the stage.
pub(crate) fn cell_key(id: &str) -> String {
    format!("c{id}")
}
