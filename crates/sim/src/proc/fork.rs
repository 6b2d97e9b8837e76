//! fork(2): `copy_process`.

use super::{bound, drop_mm, set_mm};
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::mem::{self, Who};
use crate::note::Note;
use crate::task::Pid;

/// Makes a child with a copy of the caller's address space. Of the caller's threads it has one: a copy of the caller.
///
/// # Errors
/// EAGAIN when a limit on the number of processes is reached. ENOMEM when a charge is refused or frames run out. The child is taken back; the
/// caller's pages that fork had reached stay write-protected until it writes to them.
pub(super) fn fork(tx: &mut Tx, parent: Who) -> Result<Ret, Errno> {
    let child = tx.next_pid();
    tx.note(Note::CopyingProcess { pid: parent.pid, child });
    bound::check_processes(tx, parent.pid)?;
    tx.emit(Effect::TaskCreated { pid: child, tgid: child, ppid: tx.tgid(parent.pid) });
    bound::inherit(tx, parent.pid, child);
    match copy_mm(tx, parent, child) {
        Ok(()) => {
            tx.note(Note::WakingChild { pid: parent.pid, child });
            Ok(Ret::Pid(child))
        }
        Err(errno) => {
            tx.note(Note::UndoingFork { pid: parent.pid, child });
            drop_mm(tx, child);
            tx.emit(Effect::TaskReaped { pid: child });
            Err(errno)
        }
    }
}

/// Gives the child an address space, and fills it from the parent's.
///
/// # Simplification: the child has its address space while it is filled
/// Linux sets `tsk->mm` when `dup_mm` is done. Here the child points to it from the start, so that a view can show it growing. No program runs in
/// between that could tell.
fn copy_mm(tx: &mut Tx, parent: Who, child: Pid) -> Result<(), Errno> {
    tx.note(Note::CopyingMm { pid: parent.pid, child });
    let mm = mem::new_mm(tx, child)?;
    set_mm(tx, child, Some(mm));
    mem::dup_mmap(tx, parent, Who { pid: child, mm })
}
