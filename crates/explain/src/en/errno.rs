//! Error numbers, as each call means them.

use forkscope_sim::note::Syscall;
use forkscope_sim::Errno;

/// What an error number means: in general, or better, what this call means by it. No full stop.
pub(super) fn meaning(call: Syscall, errno: Errno) -> &'static str {
    match errno {
        Errno::EACCES => forbidden(call),
        Errno::EAGAIN => try_again(call),
        Errno::EBADF => "The file is open for reading only",
        Errno::EBUSY => "The control group has no room for a huge page",
        Errno::ECHILD => "The caller has no such child to wait for",
        Errno::EFAULT => bad_address(call),
        Errno::EINVAL => invalid(call),
        Errno::EIO => "Nothing is mapped there, or a shared mapping would be written that is not writable",
        Errno::ENOMEM => no_memory(call),
        Errno::ENXIO => "No buffers are registered",
        Errno::ESRCH => "No such process exists",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn try_again(call: Syscall) -> &'static str {
    match call {
        Syscall::Vmsplice => "The pipe is full",
        Syscall::Read => "The pipe is empty",
        Syscall::Madvise => "A pipe or a device holds a page, which cannot be copied away from it",
        _ => "A limit on the number of processes is reached",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn forbidden(call: Syscall) -> &'static str {
    match call {
        Syscall::Madvise => "The object behind the mapping cannot be written through it",
        _ => "The file is open for reading only: stores to a shared mapping would reach it",
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few calls return it")]
fn bad_address(call: Syscall) -> &'static str {
    match call {
        Syscall::Vmsplice => "The first page may not be read",
        Syscall::ProcessVmReadv => "The process has nothing there that may be read",
        Syscall::Pread => "The caller has no memory there that may be written",
        Syscall::Pwrite => "The caller has no memory there that may be read",
        Syscall::IoUringRegister => "A page may not be written, or belongs to a file on disk",
        Syscall::IoUringEnter => "No page is pinned",
        _ => "No mapping starts there, or it ends before its pages do",
    }
}

fn invalid(call: Syscall) -> &'static str {
    match call {
        Syscall::Mmap => "Address, length or offset is not one that can be mapped",
        Syscall::Munmap => "Address or length is not one of user pages",
        Syscall::Mprotect => "Address or permissions are not valid",
        Syscall::Madvise => "The advice does not go with this kind of mapping",
        Syscall::Mremap => "The ranges overlap, or one of them is not of user pages",
        Syscall::Ftruncate => "The file is open for reading only",
        Syscall::Fork
        | Syscall::Vfork
        | Syscall::Clone
        | Syscall::Spawn
        | Syscall::Execve
        | Syscall::ExitGroup
        | Syscall::Exit
        | Syscall::Wait
        | Syscall::Kill
        | Syscall::Mlock
        | Syscall::Munlock
        | Syscall::Pread
        | Syscall::Pwrite
        | Syscall::Fsync
        | Syscall::Msync
        | Syscall::Vmsplice
        | Syscall::Read
        | Syscall::IoUringRegister
        | Syscall::IoUringEnter
        | Syscall::ProcessVmReadv
        | Syscall::Prlimit
        | Syscall::Brk => "An argument is not valid",
    }
}

fn no_memory(call: Syscall) -> &'static str {
    match call {
        Syscall::Fork | Syscall::Vfork => "There is not enough memory for the child",
        Syscall::Clone => "There is not enough memory for the thread",
        Syscall::Mmap => "There is not enough memory for such a mapping",
        Syscall::Brk => "The heap cannot grow that far",
        Syscall::Munmap => "The mapping would have to be split, and cannot be",
        Syscall::Mprotect => "A part of the range is not mapped, or too much memory is asked for",
        Syscall::Madvise | Syscall::Munlock | Syscall::Msync => "A part of the range is not mapped",
        Syscall::Mremap => "The mapping cannot grow where it is",
        Syscall::Mlock => "A part of the range is not mapped, or nobody may access it",
        Syscall::Execve | Syscall::Spawn => "There is not enough memory for the new program",
        Syscall::ExitGroup | Syscall::Exit | Syscall::Wait | Syscall::Kill | Syscall::Prlimit => {
            "There is not enough memory"
        }
        Syscall::Pread | Syscall::Pwrite | Syscall::Fsync | Syscall::Ftruncate => "There is not enough memory",
        Syscall::Vmsplice
        | Syscall::Read
        | Syscall::IoUringRegister
        | Syscall::IoUringEnter
        | Syscall::ProcessVmReadv => "There is not enough memory",
    }
}
