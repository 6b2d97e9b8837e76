//! Out of memory: `out_of_memory`, `oom_kill_process`.
//!
//! # Simplification: no panic
//! When every process is exempt (`oom_score_adj` -1000) Linux panics for want of memory. Here the process that asked is killed all the same. Nobody
//! is left to tell.

use super::exit::exit_group;
use crate::cgroup::{GroupEvent, GroupId};
use crate::effect::Effect;
use crate::errno::Signal;
use crate::machine::Tx;
use crate::note::Note;
use crate::oom::Badness;
use crate::task::{ExitStatus, Pid, Task, TaskState};

/// Makes room on the machine by killing the process with the highest score; of equals the youngest (`select_bad_process`).
///
/// # Errors
/// [`Signal::OomKill`] when that is the process that asked for memory.
pub(crate) fn out_of_memory(tx: &mut Tx, pid: Pid) -> Result<(), Signal> {
    kill_one(tx, pid, None)
}

/// Makes room in a control group by killing a process of it (`mem_cgroup_out_of_memory`).
///
/// # Errors
/// [`Signal::OomKill`] when that is the process that asked for memory.
pub(crate) fn out_of_memory_in(tx: &mut Tx, pid: Pid, group: GroupId) -> Result<(), Signal> {
    kill_one(tx, pid, Some(group))
}

fn kill_one(tx: &mut Tx, pid: Pid, group: Option<GroupId>) -> Result<(), Signal> {
    let total = tx.oom_total(group);
    let candidates: Vec<Task> = tx.tasks().filter(|task| is_candidate(tx, task, group)).copied().collect();
    let mut chosen = None;
    for task in candidates {
        let Some(score) = tx.oom_badness(&task, total) else { continue };
        let Badness { rss, tables, adj, points } = score;
        tx.note(Note::OomCandidate { pid, candidate: task.pid, rss, tables, adj, points });
        let worse = |points: i64| chosen.is_none_or(|(most, _)| points >= most);
        chosen = points.filter(|points| worse(*points)).map(|points| (points, task.pid)).or(chosen);
    }
    let (points, victim) = chosen.unwrap_or((0, pid));
    tx.note(Note::OutOfMemory { pid, victim, points, group });
    if let Some(group) = group {
        tx.emit(Effect::GroupEventCounted { group, event: GroupEvent::OomKill });
    }
    // Whoever shares the victim's memory has to go with it, or nothing would become free.
    let mm = tx.task(victim).and_then(|task| task.mm);
    let mut doomed: Vec<Pid> = tx.tasks().filter(|task| task.mm == mm).map(|task| task.tgid).collect();
    doomed.dedup();
    for tgid in doomed {
        if let Some(thread) = tx.first_thread(tgid) {
            exit_group(tx, thread, ExitStatus::Killed(Signal::OomKill));
        }
    }
    if tx.task(pid).is_none_or(|task| task.mm.is_none()) {
        Err(Signal::OomKill)
    } else {
        Ok(())
    }
}

/// Whether a task stands for a process that may be chosen: the first thread with memory, in the group that is out of memory. A child of vfork is passed over,
/// because its parent has the same memory.
fn is_candidate(tx: &Tx, task: &Task, group: Option<GroupId>) -> bool {
    let first = tx.tasks().find(|other| other.tgid == task.tgid && other.mm.is_some());
    let in_vfork = tx.tasks().any(|other| other.state == TaskState::Suspended(task.pid) && other.mm == task.mm);
    let in_group = group.is_none() || task.bounds.group == group;
    first.is_some_and(|first| first.pid == task.pid) && in_group && !in_vfork
}
