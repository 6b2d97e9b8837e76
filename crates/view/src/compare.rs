//! The same position under several policies: totals in a table, and what differs on the stages.

use forkscope_sim::Machine;

use crate::model::process::PteCell;
use crate::model::stage::Stage;
use crate::words::{bytes, duration, grouped, memory};

/// A figure of each machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it counts.
    pub name: &'static str,
    /// One value a machine, in their order.
    pub values: Vec<String>,
    /// Whether they are not all the same.
    pub differs: bool,
}

/// What a figure is, and how it is read from a machine.
type Figure = (&'static str, fn(&Machine) -> String);

const FIGURES: [Figure; 9] = [
    ("Frames in use", |machine| grouped(machine.usage().mapped)),
    ("Memory in use", |machine| memory(machine.usage().mapped)),
    ("Page-table frames", |machine| grouped(machine.usage().tables)),
    ("Faults", |machine| grouped(machine.totals().faults)),
    ("Pages copied by fork", |machine| grouped(machine.totals().fork_copies)),
    ("Pages copied by writes", |machine| grouped(machine.totals().cow_copies)),
    ("Pages reused by writes", |machine| grouped(machine.totals().cow_reuses)),
    ("Bytes copied", |machine| bytes(machine.totals().bytes_copied)),
    ("Modelled time", |machine| duration(machine.nanoseconds())),
];

/// The totals of several machines.
pub fn totals(machines: &[&Machine]) -> Vec<Total> {
    let total = |(name, figure): &Figure| {
        let values: Vec<String> = machines.iter().map(|machine| figure(machine)).collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        Total { name, values, differs }
    };
    FIGURES.iter().map(total).collect()
}

/// The cells of a stage that say something else on another: another access, another kind, or a frame that is shared with others.
pub fn differences(stage: &Stage, other: &Stage) -> Vec<String> {
    let theirs: Vec<(&PteCell, Option<u32>)> = cells(other).collect();
    let differs = |(cell, count): &(&PteCell, Option<u32>)| {
        let same = theirs.iter().find(|(their, _)| their.id == cell.id);
        same.is_none_or(|(their, their_count)| (their.chip, their.tag, their_count) != (cell.chip, cell.tag, count))
    };
    cells(stage).filter(differs).map(|(cell, _)| cell.id.clone()).collect()
}

/// All cells, with the count of the frame that each maps.
fn cells(stage: &Stage) -> impl Iterator<Item = (&PteCell, Option<u32>)> {
    let rows = stage.cards.iter().flat_map(|card| card.body.rows());
    rows.flat_map(|row| &row.cells).map(|cell| {
        let tile = cell.tile.as_ref().and_then(|id| stage.tiles.iter().find(|tile| tile.id == *id));
        (cell, tile.and_then(|tile| tile.count))
    })
}
