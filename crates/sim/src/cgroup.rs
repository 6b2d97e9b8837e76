//! Memory cgroups: who pays for a frame.
//!
//! A frame is charged to the group of the process it was taken for, and stays charged to it until it is free: not fork, not a move to another group,
//! not a change of hands changes that. The names are those of cgroup v2; `memory.current` is `memory.usage_in_bytes` in v1.
//!
//! # Simplification: of kernel memory, only page tables
//! Linux also charges task structures, kernel stacks and VMAs. Here page tables are the only kernel memory. `memory.current` can tell.
//!
//! # Simplification: no hierarchy, no per-CPU stocks
//! Groups lie side by side below the root, and every page is charged by itself. Linux takes charges from the group 64 pages at a time and counts what a
//! CPU has in stock as used, so that a process may be at its limit up to 63 pages earlier per CPU.

use litemap::LiteMap;

use crate::addr::Pfn;
use crate::frame::FrameKind;
use crate::runs::{Counted, Runs};

/// Which group. The root is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

/// What a group counts in `memory.events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupEvent {
    /// `max`: a charge would have gone over the limit.
    Max,
    /// `oom`: nothing could be reclaimed for it.
    Oom,
    /// `oom_kill`: a process of the group was killed for it.
    OomKill,
}

/// The use of memory by kind, in pages: `memory.stat`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupStat {
    /// `anon`.
    pub anon: u64,
    /// `file`, without shared memory.
    pub file: u64,
    /// `shmem`.
    pub shmem: u64,
    /// `pagetables`.
    pub tables: u64,
}

/// The events of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupEvents {
    /// `max`.
    pub max: u64,
    /// `oom`.
    pub oom: u64,
    /// `oom_kill`.
    pub oom_kill: u64,
}

/// A memory cgroup.
#[derive(Clone, Debug)]
pub struct Group {
    /// `memory.max` in pages.
    pub max: u64,
    /// `pids.max`.
    pub pids_max: u64,
    /// `memory.stat`.
    pub stat: GroupStat,
    /// `memory.events`.
    pub events: GroupEvents,
}

impl GroupStat {
    fn slot(&mut self, kind: FrameKind) -> &mut u64 {
        match kind {
            FrameKind::Zero | FrameKind::Anon | FrameKind::Ksm => &mut self.anon,
            FrameKind::File { .. } => &mut self.file,
            FrameKind::Shmem { .. } => &mut self.shmem,
            FrameKind::Table { .. } => &mut self.tables,
        }
    }
}

impl Group {
    /// No limit.
    pub const NO_LIMIT: u64 = u64::MAX;

    /// `memory.current` in pages.
    pub fn current(&self) -> u64 {
        let GroupStat { anon, file, shmem, tables } = self.stat;
        anon + file + shmem + tables
    }

    /// Whether so many more pages can be charged.
    pub fn has_room(&self, pages: u64) -> bool {
        self.current() + pages <= self.max
    }
}

/// All groups, and which of them pays for which frame.
#[derive(Clone, Debug)]
pub struct Groups {
    groups: LiteMap<GroupId, Group>,
    /// The number of the group that each charged frame is charged to.
    payers: Runs<Counted>,
}

impl Default for Groups {
    fn default() -> Groups {
        Groups { groups: LiteMap::new(), payers: Runs::new() }
    }
}

impl Groups {
    /// A group.
    pub fn get(&self, id: GroupId) -> Option<&Group> {
        self.groups.get(&id)
    }

    /// The groups by number.
    pub fn iter(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        self.groups.iter().map(|(id, group)| (*id, group))
    }

    /// Whether there is none, so that nobody asks who pays.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The group that a frame is charged to; none for the root.
    pub fn payer(&self, pfn: Pfn) -> Option<GroupId> {
        self.payers.find(pfn.0.into()).map(|run| GroupId(run.value.number))
    }

    /// The frames charged to a group, lowest first.
    pub fn charged(&self, id: GroupId) -> impl Iterator<Item = Pfn> + '_ {
        let runs = self.payers.within(0, u64::MAX).filter(move |run| run.value.number == id.0);
        runs.flat_map(|run| (run.start..run.end()).map(|pfn| Pfn(pfn as u32)))
    }

    /// The number that the next group gets.
    pub(crate) fn next(&self) -> GroupId {
        GroupId(self.groups.len() as u32)
    }

    pub(crate) fn create(&mut self, id: GroupId, max: u64, pids_max: u64) {
        let (stat, events) = (GroupStat::default(), GroupEvents::default());
        self.groups.insert(id, Group { max, pids_max, stat, events });
    }

    pub(crate) fn charge(&mut self, pfn: Pfn, kind: FrameKind, id: GroupId) {
        if let Some(group) = self.groups.get_mut(&id) {
            *group.stat.slot(kind) += 1;
            self.payers.set(pfn.0.into(), 1, Some(Counted { number: id.0, step: 0 }));
        }
    }

    pub(crate) fn uncharge(&mut self, pfn: Pfn, kind: FrameKind) {
        let Some(payer) = self.payer(pfn) else { return };
        if let Some(group) = self.groups.get_mut(&payer) {
            *group.stat.slot(kind) -= 1;
            self.payers.set(pfn.0.into(), 1, None);
        }
    }

    pub(crate) fn count(&mut self, id: GroupId, event: GroupEvent) {
        if let Some(GroupEvents { max, oom, oom_kill }) = self.groups.get_mut(&id).map(|group| &mut group.events) {
            *match event {
                GroupEvent::Max => max,
                GroupEvent::Oom => oom,
                GroupEvent::OomKill => oom_kill,
            } += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charged_frames_are_runs_that_meet_and_part() {
        let (mut groups, id) = (Groups::default(), GroupId(0));
        groups.create(id, 10, 10);
        for pfn in [3, 5, 4, 9] {
            groups.charge(Pfn(pfn), FrameKind::Anon, id);
        }
        groups.uncharge(Pfn(4), FrameKind::Anon);
        assert_eq!(groups.charged(id).collect::<Vec<_>>(), [3, 5, 9].map(Pfn));
        let current = groups.get(id).map(Group::current);
        assert_eq!((current, groups.payer(Pfn(4)), groups.payer(Pfn(5))), (Some(3), None, Some(id)));
    }
}
