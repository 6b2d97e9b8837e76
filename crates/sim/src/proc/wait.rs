//! waitpid(2).

use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, TaskState};

/// Takes the status of a child that has ended, or sleeps until it does.
///
/// # Errors
/// ECHILD for a process that is no child of the caller.
pub(super) fn wait(tx: &mut Tx, pid: Pid, child: Pid) -> Result<Ret, Errno> {
    let task = tx.task(child).filter(|task| task.ppid == pid).ok_or(Errno::ECHILD)?;
    let child_state = task.state;
    tx.note(Note::WaitingFor { pid, child, child_state });
    if let TaskState::Zombie(status) = child_state {
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
