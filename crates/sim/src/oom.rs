//! The scores that the OOM killer chooses by (`mm/oom_kill.c`).

use crate::cgroup::GroupId;
use crate::machine::Machine;
use crate::task::{Pid, Task};

/// The adjustment that exempts a process: OOM_SCORE_ADJ_MIN.
const EXEMPT: i16 = -1000;

/// The score of a process, with what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badness {
    /// Resident pages, and those that are swapped out.
    pub rss: u64,
    /// Page-table pages.
    pub tables: u64,
    /// `oom_score_adj`.
    pub adj: i16,
    /// The score in pages; none for a process that may not be killed.
    pub points: Option<i64>,
}

impl Machine {
    /// The score of a process that has memory (`oom_badness`), where `total` pages are fought over.
    pub(crate) fn oom_badness(&self, task: &Task, total: u64) -> Option<Badness> {
        let mm = self.mm(task.mm?)?;
        let (rss, tables, adj) = (mm.rss.total() + mm.rss.swap, mm.tables.count(), task.bounds.oom_score_adj);
        // The kernel divides first: on a machine of less than 1000 pages the adjustment has no weight.
        let weight = i64::from(adj) * (total / 1000) as i64;
        let points = (adj != EXEMPT).then_some((rss + tables) as i64 + weight);
        Some(Badness { rss, tables, adj, points })
    }

    /// The pages that are fought over: of the machine, or of a control group.
    pub(crate) fn oom_total(&self, group: Option<GroupId>) -> u64 {
        group.and_then(|group| self.groups().get(group)).map_or(self.total_pages(), |group| group.max)
    }

    /// `/proc/PID/oom_score`: the score on the whole machine, scaled to 0 to 2000.
    pub fn oom_score(&self, pid: Pid) -> u64 {
        let total = self.total_pages();
        let points = self.task(pid).and_then(|task| self.oom_badness(task, total)).and_then(|badness| badness.points);
        points.map_or(0, |points| ((1000 + points * 1000 / total.max(1) as i64) * 2 / 3).max(0) as u64)
    }
}
