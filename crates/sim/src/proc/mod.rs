//! What happens to processes, one call a file.

mod bound;
mod clone;
mod exec;
mod exit;
mod fork;
mod group;
mod kill;
mod oom;
mod wait;

pub(crate) use bound::create_group;
pub(crate) use oom::{out_of_memory, out_of_memory_in};

use crate::command::{Accesses, Call, Outcome, Program, Ret};
use crate::effect::Effect;
use crate::errno::{Errno, Refused, Signal};
use crate::machine::Tx;
use crate::mem::{self, Pick, Who};
use crate::note::Note;
use crate::policy::OnSegv;
use crate::task::{ExitStatus, Pid, TaskState};

/// Starts a process from outside, with an empty address space or a program.
///
/// # Errors
/// ENOMEM when there are no frames for its page tables.
pub(crate) fn start(tx: &mut Tx, program: Option<Program>) -> Result<Outcome, Refused> {
    let pid = tx.next_pid();
    let mm = mem::new_mm(tx, pid)?;
    let who = Who { pid, mm };
    tx.emit(Effect::TaskCreated { pid, tgid: pid, ppid: Pid::OUTSIDE });
    set_mm(tx, pid, Some(mm));
    if let Some(Err(errno)) = program.map(|program| mem::load_program(tx, who, &program)) {
        drop_mm(tx, pid);
        tx.emit(Effect::TaskReaped { pid });
        return Err(errno.into());
    }
    Ok(Outcome { minflt: tx.task(pid).map_or(0, |task| task.minflt), ..Outcome::of(Ret::Pid(pid)) })
}

/// Lets a process do something, and counts the faults it takes.
///
/// # Errors
/// What the kernel answers when it refuses, or that the process is not there or not running.
pub(crate) fn act(tx: &mut Tx, pid: Pid, call: &Call) -> Result<Outcome, Refused> {
    let (state, mm) = tx.task(pid).map(|task| (task.state, task.mm)).ok_or(Refused::NoProcess(pid))?;
    let (TaskState::Running, Some(mm)) = (state, mm) else {
        return Err(Refused::NotRunning(pid, state));
    };
    let before = tx.faults();
    let who = Who { pid, mm };
    if let Some(call) = call.syscall() {
        tx.note(Note::SyscallEntered { pid, call });
    }
    let ret = carry_out(tx, who, call);
    if let (Some(call), Err(errno)) = (call.syscall(), ret) {
        tx.note(Note::SyscallFailed { pid, call, errno });
    }
    let ret = ret?;
    // Nobody else runs meanwhile, so what the machine counted are this process's faults, even if it is gone by now.
    let after = tx.faults();
    let (faults, majflt) = (after.0 - before.0, after.1 - before.1);
    Ok(Outcome { ret, minflt: faults - majflt, majflt })
}

fn carry_out(tx: &mut Tx, who: Who, call: &Call) -> Result<Ret, Errno> {
    match call {
        Call::Access(accesses) => Ok(access(tx, who, accesses)),
        Call::Fork => fork::fork(tx, who),
        Call::Vfork => clone::vfork(tx, who).map(Ret::Pid),
        Call::Thread => clone::thread(tx, who).map(Ret::Pid),
        Call::Spawn(program) => clone::spawn(tx, who, program),
        Call::Exec(program) => exec::exec(tx, who, program),
        Call::Exit { status } => {
            exit::exit_group(tx, who.pid, ExitStatus::Exited(*status));
            Ok(Ret::Done)
        }
        Call::PthreadExit => {
            exit::exit_task(tx, who.pid, ExitStatus::Exited(0));
            Ok(Ret::Done)
        }
        Call::Wait { child } => wait::wait(tx, who.pid, *child),
        Call::Kill { target } => kill::kill(tx, who.pid, *target),
        Call::Mmap(mapping) => mem::mmap(tx, who, mapping),
        Call::Munmap(range) => mem::munmap(tx, who, *range),
        Call::Mremap { from, to, pages } => mem::mremap(tx, who, *from, *to, *pages),
        Call::Mprotect { range, access } => mem::mprotect(tx, who, *range, *access),
        Call::Madvise { range, advice } => mem::madvise(tx, who, *range, *advice),
        Call::Mlock(range) => mem::mlock(tx, who, *range),
        Call::Munlock(range) => mem::munlock(tx, who, *range),
        Call::File(call) => mem::file_call(tx, who, call),
        Call::Vmsplice(range) => mem::vmsplice(tx, who, *range),
        Call::Unsplice => mem::read_pipe(tx, who),
        Call::Pin(range) => mem::pin(tx, who, *range),
        Call::Unpin => mem::unpin(tx, who),
        Call::Dma { data } => mem::dma(tx, who, data),
        Call::Bind(bound) => Ok(bound::bind(tx, who.pid, *bound)),
        Call::Brk { pages } => mem::brk(tx, who, *pages),
    }
}

/// Loads and stores. A signal ends the process unless the machine says that it goes on.
fn access(tx: &mut Tx, who: Who, accesses: &Accesses) -> Ret {
    let done = match accesses {
        Accesses::Read { at, len } => mem::read(tx, who, *at, *len),
        Accesses::Write { at, len, data } => mem::write(tx, who, *at, *len, data),
        Accesses::Touch { range, value, percent, seed } => {
            mem::touch(tx, who, *range, Pick { percent: *percent, seed: *seed }, *value)
        }
    };
    done.unwrap_or_else(|signal| {
        deliver(tx, who.pid, signal);
        Ret::Signal(signal)
    })
}

/// The default action of a fault's signal. Whom the OOM killer chose has ended already.
fn deliver(tx: &mut Tx, pid: Pid, signal: Signal) {
    let alive = tx.task(pid).is_some_and(|task| task.mm.is_some());
    if alive && tx.config().segv == OnSegv::Kill {
        exit::exit_group(tx, pid, ExitStatus::Killed(signal));
    }
}

/// Points a task at an address space, or at none, and counts users.
fn set_mm(tx: &mut Tx, pid: Pid, to: Option<crate::mm::MmId>) {
    let Some(from) = tx.task(pid).map(|task| task.mm) else { return };
    tx.emit(Effect::TaskMmChanged { pid, from, to });
    for (mm, delta) in [(to, 1), (from, -1)] {
        let Some((mm, from)) = mm.and_then(|id| Some((id, tx.mm(id)?.users))) else { continue };
        tx.emit(Effect::MmUsersChanged { mm, from, to: from.saturating_add_signed(delta) });
    }
}

/// Takes a task's address space away; with its last user all its memory is given back.
fn drop_mm(tx: &mut Tx, pid: Pid) {
    let Some(mm) = tx.task(pid).and_then(|task| task.mm) else { return };
    set_mm(tx, pid, None);
    if tx.mm(mm).is_some_and(|mm| mm.users == 0) {
        mem::exit_mmap(tx, Who { pid, mm });
    }
}
