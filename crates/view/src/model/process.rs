//! Processes: cards with their VMAs and page table entries.

use forkscope_explain::Lang;

use super::mark::Mark;
use super::place::{Point, Rect};
use super::strip::Strip;

/// A process.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessCard {
    /// Its number.
    pub pid: u32,
    /// Its parent's number; 0 is outside the picture.
    pub ppid: u32,
    /// Its name.
    pub name: String,
    /// Its colour and shape.
    pub mark: Mark,
    /// What it is doing.
    pub state: RunState,
    /// The same in words: `running, in kernel`.
    pub state_text: String,
    /// How deep it is indented under its parents.
    pub depth: u8,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Whether this step changed it.
    pub changed: bool,
    /// RSS, PSS and USS; empty for a process without memory.
    pub figures: Vec<Figure>,
    /// The unit of the figures, the same on all cards: `KiB`.
    pub unit: &'static str,
    /// What is shown below the header.
    pub body: Body,
    /// Its full name for those who do not see it.
    pub label: String,
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// On the CPU, in user mode.
    Running,
    /// On the CPU, in the kernel.
    InKernel,
    /// Could run.
    Ready,
    /// Waits for a child, in wait or in vfork.
    Sleeping,
    /// Has ended; its parent has not asked for the status.
    Zombie,
}

impl RunState {
    /// Whether it has the CPU.
    pub fn on_cpu(self) -> bool {
        matches!(self, RunState::Running | RunState::InKernel)
    }
}

/// One of the figures of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// `RSS`, `PSS` or `USS`.
    pub name: &'static str,
    /// The figure in KiB, rounded down as the kernel prints it.
    pub kib: u64,
    /// The figure in the unit of the stage.
    pub text: String,
    /// Its share of the largest RSS on the stage, 0 to 1.
    pub share: f32,
}

/// What a card shows below its header.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Its VMAs.
    Open(Vec<VmaRow>),
    /// Only that it has so many pages.
    Folded {
        /// How many pages are resident: `16 pages`.
        text: String,
    },
    /// Only whose memory it uses: that one's card shows it.
    Borrowed {
        /// Whose: `thread of parent, same memory`.
        text: String,
    },
    /// Nothing: it has no memory any more.
    Zombie,
}

impl Body {
    /// The VMAs that it shows.
    pub fn rows(&self) -> &[VmaRow] {
        match self {
            Body::Open(rows) => rows,
            Body::Folded { .. } | Body::Borrowed { .. } | Body::Zombie => &[],
        }
    }
}

/// A VMA in a card.
#[derive(Clone, Debug, PartialEq)]
pub struct VmaRow {
    /// A key that is unique in its card.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Permissions as `/proc/PID/maps` prints them.
    pub perms: String,
    /// Its length in pages.
    pub pages: u64,
    /// Its addresses, as in `/proc/PID/maps`.
    pub addresses: String,
    /// Whether the permissions are what decides in this step.
    pub checked: bool,
    /// Whether this step changed it.
    pub changed: bool,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Its page table entries.
    pub cells: Vec<PteCell>,
    /// Instead of cells, when there are too many.
    pub strip: Option<Strip>,
}

/// A page table entry, or a run of equal ones.
#[derive(Clone, Debug, PartialEq)]
pub struct PteCell {
    /// Unique on the stage and the same from step to step: `1-7ffff7ff7`.
    pub id: String,
    /// The page or pages it is of.
    pub page: PageRef,
    /// The page number as shown: `1`, `0–13`, `×14`.
    pub index: String,
    /// What may be done through it.
    pub chip: Chip,
    /// What kind of page it is.
    pub tag: CellTag,
    /// Whether an entry of the PMD maps it, and with it a whole huge page, of which this may be a piece.
    pub by_pmd: bool,
    /// Whether its fault is being handled.
    pub fault: FaultMark,
    /// The frame number as shown; `–` when there is none.
    pub frame: String,
    /// The tile it points at.
    pub tile: Option<String>,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Where its edge starts.
    pub port: Point,
    /// Whether this step changed it.
    pub changed: bool,
    /// Its full name for those who do not see it.
    pub label: String,
}

impl PteCell {
    /// The word in the cell: the level of an entry that is not a PTE, else what kind of page it is.
    pub fn word(&self, lang: Lang) -> &'static str {
        if self.by_pmd {
            "PMD"
        } else {
            self.tag.text(lang)
        }
    }
}

/// A page or a run of pages of a process, in the words of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRef {
    /// The process.
    pub process: String,
    /// Its number.
    pub pid: u32,
    /// The mapping.
    pub region: String,
    /// The first page in it.
    pub first: u64,
    /// The last page in it; equal to `first` for a single page.
    pub last: u64,
    /// The virtual address of the first byte.
    pub address: u64,
    /// Whether the VMA permits reading.
    pub readable: bool,
    /// Whether the VMA permits writing.
    pub writable: bool,
}

/// Whether a cell is what a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FaultMark {
    /// It is not.
    #[default]
    None,
    /// The CPU found that it does not allow the access.
    Found,
    /// The fault is being handled: `#PF`.
    Trapped,
}

/// What may be done through a PTE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    /// Nothing is mapped.
    Absent,
    /// Mapped, but no access (`PROT_NONE`).
    NoAccess,
    /// Reading.
    ReadOnly,
    /// Reading and writing.
    ReadWrite,
}

impl Chip {
    /// What the chip says; nothing for an absent entry.
    pub fn text(self) -> &'static str {
        match self {
            Chip::Absent => "",
            Chip::NoAccess => "–",
            Chip::ReadOnly => "R",
            Chip::ReadWrite => "RW",
        }
    }
}

/// What kind of page a PTE maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellTag {
    /// Nothing to say.
    Plain,
    /// Present, not writable, in a private writable VMA: the next write copies or reuses.
    Cow,
    /// A page of a file.
    File,
    /// A page of shared memory.
    Shared,
    /// The zero page.
    Zero,
    /// A page that ksmd merged with equal ones.
    Merged,
    /// A page that is swapped out; where the frame number stands for others is its slot.
    Swap,
}

impl CellTag {
    /// The word in the cell.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            CellTag::Plain => "",
            CellTag::Cow => "cow",
            CellTag::File => lang.pick("file", "文件"),
            CellTag::Shared => lang.pick("shm", "共享"),
            CellTag::Zero => lang.pick("zero", "零页"),
            CellTag::Merged => "ksm",
            CellTag::Swap => lang.pick("swap", "交换"),
        }
    }
}
