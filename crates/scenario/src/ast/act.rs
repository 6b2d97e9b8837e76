//! What processes do.

use forkscope_sim::PageSize;

use super::file::FileAct;
use super::value::{Name, Number, Range, Size, Value};
use crate::span::Span;

/// What a process does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `mmap NAME SIZE ...`
    Mmap(Mmap),
    /// `munmap RANGE`
    Munmap(Range),
    /// `mremap RANGE [-> NAME] [SIZE] [at=WHERE]`
    Mremap(Box<Mremap>),
    /// `mprotect RANGE PERM`
    Mprotect(Range, Perm),
    /// `madvise RANGE ADVICE`
    Madvise(Range, Advice),
    /// `mlock RANGE`
    Mlock(Range),
    /// `munlock RANGE`
    Munlock(Range),
    /// `pread ...`, `pwrite ...`, `fsync FILE`, `msync RANGE`, `ftruncate FILE SIZE`, `memread RANGE`, `memwrite RANGE [VALUE]`
    File(Box<FileAct>),
    /// `vmsplice RANGE`
    Vmsplice(Range),
    /// `unsplice`
    Unsplice,
    /// `pin RANGE`
    Pin(Range),
    /// `unpin`
    Unpin,
    /// `dma VALUE`
    Dma(Value),
    /// `brk SIZE`
    Brk(Size),
    /// `prlimit ...`, `oom_score_adj N`, `cgroup NAME`
    Bind(Bind),
    /// `read RANGE`
    Read(Range),
    /// `write RANGE [VALUE]`
    Write(Range, Option<Value>),
    /// `touch RANGE [N%] [seed=N]`
    Touch(Touch),
    /// `fork NAME`
    Fork(Name),
    /// `vfork NAME`
    Vfork(Name),
    /// `thread NAME`
    Thread(Name),
    /// `spawn NAME PROGRAM`
    Spawn(Name, Name),
    /// `exec PROGRAM`
    Exec(Name),
    /// `exit [STATUS]`
    Exit(Option<Number>),
    /// `pthread_exit`
    PthreadExit,
    /// `wait NAME`
    Wait(Name),
    /// `kill NAME`
    Kill(Name),
}

impl Act {
    /// The name of the process or thread that the act makes.
    pub fn makes(&self) -> Option<&Name> {
        match self {
            Act::Fork(name) | Act::Vfork(name) | Act::Thread(name) | Act::Spawn(name, _) => Some(name),
            Act::Mmap(_)
            | Act::Munmap(_)
            | Act::Mremap(_)
            | Act::Mprotect(..)
            | Act::Madvise(..)
            | Act::Mlock(_)
            | Act::Munlock(_)
            | Act::File(_)
            | Act::Vmsplice(_)
            | Act::Unsplice
            | Act::Pin(_)
            | Act::Unpin
            | Act::Dma(_)
            | Act::Brk(_)
            | Act::Bind(_)
            | Act::Read(_)
            | Act::Write(..)
            | Act::Touch(_)
            | Act::Exec(_)
            | Act::Exit(_)
            | Act::PthreadExit
            | Act::Wait(_)
            | Act::Kill(_) => None,
        }
    }
}

/// `mmap NAME SIZE [private|shared] [anon|file=F[@PAGE]] [PERM] [noreserve] [at=WHERE]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mmap {
    /// The new name.
    pub name: Name,
    /// How much is mapped.
    pub size: Size,
    /// Who sees what is written; `private` when not said.
    pub sharing: Option<Sharing>,
    /// What stands behind the pages; `anon` when not said.
    pub backing: Option<Backing>,
    /// What may be done; `rw` when not said.
    pub perm: Option<Perm>,
    /// Whether it is kept off the books (MAP_NORESERVE).
    pub noreserve: bool,
    /// Where; a gigabyte of its own when not said.
    pub at: Option<Place>,
}

/// `mremap RANGE [-> NAME] [SIZE] [at=WHERE]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mremap {
    /// Which pages.
    pub range: Range,
    /// The name that they get where they go; they stay when not said.
    pub to: Option<Name>,
    /// How many there are afterwards; as many as before when not said.
    pub size: Option<Size>,
    /// Where they go; a gigabyte of its own when not said.
    pub at: Option<Place>,
}

impl Mremap {
    /// How many pages there are afterwards, if the line says it: as a size, or by the numbers of the pages.
    pub(crate) fn pages(&self, page: PageSize) -> Option<u64> {
        let said = |size: &Size| size.bytes(page).map(|bytes| bytes.div_ceil(page.bytes()));
        self.size.as_ref().map_or_else(|| self.range.counted_pages(), said)
    }
}

/// What a process sets that holds it in its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind {
    /// `prlimit as=SIZE`: RLIMIT_AS.
    AddressSpace(Size),
    /// `prlimit data=SIZE`: RLIMIT_DATA.
    Data(Size),
    /// `prlimit nproc=N`: RLIMIT_NPROC.
    Processes(Number),
    /// `oom_score_adj N`, the number without its sign.
    OomScoreAdj {
        /// Whether a minus stands before it.
        negative: bool,
        /// Up to 1000.
        amount: Number,
    },
    /// `cgroup NAME`
    Group(Name),
}

/// Who sees what is written to a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The writer alone (MAP_PRIVATE).
    Private,
    /// Everyone who maps it (MAP_SHARED).
    Shared,
}

/// What stands behind the pages of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backing {
    /// Nothing: zeroes to start with.
    Anon(Span),
    /// A file or memfd.
    File {
        /// Which.
        file: Name,
        /// The page of the file that comes first; 0 when not said.
        page: Option<Number>,
    },
}

/// Where a mapping is placed (MAP_FIXED).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At an address.
    Address(Number),
    /// At the first page of a range.
    Range(Range),
}

macro_rules! spelled {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$item])* $variant),+ }

        impl $name {
            /// All of them, in the order in which they are listed to people.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How all of them are written.
            pub(crate) const SPELLINGS: &'static [&'static str] = &[$($text),+];

            /// How it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The one that is written like this.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use spelled;

spelled! {
    /// What may be done with the pages of a mapping.
    Perm {
        /// PROT_READ
        Read "r",
        /// PROT_READ|PROT_WRITE
        ReadWrite "rw",
        /// PROT_READ|PROT_EXEC
        ReadExec "rx",
        /// PROT_READ|PROT_WRITE|PROT_EXEC
        ReadWriteExec "rwx",
        /// PROT_NONE
        None "none",
    }
}

spelled! {
    /// What `madvise` advises.
    Advice {
        /// MADV_DONTNEED: drop the pages.
        DontNeed "dontneed",
        /// MADV_DONTFORK: a child does not get the range.
        DontFork "dontfork",
        /// MADV_DOFORK: undoes `dontfork`.
        DoFork "dofork",
        /// MADV_WIPEONFORK: a child gets the range empty.
        WipeOnFork "wipeonfork",
        /// MADV_KEEPONFORK: undoes `wipeonfork`.
        KeepOnFork "keeponfork",
        /// MADV_HUGEPAGE: the range may have huge pages.
        HugePage "hugepage",
        /// MADV_NOHUGEPAGE: the range gets small pages.
        NoHugePage "nohugepage",
        /// MADV_COLLAPSE: small pages become huge ones now.
        Collapse "collapse",
        /// MADV_FREE: the pages may go when memory is short, unless they are written again.
        Free "free",
        /// MADV_COLD: the pages are the first to go when memory is short.
        Cold "cold",
        /// MADV_PAGEOUT: the pages go now, to swap or back to their file.
        PageOut "pageout",
        /// MADV_MERGEABLE: `ksm` may merge the pages with equal ones.
        Mergeable "mergeable",
        /// MADV_UNMERGEABLE: undoes `mergeable`, and gives merged pages frames of their own.
        Unmergeable "unmergeable",
        /// MADV_REMOVE: makes a hole in the object behind a shared mapping.
        Remove "remove",
        /// MADV_POPULATE_READ: maps the pages now, as if each were read.
        PopulateRead "populate_read",
        /// MADV_POPULATE_WRITE: maps the pages now, as if each were written.
        PopulateWrite "populate_write",
    }
}

/// `touch RANGE [N%] [seed=N]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Where.
    pub range: Range,
    /// How many of a hundred pages; all when not said.
    pub percent: Option<Number>,
    /// Which of them; 0 when not said.
    pub seed: Option<Number>,
}
