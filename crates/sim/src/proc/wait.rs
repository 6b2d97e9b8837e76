//! waitpid(2).

use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, Task, TaskState};

/// Takes the status of a child that has ended, or sleeps until it does.
///
/// # Errors
/// ECHILD for a process that is no child of the caller's process, and for a thread.
pub(super) fn wait(tx: &mut Tx, pid: Pid, child: Pid) -> Result<Ret, Errno> {
    let (parent, is_leader) = (tx.tgid(pid), |task: &&Task| task.tgid == task.pid);
    let task = tx.task(child).filter(is_leader).filter(|task| task.ppid == parent).ok_or(Errno::ECHILD)?;
    let child_state = task.state;
    tx.note(Note::WaitingFor { pid, child, child_state });
    // A leader that ended before its threads has no status to give yet (`delay_group_leader`).
    let ended = tx.first_thread(child).is_none();
    if let (TaskState::Zombie(status), true) = (child_state, ended) {
        reap(tx, pid, child, status);
        return Ok(Ret::Reaped(status));
    }
    tx.emit(Effect::StateChanged { pid, from: TaskState::Running, to: TaskState::Waiting(child) });
    Ok(Ret::Asleep)
}

/// The parent has the status: nothing of the child is left.
pub(super) fn reap(tx: &mut Tx, pid: Pid, child: Pid, status: ExitStatus) {
    tx.note(Note::Reaping { pid, child, status });
    tx.emit(Effect::TaskReaped { pid: child });
}
