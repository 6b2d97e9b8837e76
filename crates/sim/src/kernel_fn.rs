//! The functions of Linux that the model's steps mirror. Names as of Linux 6.18, but for steps that only an older kernel takes.

use crate::command::Advice;
use crate::folio::PMD_ORDER;
use crate::hold::HoldKind;
use crate::limits::{Bound, Resource};
use crate::note::{Fault, Note, Purpose, Segment, Syscall};
use crate::policy::{PteVerdict, ReuseReason, WpVerdict};
use crate::thp::HugeVerdict;

/// A function of the Linux source, or the hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KernelFn {
    /// Its name, as one would search for it.
    pub name: &'static str,
    /// The file it is in; empty for the hardware.
    pub file: &'static str,
}

const fn f(name: &'static str, file: &'static str) -> KernelFn {
    KernelFn { name, file }
}

const MEMORY: &str = "mm/memory.c";
const FILEMAP: &str = "mm/filemap.c";
const HUGE: &str = "mm/huge_memory.c";
const KHUGEPAGED: &str = "mm/khugepaged.c";
const TRUNCATE: &str = "mm/truncate.c";
const VMA: &str = "mm/vma.c";
const MMAP: &str = "mm/mmap.c";
const FORK: &str = "kernel/fork.c";
const EXIT: &str = "kernel/exit.c";
const SWAP_STATE: &str = "mm/swap_state.c";
const SWAPFILE: &str = "mm/swapfile.c";
const VMSCAN: &str = "mm/vmscan.c";
const KSM: &str = "mm/ksm.c";
const MADVISE: &str = "mm/madvise.c";

/// The function that takes the step.
#[expect(clippy::too_many_lines, reason = "one arm per note")]
pub(crate) fn of(note: &Note) -> KernelFn {
    match note {
        Note::SyscallEntered { call, .. } | Note::SyscallFailed { call, .. } => syscall(*call),
        Note::Translated { .. } => f("MMU walk", ""),
        Note::Retried { .. } => f("iret", "arch/x86/entry/entry_64.S"),
        Note::Trapped { .. } => f("exc_page_fault", "arch/x86/mm/fault.c"),
        Note::VmaChecked { .. } => f("access_error", "arch/x86/mm/fault.c"),
        Note::TablesMissing { .. } => f("__pte_alloc", MEMORY),
        Note::Handled { fault, .. } => handler(*fault),
        Note::WriteDecided { verdict, .. } => decision(*verdict),
        Note::Allocating { purpose: Purpose::Shmem, .. } => f("shmem_get_folio_gfp", "mm/shmem.c"),
        Note::Allocating { .. } => f("vma_alloc_folio", "mm/mempolicy.c"),
        Note::Copying { .. } => f("__wp_page_copy_user", MEMORY),
        Note::ClearingPte { .. } => f("ptep_clear_flush", "mm/pgtable-generic.c"),
        Note::SettingPte { .. } => f("set_pte_at", "include/linux/pgtable.h"),
        Note::Reusing { .. } => f("wp_page_reuse", MEMORY),
        Note::Dropping { .. } => f("folio_put", "include/linux/mm.h"),
        Note::PageCacheLookup { .. } => f("filemap_fault", FILEMAP),
        Note::ReadingFile { .. } => f("filemap_read", FILEMAP),
        Note::CopyingOut { .. } => f("copy_page_to_iter", "lib/iov_iter.c"),
        Note::WritingFile { .. } => f("generic_perform_write", FILEMAP),
        Note::CopyingIn { .. } => f("copy_folio_from_iter_atomic", "lib/iov_iter.c"),
        Note::WritingBack { .. } => f("do_writepages", "mm/page-writeback.c"),
        Note::CleaningPage { .. } => f("folio_mkclean", "mm/rmap.c"),
        Note::Resizing { .. } => f("notify_change", "fs/attr.c"),
        Note::UnmappingFile { .. } => f("unmap_mapping_range", MEMORY),
        Note::RemovingPages { .. } => f("truncate_inode_pages_range", TRUNCATE),
        Note::InvalidatingPages { .. } => f("mapping_try_invalidate", TRUNCATE),
        Note::ForcingAccess { .. } => f("mem_rw", "fs/proc/base.c"),
        Note::ReadingRemote { .. } => f("process_vm_rw_single_vec", "mm/process_vm_access.c"),
        Note::ReadingDisk { .. } => f("page_cache_ra_order", "mm/readahead.c"),
        Note::MappingAround { .. } => f("filemap_map_pages", FILEMAP),
        Note::MakingWritable { .. } => f("do_page_mkwrite", MEMORY),
        Note::SwapCacheLookup { .. } => f("swap_cache_get_folio", SWAP_STATE),
        Note::ReadingSwap { .. } => f("swapin_readahead", SWAP_STATE),
        Note::FreeingSwapEntry { .. } => f("swap_free_nr", SWAPFILE),
        Note::DroppingSwapCache { .. } => f("folio_free_swap", SWAPFILE),
        Note::Reclaiming { .. } => f("do_try_to_free_pages", VMSCAN),
        Note::ReclaimDecided { .. } => f("shrink_folio_list", VMSCAN),
        Note::TakingSlot { .. } => f("folio_alloc_swap", SWAPFILE),
        Note::UnmappingFrame { .. } => f("try_to_unmap", "mm/rmap.c"),
        Note::WritingSwap { .. } => f("swap_writeout", "mm/page_io.c"),
        Note::Evicting { .. } => f("__remove_mapping", VMSCAN),
        Note::KsmScanning { .. } => f("ksm_do_scan", KSM),
        Note::KsmSharing { .. } => f("try_to_merge_two_pages", KSM),
        Note::KsmMerging { .. } => f("replace_page", KSM),
        Note::KsmBreaking { .. } => f("break_ksm", KSM),
        Note::HugeWriteDecided { verdict: HugeVerdict::Allocate, .. } => f("do_huge_zero_wp_pmd", HUGE),
        Note::HugeWriteDecided { .. } => f("do_huge_pmd_wp_page", HUGE),
        Note::AllocatingFolio { order: PMD_ORDER, .. } | Note::FolioUnavailable { order: PMD_ORDER, .. } => {
            f("vma_alloc_anon_folio_pmd", HUGE)
        }
        Note::AllocatingFolio { .. } | Note::FolioUnavailable { .. } => f("alloc_anon_folio", MEMORY),
        Note::SettingPmd { .. } => f("set_pmd_at", "include/linux/pgtable.h"),
        Note::SettingPtes { .. } => f("set_ptes", "include/linux/pgtable.h"),
        Note::SplittingPmd { .. } => f("__split_huge_pmd", HUGE),
        Note::CopyingFolio { .. } => f("copy_user_huge_page", MEMORY),
        Note::KhugepagedScanning { .. } => f("khugepaged_scan_mm_slot", KHUGEPAGED),
        Note::CollapseScanned { .. } => f("hpage_collapse_scan_pmd", KHUGEPAGED),
        Note::CollapseAllocating { .. } => f("alloc_charge_folio", KHUGEPAGED),
        Note::Collapsing { .. } => f("__collapse_huge_page_copy", KHUGEPAGED),
        Note::SplittingFolio { .. } => f("__folio_split", HUGE),
        Note::CopyingPmd { .. } => f("copy_huge_pmd", HUGE),
        Note::MovingPmd { .. } => f("move_huge_pmd", HUGE),
        Note::Signalled { .. } => f("force_sig_fault", "kernel/signal.c"),
        Note::CopyingProcess { .. } => f("copy_process", FORK),
        Note::CopyingMm { .. } => f("dup_mm", FORK),
        Note::CopyingVma { .. } => f("dup_mmap", MMAP),
        Note::CopyingRange { .. } => f("vma_needs_copy", MEMORY),
        Note::CopyingPtes { verdict: PteVerdict::CopyNow | PteVerdict::CopyPinned, .. } => {
            f("copy_present_page", MEMORY)
        }
        Note::CopyingPtes { verdict: PteVerdict::ShareSwapEntry, .. } => f("copy_nonpresent_pte", MEMORY),
        Note::CopyingPtes { .. } => f("copy_present_ptes", MEMORY),
        Note::SharingTable { .. }
        | Note::UnsharingTable { .. }
        | Note::KeepingTable { .. }
        | Note::LeavingTables { .. } => f("on-demand-fork", MEMORY),
        Note::FlushingTlb { .. } => f("flush_tlb_mm", "arch/x86/mm/tlb.c"),
        Note::WakingChild { .. } => f("wake_up_new_task", "kernel/sched/core.c"),
        Note::UndoingFork { .. } => f("exit_mmap", MMAP),
        Note::SharingMm { .. } => f("copy_mm", FORK),
        Note::WaitingForVfork { .. } => f("wait_for_vfork_done", FORK),
        Note::CompletingVfork { .. } => f("complete_vfork_done", FORK),
        Note::ReplacingMm { .. } => f("exec_mmap", "fs/exec.c"),
        Note::LoadingSegment { segment, .. } => loader(*segment),
        Note::CopyingArguments { .. } => f("copy_strings", "fs/exec.c"),
        Note::Exiting { .. } => f("do_exit", EXIT),
        Note::UnmappingAll { .. } => f("exit_mmap", MMAP),
        Note::FreeingTables { .. } => f("free_pgtables", MEMORY),
        Note::EndingThreads { .. } => f("zap_other_threads", "kernel/signal.c"),
        Note::ReleasingThread { .. } => f("release_task", EXIT),
        Note::BecomingLeader { .. } => f("de_thread", "fs/exec.c"),
        Note::Orphaning { .. } => f("forget_original_parent", EXIT),
        Note::BecomingZombie { .. } => f("exit_notify", EXIT),
        Note::WaitingFor { .. } => f("do_wait", EXIT),
        Note::Reaping { .. } => f("wait_task_zombie", EXIT),
        Note::Killing { .. } => f("do_send_sig_info", "kernel/signal.c"),
        Note::OutOfMemory { group: Some(_), .. } => f("mem_cgroup_out_of_memory", "mm/memcontrol.c"),
        Note::OutOfMemory { group: None, .. } => f("out_of_memory", "mm/oom_kill.c"),
        Note::CommitDecided { .. } => f("__vm_enough_memory", "mm/util.c"),
        Note::LimitReached { resource: Resource::As | Resource::Data, .. } => f("may_expand_vm", MMAP),
        Note::LimitReached { resource: Resource::Nproc, .. } => f("is_rlimit_overlimit", "kernel/ucount.c"),
        Note::LimitReached { resource: Resource::Pids, .. } => f("pids_can_fork", "kernel/cgroup/pids.c"),
        Note::SettingBound { bound: Bound::Limit { .. }, .. } => f("do_prlimit", "kernel/sys.c"),
        Note::SettingBound { bound: Bound::OomScoreAdj(_), .. } => f("__set_oom_adj", "fs/proc/base.c"),
        Note::SettingBound { bound: Bound::Group(_), .. } => f("cgroup_attach_task", "kernel/cgroup/cgroup.c"),
        Note::GroupAtLimit { .. } => f("try_charge_memcg", "mm/memcontrol.c"),
        Note::ReclaimingCache { .. } => f("try_to_free_mem_cgroup_pages", "mm/vmscan.c"),
        Note::OomCandidate { .. } => f("oom_badness", "mm/oom_kill.c"),
        Note::Mapping { merged: true, .. } => f("vma_merge_new_range", VMA),
        Note::Mapping { .. } => f("mmap_region", VMA),
        Note::SplittingVma { .. } => f("__split_vma", VMA),
        Note::MergingVmas { .. } => f("vma_merge_existing_range", VMA),
        Note::Unmapping { .. } => f("unmap_vmas", MEMORY),
        Note::MovingPtes { .. } => f("move_page_tables", "mm/mremap.c"),
        Note::ChangingAccess { .. } => f("mprotect_fixup", "mm/mprotect.c"),
        Note::ChangingPtes { .. } => f("change_pte_range", "mm/mprotect.c"),
        Note::MarkingLazyFree { .. } => f("madvise_free_pte_range", MADVISE),
        Note::MakingCold { .. } => f("madvise_cold_or_pageout_pte_range", MADVISE),
        Note::Locking { .. } => f("mlock_fixup", "mm/mlock.c"),
        Note::Populating { .. } => f("faultin_page_range", "mm/gup.c"),
        Note::Advising { advice: Advice::DontNeed | Advice::Free, .. } => f("madvise_dontneed_free", MADVISE),
        Note::Advising { advice: Advice::Cold, .. } => f("madvise_cold", MADVISE),
        Note::Advising { advice: Advice::PageOut, .. } => f("madvise_pageout", MADVISE),
        Note::Advising { advice: Advice::Mergeable | Advice::Unmergeable, .. } => f("ksm_madvise", KSM),
        Note::Advising { advice: Advice::Remove, .. } => f("madvise_remove", MADVISE),
        Note::Advising { .. } => f("madvise_vma_behavior", MADVISE),
        Note::Zapping { .. } => f("zap_page_range_single", MEMORY),
        Note::TakingReferences { kind: HoldKind::Pipe, .. } => f("iter_to_pipe", "fs/splice.c"),
        Note::TakingReferences { kind: HoldKind::Pin, .. } => f("io_pin_pages", "io_uring/memmap.c"),
        Note::ReadingPipe { .. } => f("anon_pipe_read", "fs/pipe.c"),
        Note::DeviceWriting { .. } => f("DMA", ""),
        Note::DroppingReferences { kind: HoldKind::Pipe, .. } => f("pipe_buf_release", "include/linux/pipe_fs_i.h"),
        Note::DroppingReferences { kind: HoldKind::Pin, .. } => f("io_sqe_buffers_unregister", "io_uring/rsrc.c"),
        Note::MovingBrk { .. } => f("do_brk_flags", VMA),
    }
}

fn syscall(call: Syscall) -> KernelFn {
    match call {
        Syscall::Fork | Syscall::Vfork | Syscall::Clone | Syscall::Spawn => f("kernel_clone", FORK),
        Syscall::Execve => f("do_execveat_common", "fs/exec.c"),
        Syscall::ExitGroup => f("do_group_exit", EXIT),
        Syscall::Exit => f("do_exit", EXIT),
        Syscall::Wait => f("kernel_wait4", EXIT),
        Syscall::Kill => f("kill_something_info", "kernel/signal.c"),
        Syscall::Mmap => f("do_mmap", MMAP),
        Syscall::Munmap => f("__vm_munmap", VMA),
        Syscall::Mremap => f("do_mremap", "mm/mremap.c"),
        Syscall::Mprotect => f("do_mprotect_pkey", "mm/mprotect.c"),
        Syscall::Madvise => f("do_madvise", MADVISE),
        Syscall::Mlock => f("do_mlock", "mm/mlock.c"),
        Syscall::Munlock => f("sys_munlock", "mm/mlock.c"),
        Syscall::Pread => f("ksys_pread64", "fs/read_write.c"),
        Syscall::Pwrite => f("ksys_pwrite64", "fs/read_write.c"),
        Syscall::Fsync => f("do_fsync", "fs/sync.c"),
        Syscall::Msync => f("sys_msync", "mm/msync.c"),
        Syscall::Ftruncate => f("do_ftruncate", "fs/open.c"),
        Syscall::Vmsplice => f("vmsplice_to_pipe", "fs/splice.c"),
        Syscall::Read => f("ksys_read", "fs/read_write.c"),
        Syscall::IoUringRegister => f("io_sqe_buffers_register", "io_uring/rsrc.c"),
        Syscall::IoUringEnter => f("io_read_fixed", "io_uring/rw.c"),
        Syscall::ProcessVmReadv => f("process_vm_rw", "mm/process_vm_access.c"),
        Syscall::Prlimit => f("sys_prlimit64", "kernel/sys.c"),
        Syscall::Brk => f("sys_brk", MMAP),
    }
}

fn handler(fault: Fault) -> KernelFn {
    match fault {
        Fault::ZeroPage | Fault::DemandZero => f("do_anonymous_page", MEMORY),
        Fault::FileRead => f("do_read_fault", MEMORY),
        Fault::FileCow => f("do_cow_fault", MEMORY),
        Fault::FileShared => f("do_shared_fault", MEMORY),
        Fault::SwapIn => f("do_swap_page", MEMORY),
        Fault::HugeZeroPage | Fault::HugeDemandZero => f("do_huge_pmd_anonymous_page", HUGE),
        Fault::HugeWriteProtect => f("do_huge_pmd_wp_page", HUGE),
        Fault::WriteProtect | Fault::Unshare => f("do_wp_page", MEMORY),
        Fault::SharedWriteProtect => f("wp_page_shared", MEMORY),
    }
}

fn decision(verdict: WpVerdict) -> KernelFn {
    match verdict {
        WpVerdict::Reuse(ReuseReason::OnlyMapping) => f("reuse_swap_page", "mm/swapfile.c"),
        WpVerdict::Reuse(_) => f("wp_can_reuse_anon_folio", MEMORY),
        WpVerdict::Copy(_) => f("do_wp_page", MEMORY),
    }
}

fn loader(segment: Segment) -> KernelFn {
    match segment {
        Segment::Text | Segment::Data => f("elf_load", "fs/binfmt_elf.c"),
        Segment::Bss => f("vm_brk_flags", VMA),
        Segment::Stack => f("setup_arg_pages", "fs/exec.c"),
    }
}
