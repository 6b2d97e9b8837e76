//! What holds a process in its bounds: `/proc/PID/oom_score`, `oom_score_adj` (`fs/proc/base.c`), and the files of its control group, version 2
//! (`mm/memcontrol.c`).

use forkscope_sim::cgroup::{Group, GroupId};
use forkscope_sim::{Machine, Pid};

use super::line::Lines;
use super::refers::Refers;
use super::ProcFile;

pub(super) fn oom_score(lines: &mut Lines, machine: &Machine, pid: Pid) {
    if machine.task(pid).is_some() {
        lines.push(machine.oom_score(pid).to_string(), Refers::Nothing);
    }
}

pub(super) fn oom_score_adj(lines: &mut Lines, machine: &Machine, pid: Pid) {
    if let Some(task) = machine.task(pid) {
        lines.push(task.bounds.oom_score_adj.to_string(), Refers::Nothing);
    }
}

/// The group of a process; none for the root, which has no such files but `memory.stat`.
pub(super) fn group_of(machine: &Machine, pid: Pid) -> Option<GroupId> {
    machine.task(pid)?.bounds.group
}

/// A file of a group; nothing for a file that groups do not have.
pub(super) fn of_group(lines: &mut Lines, machine: &Machine, file: ProcFile, group: Option<GroupId>) {
    let Some(group) = group.and_then(|group| machine.groups().get(group)) else { return };
    let page = machine.page_size().bytes();
    match file {
        ProcFile::MemoryCurrent => lines.push((group.current() * page).to_string(), Refers::Nothing),
        ProcFile::MemoryMax => lines.push(max(page, group), Refers::Nothing),
        ProcFile::MemoryEvents => events(lines, group),
        ProcFile::MemoryStat => stat(lines, page, group),
        ProcFile::Ps
        | ProcFile::Status
        | ProcFile::Maps
        | ProcFile::Smaps
        | ProcFile::SmapsRollup
        | ProcFile::Pagemap
        | ProcFile::OomScore
        | ProcFile::OomScoreAdj
        | ProcFile::Kpagecount
        | ProcFile::Kpageflags
        | ProcFile::Meminfo
        | ProcFile::Vmstat => {}
    }
}

fn max(page: u64, group: &Group) -> String {
    match group.max {
        Group::NO_LIMIT => "max".to_owned(),
        pages => (pages * page).to_string(),
    }
}

/// `__memory_events_show`; nobody sets `memory.low`, `memory.high` or `memory.oom.group`.
fn events(lines: &mut Lines, group: &Group) {
    let mut put = |name: &str, count: u64| lines.pair(name, ' ', &count.to_string(), Refers::Nothing);
    put("low", 0);
    put("high", 0);
    put("max", group.events.max);
    put("oom", group.events.oom);
    put("oom_kill", group.events.oom_kill);
    put("oom_group_kill", 0);
}

/// `memory_stat_format`, in bytes: `file` counts shared memory as well, and page tables are all there is of `kernel`.
fn stat(lines: &mut Lines, page: u64, group: &Group) {
    let stat = group.stat;
    let mut put = |name: &str, pages: u64| lines.pair(name, ' ', &(pages * page).to_string(), Refers::Nothing);
    put("anon", stat.anon);
    put("file", stat.file + stat.shmem);
    put("kernel", stat.tables);
    put("pagetables", stat.tables);
    put("shmem", stat.shmem);
}
