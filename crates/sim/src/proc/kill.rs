//! kill(2) with SIGKILL.

use super::exit::exit_group;
use crate::command::Ret;
use crate::errno::{Errno, Signal};
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid};

/// Kills a process with all its threads, of which any may be named. A zombie takes the signal and stays one.
///
/// # Errors
/// ESRCH when there is no such process.
#[inline(never)]
pub(super) fn kill(tx: &mut Tx, pid: Pid, target: Pid) -> Result<Ret, Errno> {
    let tgid = tx.task(target).ok_or(Errno::ESRCH)?.tgid;
    let own = tgid == tx.tgid(pid);
    tx.note(Note::Killing { pid, target });
    if let Some(thread) = tx.first_thread(tgid) {
        exit_group(tx, thread, ExitStatus::Killed(Signal::Kill));
    }
    Ok(if own { Ret::Signal(Signal::Kill) } else { Ret::Done })
}
