//! What holds processes in their bounds: prlimit(2), OOM scores, control groups, and how many processes there may be.
//!
//! # Simplification: one user, and limits are set for good
//! All processes of a machine belong to one ordinary user, so that RLIMIT_NPROC counts them all. A limit is set soft and hard at once, and nobody
//! refuses to raise it again, nor a lower OOM score, as if root did it. Where several users run processes, each has a count of its own. RLIMIT_RSS, which
//! Linux keeps and heeds nowhere, is left out.

use crate::command::{Outcome, Ret};
use crate::effect::Effect;
use crate::errno::Errno;
use crate::limits::{Bound, Bounds, Resource};
use crate::machine::Tx;
use crate::note::Note;
use crate::task::Pid;

/// Makes a control group.
#[inline(never)]
pub(crate) fn create_group(tx: &mut Tx, max: u64, pids_max: u64) -> Outcome {
    let group = tx.groups().next();
    tx.emit(Effect::GroupCreated { group, max, pids_max });
    Outcome::of(Ret::Group(group))
}

/// Changes a bound of a process. What it has beyond a new limit it keeps, and what is charged to its old group stays charged there.
#[inline(never)]
pub(super) fn bind(tx: &mut Tx, pid: Pid, bound: Bound) -> Ret {
    tx.note(Note::SettingBound { pid, bound });
    let from = of(tx, pid);
    let to = match bound {
        Bound::Limit { resource, limit } => Bounds { limits: from.limits.with(resource, limit), ..from },
        Bound::OomScoreAdj(oom_score_adj) => Bounds { oom_score_adj, ..from },
        Bound::Group(group) => Bounds { group: Some(group), ..from },
    };
    // Limits and scores belong to the process, and a control group takes all of its threads.
    let tgid = tx.tgid(pid);
    let threads: Vec<Pid> = tx.tasks().filter(|task| task.tgid == tgid).map(|task| task.pid).collect();
    for thread in threads {
        set(tx, thread, to);
    }
    Ret::Done
}

/// Whether one more process or thread may be made (`copy_process`). Zombies count: their numbers are still taken.
///
/// # Errors
/// EAGAIN when RLIMIT_NPROC or the `pids.max` of the control group says no.
pub(super) fn check_processes(tx: &mut Tx, pid: Pid) -> Result<(), Errno> {
    let bounds = of(tx, pid);
    let of_user = (Resource::Nproc, tx.tasks().count() as u64, bounds.limits.get(Resource::Nproc));
    let in_group = bounds.group.and_then(|group| {
        let members = tx.tasks().filter(|task| task.bounds.group == Some(group)).count() as u64;
        Some((Resource::Pids, members, tx.groups().get(group)?.pids_max))
    });
    let full = [Some(of_user), in_group].into_iter().flatten().find(|(_, used, limit)| used >= limit);
    let Some((resource, used, limit)) = full else { return Ok(()) };
    tx.note(Note::LimitReached { pid, resource, used, asked: 1, limit });
    Err(Errno::EAGAIN)
}

/// A child has the bounds of its parent.
pub(super) fn inherit(tx: &mut Tx, parent: Pid, child: Pid) {
    let to = of(tx, parent);
    set(tx, child, to);
}

fn of(tx: &Tx, pid: Pid) -> Bounds {
    tx.task(pid).map_or(Bounds::default(), |task| task.bounds)
}

fn set(tx: &mut Tx, pid: Pid, to: Bounds) {
    let from = of(tx, pid);
    if from != to {
        tx.emit(Effect::BoundsChanged { pid, from, to });
    }
}
