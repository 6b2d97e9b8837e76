//! execve(2): a new address space in place of the old one.

use super::clone::complete_vfork;
use super::group::de_thread;
use super::set_mm;
use crate::command::{Program, Ret};
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::mem::{self, Who};
use crate::note::Note;

/// Loads a program into a new address space and drops the old one. Other threads of the process end; the caller becomes its leader.
///
/// # Errors
/// ENOMEM when there are no frames for the new page tables and the argument page; the old address space is then as it was.
///
/// # Simplification: the segments are mapped before the switch
/// Linux copies the arguments, switches to the new address space (the point of no return) and then maps the segments. Here they are mapped
/// first, so that a failure always leaves the old program running. Only a failing exec could tell.
pub(super) fn exec(tx: &mut Tx, who: Who, program: &Program) -> Result<Ret, Errno> {
    let mm = mem::new_mm(tx, who.pid)?;
    let new = Who { pid: who.pid, mm };
    if let Err(errno) = mem::load_program(tx, new, program) {
        mem::exit_mmap(tx, new);
        return Err(errno);
    }
    let pid = de_thread(tx, who.pid);
    let others = tx.mm(who.mm).map_or(0, |mm| mm.users.saturating_sub(1));
    tx.note(Note::ReplacingMm { pid, others });
    let from = Some(who.mm);
    complete_vfork(tx, pid);
    tx.emit(Effect::TaskMmChanged { pid, from, to: None });
    tx.emit(Effect::MmUsersChanged { mm: who.mm, from: others + 1, to: others });
    if others == 0 {
        mem::exit_mmap(tx, Who { pid, mm: who.mm });
    }
    set_mm(tx, pid, Some(mm));
    mem::close_files(tx, pid);
    Ok(Ret::Done)
}
