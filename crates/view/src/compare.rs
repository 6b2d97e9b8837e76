//! The same position under several policies: totals in a table, and what differs on the stages.

use forkscope_explain::Lang;
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

/// What a figure is, in English and in Chinese, and how it is read from a machine.
type Figure = ([&'static str; 2], fn(&Machine) -> String);

const FIGURES: [Figure; 9] = [
    (["Frames in use", "使用中的页帧"], |machine| grouped(machine.usage().mapped)),
    (["Memory in use", "使用中的内存"], |machine| memory(machine.page_size(), machine.usage().mapped)),
    (["Page-table frames", "页表页帧"], |machine| grouped(machine.usage().tables)),
    (["Faults", "缺页异常"], |machine| grouped(machine.totals().faults)),
    (["Pages copied by fork", "fork 复制的页"], |machine| grouped(machine.totals().fork_copies)),
    (["Pages copied by writes", "写操作复制的页"], |machine| grouped(machine.totals().cow_copies)),
    (["Pages reused by writes", "写操作重用的页"], |machine| grouped(machine.totals().cow_reuses)),
    (["Bytes copied", "复制的字节"], |machine| bytes(machine.totals().bytes_copied)),
    (["Modelled time", "模型时间"], |machine| duration(machine.nanoseconds())),
];

/// The totals of several machines.
pub fn totals(machines: &[&Machine], lang: Lang) -> Vec<Total> {
    let total = |(name, figure): &Figure| {
        let values: Vec<String> = machines.iter().map(|machine| figure(machine)).collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        Total { name: lang.pick(name[0], name[1]), values, differs }
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
