//! fork(2): `copy_process`.

use super::{drop_mm, set_mm};
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::mem::{self, Who};
use crate::note::Note;

/// Makes a child with a copy of the caller's address space.
///
/// # Errors
/// ENOMEM when a charge is refused or frames run out. The child is taken back; the caller's pages that fork had reached stay write-protected
/// until it writes to them.
pub(super) fn fork(tx: &mut Tx, parent: Who) -> Result<Ret, Errno> {
    let child = tx.next_pid();
    tx.note(Note::CopyingProcess { pid: parent.pid, child });
    tx.emit(Effect::TaskCreated { pid: child, ppid: parent.pid });
    match mem::dup_mm(tx, parent, child) {
        Ok(mm) => {
            tx.note(Note::WakingChild { pid: parent.pid, child });
            set_mm(tx, child, Some(mm));
            Ok(Ret::Pid(child))
        }
        Err((errno, mm)) => {
            tx.note(Note::UndoingFork { pid: parent.pid, child });
            set_mm(tx, child, mm);
            drop_mm(tx, child);
            tx.emit(Effect::TaskReaped { pid: child });
            Err(errno)
        }
    }
}
