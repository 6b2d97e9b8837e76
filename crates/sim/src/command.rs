//! Commands: what a process or the world outside does to the machine. Imperative, complete, names already resolved to ids.

use std::sync::Arc;

use crate::addr::{PageRange, VirtAddr, Vpn};
use crate::cgroup::GroupId;
use crate::errno::Signal;
use crate::file::{FileId, FileKind, Opened};
use crate::file_call::FileCall;
use crate::limits::Bound;
use crate::mem::Pick;
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
    /// A process does something.
    Do {
        /// Which process.
        pid: Pid,
        /// What it does.
        call: Call,
    },
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

/// Loads and stores that a process does in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accesses {
    /// Loads one byte from each page of `len` bytes from `at`.
    Read {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
    },
    /// Stores to `len` bytes from `at`, page by page.
    Write {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
        /// What is stored.
        data: Data,
    },
    /// Stores one byte to the start of each page of a range, or of a random part of its pages.
    Touch {
        /// The pages.
        range: PageRange,
        /// What is stored.
        value: u8,
        /// How many of the pages, in per cent.
        percent: u8,
        /// Which of them: equal seeds choose equal pages.
        seed: u64,
    },
}

/// The pages that [`Accesses::Touch`] stores to, in order.
pub fn touched_pages(range: PageRange, percent: u8, seed: u64) -> impl Iterator<Item = Vpn> {
    Pick { percent, seed }.pages(range)
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

/// What `write` stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// These bytes, once, at the start.
    Bytes(Arc<[u8]>),
    /// This byte, everywhere in the range.
    Fill(u8),
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

/// The advice of madvise(2) that this version carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// MADV_DONTNEED: drop the pages.
    DontNeed,
    /// MADV_DONTFORK: leave the range out of children.
    DontFork,
    /// MADV_DOFORK: undo it.
    DoFork,
    /// MADV_WIPEONFORK: children get it empty.
    WipeOnFork,
    /// MADV_KEEPONFORK: undo it.
    KeepOnFork,
    /// MADV_HUGEPAGE: let the range have huge pages.
    HugePage,
    /// MADV_NOHUGEPAGE: keep huge pages away.
    NoHugePage,
    /// MADV_FREE: the pages may be dropped when memory is short, unless they are written again.
    Free,
    /// MADV_COLD: the pages are the first to go when memory is short.
    Cold,
    /// MADV_PAGEOUT: the pages go now.
    PageOut,
    /// MADV_MERGEABLE: ksmd may merge the pages with equal ones.
    Mergeable,
    /// MADV_UNMERGEABLE: undo it, and give merged pages frames of their own.
    Unmergeable,
    /// MADV_REMOVE: punch a hole into the object behind a shared mapping.
    Remove,
    /// MADV_POPULATE_READ: map the pages as if each were read.
    PopulateRead,
    /// MADV_POPULATE_WRITE: map the pages as if each were written.
    PopulateWrite,
}

impl Advice {
    /// All of them.
    pub const ALL: [Advice; 15] = [
        Advice::DontNeed,
        Advice::DontFork,
        Advice::DoFork,
        Advice::WipeOnFork,
        Advice::KeepOnFork,
        Advice::HugePage,
        Advice::NoHugePage,
        Advice::Free,
        Advice::Cold,
        Advice::PageOut,
        Advice::Mergeable,
        Advice::Unmergeable,
        Advice::Remove,
        Advice::PopulateRead,
        Advice::PopulateWrite,
    ];

    /// The constant's name, as in `madvise(2)`.
    pub fn name(self) -> &'static str {
        match self {
            Advice::DontNeed => "MADV_DONTNEED",
            Advice::DontFork => "MADV_DONTFORK",
            Advice::DoFork => "MADV_DOFORK",
            Advice::WipeOnFork => "MADV_WIPEONFORK",
            Advice::KeepOnFork => "MADV_KEEPONFORK",
            Advice::HugePage => "MADV_HUGEPAGE",
            Advice::NoHugePage => "MADV_NOHUGEPAGE",
            Advice::Free => "MADV_FREE",
            Advice::Cold => "MADV_COLD",
            Advice::PageOut => "MADV_PAGEOUT",
            Advice::Mergeable => "MADV_MERGEABLE",
            Advice::Unmergeable => "MADV_UNMERGEABLE",
            Advice::Remove => "MADV_REMOVE",
            Advice::PopulateRead => "MADV_POPULATE_READ",
            Advice::PopulateWrite => "MADV_POPULATE_WRITE",
        }
    }
}

/// A program that exec loads: an image file, and how many pages each segment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file that holds text and data, text first.
    pub image: FileId,
    /// Pages of code, mapped `r-xp` from the file.
    pub text: u64,
    /// Pages of initialised data, mapped `rw-p` from the file.
    pub data: u64,
    /// Pages of zeroed data, anonymous `rw-p`.
    pub bss: u64,
    /// Pages of stack, anonymous `rw-p`; its last page holds the arguments.
    pub stack: u64,
}

/// Where a program's segments are loaded (a position-independent executable without address randomisation).
impl Program {
    const TEXT: Vpn = Vpn(0x5555_5555_4000 >> 12);
    const STACK_TOP: Vpn = Vpn(0x7fff_ffff_f000 >> 12);

    /// The pages of the text segment.
    pub fn text_range(&self) -> PageRange {
        PageRange::new(Self::TEXT, self.text)
    }

    /// The pages of the data segment.
    pub fn data_range(&self) -> PageRange {
        PageRange::new(self.text_range().end, self.data)
    }

    /// The pages of the bss.
    pub fn bss_range(&self) -> PageRange {
        PageRange::new(self.data_range().end, self.bss)
    }

    /// The pages of the stack.
    pub fn stack_range(&self) -> PageRange {
        PageRange { start: Vpn(Self::STACK_TOP.0.saturating_sub(self.stack)), end: Self::STACK_TOP }
    }
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
