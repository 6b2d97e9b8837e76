//! What goes wrong in the simulated world: error numbers, signals, and commands that no process is there to run.

use crate::addr::VirtAddr;
use crate::task::{Pid, TaskState};

/// The error numbers that the modelled calls return, named as in `errno(3)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Errno {
    /// Permission denied: the file is open for reading only.
    EACCES,
    /// Resource temporarily unavailable.
    EAGAIN,
    /// Bad file descriptor: it is open for reading only.
    EBADF,
    /// Device or resource busy: the memory cgroup has no room.
    EBUSY,
    /// No child processes.
    ECHILD,
    /// Bad address.
    EFAULT,
    /// Invalid argument.
    EINVAL,
    /// Input or output error: nothing is there to be reached.
    EIO,
    /// Not enough memory, or a hole in the range.
    ENOMEM,
    /// No such device or address: no buffers are registered.
    ENXIO,
    /// No such process.
    ESRCH,
}

impl Errno {
    /// The constant's name, as in `errno(3)`.
    pub fn name(self) -> &'static str {
        match self {
            Errno::EACCES => "EACCES",
            Errno::EAGAIN => "EAGAIN",
            Errno::EBADF => "EBADF",
            Errno::EBUSY => "EBUSY",
            Errno::ECHILD => "ECHILD",
            Errno::EFAULT => "EFAULT",
            Errno::EINVAL => "EINVAL",
            Errno::EIO => "EIO",
            Errno::ENOMEM => "ENOMEM",
            Errno::ENXIO => "ENXIO",
            Errno::ESRCH => "ESRCH",
        }
    }
}

/// A signal that a command raised in the process that ran it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// SIGSEGV, `SEGV_MAPERR`: nothing is mapped at the address.
    SegvMapErr(VirtAddr),
    /// SIGSEGV, `SEGV_ACCERR`: the mapping does not permit the access.
    SegvAccErr(VirtAddr),
    /// SIGBUS, `BUS_ADRERR`: beyond the end of the mapped file.
    BusAdrErr(VirtAddr),
    /// SIGKILL, from `kill(2)`.
    Kill,
    /// SIGKILL, from the OOM killer.
    OomKill,
}

impl Signal {
    /// The signal number of `signal(7)` on x86.
    pub fn number(self) -> u8 {
        match self {
            Signal::SegvMapErr(_) | Signal::SegvAccErr(_) => 11,
            Signal::BusAdrErr(_) => 7,
            Signal::Kill | Signal::OomKill => 9,
        }
    }

    /// Signal and code as `SIGSEGV/SEGV_MAPERR`.
    pub fn name(self) -> &'static str {
        match self {
            Signal::SegvMapErr(_) => "SIGSEGV/SEGV_MAPERR",
            Signal::SegvAccErr(_) => "SIGSEGV/SEGV_ACCERR",
            Signal::BusAdrErr(_) => "SIGBUS/BUS_ADRERR",
            Signal::Kill => "SIGKILL",
            Signal::OomKill => "SIGKILL/OOM",
        }
    }
}

/// Why a command did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The kernel returned this error number.
    Errno(Errno),
    /// No process of that number exists (any more).
    NoProcess(Pid),
    /// The process exists but executes no instruction: it sleeps in `wait`, or is a zombie.
    NotRunning(Pid, TaskState),
}

impl From<Errno> for Refused {
    fn from(errno: Errno) -> Refused {
        Refused::Errno(errno)
    }
}
