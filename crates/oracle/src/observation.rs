//! What is compared: an observation of all processes, in one form for the simulator and for the kernel.
//!
//! Frames are numbered in order of first appearance (pids and addresses ascending), so that only the partition of pages into
//! frames counts, not which frames a kernel happened to take. That a page keeps its frame over a command, or gets another, is compared as well:
//! it tells a frame that was reused from one that was copied where nobody else has a look at it.

use std::collections::BTreeMap;
use std::fmt;

use forkscope_sim::{PageRange, Pid, Vpn};

/// What one command came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `ok`, `read 0x41`, `ENOMEM`, `SIGSEGV/SEGV_MAPERR at 0x200000000000`, `sleeps`, `reaped: exit 0`.
    pub result: String,
    /// Minor faults of the command; `None` where they cannot be told from the worker's own.
    pub minflt: Option<u64>,
    /// Major faults.
    pub majflt: Option<u64>,
}

/// All processes at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The processes by the simulator's pids, zombies included.
    pub processes: BTreeMap<Pid, Process>,
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// `running`, `waits for pid 2`, `zombie: exit 0`.
    pub state: String,
    /// Its parent; [`Pid::OUTSIDE`] for orphans and first processes.
    pub parent: Option<Pid>,
    /// Its VMAs by address.
    pub areas: Vec<Area>,
    /// Its populated pages.
    pub pages: BTreeMap<Vpn, Page>,
    /// Resident pages: anonymous, of files, of shared memory.
    pub resident: [u64; 3],
    /// Page-table pages below the PGD; `None` where they cannot be told from the worker's own.
    pub tables: Option<u64>,
}

/// A VMA with its figures in smaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The pages.
    pub range: PageRange,
    /// `rw-p`.
    pub perms: String,
    /// Those of [`VM_FLAGS`] that it has.
    pub flags: Vec<&'static str>,
    /// The page of the file that comes first; 0 for private anonymous memory.
    pub pgoff: u64,
    /// The figures of [`FIGURES`] in kB.
    pub figures: [u64; FIGURES.len()],
}

/// The lines of smaps that are compared.
pub const FIGURES: [&str; 15] = [
    "Size",
    "Rss",
    "Pss",
    "Pss_Dirty",
    "Shared_Clean",
    "Shared_Dirty",
    "Private_Clean",
    "Private_Dirty",
    "Referenced",
    "Anonymous",
    "LazyFree",
    "AnonHugePages",
    "KSM",
    "Swap",
    "SwapPss",
];

/// The VMA flags that are compared, as smaps abbreviates them: VM_ACCOUNT, VM_DONTCOPY, VM_WIPEONFORK, VM_LOCKED,
/// VM_HUGEPAGE, VM_NOHUGEPAGE, VM_MERGEABLE.
pub const VM_FLAGS: [&str; 7] = ["ac", "dc", "wf", "lo", "hg", "nh", "mg"];

/// A populated page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What the frame is.
    pub kind: Kind,
    /// Its number: the machine's until [`Snapshot::number_frames`].
    pub frame: u64,
    /// Whether it is the frame that stood here before the command, if one did: a copy is another.
    pub kept: Option<bool>,
    /// How many PTEs map it (kpagecount).
    pub mapcount: u64,
    /// PageAnonExclusive (kpageflags, bit 34).
    pub exclusive: bool,
    /// Mapped once, as pagemap says (bit 56).
    pub mapped_once: bool,
    /// PG_dirty (kpageflags, bit 4).
    pub dirty: bool,
}

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The shared page of zeros.
    Zero,
    /// Anonymous memory.
    Anon,
    /// Anonymous memory that ksmd merged.
    Ksm,
    /// A page that is swapped out; its frame number is that of its slot.
    Swapped,
    /// Page cache of a file system.
    File,
    /// Shared memory.
    Shmem,
    /// Something that the simulator does not have: a huge page.
    Other(&'static str),
}

/// What tells the number of a slot from that of a frame.
const SLOTS: u64 = 1 << 56;

impl Page {
    /// A page that is swapped out to this slot.
    pub(crate) fn swapped(slot: u64) -> Page {
        let frame = SLOTS | slot;
        Page { kind: Kind::Swapped, frame, kept: None, mapcount: 0, exclusive: false, mapped_once: false, dirty: false }
    }
}

/// Frames by process and page.
pub(crate) type Frames = BTreeMap<(Pid, Vpn), u64>;

impl Kind {
    /// Whether the page has a frame that others could have, too.
    fn is_resident(self) -> bool {
        match self {
            Kind::Anon | Kind::Ksm | Kind::File | Kind::Shmem => true,
            Kind::Zero | Kind::Swapped | Kind::Other(_) => false,
        }
    }

    /// The RSS counter that such a frame counts in.
    pub(crate) fn resident(self) -> Option<usize> {
        match self {
            Kind::Anon | Kind::Ksm => Some(0),
            Kind::File => Some(1),
            Kind::Shmem => Some(2),
            Kind::Zero | Kind::Swapped | Kind::Other(_) => None,
        }
    }
}

impl Snapshot {
    /// Takes out what accessed bits say.
    pub(crate) fn forget_referenced(&mut self) {
        for area in self.processes.values_mut().flat_map(|process| &mut process.areas) {
            for (figure, _) in area.figures.iter_mut().zip(FIGURES).filter(|(_, name)| *name == "Referenced") {
                *figure = 0;
            }
        }
    }

    /// The number of the machine's frame behind each page.
    pub(crate) fn frames(&self) -> Frames {
        let pages = self.processes.iter().flat_map(|(pid, process)| process.pages.iter().map(|page| (*pid, page)));
        pages
            .filter(|(_, (_, page))| page.kind.is_resident())
            .map(|(pid, (vpn, page))| ((pid, *vpn), page.frame))
            .collect()
    }

    /// Puts down which pages have the frame that they had.
    pub(crate) fn compare_frames(&mut self, before: &Frames) {
        for (pid, process) in &mut self.processes {
            for (vpn, page) in process.pages.iter_mut().filter(|(_, page)| page.kind.is_resident()) {
                page.kept = before.get(&(*pid, *vpn)).map(|frame| *frame == page.frame);
            }
        }
    }

    /// Numbers frames in order of first appearance. The zero page keeps 0.
    pub fn number_frames(&mut self) {
        let mut numbers: BTreeMap<u64, u64> = BTreeMap::new();
        for page in self.processes.values_mut().flat_map(|process| process.pages.values_mut()) {
            let next = numbers.len() as u64 + 1;
            page.frame = match page.kind {
                Kind::Zero => 0,
                Kind::Anon | Kind::Ksm | Kind::Swapped | Kind::File | Kind::Shmem | Kind::Other(_) => {
                    *numbers.entry(page.frame).or_insert(next)
                }
            };
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Zero => "the zero page",
            Kind::Anon => "anonymous",
            Kind::Ksm => "merged",
            Kind::Swapped => "swapped out",
            Kind::File => "file",
            Kind::Shmem => "shared memory",
            Kind::Other(what) => what,
        })
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Area { range, perms, flags, pgoff, .. } = self;
        write!(f, "{range:?} {perms}")?;
        for flag in flags {
            write!(f, " {flag}")?;
        }
        match pgoff {
            0 => Ok(()),
            pgoff => write!(f, " from page {pgoff}"),
        }
    }
}
