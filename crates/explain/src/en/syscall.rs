//! System calls: entering the kernel, and coming back with an error.

use forkscope_sim::note::Syscall;
use forkscope_sim::Errno;

use super::errno;
use crate::explanation::{Explanation, Tone};

pub(super) fn entered(call: Syscall) -> Explanation {
    let why = match call {
        Syscall::Fork => "The caller wants a child that is a copy of itself.",
        Syscall::Execve => "The caller wants to run another program in its place.",
        Syscall::Exit => "The caller ends; nothing returns from this call.",
        Syscall::Wait => "The caller wants to know how its child ended.",
        Syscall::Kill => "The caller wants to end another process.",
        Syscall::Mmap => "The caller wants a range of addresses to use.",
        Syscall::Munmap => "The caller gives a range of addresses back.",
        Syscall::Mremap => "The caller wants its pages elsewhere, or more or fewer of them.",
        Syscall::Mlock => "The caller wants its pages to stay in memory.",
        Syscall::Munlock => "The caller no longer needs its pages to stay in memory.",
        Syscall::Mprotect => "The caller wants other permissions for a range.",
        Syscall::Madvise => "The caller says how it will use a range.",
        Syscall::Brk => "The caller wants its heap to end elsewhere.",
    };
    let (page, section) = manual(call);
    Explanation::new(format!("System call {}", name(call)), why).man(page, section)
}

pub(super) fn failed(call: Syscall, errno: Errno) -> Explanation {
    let title = format!("{} fails with {}", name(call), errno.name());
    let (page, section) = manual(call);
    Explanation::new(title, format!("{}.", errno::meaning(call, errno))).tone(Tone::Failure).man(page, section)
}

/// The call as C programs name it.
pub(super) fn name(call: Syscall) -> &'static str {
    match call {
        Syscall::Fork => "fork",
        Syscall::Execve => "execve",
        Syscall::Exit => "_exit",
        Syscall::Wait => "waitpid",
        Syscall::Kill => "kill",
        Syscall::Mmap => "mmap",
        Syscall::Munmap => "munmap",
        Syscall::Mremap => "mremap",
        Syscall::Mlock => "mlock",
        Syscall::Munlock => "munlock",
        Syscall::Mprotect => "mprotect",
        Syscall::Madvise => "madvise",
        Syscall::Brk => "brk",
    }
}

fn manual(call: Syscall) -> (&'static str, u8) {
    (name(call), 2)
}
