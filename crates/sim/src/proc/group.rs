//! Thread groups: what a process is made of.

use super::clone::complete_vfork;
use super::{drop_mm, set_mm};
use crate::effect::Effect;
use crate::machine::{Machine, Tx};
use crate::mm::MmId;
use crate::note::Note;
use crate::task::{Pid, Task, TaskState};

impl Machine {
    /// The thread group that a task belongs to: the number of its leader, which getpid(2) gives. A task that is gone stands for itself.
    pub fn tgid(&self, pid: Pid) -> Pid {
        self.task(pid).map_or(pid, |task| task.tgid)
    }

    /// The tasks of a thread group that have not ended, pids ascending.
    pub fn threads(&self, tgid: Pid) -> impl Iterator<Item = &Task> {
        self.tasks().filter(move |task| task.tgid == tgid && !matches!(task.state, TaskState::Zombie(_)))
    }

    /// The first task of a thread group that has not ended.
    pub(crate) fn first_thread(&self, tgid: Pid) -> Option<Pid> {
        self.threads(tgid).next().map(|task| task.pid)
    }

    /// The task in whose name an address space is shown: of those that use it, the first.
    pub fn owner(&self, mm: MmId) -> Option<Pid> {
        self.tasks().find(|task| task.mm == Some(mm)).map(|task| task.pid)
    }
}

/// The other tasks of a group, which a call of one of them is about to end.
pub(super) fn other_threads(tx: &mut Tx, pid: Pid) -> Vec<Pid> {
    let tgid = tx.tgid(pid);
    let others: Vec<Pid> = tx.threads(tgid).map(|task| task.pid).filter(|other| *other != pid).collect();
    if !others.is_empty() {
        tx.note(Note::EndingThreads { pid, threads: others.len() as u64 });
    }
    others
}

/// exec keeps the calling thread alone, and gives it the number of the process (`de_thread`). Gives that number.
pub(super) fn de_thread(tx: &mut Tx, pid: Pid) -> Pid {
    let leader = tx.tgid(pid);
    for other in other_threads(tx, pid) {
        complete_vfork(tx, other);
        drop_mm(tx, other);
        if other != leader {
            tx.emit(Effect::TaskReaped { pid: other });
        }
    }
    if pid != leader {
        take_over(tx, pid, leader);
    }
    leader
}

/// A thread becomes what the leader was. Its own number is nobody's from then on.
fn take_over(tx: &mut Tx, pid: Pid, leader: Pid) {
    tx.note(Note::BecomingLeader { pid, leader });
    let (from, to) = (tx.task(leader).map(|task| task.state), TaskState::Running);
    if let Some(from) = from.filter(|from| *from != to) {
        tx.emit(Effect::StateChanged { pid: leader, from, to });
    }
    let mm = tx.task(pid).and_then(|task| task.mm);
    set_mm(tx, leader, mm);
    set_mm(tx, pid, None);
    tx.emit(Effect::TaskReaped { pid });
}
