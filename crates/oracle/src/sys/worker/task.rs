//! How workers begin and end: fork, clone, exec, wait, limits, signals and exits.

use std::ptr;

use super::{begin, hello, place, State, STACK, WORKER_ENV};
use crate::protocol::Reply;
use crate::sys::{access, hold};

/// clone(SIGCHLD), as fork does it. The child says hello on a socket of its own and waits for requests there.
pub(super) fn fork(state: &mut State, socket: u64) -> Option<Reply> {
    let flags = u64::from(libc::SIGCHLD.unsigned_abs());
    // SAFETY: the child gets a copy of everything, this stack included; there is one thread, so no lock is held.
    let ret = unsafe { access::syscall(libc::SYS_clone, [flags, 0, 0, 0, 0, 0]) };
    if ret == 0 {
        state.socket = socket;
        // SAFETY: no other task is in this memory.
        unsafe { hold::close_copies(false) };
        hello(state);
        return None;
    }
    Some(Reply { ret, ..Reply::default() })
}

/// Ends what the process holds, before it ends or is replaced itself.
pub(super) fn let_go(state: &mut State) {
    // SAFETY: one task at a time carries out a request.
    unsafe { hold::of_slot(state.slot) }.let_go();
}

/// A task in the same memory, in a place of its own. A new process has a slot of its own, too.
pub(super) fn clone([socket, index, flags, slot, ..]: [u64; 6]) -> Reply {
    // SAFETY: the controller gives away places and slots that nobody uses, and has one task do something at a time.
    let ret = unsafe {
        if flags & libc::CLONE_THREAD.unsigned_abs() as u64 == 0 {
            hold::of_slot(slot).forget();
        }
        ((*place(index)).socket, (*place(index)).slot) = (socket, slot);
        let stack = (&raw mut (*place(index)).stack) as u64 + STACK as u64;
        access::clone(flags, stack, begin, index)
    };
    Reply { ret, ..Reply::default() }
}

/// Starts over as a fresh worker on the same socket.
pub(super) fn exec(state: &mut State) -> Reply {
    let_go(state);
    let name = WORKER_ENV.as_bytes();
    state.environment = [0; 64];
    state.environment[..name.len()].copy_from_slice(name);
    state.environment[name.len()] = b'=';
    let digits = &mut state.environment[name.len() + 1..];
    for (place, divisor) in [10_000, 1000, 100, 10, 1].into_iter().enumerate() {
        digits[place] = b'0' + (state.socket / divisor % 10) as u8;
    }
    let environment = [state.environment.as_ptr(), ptr::null()];
    let arguments = [c"forkscope-worker".as_ptr(), ptr::null()];
    // The process's own entry leads nowhere once its first thread has ended.
    let path = c"/proc/thread-self/exe".as_ptr() as u64;
    // SAFETY: both lists end with a null pointer, and their strings with a zero byte.
    let ret = unsafe {
        let lists = [arguments.as_ptr() as u64, environment.as_ptr() as u64];
        access::syscall(libc::SYS_execve, [path, lists[0], lists[1], 0, 0, 0])
    };
    Reply { ret, ..Reply::default() }
}

pub(super) fn wait(state: &mut State, pid: u64) -> Reply {
    state.usage[0] = 0;
    let status = state.usage.as_mut_ptr() as u64;
    // SAFETY: the status is an int, for which there is room.
    let ret = unsafe { access::syscall(libc::SYS_wait4, [pid, status, 0, 0, 0, 0]) };
    Reply { ret, value: state.usage[0] & 0xffff_ffff, ..Reply::default() }
}

/// Sets a soft limit; the hard one stays, which only a privileged process may raise.
pub(super) fn limit(state: &mut State, resource: u64, limit: u64) -> Reply {
    let limits = state.usage.as_mut_ptr() as u64;
    // SAFETY: `struct rlimit` is two words, for which there is room.
    let ret = unsafe {
        access::syscall(libc::SYS_prlimit64, [0, resource, 0, limits, 0, 0]);
        state.usage[0] = limit.min(state.usage[1]);
        access::syscall(libc::SYS_prlimit64, [0, resource, limits, 0, 0, 0])
    };
    Reply { ret, ..Reply::default() }
}

/// Ends by the default action of a signal, as a program without a handler does.
pub(super) fn die(state: &mut State, signal: u64) -> Reply {
    let_go(state);
    let number = libc::c_int::try_from(signal).unwrap_or(libc::SIGKILL);
    // SAFETY: default action, own thread: sent to the process, the signal might go to another thread, and this one would go on.
    unsafe {
        libc::signal(number, libc::SIG_DFL);
        let process = access::syscall(libc::SYS_getpid, [0; 6]).cast_unsigned();
        let thread = access::syscall(libc::SYS_gettid, [0; 6]).cast_unsigned();
        access::syscall(libc::SYS_tgkill, [process, thread, signal, 0, 0, 0]);
    }
    end(98)
}

pub(super) fn end_thread() -> ! {
    loop {
        // SAFETY: exit does not return, and nobody waits for the stack.
        unsafe { access::syscall(libc::SYS_exit, [0; 6]) };
    }
}

pub(super) fn end(status: u64) -> ! {
    loop {
        // SAFETY: exit_group does not return.
        unsafe { access::syscall(libc::SYS_exit_group, [status, 0, 0, 0, 0, 0]) };
    }
}
