//! kill(2) with SIGKILL.

use super::exit::exit;
use crate::command::Ret;
use crate::errno::{Errno, Signal};
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, TaskState};

/// Kills a process. A zombie takes the signal and stays one.
///
/// # Errors
/// ESRCH when there is no such process.
pub(super) fn kill(tx: &mut Tx, pid: Pid, target: Pid) -> Result<Ret, Errno> {
    let state = tx.task(target).ok_or(Errno::ESRCH)?.state;
    tx.note(Note::Killing { pid, target });
    if !matches!(state, TaskState::Zombie(_)) {
        exit(tx, target, ExitStatus::Killed(Signal::Kill));
    }
    Ok(if target == pid { Ret::Signal(Signal::Kill) } else { Ret::Done })
}
