//! System calls: entering the kernel, and coming back with an error.

use forkscope_sim::note::Syscall;
use forkscope_sim::Errno;

use super::errno;
use crate::explanation::{Explanation, Tone};

pub(super) fn entered(call: Syscall) -> Explanation {
    let why = match call {
        Syscall::Fork => "The caller wants a child that is a copy of itself.",
        Syscall::Vfork => "The caller wants a child that runs on its memory until it calls exec.",
        Syscall::Clone => "The caller wants another thread of its process.",
        Syscall::Spawn => "The caller wants a child that runs another program.",
        Syscall::Execve => "The caller wants to run another program in its place.",
        Syscall::ExitGroup => "The caller ends, with all its threads; nothing returns from this call.",
        Syscall::Exit => "The calling thread ends, alone; nothing returns from this call.",
        Syscall::Wait => "The caller wants to know how its child ended.",
        Syscall::Kill => "The caller wants to end another process.",
        Syscall::Mmap => "The caller wants a range of addresses to use.",
        Syscall::Munmap => "The caller gives a range of addresses back.",
        Syscall::Mremap => "The caller wants its pages elsewhere, or more or fewer of them.",
        Syscall::Mlock => "The caller wants its pages to stay in memory.",
        Syscall::Munlock => "The caller no longer needs its pages to stay in memory.",
        Syscall::Mprotect => "The caller wants other permissions for a range.",
        Syscall::Madvise => "The caller says how it will use a range.",
        Syscall::Pread => "The caller wants bytes of a file.",
        Syscall::Pwrite => "The caller writes bytes to a file.",
        Syscall::Fsync => "The caller wants its writes to the file to be on disk.",
        Syscall::Msync => "The caller wants its stores to shared mappings to be on disk.",
        Syscall::Ftruncate => "The caller wants another length for the file.",
        Syscall::Vmsplice => "The caller wants its pages in a pipe, without a copy.",
        Syscall::Read => "The caller wants what is in its pipe.",
        Syscall::IoUringRegister => "The caller wants pages to be ready for a device, or no longer.",
        Syscall::IoUringEnter => "The caller wants a device to write to its registered buffer.",
        Syscall::ProcessVmReadv => "The caller wants bytes of another process's memory.",
        Syscall::Prlimit => "A limit is set on what the caller may take.",
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
pub(crate) fn name(call: Syscall) -> &'static str {
    match call {
        Syscall::Fork => "fork",
        Syscall::Vfork => "vfork",
        Syscall::Clone => "clone",
        Syscall::Spawn => "posix_spawn",
        Syscall::Execve => "execve",
        Syscall::ExitGroup => "_exit",
        Syscall::Exit => "pthread_exit",
        Syscall::Wait => "waitpid",
        Syscall::Kill => "kill",
        Syscall::Mmap => "mmap",
        Syscall::Munmap => "munmap",
        Syscall::Mremap => "mremap",
        Syscall::Mlock => "mlock",
        Syscall::Munlock => "munlock",
        Syscall::Mprotect => "mprotect",
        Syscall::Madvise => "madvise",
        Syscall::Pread => "pread",
        Syscall::Pwrite => "pwrite",
        Syscall::Fsync => "fsync",
        Syscall::Msync => "msync",
        Syscall::Ftruncate => "ftruncate",
        Syscall::Vmsplice => "vmsplice",
        Syscall::Read => "read",
        Syscall::IoUringRegister => "io_uring_register",
        Syscall::IoUringEnter => "io_uring_enter",
        Syscall::ProcessVmReadv => "process_vm_readv",
        Syscall::Prlimit => "prlimit",
        Syscall::Brk => "brk",
    }
}

fn manual(call: Syscall) -> (&'static str, u8) {
    let section = if matches!(call, Syscall::Spawn | Syscall::Exit) { 3 } else { 2 };
    (name(call), section)
}
