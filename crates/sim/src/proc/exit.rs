//! The end of threads and processes: `do_exit`, `do_group_exit`.

use super::clone::complete_vfork;
use super::drop_mm;
use super::group::other_threads;
use super::wait::reap;
use crate::effect::Effect;
use crate::machine::Tx;
use crate::mem;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, Task, TaskState};

/// Ends a process with all its threads: its memory is given back, its children get another parent, and it stays as a zombie until it
/// is waited for.
pub(super) fn exit_group(tx: &mut Tx, pid: Pid, status: ExitStatus) {
    for other in other_threads(tx, pid) {
        exit_task(tx, other, status);
    }
    exit_task(tx, pid, status);
}

/// Ends one thread. The last of a process takes the process with it. A leader that ends before others stays as a zombie, but nobody can reap
/// it yet; any other thread goes without a trace.
pub(super) fn exit_task(tx: &mut Tx, pid: Pid, status: ExitStatus) {
    let leader = tx.tgid(pid);
    tx.note(Note::Exiting { pid, status });
    complete_vfork(tx, pid);
    drop_mm(tx, pid);
    let last = tx.threads(leader).all(|task| task.pid == pid);
    if last {
        mem::close_files(tx, leader);
        forget_children(tx, leader);
    }
    if pid == leader {
        let ppid = tx.task(pid).map_or(Pid::OUTSIDE, |task| task.ppid);
        tx.note(Note::BecomingZombie { pid, parent: ppid });
        become_zombie(tx, pid, status);
    } else {
        tx.note(Note::ReleasingThread { pid });
        tx.emit(Effect::TaskReaped { pid });
    }
    if last {
        // Whoever ends last says how the process ended (`synchronize_group_exit`).
        become_zombie(tx, leader, status);
        notify_parent(tx, leader, status);
    }
}

fn become_zombie(tx: &mut Tx, pid: Pid, status: ExitStatus) {
    let Some(from) = tx.task(pid).map(|task| task.state) else { return };
    let to = TaskState::Zombie(status);
    if from != to {
        tx.emit(Effect::StateChanged { pid, from, to });
    }
}

/// Children of a process that ends are adopted by `init` outside; those that have ended are reaped by it.
fn forget_children(tx: &mut Tx, pid: Pid) {
    let is_child = |task: &&Task| task.ppid == pid && task.tgid == task.pid;
    let children: Vec<_> = tx.tasks().filter(is_child).copied().collect();
    for child in children {
        let to = Pid::OUTSIDE;
        tx.note(Note::Orphaning { pid, child: child.pid, to });
        let threads: Vec<Pid> = tx.tasks().filter(|task| task.tgid == child.pid).map(|task| task.pid).collect();
        for pid in threads {
            tx.emit(Effect::Reparented { pid, from: child.ppid, to });
        }
        if let (TaskState::Zombie(status), true) = (child.state, tx.first_thread(child.pid).is_none()) {
            reap(tx, to, child.pid, status);
        }
    }
}

/// `init` outside always waits; threads of a parent in the picture may be waiting for this very child, of which the first reaps it.
fn notify_parent(tx: &mut Tx, pid: Pid, status: ExitStatus) {
    let Some(parent) = tx.task(pid).map(|task| task.ppid) else { return };
    if parent == Pid::OUTSIDE {
        reap(tx, parent, pid, status);
        return;
    }
    let state = TaskState::Waiting(pid);
    let waiting: Vec<Pid> = tx.threads(parent).filter(|task| task.state == state).map(|task| task.pid).collect();
    for thread in &waiting {
        tx.emit(Effect::StateChanged { pid: *thread, from: state, to: TaskState::Running });
    }
    if let Some(first) = waiting.first() {
        reap(tx, *first, pid, status);
    }
}
