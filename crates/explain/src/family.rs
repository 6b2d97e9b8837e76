//! Which function of which family words a step: the same in every language, whose families are modules of the same names.

/// Sends each note to the function that words it, in the module that asks.
///
/// Each function gets the context (names) and the note's own fields, and nothing else.
macro_rules! by_family {
    ($cx:ident, $note:expr) => {
        match *$note {
            Note::SyscallEntered { call, .. } => syscall::entered(call),
            Note::SyscallFailed { call, errno, .. } => syscall::failed(call, errno),

            Note::Translated { pid, access, vpn, pte, from_tlb, found } => {
                access::translated(&$cx.page(pid, vpn), access, pte, from_tlb, found)
            }
            Note::Retried { access, pte, .. } => access::retried(access, pte),
            Note::Trapped { addr, error, .. } => access::trapped(addr, error),
            Note::VmaChecked { access, vma, verdict, .. } => access::vma_checked(access, vma, verdict),
            Note::Signalled { signal, .. } => access::signalled(signal),

            Note::TablesMissing { pid, vpn, tables } => fault::tables_missing($cx, &$cx.page(pid, vpn), tables),
            Note::Handled { pid, vpn, fault } => fault::handled(&$cx.page(pid, vpn), fault),
            Note::WriteDecided { frame, verdict, .. } => fault::write_decided(frame, verdict),
            Note::PageCacheLookup { file, index, cached, .. } => {
                fault::page_cache_lookup(&$cx.file(file), index, cached)
            }
            Note::ReadingFile { file, pages, .. } => file::reading(&$cx.file(file), pages),
            Note::CopyingOut { file, index, pfn, .. } => file::copying_out(&$cx.file(file), index, pfn),
            Note::WritingFile { file, pages, .. } => file::writing(&$cx.file(file), pages),
            Note::CopyingIn { file, index, pfn, .. } => file::copying_in(&$cx.file(file), index, pfn),
            Note::WritingBack { file, pages, .. } => file::writing_back(&$cx.file(file), pages),
            Note::CleaningPage { file, index, pfn, entries, .. } => {
                file::cleaning(&$cx.file(file), index, pfn, entries)
            }
            Note::Resizing { file, from, to, .. } => file::resizing(&$cx.file(file), from, to),
            Note::UnmappingFile { file, pages, copies, .. } => file::unmapping(&$cx.file(file), pages, copies),
            Note::RemovingPages { file, pages, .. } => file::removing(&$cx.file(file), pages),
            Note::InvalidatingPages { file, pages, kept, .. } => file::invalidating(&$cx.file(file), pages, kept),
            Note::ForcingAccess { pid, range, access } => file::forcing(&$cx.range(pid, range), access),
            Note::ReadingRemote { target, range, .. } => file::reading_remote(&$cx.range(target, range)),
            Note::ReadingDisk { file, pages, .. } => fault::reading_disk(&$cx.file(file), pages),
            Note::MappingAround { file, pages, .. } => fault::mapping_around(&$cx.file(file), pages),
            Note::MakingWritable { pfn, .. } => fault::making_writable(pfn),

            Note::Allocating { pfn, purpose, .. } => frame::allocating(pfn, purpose),
            Note::Copying { from, to, .. } => frame::copying($cx, from, to),
            Note::ClearingPte { .. } => frame::clearing_pte(),
            Note::SettingPte { pid, vpn, pte } => frame::setting_pte(&$cx.page(pid, vpn), pte),
            Note::Reusing { pfn, .. } => frame::reusing(pfn),
            Note::Dropping { pfn, remaining, .. } => frame::dropping(pfn, remaining),

            Note::HugeWriteDecided { frame, verdict, .. } => huge::write_decided(frame, verdict),
            Note::AllocatingFolio { head, order, .. } => huge::allocating(head, order),
            Note::FolioUnavailable { order, full, .. } => huge::unavailable(order, full.is_some()),
            Note::SettingPmd { pmd, .. } => huge::setting_pmd(pmd),
            Note::SettingPtes { pid, range, .. } => huge::setting_ptes(&$cx.range(pid, range), range.pages()),
            Note::SplittingPmd { head, .. } => huge::splitting_pmd(head),
            Note::CopyingFolio { from, to, .. } => huge::copying(from, to),
            Note::KhugepagedScanning { pid, range } => huge::khugepaged_scanning(&$cx.range(pid, range)),
            Note::CollapseScanned { pid, range, verdict } => huge::collapse_scanned(&$cx.range(pid, range), verdict),
            Note::CollapseAllocating { head, full, .. } => huge::collapse_allocating(head, full.is_some()),
            Note::Collapsing { range, head, copied, .. } => huge::collapsing(range.pages() - copied, head, copied),
            Note::SplittingFolio { head, pages, freed, .. } => huge::splitting_folio(head, pages, freed),
            Note::CopyingPmd { verdict, .. } => huge::copying_pmd(verdict),
            Note::MovingPmd { pid, to, .. } => huge::moving_pmd(&$cx.page(pid, to)),
            Note::SwapCacheLookup { pid, vpn, slot, cached } => {
                swap::swap_cache_lookup(&$cx.page(pid, vpn), slot, cached)
            }
            Note::ReadingSwap { slot, pages, .. } => swap::reading_swap(slot, pages),
            Note::FreeingSwapEntry { slot, entries, exclusive, .. } => swap::freeing_entry(slot, entries, exclusive),
            Note::DroppingSwapCache { pfn, slot, .. } => swap::dropping_swap_cache(pfn, slot),
            Note::Reclaiming { wanted, .. } => swap::reclaiming(wanted),
            Note::ReclaimDecided { frame, verdict, .. } => swap::reclaim_decided(frame, verdict),
            Note::TakingSlot { pfn, slot, .. } => swap::taking_slot(pfn, slot),
            Note::UnmappingFrame { pfn, ptes, .. } => swap::unmapping_frame(pfn, ptes),
            Note::WritingSwap { pfn, slot, zeros, .. } => swap::writing_swap($cx, pfn, slot, zeros),
            Note::Evicting { pfn, .. } => swap::evicting(pfn),
            Note::MakingCold { pid, range, pages } => swap::making_cold(&$cx.range(pid, range), pages),
            Note::KsmScanning { pages } => swap::ksm_scanning(pages),
            Note::KsmSharing { pid, vpn, pfn } => swap::ksm_sharing(&$cx.page(pid, vpn), pfn),
            Note::KsmMerging { pid, vpn, from, to } => swap::ksm_merging(&$cx.page(pid, vpn), from, to),
            Note::KsmBreaking { pid, vpn, pfn } => swap::ksm_breaking(&$cx.page(pid, vpn), pfn),

            Note::CopyingProcess { child, .. } => fork::copying_process(&$cx.process(child)),
            Note::CopyingMm { child, .. } => fork::copying_mm(&$cx.process(child)),
            Note::CopyingVma { pid, vma, verdict, .. } => {
                fork::copying_vma(&$cx.range(pid, vma.range()), &vma, verdict)
            }
            Note::CopyingRange { pid, vma, verdict, .. } => {
                fork::copying_range(&$cx.range(pid, vma.range()), &vma, verdict)
            }
            Note::CopyingPtes { pages, verdict, .. } => fork::copying_ptes(pages, verdict),
            Note::SharingTable { child, pages, sharers, .. } => table::sharing(&$cx.process(child), pages, sharers),
            Note::UnsharingTable { from, pages, .. } => table::unsharing(from, pages),
            Note::KeepingTable { pfn, .. } => table::keeping(pfn),
            Note::LeavingTables { tables, .. } => table::leaving(tables),
            Note::FlushingTlb { pid } => fork::flushing_tlb(&$cx.process(pid)),
            Note::WakingChild { pid, child } => fork::waking_child(&$cx.process(pid), child, &$cx.process(child)),
            Note::UndoingFork { child, .. } => fork::undoing_fork(&$cx.process(child)),

            Note::SharingMm { child, users, .. } => thread::sharing_mm(&$cx.process(child), users),
            Note::WaitingForVfork { pid, child } => thread::waiting_for_vfork(&$cx.process(pid), &$cx.process(child)),
            Note::CompletingVfork { pid, parent } => thread::completing_vfork(&$cx.process(pid), &$cx.process(parent)),
            Note::EndingThreads { threads, .. } => thread::ending_threads(threads),
            Note::ReleasingThread { pid } => thread::releasing_thread(&$cx.process(pid)),
            Note::BecomingLeader { pid, leader } => {
                thread::becoming_leader(&$cx.process(pid), &leader.to_string(), &$cx.process(leader))
            }

            Note::ReplacingMm { others, .. } => exec::replacing_mm(others),
            Note::LoadingSegment { segment, range, .. } => exec::loading_segment(segment, range.pages()),
            Note::CopyingArguments { .. } => exec::copying_arguments(),

            Note::Exiting { pid, status } => exit::exiting(&$cx.process(pid), status),
            Note::UnmappingAll { pages, .. } => exit::unmapping_all(pages),
            Note::FreeingTables { tables, .. } => exit::freeing_tables(tables),
            Note::Orphaning { pid, child, to } => {
                exit::orphaning(&$cx.process(pid), &$cx.process(child), &$cx.process(to))
            }
            Note::BecomingZombie { parent, .. } => exit::becoming_zombie(&$cx.process(parent)),
            Note::WaitingFor { child, child_state, .. } => exit::waiting_for(&$cx.process(child), child_state),
            Note::Reaping { child, status, .. } => exit::reaping(&$cx.process(child), status),
            Note::Killing { target, .. } => exit::killing(&$cx.process(target)),

            Note::CommitDecided { pages, verdict, .. } => limit::commit_decided($cx, pages, verdict),
            Note::LimitReached { resource, used, asked, limit, .. } => {
                limit::limit_reached($cx, resource, used, asked, limit)
            }
            Note::SettingBound { bound, .. } => limit::setting_bound($cx, bound),
            Note::GroupAtLimit { group, current, max, .. } => limit::group_at_limit(&$cx.group(group), current, max),
            Note::ReclaimingCache { group, pages, .. } => limit::reclaiming_cache(&$cx.group(group), pages),
            Note::OomCandidate { candidate, rss, tables, adj, points, .. } => {
                limit::oom_candidate(&$cx.process(candidate), (rss, tables), adj, points)
            }
            Note::OutOfMemory { victim, points, group, .. } => {
                let group = group.map(|group| $cx.group(group));
                limit::out_of_memory(&$cx.process(victim), points, group.as_deref())
            }

            Note::Mapping { pid, vma, merged } => mmap::mapping(&$cx.range(pid, vma.range()), &vma, merged),
            Note::SplittingVma { pid, at, .. } => mmap::splitting(&$cx.page(pid, at)),
            Note::MergingVmas { pid, range } => mmap::merging(&$cx.range(pid, range)),
            Note::Unmapping { pid, range, pages } => mmap::unmapping(&$cx.range(pid, range), pages),
            Note::ChangingAccess { pid, vma, to } => mmap::changing_access(&$cx.range(pid, vma.range()), &vma, to),
            Note::ChangingPtes { pages, writable, .. } => mmap::changing_ptes(pages, writable),
            Note::Advising { pid, range, advice } => mmap::advising(&$cx.range(pid, range), advice),
            Note::Zapping { pid, range, pages } => mmap::zapping(&$cx.range(pid, range), pages),
            Note::MarkingLazyFree { pages, .. } => mmap::marking_lazy_free(pages),
            Note::Populating { pid, range, access } => mmap::populating(&$cx.range(pid, range), access),
            Note::Locking { pid, range, locked } => mmap::locking(&$cx.range(pid, range), locked),
            Note::MovingPtes { pid, to, pages, .. } => mmap::moving_ptes(&$cx.range(pid, to), pages),
            Note::TakingReferences { pid, range, kind } => hold::taking(&$cx.range(pid, range), kind),
            Note::ReadingPipe { pfn, pages, .. } => hold::reading_pipe(pfn, pages),
            Note::DeviceWriting { pfn, pages, .. } => hold::device_writing(pfn, pages),
            Note::DroppingReferences { kind, pages, .. } => hold::dropping(kind, pages),
            Note::MovingBrk { from, to, .. } => mmap::moving_brk(from.pages(), to.pages()),
        }
    };
}

pub(crate) use by_family;
