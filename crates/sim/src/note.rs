//! Notes: what the kernel is doing or deciding. A note opens a micro-step; the effects after it belong to it.

mod fault;
mod frames;
mod syscall;

pub use fault::{Access, AccessVerdict, Fault, FaultCode, Found};
pub use syscall::Syscall;

use crate::addr::{PageRange, Pfn, VirtAddr, Vpn};
use crate::cgroup::GroupId;
use crate::command::Advice;
use crate::errno::{Errno, Signal};
use crate::file::FileId;
use crate::frame::FrameView;
use crate::hold::HoldKind;
use crate::kernel_fn::KernelFn;
use crate::limits::{Bound, CommitVerdict, Resource};
use crate::policy::{PteVerdict, RangeVerdict, WpVerdict};
use crate::pte::Pte;
use crate::swap::Slot;
use crate::task::{ExitStatus, Pid, TaskState};
use crate::thp::{CollapseVerdict, HugeVerdict};
use crate::vma::Vma;

/// A step of the kernel or of the CPU. The process it is done for is `pid` throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are what each step's line says")]
pub enum Note {
    /// A process entered the kernel by a system call.
    SyscallEntered { pid: Pid, call: Syscall },
    /// The kernel returned an error number.
    SyscallFailed { pid: Pid, call: Syscall, errno: Errno },

    // An access and its fault.
    /// The CPU looked for the translation of a page.
    Translated { pid: Pid, access: Access, vpn: Vpn, pte: Pte, from_tlb: bool, found: Found },
    /// The access goes through after a fault: the instruction ran again.
    Retried { pid: Pid, access: Access, vpn: Vpn, pte: Pte },
    /// The CPU trapped into the kernel.
    Trapped { pid: Pid, access: Access, addr: VirtAddr, error: FaultCode },
    /// The kernel looked for the VMA and checked its permissions.
    VmaChecked { pid: Pid, access: Access, vpn: Vpn, vma: Option<Vma>, verdict: AccessVerdict },
    /// Page-table pages on the way to the page are missing; this many are allocated.
    TablesMissing { pid: Pid, vpn: Vpn, tables: u8 },
    /// The fault was told apart, and goes to its handler.
    Handled { pid: Pid, vpn: Vpn, fault: Fault },
    /// A write to a write-protected page of a private mapping was decided, or what becomes of a page that is to be pinned.
    WriteDecided { pid: Pid, vpn: Vpn, frame: FrameView, verdict: WpVerdict },
    /// A frame is taken for a page.
    Allocating { pid: Pid, vpn: Vpn, pfn: Pfn, purpose: Purpose },
    /// The bytes of one frame are copied to another.
    Copying { pid: Pid, vpn: Vpn, from: Pfn, to: Pfn },
    /// The old PTE is cleared and its TLB entry flushed.
    ClearingPte { pid: Pid, vpn: Vpn, pte: Pte },
    /// The new PTE is set.
    SettingPte { pid: Pid, vpn: Vpn, pte: Pte },
    /// The PTE becomes writable; the frame stays.
    Reusing { pid: Pid, vpn: Vpn, pfn: Pfn },
    /// The mapping's reference to the old frame is dropped; this many remain.
    Dropping { pid: Pid, vpn: Vpn, pfn: Pfn, remaining: u32 },
    /// A page of a file is looked up in the page cache.
    PageCacheLookup { pid: Pid, file: FileId, index: u64, cached: Option<Pfn> },
    /// read(2) goes through pages of a file.
    ReadingFile { pid: Pid, file: FileId, first: u64, pages: u64 },
    /// Bytes of a page of a file are copied to the caller; without a frame, zeros are.
    CopyingOut { pid: Pid, file: FileId, index: u64, pfn: Option<Pfn> },
    /// write(2) goes through pages of a file.
    WritingFile { pid: Pid, file: FileId, first: u64, pages: u64 },
    /// Bytes of the caller are copied to a page of a file, which is dirty then.
    CopyingIn { pid: Pid, file: FileId, index: u64, pfn: Pfn },
    /// Dirty pages of a file are written back, so many.
    WritingBack { pid: Pid, file: FileId, pages: u64 },
    /// A page that is written back becomes clean: so many entries that map it are write-protected first.
    CleaningPage { pid: Pid, file: FileId, index: u64, pfn: Pfn, entries: u64 },
    /// A file gets another length, in pages.
    Resizing { pid: Pid, file: FileId, from: u64, to: u64 },
    /// Pages of a file are unmapped everywhere, private copies of them too if the file ends before them.
    UnmappingFile { pid: Pid, file: FileId, first: u64, pages: u64, copies: bool },
    /// Pages of a file leave the page cache because the file no longer has them, so many.
    RemovingPages { pid: Pid, file: FileId, pages: u64 },
    /// Clean pages of a file that nobody uses leave the page cache; so many others stay.
    InvalidatingPages { pid: Pid, file: FileId, pages: u64, kept: u64 },
    /// A process reaches its own memory past the permissions of the mapping.
    ForcingAccess { pid: Pid, range: PageRange, access: Access },
    /// A process reads the memory of another one.
    ReadingRemote { pid: Pid, target: Pid, range: PageRange },
    /// Pages of a file are read from disk.
    ReadingDisk { pid: Pid, file: FileId, first: u64, pages: u64 },
    /// Cached neighbours of a file page are mapped with it.
    MappingAround { pid: Pid, file: FileId, range: PageRange, pages: u64 },
    /// The file system is told that a page becomes dirty.
    MakingWritable { pid: Pid, vpn: Vpn, pfn: Pfn },
    // Huge pages and other large folios.
    /// A write to a write-protected PMD entry was decided, by its first page.
    HugeWriteDecided { pid: Pid, vpn: Vpn, frame: FrameView, verdict: HugeVerdict },
    /// Frames in a row are taken for a folio of 2^`order` pages.
    AllocatingFolio { pid: Pid, vpn: Vpn, head: Pfn, order: u8 },
    /// There are not so many free frames in a row, or a memory cgroup is too full for them; small pages have to do.
    FolioUnavailable { pid: Pid, vpn: Vpn, order: u8, full: Option<GroupId> },
    /// The PMD entry is set: `pmd` is the part of it that maps its first page.
    SettingPmd { pid: Pid, vpn: Vpn, pmd: Pte },
    /// The PTEs of all pages of a folio are set; `pte` is the first.
    SettingPtes { pid: Pid, range: PageRange, pte: Pte },
    /// The PMD entry is split into PTEs.
    SplittingPmd { pid: Pid, vpn: Vpn, head: Pfn },
    /// All bytes of one huge page are copied to another.
    CopyingFolio { pid: Pid, vpn: Vpn, from: Pfn, to: Pfn },
    /// khugepaged looks through a VMA.
    KhugepagedScanning { pid: Pid, range: PageRange },
    /// MADV_COLLAPSE or khugepaged looked through the entries of a piece that a huge page could map.
    CollapseScanned { pid: Pid, range: PageRange, verdict: CollapseVerdict },
    /// A huge page is taken for small pages that are there already; none when there are not so many frames in a row, or the control group is too full.
    CollapseAllocating { pid: Pid, vpn: Vpn, head: Option<Pfn>, full: Option<GroupId> },
    /// So many small pages are copied to the huge page at `head`; the rest of it is zeros.
    Collapsing { pid: Pid, range: PageRange, head: Pfn, copied: u64 },
    /// A large folio becomes single pages; those that nobody maps become free.
    SplittingFolio { pid: Pid, head: Pfn, pages: u64, freed: u64 },
    /// fork copies a PMD entry.
    CopyingPmd { pid: Pid, child: Pid, vpn: Vpn, verdict: PteVerdict },
    /// A PMD entry moves to another place, with everything it maps.
    MovingPmd { pid: Pid, from: Vpn, to: Vpn },

    // Swap and reclaim. `pid` is whom it is done for; nobody of the picture when the world outside asked for it.
    /// A swapped-out page is looked up in the swap cache.
    SwapCacheLookup { pid: Pid, vpn: Vpn, slot: Slot, cached: Option<Pfn> },
    /// Pages are read from swap: the one that is needed, and neighbours.
    ReadingSwap { pid: Pid, slot: Slot, pages: u64 },
    /// The entry gives up its slot, which this many others still hold.
    FreeingSwapEntry { pid: Pid, slot: Slot, entries: u32, exclusive: bool },
    /// Nobody needs the slot any more: the swap cache drops the frame.
    DroppingSwapCache { pid: Pid, pfn: Pfn, slot: Slot },
    /// Memory is short: so many frames are to be freed.
    Reclaiming { pid: Pid, wanted: u64 },
    /// What becomes of a frame that reclaim looks at.
    ReclaimDecided { pid: Pid, frame: FrameView, verdict: ReclaimVerdict },
    /// The page gets a slot, and the swap cache holds its frame.
    TakingSlot { pid: Pid, pfn: Pfn, slot: Slot },
    /// All entries that map the frame are taken away from it.
    UnmappingFrame { pid: Pid, pfn: Pfn, ptes: u32 },
    /// The page is written to its slot; or one of zeros is put down as such, and nothing is written.
    WritingSwap { pid: Pid, pfn: Pfn, slot: Slot, zeros: bool },
    /// Nobody needs the frame any more, and its bytes can be had again: it goes.
    Evicting { pid: Pid, pfn: Pfn },

    // ksmd.
    /// ksmd goes through so many mergeable pages.
    KsmScanning { pages: u64 },
    /// A page has a twin: its frame becomes the one that both will share.
    KsmSharing { pid: Pid, vpn: Vpn, pfn: Pfn },
    /// A page is pointed at the shared frame, in place of its own.
    KsmMerging { pid: Pid, vpn: Vpn, from: Pfn, to: Pfn },
    /// A merged page gets a frame of its own again.
    KsmBreaking { pid: Pid, vpn: Vpn, pfn: Pfn },

    /// A signal is sent to the process that faulted.
    Signalled { pid: Pid, signal: Signal },

    // fork.
    /// A task is made for the child.
    CopyingProcess { pid: Pid, child: Pid },
    /// An address space is made for the child.
    CopyingMm { pid: Pid, child: Pid },
    /// A VMA is given to the child, or kept from it.
    CopyingVma { pid: Pid, child: Pid, vma: Vma, verdict: VmaVerdict },
    /// Whether the page table of a VMA is copied.
    CopyingRange { pid: Pid, child: Pid, vma: Vma, verdict: RangeVerdict },
    /// Present PTEs of a VMA get the same treatment, as counted.
    CopyingPtes { pid: Pid, child: Pid, range: PageRange, pages: u64, verdict: PteVerdict },
    /// The child uses a page table of the parent: so many entries, so many users now (on-demand fork).
    SharingTable { pid: Pid, child: Pid, range: PageRange, pages: u64, sharers: u32 },
    /// A shared page table is copied for the process, and its pages are shared one by one.
    UnsharingTable { pid: Pid, range: PageRange, from: Pfn, pages: u64 },
    /// Nobody else uses the page table any more: it is the process's own again.
    KeepingTable { pid: Pid, range: PageRange, pfn: Pfn },
    /// Shared page tables are left to the others, so many.
    LeavingTables { pid: Pid, tables: u64 },
    /// The parent's TLB entries are flushed.
    FlushingTlb { pid: Pid },
    /// The child is ready to run; fork returns.
    WakingChild { pid: Pid, child: Pid },
    /// fork ran out of frames and takes everything back.
    UndoingFork { pid: Pid, child: Pid },
    /// A new task gets its maker's address space, which so many tasks use then.
    SharingMm { pid: Pid, child: Pid, users: u32 },
    /// The parent sleeps until its child lets go of the address space.
    WaitingForVfork { pid: Pid, child: Pid },
    /// A child has let go of its parent's address space: the parent runs again.
    CompletingVfork { pid: Pid, parent: Pid },

    // exec, exit, wait, kill, threads.
    /// exec drops the old address space for a new one.
    ReplacingMm { pid: Pid, others: u32 },
    /// exec maps a segment of the program.
    LoadingSegment { pid: Pid, segment: Segment, range: PageRange },
    /// exec copies the arguments to the new stack.
    CopyingArguments { pid: Pid, vpn: Vpn },
    /// The process ends.
    Exiting { pid: Pid, status: ExitStatus },
    /// Its memory is given back: so many pages unmapped.
    UnmappingAll { pid: Pid, pages: u64 },
    /// Its page tables are freed.
    FreeingTables { pid: Pid, tables: u64 },
    /// The other threads of the process end, so many.
    EndingThreads { pid: Pid, threads: u64 },
    /// A thread that is not the leader goes without a trace.
    ReleasingThread { pid: Pid },
    /// exec gives a thread the number of the process.
    BecomingLeader { pid: Pid, leader: Pid },
    /// A child of it gets another parent.
    Orphaning { pid: Pid, child: Pid, to: Pid },
    /// It stays as a zombie until its parent waits.
    BecomingZombie { pid: Pid, parent: Pid },
    /// The parent asks for a child.
    WaitingFor { pid: Pid, child: Pid, child_state: TaskState },
    /// The parent takes the child's status; the zombie goes.
    Reaping { pid: Pid, child: Pid, status: ExitStatus },
    /// SIGKILL is sent.
    Killing { pid: Pid, target: Pid },
    /// Memory ran out, that of the machine or of a group; the OOM killer chose a victim by its score.
    OutOfMemory { pid: Pid, victim: Pid, points: i64, group: Option<GroupId> },

    // The limits of memory.
    /// The overcommit policy was asked for so many pages.
    CommitDecided { pid: Pid, pages: u64, verdict: CommitVerdict },
    /// A limit of the process stands in the way: so much is used, so much more was asked for.
    LimitReached { pid: Pid, resource: Resource, used: u64, asked: u64, limit: u64 },
    /// A process gets another limit, OOM score or control group.
    SettingBound { pid: Pid, bound: Bound },
    /// A control group is at its limit: so many pages of this many are charged.
    GroupAtLimit { pid: Pid, group: GroupId, current: u64, max: u64 },
    /// Clean pages of files that are charged to a group are dropped: so many of them.
    ReclaimingCache { pid: Pid, group: GroupId, pages: u64 },
    /// The OOM killer scores a process: its pages and page-table pages, its adjustment, and the sum; none for one that may not be killed.
    OomCandidate { pid: Pid, candidate: Pid, rss: u64, tables: u64, adj: i16, points: Option<i64> },

    // mmap and its relatives.
    /// A mapping is made, alone or merged with its neighbours.
    Mapping { pid: Pid, vma: Vma, merged: bool },
    /// A VMA is cut in two.
    SplittingVma { pid: Pid, vma: Vma, at: Vpn },
    /// Neighbouring VMAs become one.
    MergingVmas { pid: Pid, range: PageRange },
    /// A range is unmapped: so many pages of it present.
    Unmapping { pid: Pid, range: PageRange, pages: u64 },
    /// The present entries of a range move to another, frames and bits with them.
    MovingPtes { pid: Pid, from: PageRange, to: PageRange, pages: u64 },
    /// The permissions of a VMA change.
    ChangingAccess { pid: Pid, vma: Vma, to: crate::vma::VmFlags },
    /// Present PTEs follow the new permissions: of so many pages, this many are writable at once.
    ChangingPtes { pid: Pid, range: PageRange, pages: u64, writable: u64 },
    /// Advice is taken for a VMA.
    Advising { pid: Pid, range: PageRange, advice: Advice },
    /// Pages of a range are dropped.
    Zapping { pid: Pid, range: PageRange, pages: u64 },
    /// Pages that may be dropped are marked so: of so many present, those that nobody else has dirtied.
    MarkingLazyFree { pid: Pid, range: PageRange, pages: u64 },
    /// Pages that only this process maps are marked as unused; that many of a range.
    MakingCold { pid: Pid, range: PageRange, pages: u64 },
    /// The pages of a VMA are locked in memory, or let go.
    Locking { pid: Pid, range: PageRange, locked: bool },
    /// Pages of a range are faulted in before anybody asks for them.
    Populating { pid: Pid, range: PageRange, access: Access },
    // References that are no mappings.
    /// References to the pages of a range are taken, for a pipe or as pins.
    TakingReferences { pid: Pid, range: PageRange, kind: HoldKind },
    /// The process reads its pipe: so many pages, of which the first is in this frame.
    ReadingPipe { pid: Pid, pfn: Pfn, pages: u64 },
    /// A device writes to the frames that the process has pinned: so many, of which the first is this.
    DeviceWriting { pid: Pid, pfn: Pfn, pages: u64 },
    /// References that are no mappings are dropped, so many.
    DroppingReferences { pid: Pid, kind: HoldKind, pages: u64 },
    /// The end of the heap moves.
    MovingBrk { pid: Pid, from: PageRange, to: PageRange },
}

impl Note {
    /// The function of Linux that takes this step.
    pub fn kernel_fn(&self) -> KernelFn {
        crate::kernel_fn::of(self)
    }
}

/// What a frame is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A zeroed anonymous page.
    Zeroed,
    /// A private copy of another frame.
    Copy,
    /// A page of shared memory.
    Shmem,
    /// A page that comes back from swap.
    SwapIn,
}

/// What reclaim does with a frame (`shrink_folio_list`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReclaimVerdict {
    /// `MADV_FREE` gave it up and nobody wrote to it since: it goes unwritten.
    Discard,
    /// It stays: `MADV_FREE` gave it up, but it was written since, and is memory in use again.
    KeepRewritten,
    /// It is clean: its bytes are in its file or its slot.
    Evict,
    /// It goes to swap.
    SwapOut,
    /// It stays: there is no free slot.
    KeepNoSwap,
    /// It stays: it is a file's page and has to be written back first.
    KeepDirty,
    /// It is unmapped, and stays: a pipe or a device holds it.
    KeepHeld,
}

/// What fork does with a VMA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VmaVerdict {
    /// The child gets it.
    Inherited,
    /// The child gets it empty (`MADV_WIPEONFORK`).
    Wiped,
    /// The child does not get it (`MADV_DONTFORK`).
    LeftOut,
}

/// A part of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the usual words")]
pub enum Segment {
    Text,
    Data,
    Bss,
    Stack,
}
