//! Notes of every kind, with small numbers in them.

use forkscope_sim::cgroup::GroupId;
use forkscope_sim::command::Advice;
use forkscope_sim::errno::Signal;
use forkscope_sim::file::FileId;
use forkscope_sim::frame::{FrameKind, FrameView};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::limits::{Bound, CommitVerdict, Resource, Rlimits};
use forkscope_sim::note::{
    Access, AccessVerdict, Fault, FaultCode, Found, Purpose, ReclaimVerdict, Segment, Syscall, VmaVerdict,
};
use forkscope_sim::policy::{CopyReason, PteVerdict, RangeVerdict, ReuseReason, WpVerdict};
use forkscope_sim::pte::PteFlags;
use forkscope_sim::swap::Slot;
use forkscope_sim::task::ExitStatus;
use forkscope_sim::thp::CollapseVerdict;
use forkscope_sim::vma::{AnonVma, Backing, VmFlags};
use forkscope_sim::{Errno, Note, PageRange, Pfn, Pid, Pte, TaskState, VirtAddr, Vma, Vpn};

use forkscope_explain::Names;

use crate::K4;

/// Processes `parent` and `child`, one mapping `heap` of each.
pub(crate) struct Family;

impl Names for Family {
    fn process(&self, pid: Pid) -> String {
        ["nobody", "parent", "child"]
            .get(pid.0 as usize)
            .map_or_else(|| format!("pid {pid}"), |name| (*name).to_owned())
    }

    fn page(&self, _pid: Pid, vpn: Vpn) -> String {
        format!("heap[{}]", vpn.0 - HEAP.0)
    }

    fn range(&self, _pid: Pid, range: PageRange) -> String {
        format!("heap[{}..{}]", range.start.0 - HEAP.0, range.end.0 - HEAP.0)
    }

    fn file(&self, _file: FileId) -> String {
        "lib".to_owned()
    }

    fn group(&self, _group: GroupId) -> String {
        "web".to_owned()
    }
}

pub(crate) const HEAP: Vpn = Vpn(0x2_0000_0000);
pub(crate) const PARENT: Pid = Pid(1);
pub(crate) const CHILD: Pid = Pid(2);
pub(crate) const PAGE: Vpn = Vpn(HEAP.0 + 1);

pub(crate) fn at() -> VirtAddr {
    PAGE.addr(K4)
}

pub(crate) fn range() -> PageRange {
    PageRange::new(HEAP, 3)
}

pub(crate) fn read_only() -> Pte {
    Pte::new(Pfn(5), PteFlags::ACCESSED)
}

pub(crate) fn writable() -> Pte {
    Pte::new(Pfn(6), PteFlags::RW | PteFlags::DIRTY)
}

pub(crate) fn zero_page() -> Pte {
    Pte::new(Pfn::ZERO_PAGE, PteFlags::empty())
}

pub(crate) fn vma() -> Vma {
    Vma {
        start: range().start,
        end: range().end,
        flags: VmFlags::READ | VmFlags::WRITE,
        backing: Backing::Anon,
        pgoff: 0,
        anon_vma: None,
    }
}

pub(crate) fn touched_vma() -> Vma {
    Vma { anon_vma: Some(AnonVma { id: 1, chain: 1 }), ..vma() }
}

pub(crate) fn frame(refcount: u32, mapcount: u32) -> FrameView {
    FrameView {
        pfn: Pfn(5),
        kind: FrameKind::Anon,
        refcount,
        mapcount,
        exclusive: false,
        folio: None,
        swap_entries: None,
    }
}

/// The steps of a write to a page that fork shares.
pub(crate) fn cow_write() -> Vec<Note> {
    let (pid, vpn, access) = (PARENT, PAGE, Access::Write);
    vec![
        Note::Translated { pid, access, vpn, pte: read_only(), from_tlb: false, found: Found::ReadOnly },
        Note::Trapped { pid, access, addr: at(), error: FaultCode { present: true, write: true, user: true } },
        Note::VmaChecked { pid, access, vpn, vma: Some(touched_vma()), verdict: AccessVerdict::Permitted },
        Note::Handled { pid, vpn, fault: Fault::WriteProtect },
        Note::WriteDecided { pid, vpn, frame: frame(2, 2), verdict: WpVerdict::Copy(CopyReason::Shared) },
        Note::Allocating { pid, vpn, pfn: Pfn(6), purpose: Purpose::Copy },
        Note::Copying { pid, vpn, from: Pfn(5), to: Pfn(6) },
        Note::ClearingPte { pid, vpn, pte: read_only() },
        Note::SettingPte { pid, vpn, pte: writable() },
        Note::Dropping { pid, vpn, pfn: Pfn(5), remaining: 1 },
        Note::Retried { pid, access, vpn, pte: writable() },
    ]
}

/// The notes of accesses and faults that [`cow_write`] leaves out.
pub(crate) fn faults() -> Vec<Note> {
    let (pid, vpn, file) = (PARENT, PAGE, FileId(1));
    let found = |access, pte, from_tlb, found| Note::Translated { pid, access, vpn, pte, from_tlb, found };
    let handled = |fault| Note::Handled { pid, vpn, fault };
    let checked = |access, vma, verdict| Note::VmaChecked { pid, access, vpn, vma, verdict };
    let decided = |verdict| Note::WriteDecided { pid, vpn, frame: frame(1, 1), verdict };
    let signalled = |signal| Note::Signalled { pid, signal };
    let protnone = read_only().modify(false, false);
    vec![
        found(Access::Read, Pte::NONE, false, Found::NotPresent),
        found(Access::Read, protnone, false, Found::NotPresent),
        found(Access::Read, read_only(), false, Found::Allowed),
        found(Access::Write, writable(), true, Found::Allowed),
        found(Access::Read, zero_page(), false, Found::Allowed),
        found(Access::Write, zero_page(), false, Found::ReadOnly),
        checked(Access::Read, None, AccessVerdict::NoVma),
        checked(Access::Write, Some(vma()), AccessVerdict::Forbidden),
        checked(Access::Read, Some(vma()), AccessVerdict::BeyondFile),
        Note::TablesMissing { pid, vpn, tables: 3 },
        Note::TablesMissing { pid, vpn, tables: 1 },
        handled(Fault::ZeroPage),
        handled(Fault::DemandZero),
        handled(Fault::FileRead),
        handled(Fault::FileCow),
        handled(Fault::FileShared),
        handled(Fault::SharedWriteProtect),
        handled(Fault::Unshare),
        decided(WpVerdict::Reuse(ReuseReason::Exclusive)),
        decided(WpVerdict::Reuse(ReuseReason::LastReference)),
        decided(WpVerdict::Reuse(ReuseReason::OnlyMapping)),
        decided(WpVerdict::Copy(CopyReason::MappedElsewhere)),
        decided(WpVerdict::Copy(CopyReason::ZeroPage)),
        decided(WpVerdict::Copy(CopyReason::PageCache)),
        Note::WriteDecided { pid, vpn, frame: frame(2, 1), verdict: WpVerdict::Copy(CopyReason::Shared) },
        Note::Allocating { pid, vpn, pfn: Pfn(6), purpose: Purpose::Zeroed },
        Note::Allocating { pid, vpn, pfn: Pfn(6), purpose: Purpose::Shmem },
        Note::SettingPte { pid, vpn, pte: zero_page() },
        Note::Reusing { pid, vpn, pfn: Pfn(5) },
        Note::Dropping { pid, vpn, pfn: Pfn(5), remaining: 0 },
        Note::PageCacheLookup { pid, file, index: 3, cached: Some(Pfn(7)) },
        Note::PageCacheLookup { pid, file, index: 3, cached: None },
        Note::ReadingDisk { pid, file, first: 3, pages: 1 },
        Note::MappingAround { pid, file, range: range(), pages: 16 },
        Note::MakingWritable { pid, vpn, pfn: Pfn(7) },
        Note::Retried { pid, access: Access::Read, vpn, pte: zero_page() },
        signalled(Signal::SegvMapErr(at())),
        signalled(Signal::SegvAccErr(at())),
        signalled(Signal::BusAdrErr(at())),
        signalled(Signal::Kill),
        signalled(Signal::OomKill),
    ]
}

/// fork, exec, exit, wait, kill.
pub(crate) fn processes() -> Vec<Note> {
    let (pid, child) = (PARENT, CHILD);
    let vmas = |verdict| Note::CopyingVma { pid, child, vma: vma(), verdict };
    let ranges = |vma, verdict| Note::CopyingRange { pid, child, vma, verdict };
    let ptes = |pages, verdict| Note::CopyingPtes { pid, child, range: range(), pages, verdict };
    let segment = |segment| Note::LoadingSegment { pid, segment, range: range() };
    vec![
        Note::SyscallEntered { pid, call: Syscall::Fork },
        Note::CopyingProcess { pid, child },
        Note::CopyingMm { pid, child },
        vmas(VmaVerdict::Inherited),
        vmas(VmaVerdict::Wiped),
        vmas(VmaVerdict::LeftOut),
        ranges(touched_vma(), RangeVerdict::Copy),
        ranges(vma(), RangeVerdict::Copy),
        ranges(vma(), RangeVerdict::LeaveToFaults),
        ptes(3, PteVerdict::ShareWriteProtected),
        ptes(1, PteVerdict::ShareAsIs),
        ptes(3, PteVerdict::CopyNow),
        ptes(1, PteVerdict::CopyPinned),
        ranges(touched_vma(), RangeVerdict::ShareTables),
        Note::SharingTable { pid, child: Pid(2), range: range(), pages: 512, sharers: 2 },
        Note::UnsharingTable { pid, range: range(), from: Pfn(900), pages: 512 },
        Note::KeepingTable { pid, range: range(), pfn: Pfn(900) },
        Note::LeavingTables { pid, tables: 3 },
        Note::FlushingTlb { pid },
        Note::WakingChild { pid, child },
        Note::UndoingFork { pid, child },
        Note::SyscallEntered { pid, call: Syscall::Vfork },
        Note::SharingMm { pid, child, users: 2 },
        Note::WaitingForVfork { pid, child },
        Note::CompletingVfork { pid: child, parent: pid },
        Note::EndingThreads { pid, threads: 1 },
        Note::EndingThreads { pid, threads: 3 },
        Note::ReleasingThread { pid: child },
        Note::BecomingLeader { pid: child, leader: pid },
        Note::ReplacingMm { pid, others: 0 },
        Note::ReplacingMm { pid, others: 1 },
        segment(Segment::Text),
        segment(Segment::Data),
        segment(Segment::Bss),
        segment(Segment::Stack),
        Note::CopyingArguments { pid, vpn: PAGE },
        Note::Exiting { pid, status: ExitStatus::Exited(0) },
        Note::Exiting { pid, status: ExitStatus::Killed(Signal::SegvMapErr(at())) },
        Note::UnmappingAll { pid, pages: 3 },
        Note::FreeingTables { pid, tables: 4 },
        Note::Orphaning { pid, child, to: Pid::OUTSIDE },
        Note::BecomingZombie { pid: child, parent: pid },
        Note::WaitingFor { pid, child, child_state: TaskState::Running },
        Note::WaitingFor { pid, child, child_state: TaskState::Zombie(ExitStatus::Exited(0)) },
        Note::Reaping { pid, child, status: ExitStatus::Exited(7) },
        Note::Killing { pid, target: child },
    ]
}

/// Promises, limits, control groups, and the OOM killer.
pub(crate) fn limits() -> Vec<Note> {
    let (pid, group) = (PARENT, GroupId(0));
    let commit = |verdict| Note::CommitDecided { pid, pages: 4096, verdict };
    let reached = |resource, limit| Note::LimitReached { pid, resource, used: 12, asked: 8, limit };
    let set = |bound| Note::SettingBound { pid, bound };
    let limit = |resource, limit| set(Bound::Limit { resource, limit });
    let candidate = |adj, points| Note::OomCandidate { pid, candidate: CHILD, rss: 12, tables: 3, adj, points };
    let killed = |group, points| Note::OutOfMemory { pid, victim: CHILD, points, group };
    let (committed, most, reserve) = (123_456, 8192, 768);
    vec![
        commit(CommitVerdict::Granted),
        commit(CommitVerdict::BeyondMemory { total: 2048 }),
        commit(CommitVerdict::WithinLimit { committed: 5000, limit: most, reserve }),
        commit(CommitVerdict::BeyondLimit { committed, limit: most, reserve }),
        reached(Resource::As, 16),
        reached(Resource::Data, 16),
        reached(Resource::Nproc, 12),
        reached(Resource::Pids, 12),
        limit(Resource::As, 256),
        limit(Resource::Data, Rlimits::INFINITY),
        limit(Resource::Nproc, 8),
        set(Bound::OomScoreAdj(500)),
        set(Bound::OomScoreAdj(-1000)),
        set(Bound::Group(group)),
        Note::GroupAtLimit { pid, group, current: 64, max: 64 },
        Note::ReclaimingCache { pid, group, pages: 32 },
        candidate(0, Some(15)),
        candidate(-600, Some(-1_200_000)),
        candidate(-1000, None),
        killed(None, 1234),
        killed(Some(group), -5),
    ]
}

/// Swap, reclaim and merging.
pub(crate) fn swapping() -> Vec<Note> {
    let (pid, vpn, pfn, slot, range) = (PARENT, PAGE, Pfn(5), Slot(3), range());
    let decided = |verdict| Note::ReclaimDecided { pid, frame: frame(1, 1), verdict };
    vec![
        Note::Handled { pid, vpn, fault: Fault::SwapIn },
        Note::SwapCacheLookup { pid, vpn, slot, cached: Some(pfn) },
        Note::SwapCacheLookup { pid, vpn, slot, cached: None },
        Note::ReadingSwap { pid, slot, pages: 1 },
        Note::ReadingSwap { pid, slot, pages: 5 },
        Note::Allocating { pid, vpn, pfn, purpose: Purpose::SwapIn },
        Note::FreeingSwapEntry { pid, slot, entries: 0, exclusive: true },
        Note::FreeingSwapEntry { pid, slot, entries: 0, exclusive: false },
        Note::FreeingSwapEntry { pid, slot, entries: 1, exclusive: false },
        Note::FreeingSwapEntry { pid, slot, entries: 2, exclusive: false },
        Note::DroppingSwapCache { pid, pfn, slot },
        Note::Reclaiming { pid, wanted: 1 },
        decided(ReclaimVerdict::Discard),
        decided(ReclaimVerdict::KeepRewritten),
        decided(ReclaimVerdict::Evict),
        decided(ReclaimVerdict::SwapOut),
        decided(ReclaimVerdict::KeepNoSwap),
        decided(ReclaimVerdict::KeepDirty),
        decided(ReclaimVerdict::KeepHeld),
        Note::TakingSlot { pid, pfn, slot },
        Note::UnmappingFrame { pid, pfn, ptes: 2 },
        Note::WritingSwap { pid, pfn, slot, zeros: false },
        Note::WritingSwap { pid, pfn, slot, zeros: true },
        Note::Evicting { pid, pfn },
        Note::MakingCold { pid, range, pages: 2 },
        Note::CopyingPtes { pid, child: CHILD, range, pages: 2, verdict: PteVerdict::ShareSwapEntry },
        Note::KsmScanning { pages: 3 },
        Note::KsmSharing { pid, vpn, pfn },
        Note::KsmMerging { pid, vpn, from: Pfn(6), to: pfn },
        Note::KsmBreaking { pid, vpn, pfn },
        Note::WriteDecided { pid, vpn, frame: frame(1, 1), verdict: WpVerdict::Copy(CopyReason::Ksm) },
    ]
}

/// Files as system calls meet them.
pub(crate) fn files() -> Vec<Note> {
    let (pid, file, pfn) = (PARENT, FileId(1), Pfn(5));
    vec![
        Note::ReadingFile { pid, file, first: 0, pages: 2 },
        Note::ReadingFile { pid, file, first: 9, pages: 0 },
        Note::CopyingOut { pid, file, index: 0, pfn: Some(pfn) },
        Note::CopyingOut { pid, file, index: 1, pfn: None },
        Note::WritingFile { pid, file, first: 0, pages: 1 },
        Note::CopyingIn { pid, file, index: 0, pfn },
        Note::WritingBack { pid, file, pages: 1 },
        Note::CleaningPage { pid, file, index: 0, pfn, entries: 0 },
        Note::CleaningPage { pid, file, index: 0, pfn, entries: 2 },
        Note::Resizing { pid, file, from: 3, to: 1 },
        Note::Resizing { pid, file, from: 1, to: 3 },
        Note::UnmappingFile { pid, file, first: 1, pages: 2, copies: true },
        Note::UnmappingFile { pid, file, first: 1, pages: 2, copies: false },
        Note::RemovingPages { pid, file, pages: 2 },
        Note::InvalidatingPages { pid, file, pages: 2, kept: 0 },
        Note::InvalidatingPages { pid, file, pages: 2, kept: 3 },
        Note::ForcingAccess { pid, range: range(), access: Access::Read },
        Note::ForcingAccess { pid, range: range(), access: Access::Write },
        Note::ReadingRemote { pid, target: CHILD, range: range() },
    ]
}

/// mmap and its relatives, and errors.
pub(crate) fn mappings() -> Vec<Note> {
    let (pid, range) = (PARENT, range());
    let failed = |call, errno| Note::SyscallFailed { pid, call, errno };
    let mut notes = vec![
        Note::Mapping { pid, vma: vma(), merged: false },
        Note::Mapping { pid, vma: vma(), merged: true },
        Note::SplittingVma { pid, vma: vma(), at: PAGE },
        Note::MergingVmas { pid, range },
        Note::Unmapping { pid, range, pages: 2 },
        Note::ChangingAccess { pid, vma: vma(), to: VmFlags::READ },
        Note::ChangingPtes { pid, range, pages: 0, writable: 0 },
        Note::ChangingPtes { pid, range, pages: 3, writable: 0 },
        Note::ChangingPtes { pid, range, pages: 3, writable: 2 },
        Note::Zapping { pid, range, pages: 3 },
        Note::MovingBrk { pid, from: PageRange::new(HEAP, 1), to: range },
        Note::MovingBrk { pid, from: range, to: PageRange::new(HEAP, 0) },
        Note::MovingPtes { pid, from: range, to: PageRange::new(HEAP.plus(8), 3), pages: 2 },
        Note::MarkingLazyFree { pid, range, pages: 2 },
        Note::TakingReferences { pid, range, kind: HoldKind::Pipe },
        Note::TakingReferences { pid, range, kind: HoldKind::Pin },
        Note::ReadingPipe { pid, pfn: Pfn(5), pages: 1 },
        Note::DeviceWriting { pid, pfn: Pfn(5), pages: 2 },
        Note::DroppingReferences { pid, kind: HoldKind::Pipe, pages: 1 },
        Note::DroppingReferences { pid, kind: HoldKind::Pin, pages: 2 },
        Note::Locking { pid, range, locked: true },
        Note::Locking { pid, range, locked: false },
        Note::Populating { pid, range, access: Access::Read },
        Note::Populating { pid, range, access: Access::Write },
        failed(Syscall::Fork, Errno::EAGAIN),
        failed(Syscall::Fork, Errno::ENOMEM),
        failed(Syscall::Mmap, Errno::ENOMEM),
        failed(Syscall::Mprotect, Errno::ENOMEM),
        failed(Syscall::Madvise, Errno::EINVAL),
        failed(Syscall::Wait, Errno::ECHILD),
        failed(Syscall::Kill, Errno::ESRCH),
    ];
    notes.extend(Advice::ALL.map(|advice| Note::Advising { pid, range, advice }));
    notes.extend([Errno::EAGAIN, Errno::EBUSY].map(|errno| failed(Syscall::Madvise, errno)));
    notes.extend(collapsing(pid));
    notes
}

/// Every step of MADV_COLLAPSE.
fn collapsing(pid: Pid) -> Vec<Note> {
    let range = PageRange::new(HEAP, 512);
    let verdicts = [
        CollapseVerdict::Collapse { pages: 3 },
        CollapseVerdict::AlreadyHuge,
        CollapseVerdict::NoTable,
        CollapseVerdict::NoEntry,
        CollapseVerdict::Held(Pfn(5)),
        CollapseVerdict::Empty,
        CollapseVerdict::TooManySwapped,
        CollapseVerdict::TooManyShared,
        CollapseVerdict::Unused,
    ];
    let mut notes = verdicts.map(|verdict| Note::CollapseScanned { pid, range, verdict }).to_vec();
    let outcomes = [(Some(Pfn(512)), None), (None, None), (Some(Pfn(512)), Some(GroupId(1)))];
    notes.push(Note::KhugepagedScanning { pid, range });
    notes.extend(outcomes.map(|(head, full)| Note::CollapseAllocating { pid, vpn: HEAP, head, full }));
    notes.extend([3, 512].map(|copied| Note::Collapsing { pid, range, head: Pfn(512), copied }));
    notes
}
