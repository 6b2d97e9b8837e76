//! Effects: what changed, in the past tense, with before and after. They are applied in one place, `machine::apply`.

use crate::addr::{PageRange, Pfn, Vpn};
use crate::cgroup::{GroupEvent, GroupId};
use crate::command::Sharing;
use crate::contents::Contents;
use crate::file::{FileId, FileKind, Opened};
use crate::folio::Folio;
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::hold::{Hold, HoldKind};
use crate::limits::Bounds;
use crate::machine::Totals;
use crate::mm::{MmId, RssKind};
use crate::pte::Pte;
use crate::swap::Slot;
use crate::tables::Level;
use crate::task::{Pid, TaskState};
use crate::tlb::{TlbEntry, TlbScope};
use crate::vma::{AnonVma, Vma};

/// A change of the machine.
///
/// Whose it is, and of what, is said by ids: `mm`, `pid`, `pfn`, `vpn`, `slot`. `from` is before and `to` is after; `head` is the first frame of a
/// folio, `base` the first page that a page-table page spans, `private` how many pages it maps for private mappings.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are what each change's line says")]
pub enum Effect {
    // Physical memory.
    /// A free frame was taken for this use, with no reference yet.
    FrameAllocated { pfn: Pfn, kind: FrameKind },
    /// A frame without references became free; `kind` is what it had been used for.
    FrameFreed { pfn: Pfn, kind: FrameKind },
    /// A process holds a frame without mapping it.
    HoldTaken { hold: Hold },
    /// A process no longer holds a frame that way.
    HoldDropped { hold: Hold },
    /// 2^`order` free frames in a row were taken for an anonymous large folio, filled with zeros, with no reference yet.
    FolioAllocated { head: Pfn, order: u8 },
    /// All 2^`order` frames of a large folio without references became free.
    FolioFreed { head: Pfn, order: u8 },
    /// What the kernel keeps once for a large folio changed.
    FolioChanged { head: Pfn, from: Folio, to: Folio },
    /// A large folio became single pages, each with the references that map it and the flags that the folio had.
    FolioSplit { head: Pfn, from: Folio },
    /// The map counts of frames in a row all changed by one: a PMD entry maps them once `more`, or no longer does.
    MapcountsChanged { head: Pfn, pages: u64, more: bool },
    /// PageAnonExclusive was set or cleared for frames in a row.
    ExclusiveChanged { head: Pfn, pages: u64, exclusive: bool },
    /// The bytes of frames in a row were copied to others in a row; `from` and `to` are the first ones.
    FolioCopied { from: Pfn, to: Pfn, pages: u64 },
    /// Bytes of a frame changed.
    ContentsChanged { pfn: Pfn, from: Contents, to: Contents, how: Fill },
    /// The number of references to a frame changed (`_refcount`), by whom `holder` says.
    RefcountChanged { pfn: Pfn, from: u32, to: u32, holder: Holder },
    /// The number of PTEs that map a frame changed (`_mapcount`): PTEs of a private or of a shared mapping, as `sharing` says.
    MapcountChanged { pfn: Pfn, from: u32, to: u32, sharing: Sharing },
    /// The number of locked VMAs that map a frame changed; with one at least it is PG_mlocked and stays in memory.
    MlocksChanged { pfn: Pfn, from: u32, to: u32 },
    /// Page flags changed.
    FlagsChanged { pfn: Pfn, from: FrameFlags, to: FrameFlags },
    /// Neighbouring frames that were alike changed in the same way: counts, flags, bytes, or whether they are free.
    FramesChanged { pfn: Pfn, frames: u32, change: Box<FrameChange> },
    /// Each of neighbouring frames that private mappings share is mapped by one PTE more or less, as `by` says; none is free after it.
    FramesMapped { pfn: Pfn, frames: u32, by: i32 },

    // Page tables.
    /// A page-table page was put in place, in the frame `pfn`.
    TableAllocated { mm: MmId, level: Level, base: Vpn, pfn: Pfn },
    /// A page-table page was taken out of the frame `pfn`.
    TableFreed { mm: MmId, level: Level, base: Vpn, pfn: Pfn },
    /// Page-table pages that follow one another were put in place: the first in the frame `pfn`, each of the others in the frame below.
    TablesAllocated { mm: MmId, level: Level, base: Vpn, pfn: Pfn, tables: u64 },
    /// Page-table pages that follow one another were taken out; their frames follow one another downwards, from `pfn`.
    TablesFreed { mm: MmId, level: Level, base: Vpn, pfn: Pfn, tables: u64 },
    /// A child uses its parent's PTE table (on-demand fork), in which `private` pages are mapped for private mappings.
    TableShared { mm: MmId, from: MmId, base: Vpn, pfn: Pfn, private: u64 },
    /// A PTE table of its own, with the same entries, took the place of a shared one.
    TableUnshared { mm: MmId, base: Vpn, from: Pfn, to: Pfn, private: u64 },
    /// An address space let go of a PTE table that others use.
    TableLeft { mm: MmId, base: Vpn, pfn: Pfn, private: u64 },
    /// The write permission of a PMD entry changed: whether it allowed stores, and whether it does.
    PmdChanged { mm: MmId, base: Vpn, from: bool, to: bool },
    /// A PTE changed.
    PteChanged { mm: MmId, vpn: Vpn, from: Pte, to: Pte },
    /// PTEs of neighbouring pages changed in the same way: `from` and `to` are those of the first, the others map one frame after the
    /// other.
    PtesChanged { mm: MmId, range: PageRange, from: Pte, to: Pte },
    /// Pages of private mappings were unmapped, most of them not like their neighbours: all entries of a range are empty, and each of the frames that
    /// `pages` of them mapped is mapped by one PTE less, and free if that was the last.
    PagesUnmapped { mm: MmId, range: PageRange, pages: u64 },
    /// A PMD entry changed, with everything it maps: the entries of 512 pages, which map frames in a row; `from` and `to` are those of the
    /// first. They are pages of a PMD entry while [`Pte::is_huge`] says so, and PTEs otherwise.
    HugePmdChanged { mm: MmId, vpn: Vpn, from: Pte, to: Pte },

    // Address spaces.
    /// A VMA appeared.
    VmaInserted { mm: MmId, vma: Vma },
    /// A VMA went.
    VmaRemoved { mm: MmId, vma: Vma },
    /// A VMA changed: flags, ends or bookkeeping.
    VmaChanged { mm: MmId, from: Vma, to: Vma },
    /// A number for anonymous-memory bookkeeping was given out.
    AnonVmaCreated { anon_vma: AnonVma },
    /// The heap's ends moved.
    BrkMoved { mm: MmId, from: PageRange, to: PageRange },
    /// An address space was made.
    MmCreated { mm: MmId, pgd: Pfn },
    /// An address space went.
    MmDestroyed { mm: MmId },
    /// The number of tasks that use an address space changed (`mm_users`).
    MmUsersChanged { mm: MmId, from: u32, to: u32 },
    /// A resident-set counter changed, in pages.
    RssChanged { mm: MmId, kind: RssKind, from: u64, to: u64 },

    // Tasks.
    /// A task was made. Its thread group `tgid` is its own number, unless it is another thread of a process.
    TaskCreated { pid: Pid, tgid: Pid, ppid: Pid },
    /// A task uses another address space than before.
    TaskMmChanged { pid: Pid, from: Option<MmId>, to: Option<MmId> },
    /// The limits, the OOM score or the control group of a task changed.
    BoundsChanged { pid: Pid, from: Bounds, to: Bounds },
    /// A task's state changed.
    StateChanged { pid: Pid, from: TaskState, to: TaskState },
    /// A task got another parent.
    Reparented { pid: Pid, from: Pid, to: Pid },
    /// The last trace of a task went; its number is not given out again.
    TaskReaped { pid: Pid },
    /// A fault was handled and counted: a major one if storage had to be read.
    FaultCounted { pid: Pid, major: bool },
    /// Faults of many pages were handled alike and counted; `by` is what the counters of the machine grew by.
    FaultsCounted { pid: Pid, by: Totals },

    // The TLB.
    /// The TLB caches a translation.
    TlbFilled { entry: TlbEntry },
    /// The TLB forgot translations.
    TlbFlushed { scope: TlbScope },

    // Files and the page cache.
    /// A file or shared-memory object was made, this many pages long.
    FileCreated { file: FileId, kind: FileKind, pages: u64, opened: Opened },
    /// A file got another length, in pages.
    FileResized { file: FileId, from: u64, to: u64 },
    /// A page of a file was written to disk, from the frame `pfn`.
    PageWrittenBack { file: FileId, index: u64, pfn: Pfn },
    /// Pages of a file became a hole on disk.
    DiskCleared { file: FileId, first: u64, pages: u64 },
    /// read(2) used another page of a file last.
    LastReadChanged { file: FileId, from: Option<u64>, to: Option<u64> },
    /// An object went with its last mapping.
    FileDropped { file: FileId },
    /// The number of VMAs that map a file changed.
    FileMappingsChanged { file: FileId, from: u32, to: u32 },
    /// A page of a file came into the page cache.
    PageCached { file: FileId, index: u64, pfn: Pfn },
    /// A page of a file left the page cache.
    PageUncached { file: FileId, index: u64, pfn: Pfn },

    // Control groups.
    /// A control group was made, with `memory.max` in pages, and `pids.max`.
    GroupCreated { group: GroupId, max: u64, pids_max: u64 },
    /// A frame is charged to a control group, until it is free again.
    FrameCharged { pfn: Pfn, kind: FrameKind, group: GroupId },
    /// Something happened that a control group counts.
    GroupEventCounted { group: GroupId, event: GroupEvent },

    // Swap, reclaim and ksmd.
    /// A slot of the swap area was taken, with no entry that holds it yet.
    SlotAllocated { slot: Slot },
    /// A slot that nobody held any more became free.
    SlotFreed { slot: Slot },
    /// The number of entries that hold a slot changed (the swap map).
    SwapEntriesChanged { slot: Slot, from: u32, to: u32 },
    /// A page was written to its slot, from the frame `pfn`.
    SwapWritten { slot: Slot, pfn: Pfn },
    /// The swap cache knows a frame for a slot.
    SwapCached { slot: Slot, pfn: Pfn },
    /// The swap cache forgot a frame.
    SwapUncached { slot: Slot, pfn: Pfn },
    /// A page of shared memory went to a slot, or came back when there is none.
    ShmemSwapped { file: FileId, index: u64, slot: Option<Slot> },
    /// What a frame is used for changed: ksmd made it the one frame of equal pages.
    KindChanged { pfn: Pfn, from: FrameKind, to: FrameKind },
    /// The place from which reclaim goes on looking moved.
    ReclaimHandMoved { to: Pfn },

    /// A write-protect fault ended in a copy or in a reuse, or fork copied a page.
    Tallied(Tally),
}

/// Frames before and after, all of them alike. Mappings that came or went with the change are private ones.
#[derive(Clone, Debug)]
pub struct FrameChange {
    /// Before; none if they were free.
    pub from: Option<Frame>,
    /// After; none if they are free.
    pub to: Option<Frame>,
}

/// How bytes of a frame changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Filled with zeros.
    Zeroed,
    /// Read from a file.
    FromDisk,
    /// Read from the swap area.
    FromSwap(Slot),
    /// Copied from another frame.
    CopiedFrom(Pfn),
    /// A device stored to it, past the page tables.
    Dma,
    /// A process stored to it.
    Stored {
        /// First byte.
        offset: u32,
        /// Bytes.
        len: u32,
    },
}

/// Who holds a reference to a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A PTE.
    Mapping,
    /// The page cache.
    PageCache,
    /// The swap cache.
    SwapCache,
    /// A file system's buffers.
    Buffers,
    /// The kernel, for a page table.
    PageTable,
    /// A process, without a mapping.
    Process(HoldKind),
}

/// What the totals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    /// A write fault copied a page: one that was write-protected, or a file's page that was not mapped yet.
    CowCopy,
    /// A write fault on a protected page reused it.
    CowReuse,
    /// fork itself copied a page.
    ForkCopy,
    /// fork copied so many page table entries.
    Entries(u64),
    /// A page was read back from swap.
    SwapIn,
    /// A page was written to swap.
    SwapOut,
    /// So many frames of a large folio were filled with zeros.
    Zeroed(u64),
    /// A fault allocated a huge page (`thp_fault_alloc`).
    ThpFaultAlloc,
    /// A fault would have had a huge page, but found no frames for it (`thp_fault_fallback`).
    ThpFaultFallback,
    /// MADV_COLLAPSE allocated a huge page (`thp_collapse_alloc`).
    ThpCollapseAlloc,
    /// MADV_COLLAPSE found no frames for a huge page (`thp_collapse_alloc_failed`).
    ThpCollapseAllocFailed,
    /// A PMD entry was split into PTEs (`thp_split_pmd`).
    ThpSplitPmd,
    /// A huge folio was split into single pages (`thp_split_page`).
    ThpSplitPage,
    /// A huge folio was queued to be split, as nobody maps a part of it (`thp_deferred_split_page`).
    ThpDeferredSplit,
}
