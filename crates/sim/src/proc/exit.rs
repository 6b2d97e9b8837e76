//! The end of a process: `do_exit`.

use super::drop_mm;
use super::wait::reap;
use crate::effect::Effect;
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, TaskState};

/// Ends a process: its memory is given back, its children get another parent, and it stays as a zombie until it is waited for.
pub(super) fn exit(tx: &mut Tx, pid: Pid, status: ExitStatus) {
    tx.note(Note::Exiting { pid, status });
    drop_mm(tx, pid);
    forget_children(tx, pid);
    let Some(task) = tx.task(pid).copied() else { return };
    tx.note(Note::BecomingZombie { pid, parent: task.ppid });
    tx.emit(Effect::StateChanged { pid, from: task.state, to: TaskState::Zombie(status) });
    notify_parent(tx, pid, task.ppid, status);
}

/// Children of a process that ends are adopted by `init` outside; those that have ended are reaped by it.
fn forget_children(tx: &mut Tx, pid: Pid) {
    let children: Vec<_> = tx.tasks().filter(|task| task.ppid == pid).copied().collect();
    for child in children {
        let to = Pid::OUTSIDE;
        tx.note(Note::Orphaning { pid, child: child.pid, to });
        tx.emit(Effect::Reparented { pid: child.pid, from: pid, to });
        if let TaskState::Zombie(status) = child.state {
            reap(tx, to, child.pid, status);
        }
    }
}

/// `init` outside always waits; a parent in the picture may be waiting for this very child.
fn notify_parent(tx: &mut Tx, pid: Pid, parent: Pid, status: ExitStatus) {
    let waiting = tx.task(parent).map(|task| task.state) == Some(TaskState::Waiting(pid));
    if parent == Pid::OUTSIDE {
        reap(tx, parent, pid, status);
    } else if waiting {
        tx.emit(Effect::StateChanged { pid: parent, from: TaskState::Waiting(pid), to: TaskState::Running });
        reap(tx, parent, pid, status);
    }
}
