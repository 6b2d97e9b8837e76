//! vfork(2), posix_spawn(3) and threads: `copy_process` with CLONE_VM, which copies no memory.
//!
//! # Simplification: the C library takes no memory
//! glibc maps a stack for each thread that it makes, and one for the child of `posix_spawn`. Here a thread has no mapping of its own, so that
//! nothing but the call's own work shows. A program sees one VMA and two or three pages less per thread.

use super::exec::exec;
use super::wait::reap;
use super::{bound, set_mm};
use crate::command::{Program, Ret};
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::mem::Who;
use crate::note::Note;
use crate::task::{ExitStatus, Pid, TaskState};

/// What the child of `posix_spawn` exits with when it cannot execute the program.
const SPAWN_EXIT_ERROR: u8 = 127;

/// Makes a child that runs in the caller's address space; the caller sleeps until the child calls exec or ends (CLONE_VM | CLONE_VFORK).
///
/// # Errors
/// EAGAIN when a limit on the number of processes is reached.
#[inline(never)]
pub(super) fn vfork(tx: &mut Tx, parent: Who) -> Result<Pid, Errno> {
    let child = tx.next_pid();
    let tgid = child;
    clone_vm(tx, parent, child, tgid)?;
    let pid = parent.pid;
    tx.note(Note::WaitingForVfork { pid, child });
    tx.emit(Effect::StateChanged { pid, from: TaskState::Running, to: TaskState::Suspended(child) });
    Ok(child)
}

/// Makes a thread: a task of the caller's thread group, in its address space (CLONE_VM | CLONE_THREAD).
///
/// # Errors
/// EAGAIN when a limit on the number of processes is reached.
#[inline(never)]
pub(super) fn thread(tx: &mut Tx, maker: Who) -> Result<Pid, Errno> {
    let thread = tx.next_pid();
    let tgid = tx.tgid(maker.pid);
    clone_vm(tx, maker, thread, tgid)?;
    Ok(thread)
}

/// Runs a program in a new child: vfork and exec in one call, which copies no page and no page table.
///
/// # Errors
/// EAGAIN as for vfork; what exec says, and the child has ended and is reaped by then.
#[inline(never)]
pub(super) fn spawn(tx: &mut Tx, parent: Who, program: &Program) -> Result<Ret, Errno> {
    let child = vfork(tx, parent)?;
    let done = exec(tx, Who { pid: child, mm: parent.mm }, program);
    if let Err(errno) = done {
        let status = ExitStatus::Exited(SPAWN_EXIT_ERROR);
        super::exit::exit_group(tx, child, status);
        reap(tx, parent.pid, child, status);
        return Err(errno);
    }
    Ok(Ret::Pid(child))
}

/// A task that uses its maker's address space.
fn clone_vm(tx: &mut Tx, maker: Who, child: Pid, tgid: Pid) -> Result<(), Errno> {
    let (pid, mm) = (maker.pid, maker.mm);
    tx.note(Note::CopyingProcess { pid, child });
    bound::check_processes(tx, pid)?;
    // A thread has its process's parent, a child has the process that made it, whichever thread that was.
    let leader = tx.tgid(pid);
    let ppid = if tgid == leader { tx.task(leader).map_or(Pid::OUTSIDE, |leader| leader.ppid) } else { leader };
    tx.emit(Effect::TaskCreated { pid: child, tgid, ppid });
    bound::inherit(tx, pid, child);
    tx.note(Note::SharingMm { pid, child, users: tx.mm(mm).map_or(0, |mm| mm.users) + 1 });
    set_mm(tx, child, Some(mm));
    tx.note(Note::WakingChild { pid, child });
    Ok(())
}

/// A task lets go of its address space: a parent that waits for that in vfork runs again (`mm_release`).
pub(super) fn complete_vfork(tx: &mut Tx, pid: Pid) {
    let state = TaskState::Suspended(pid);
    let Some(parent) = tx.tasks().find(|task| task.state == state).map(|task| task.pid) else { return };
    tx.note(Note::CompletingVfork { pid, parent });
    tx.emit(Effect::StateChanged { pid: parent, from: state, to: TaskState::Running });
}
