//! Commands: what a process or the world outside does to the machine. Imperative, complete, names already resolved to ids.

mod access;
mod advice;
mod program;

pub use access::{touched_pages, Accesses, Data};
pub use advice::Advice;
pub use program::Program;

use crate::addr::{PageRange, VirtAddr, Vpn};
use crate::cgroup::GroupId;
use crate::errno::Signal;
use crate::file::{FileId, FileKind, Opened};
use crate::file_call::FileCall;
use crate::limits::Bound;
use crate::note::Syscall;
use crate::task::{ExitStatus, Pid};
use crate::vma::VmFlags;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Starts a process from outside: with an empty address space, or with a program loaded.
    Start {
        /// What to load.
        program: Option<Program>,
    },
    /// Makes a file or a shared-memory object.
    CreateFile {
        /// What kind.
        kind: FileKind,
        /// Length in pages.
        pages: u64,
        /// Whether its pages are in the page cache already.
        cached: bool,
        /// How it is opened.
        opened: Opened,
    },
    /// Drops the clean pages of files that nobody maps: a write to /proc/sys/vm/drop_caches.
    DropCaches,
    /// Makes a control group.
    CreateGroup {
        /// `memory.max` in pages.
        max: u64,
        /// `pids.max`.
        pids_max: u64,
    },
    /// Gives memory back: what `memory.reclaim` of the root control group does.
    Reclaim {
        /// How many pages; at least 1.
        pages: u64,
    },
    /// ksmd looks at all mergeable memory, as often as it takes to merge what can be merged.
    KsmScan,
    /// Lets khugepaged go through all memory once, and make huge pages of small ones.
    Khugepaged,
    /// A process does something.
    Do {
        /// Which process.
        pid: Pid,
        /// What it does.
        call: Call,
    },
}

impl Command {
    /// The process that does it; none if the world outside does.
    pub fn actor(&self) -> Option<Pid> {
        let Command::Do { pid, .. } = self else { return None };
        Some(*pid)
    }
}

/// What a process does: a system call, or instructions that read and write memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Loads or stores: no system call.
    Access(Accesses),
    /// fork(2).
    Fork,
    /// vfork(2): the child runs in the caller's address space, and the caller sleeps until it calls exec or ends.
    Vfork,
    /// clone(2) with CLONE_VM and CLONE_THREAD: a thread of the caller's process.
    Thread,
    /// posix_spawn(3): a child that runs this program.
    Spawn(Program),
    /// execve(2).
    Exec(Program),
    /// exit_group(2): ends the process with all its threads.
    Exit {
        /// The status that the parent gets.
        status: u8,
    },
    /// exit(2): ends the calling thread alone.
    PthreadExit,
    /// waitpid(2) for one child.
    Wait {
        /// The child.
        child: Pid,
    },
    /// kill(2) with SIGKILL.
    Kill {
        /// The target.
        target: Pid,
    },
    /// mmap(2) at a fixed place.
    Mmap(Mapping),
    /// munmap(2).
    Munmap(PageRange),
    /// mremap(2): moves pages to a fixed place, or changes the size of a mapping where it is.
    Mremap {
        /// The pages.
        from: PageRange,
        /// Where they go; what is there is replaced. None: they stay.
        to: Option<Vpn>,
        /// How many pages there are afterwards.
        pages: u64,
    },
    /// mprotect(2).
    Mprotect {
        /// The pages.
        range: PageRange,
        /// READ, WRITE and EXEC bits; others are ignored.
        access: VmFlags,
    },
    /// madvise(2).
    Madvise {
        /// The pages.
        range: PageRange,
        /// The advice.
        advice: Advice,
    },
    /// mlock(2).
    Mlock(PageRange),
    /// munlock(2).
    Munlock(PageRange),
    /// A call on a file: pread(2), pwrite(2), fsync(2), ftruncate(2), or msync(2).
    File(FileCall),
    /// vmsplice(2): puts pages into the caller's pipe, by reference.
    Vmsplice(PageRange),
    /// read(2) of all that is in the caller's pipe.
    Unsplice,
    /// io_uring_register(2) with IORING_REGISTER_BUFFERS: pins pages for a device to write.
    Pin(PageRange),
    /// io_uring_register(2) with IORING_UNREGISTER_BUFFERS: lets all of them go.
    Unpin,
    /// io_uring_enter(2) with IORING_OP_READ_FIXED: a device stores to the pinned pages, as to one buffer.
    Dma {
        /// What it stores, from the start of the first pinned page.
        data: Data,
    },
    /// Changes what holds the caller in its bounds: prlimit(2), or a write to a file of /proc or of a control group.
    Bind(Bound),
    /// brk(2): makes the heap this many pages long.
    Brk {
        /// Pages from the start of the heap.
        pages: u64,
    },
}

impl Call {
    /// [`Accesses::Read`].
    pub fn read(at: VirtAddr, len: u64) -> Call {
        Call::Access(Accesses::Read { at, len })
    }

    /// [`Accesses::Write`].
    pub fn write(at: VirtAddr, len: u64, data: Data) -> Call {
        Call::Access(Accesses::Write { at, len, data })
    }

    /// [`Accesses::Touch`] of every page.
    pub fn touch(range: PageRange, value: u8) -> Call {
        Call::Access(Accesses::Touch { range, value, percent: 100, seed: 0 })
    }

    /// Which system call it is; none for loads, stores and what is written to the kernel's own files.
    pub fn syscall(&self) -> Option<Syscall> {
        match self {
            Call::Access(_) => None,
            Call::Fork => Some(Syscall::Fork),
            Call::Vfork => Some(Syscall::Vfork),
            Call::Thread => Some(Syscall::Clone),
            Call::Spawn(_) => Some(Syscall::Spawn),
            Call::Exec(_) => Some(Syscall::Execve),
            Call::Exit { .. } => Some(Syscall::ExitGroup),
            Call::PthreadExit => Some(Syscall::Exit),
            Call::Wait { .. } => Some(Syscall::Wait),
            Call::Kill { .. } => Some(Syscall::Kill),
            Call::Mmap(_) => Some(Syscall::Mmap),
            Call::Munmap(_) => Some(Syscall::Munmap),
            Call::Mremap { .. } => Some(Syscall::Mremap),
            Call::Mprotect { .. } => Some(Syscall::Mprotect),
            Call::Madvise { .. } => Some(Syscall::Madvise),
            Call::Mlock(_) => Some(Syscall::Mlock),
            Call::Munlock(_) => Some(Syscall::Munlock),
            Call::File(call) => Some(call.syscall()),
            Call::Vmsplice(_) => Some(Syscall::Vmsplice),
            Call::Unsplice => Some(Syscall::Read),
            Call::Pin(_) | Call::Unpin => Some(Syscall::IoUringRegister),
            Call::Dma { .. } => Some(Syscall::IoUringEnter),
            Call::Bind(Bound::Limit { .. }) => Some(Syscall::Prlimit),
            Call::Bind(Bound::OomScoreAdj(_) | Bound::Group(_)) => None,
            Call::Brk { .. } => Some(Syscall::Brk),
        }
    }
}

/// The arguments of mmap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Where; what is mapped there already is replaced (MAP_FIXED).
    pub range: PageRange,
    /// READ, WRITE and EXEC bits, and NORESERVE for MAP_NORESERVE.
    pub access: VmFlags,
    /// MAP_PRIVATE or MAP_SHARED.
    pub sharing: Sharing,
    /// What is mapped.
    pub source: Source,
}

/// MAP_PRIVATE or MAP_SHARED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// MAP_PRIVATE: stores stay with the process.
    Private,
    /// MAP_SHARED: stores reach the object.
    Shared,
}

/// What mmap maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// MAP_ANONYMOUS.
    Anon,
    /// A file from page `pgoff` on.
    File {
        /// The file.
        file: FileId,
        /// The page of it that the first mapped page shows.
        pgoff: u64,
    },
}

/// What a command came to, and the faults that its process took on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The result.
    pub ret: Ret,
    /// Minor faults.
    pub minflt: u64,
    /// Major faults.
    pub majflt: u64,
}

/// The result of a command that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// Done, nothing to report.
    Done,
    /// A new process or thread: what fork returns to the parent.
    Pid(Pid),
    /// A new file.
    File(FileId),
    /// A new control group.
    Group(GroupId),
    /// Where a mapping or the heap ends up.
    Addr(VirtAddr),
    /// The first byte read.
    Value(u8),
    /// wait found the child ended, and reaped it.
    Reaped(ExitStatus),
    /// The call sleeps; another process's end will wake it.
    Asleep,
    /// The process got a signal; pages before the fault were reached.
    Signal(Signal),
}
