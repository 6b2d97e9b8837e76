//! The names of the system calls.

/// The modelled system calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names of the manual, without prefixes")]
pub enum Syscall {
    Fork,
    Vfork,
    Clone,
    Spawn,
    Execve,
    ExitGroup,
    Exit,
    Wait,
    Kill,
    Mmap,
    Munmap,
    Mremap,
    Mprotect,
    Madvise,
    Mlock,
    Munlock,
    Brk,
    Pread,
    Pwrite,
    Fsync,
    Msync,
    Ftruncate,
    Vmsplice,
    Read,
    IoUringRegister,
    IoUringEnter,
    ProcessVmReadv,
    Prlimit,
}
