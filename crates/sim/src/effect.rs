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
#[derive(Clone, Debug)]
pub enum Effect {
    /// A free frame was taken, with no reference yet.
    FrameAllocated {
        /// Which.
        pfn: Pfn,
        /// What for.
        kind: FrameKind,
    },
    /// A frame without references became free.
    FrameFreed {
        /// Which.
        pfn: Pfn,
        /// What it had been used for.
        kind: FrameKind,
    },
    /// A process holds a frame without mapping it.
    HoldTaken {
        /// Who, what for, which.
        hold: Hold,
    },
    /// A process no longer holds a frame that way.
    HoldDropped {
        /// Who, what for, which.
        hold: Hold,
    },
    /// Free frames in a row were taken for an anonymous large folio, filled with zeros, with no reference yet.
    FolioAllocated {
        /// The first.
        head: Pfn,
        /// log2 of how many.
        order: u8,
    },
    /// All frames of a large folio without references became free.
    FolioFreed {
        /// The first.
        head: Pfn,
        /// log2 of how many.
        order: u8,
    },
    /// What the kernel keeps once for a large folio changed.
    FolioChanged {
        /// Its first frame.
        head: Pfn,
        /// Before.
        from: Folio,
        /// After.
        to: Folio,
    },
    /// A large folio became single pages, each with the references that map it and the flags that the folio had.
    FolioSplit {
        /// Its first frame.
        head: Pfn,
        /// What it was.
        from: Folio,
    },
    /// The map counts of frames in a row all changed by one: a PMD entry maps them, or no longer does.
    MapcountsChanged {
        /// The first frame.
        head: Pfn,
        /// How many.
        pages: u64,
        /// Whether they are mapped once more, or once less.
        more: bool,
    },
    /// PageAnonExclusive changed for frames in a row.
    ExclusiveChanged {
        /// The first frame.
        head: Pfn,
        /// How many.
        pages: u64,
        /// Whether it is set now.
        exclusive: bool,
    },
    /// The bytes of frames in a row were copied to others in a row.
    FolioCopied {
        /// The first source.
        from: Pfn,
        /// The first copy.
        to: Pfn,
        /// How many.
        pages: u64,
    },
    /// Bytes of a frame changed.
    ContentsChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: Contents,
        /// After.
        to: Contents,
        /// How.
        how: Fill,
    },
    /// The number of references to a frame changed (`_refcount`).
    RefcountChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: u32,
        /// After.
        to: u32,
        /// Who took or dropped it.
        holder: Holder,
    },
    /// The number of PTEs that map a frame changed (`_mapcount`).
    MapcountChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: u32,
        /// After.
        to: u32,
        /// Whether the mapping that came or went is a private or a shared one.
        sharing: Sharing,
    },
    /// The number of locked VMAs that map a frame changed; with one at least it is PG_mlocked and stays in memory.
    MlocksChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// Page flags changed.
    FlagsChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: FrameFlags,
        /// After.
        to: FrameFlags,
    },
    /// Neighbouring frames that were alike changed in the same way: counts, flags, bytes, or whether they are free.
    FramesChanged {
        /// The first.
        pfn: Pfn,
        /// How many.
        frames: u32,
        /// Before and after.
        change: Box<FrameChange>,
    },
    /// Each of neighbouring frames that private mappings share is mapped by one PTE more or less; none is free after it.
    FramesMapped {
        /// The first.
        pfn: Pfn,
        /// How many.
        frames: u32,
        /// What map counts and reference counts grew by.
        by: i32,
    },
    /// A page-table page was put in place.
    TableAllocated {
        /// Whose.
        mm: MmId,
        /// Which level.
        level: Level,
        /// The first page that it spans.
        base: Vpn,
        /// The frame it lies in.
        pfn: Pfn,
    },
    /// A page-table page was taken out.
    TableFreed {
        /// Whose.
        mm: MmId,
        /// Which level.
        level: Level,
        /// The first page that it spanned.
        base: Vpn,
        /// The frame it lay in.
        pfn: Pfn,
    },
    /// Page-table pages that follow one another were put in place.
    TablesAllocated {
        /// Whose.
        mm: MmId,
        /// Which level.
        level: Level,
        /// The first page that the first of them spans.
        base: Vpn,
        /// The frame that it lies in; each of the others lies in the frame below.
        pfn: Pfn,
        /// How many.
        tables: u64,
    },
    /// Page-table pages that follow one another were taken out.
    TablesFreed {
        /// Whose.
        mm: MmId,
        /// Which level.
        level: Level,
        /// The first page that the first of them spanned.
        base: Vpn,
        /// The frame that it lay in; each of the others lay in the frame below.
        pfn: Pfn,
        /// How many.
        tables: u64,
    },
    /// A child uses its parent's PTE table (on-demand fork).
    TableShared {
        /// Whose: the child's.
        mm: MmId,
        /// Where it comes from.
        from: MmId,
        /// The first page that it spans.
        base: Vpn,
        /// The frame it lies in.
        pfn: Pfn,
        /// How many pages it maps for private mappings.
        private: u64,
    },
    /// A PTE table of its own, with the same entries, took the place of a shared one.
    TableUnshared {
        /// Whose.
        mm: MmId,
        /// The first page that it spans.
        base: Vpn,
        /// The frame of the shared one.
        from: Pfn,
        /// Its own frame.
        to: Pfn,
        /// How many pages it maps for private mappings.
        private: u64,
    },
    /// An address space let go of a PTE table that others use.
    TableLeft {
        /// Whose.
        mm: MmId,
        /// The first page that it spans.
        base: Vpn,
        /// The frame it lies in.
        pfn: Pfn,
        /// How many pages it maps for private mappings.
        private: u64,
    },
    /// The write permission of a PMD entry changed.
    PmdChanged {
        /// Whose.
        mm: MmId,
        /// The first page that it spans.
        base: Vpn,
        /// Whether it allowed stores before.
        from: bool,
        /// Whether it does now.
        to: bool,
    },
    /// A PTE changed.
    PteChanged {
        /// Whose.
        mm: MmId,
        /// Of which page.
        vpn: Vpn,
        /// Before.
        from: Pte,
        /// After.
        to: Pte,
    },
    /// PTEs of neighbouring pages changed in the same way.
    PtesChanged {
        /// Whose.
        mm: MmId,
        /// Of which pages.
        range: PageRange,
        /// Before: that of the first page; those of the others map one frame after the other.
        from: Pte,
        /// After, likewise.
        to: Pte,
    },
    /// A PMD entry changed, with everything it maps: the entries of 512 pages, which map frames in a row. They are pages of a PMD entry while
    /// [`Pte::is_huge`] says so, and PTEs otherwise.
    HugePmdChanged {
        /// Whose.
        mm: MmId,
        /// The first page.
        vpn: Vpn,
        /// The entry of the first page before.
        from: Pte,
        /// The entry of the first page after.
        to: Pte,
    },
    /// A VMA appeared.
    VmaInserted {
        /// Whose.
        mm: MmId,
        /// The VMA.
        vma: Vma,
    },
    /// A VMA went.
    VmaRemoved {
        /// Whose.
        mm: MmId,
        /// The VMA.
        vma: Vma,
    },
    /// A VMA changed: flags, ends or bookkeeping.
    VmaChanged {
        /// Whose.
        mm: MmId,
        /// Before.
        from: Vma,
        /// After.
        to: Vma,
    },
    /// A number for anonymous-memory bookkeeping was given out.
    AnonVmaCreated {
        /// The bookkeeping.
        anon_vma: AnonVma,
    },
    /// The heap's ends moved.
    BrkMoved {
        /// Whose.
        mm: MmId,
        /// Before.
        from: PageRange,
        /// After.
        to: PageRange,
    },
    /// An address space was made.
    MmCreated {
        /// Which.
        mm: MmId,
        /// The frame of its PGD.
        pgd: Pfn,
    },
    /// An address space went.
    MmDestroyed {
        /// Which.
        mm: MmId,
    },
    /// The number of tasks that use an address space changed (`mm_users`).
    MmUsersChanged {
        /// Which.
        mm: MmId,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A resident-set counter changed.
    RssChanged {
        /// Whose.
        mm: MmId,
        /// Which.
        kind: RssKind,
        /// Before, in pages.
        from: u64,
        /// After, in pages.
        to: u64,
    },
    /// A task was made.
    TaskCreated {
        /// Its number.
        pid: Pid,
        /// Its thread group: its own number, unless it is another thread of a process.
        tgid: Pid,
        /// Its parent.
        ppid: Pid,
    },
    /// A task uses another address space than before.
    TaskMmChanged {
        /// Whose.
        pid: Pid,
        /// Before.
        from: Option<MmId>,
        /// After.
        to: Option<MmId>,
    },
    /// The limits, the OOM score or the control group of a task changed.
    BoundsChanged {
        /// Whose.
        pid: Pid,
        /// Before.
        from: Bounds,
        /// After.
        to: Bounds,
    },
    /// A task's state changed.
    StateChanged {
        /// Whose.
        pid: Pid,
        /// Before.
        from: TaskState,
        /// After.
        to: TaskState,
    },
    /// A task got another parent.
    Reparented {
        /// Whose.
        pid: Pid,
        /// Before.
        from: Pid,
        /// After.
        to: Pid,
    },
    /// The last trace of a task went.
    TaskReaped {
        /// Its number, which is not given out again.
        pid: Pid,
    },
    /// A fault was handled and counted.
    FaultCounted {
        /// Whose.
        pid: Pid,
        /// Whether storage had to be read.
        major: bool,
    },
    /// Faults of many pages were handled alike and counted.
    FaultsCounted {
        /// Whose.
        pid: Pid,
        /// What the counters of the machine grew by.
        by: Totals,
    },
    /// The TLB caches a translation.
    TlbFilled {
        /// The entry.
        entry: TlbEntry,
    },
    /// The TLB forgot translations.
    TlbFlushed {
        /// Which.
        scope: TlbScope,
    },
    /// A file or shared-memory object was made.
    FileCreated {
        /// Which.
        file: FileId,
        /// What kind.
        kind: FileKind,
        /// Length in pages.
        pages: u64,
        /// How it was opened.
        opened: Opened,
    },
    /// A file got another length.
    FileResized {
        /// Which.
        file: FileId,
        /// Before, in pages.
        from: u64,
        /// After.
        to: u64,
    },
    /// A page of a file was written to disk.
    PageWrittenBack {
        /// Which file.
        file: FileId,
        /// Which page.
        index: u64,
        /// The frame that its bytes came from.
        pfn: Pfn,
    },
    /// Pages of a file became a hole on disk.
    DiskCleared {
        /// Which file.
        file: FileId,
        /// The first page.
        first: u64,
        /// How many.
        pages: u64,
    },
    /// read(2) used another page of a file last.
    LastReadChanged {
        /// Which file.
        file: FileId,
        /// Before.
        from: Option<u64>,
        /// After.
        to: Option<u64>,
    },
    /// An object went with its last mapping.
    FileDropped {
        /// Which.
        file: FileId,
    },
    /// The number of VMAs that map a file changed.
    FileMappingsChanged {
        /// Which.
        file: FileId,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A page of a file came into the page cache.
    PageCached {
        /// Which file.
        file: FileId,
        /// Which page.
        index: u64,
        /// In which frame.
        pfn: Pfn,
    },
    /// A page of a file left the page cache.
    PageUncached {
        /// Which file.
        file: FileId,
        /// Which page.
        index: u64,
        /// In which frame it was.
        pfn: Pfn,
    },
    /// A control group was made.
    GroupCreated {
        /// Which.
        group: GroupId,
        /// `memory.max` in pages.
        max: u64,
        /// `pids.max`.
        pids_max: u64,
    },
    /// A frame is charged to a control group, until it is free again.
    FrameCharged {
        /// Which.
        pfn: Pfn,
        /// What it is used for.
        kind: FrameKind,
        /// To which group.
        group: GroupId,
    },
    /// Something happened that a control group counts.
    GroupEventCounted {
        /// Which group.
        group: GroupId,
        /// What.
        event: GroupEvent,
    },
    /// A slot of the swap area was taken, with no entry that holds it yet.
    SlotAllocated {
        /// Which.
        slot: Slot,
    },
    /// A slot that nobody held any more became free.
    SlotFreed {
        /// Which.
        slot: Slot,
    },
    /// The number of entries that hold a slot changed (the swap map).
    SwapEntriesChanged {
        /// Which slot.
        slot: Slot,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A page was written to its slot.
    SwapWritten {
        /// Which slot.
        slot: Slot,
        /// The frame it was written from.
        pfn: Pfn,
    },
    /// The swap cache knows a frame for a slot.
    SwapCached {
        /// Which slot.
        slot: Slot,
        /// Which frame.
        pfn: Pfn,
    },
    /// The swap cache forgot a frame.
    SwapUncached {
        /// Which slot.
        slot: Slot,
        /// Which frame.
        pfn: Pfn,
    },
    /// A page of shared memory went to a slot, or came back.
    ShmemSwapped {
        /// Which object.
        file: FileId,
        /// Which page of it.
        index: u64,
        /// The slot that it is in now, if it is swapped out.
        slot: Option<Slot>,
    },
    /// What a frame is used for changed: ksmd made it the one frame of equal pages.
    KindChanged {
        /// Which.
        pfn: Pfn,
        /// Before.
        from: FrameKind,
        /// After.
        to: FrameKind,
    },
    /// The place from which reclaim goes on looking moved.
    ReclaimHandMoved {
        /// After.
        to: Pfn,
    },
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
        offset: u16,
        /// Bytes.
        len: u16,
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
    /// A PMD entry was split into PTEs (`thp_split_pmd`).
    ThpSplitPmd,
    /// A huge folio was split into single pages (`thp_split_page`).
    ThpSplitPage,
    /// A huge folio was queued to be split, as nobody maps a part of it (`thp_deferred_split_page`).
    ThpDeferredSplit,
}
