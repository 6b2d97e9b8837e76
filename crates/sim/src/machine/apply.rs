//! The only code that writes the machine: one arm per effect, and no rule of memory management.

use std::rc::Rc;

use super::{Machine, Totals};
use crate::addr::{PageRange, Pfn};
use crate::command::Sharing;
use crate::contents::Contents;
use crate::effect::{Effect, Fill, FrameChange};
use crate::file::{File, FileId, FileKind};
use crate::folio::PMD_PAGES;
use crate::frame::Frame;
use crate::limits::Bounds;
use crate::mm::{Mm, MmId};
use crate::swap::SwapArea;
use crate::tables::{Level, PteRun};
use crate::task::{Pid, Task, TaskState};
use crate::vma::{VmFlags, Vma};

impl Machine {
    #[expect(clippy::too_many_lines, reason = "one arm per effect")]
    pub(super) fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::FrameAllocated { pfn, kind } => self.frames.take(*pfn, *kind),
            Effect::HoldTaken { hold } => self.holds.push(*hold),
            Effect::HoldDropped { hold } => {
                let at = self.holds.iter().position(|held| held == hold);
                at.map(|at| self.holds.remove(at));
            }
            Effect::FrameFreed { pfn, kind } => {
                self.groups.uncharge(*pfn, *kind);
                self.frames.release(*pfn);
            }
            Effect::FolioAllocated { head, order } => self.take_folio(*head, *order),
            Effect::FolioFreed { head, order } => self.release_folio(*head, *order),
            Effect::FolioChanged { head, to, .. } => self.folios.set(*head, *to),
            Effect::FolioSplit { head, from } => self.split_folio(*head, from),
            Effect::MapcountsChanged { head, pages, more } => self.count_mappings(*head, *pages, *more),
            Effect::ExclusiveChanged { head, pages, exclusive } => self.set_exclusive(*head, *pages, *exclusive),
            Effect::FolioCopied { from, to, pages } => self.copy_frames(*from, *to, *pages),
            Effect::ContentsChanged { pfn, to, how, .. } => {
                self.totals.bytes_copied +=
                    if matches!(how, Fill::CopiedFrom(_)) { self.page_size().bytes() } else { 0 };
                self.totals.pages_zeroed += u64::from(*how == Fill::Zeroed);
                self.frames.update(*pfn, &mut |frame| frame.contents = to.clone());
            }
            Effect::RefcountChanged { pfn, to, .. } => self.frames.update(*pfn, &mut |frame| frame.refcount = *to),
            Effect::MapcountChanged { pfn, to, sharing, .. } => self.set_mapcount(*pfn, *to, *sharing),
            Effect::MlocksChanged { pfn, to, .. } => self.frames.update(*pfn, &mut |frame| frame.mlocks = *to),
            Effect::FlagsChanged { pfn, to, .. } => self.frames.update(*pfn, &mut |frame| frame.flags = *to),

            Effect::FramesMapped { pfn, frames, by } => self.map_frames(*pfn, *frames, *by),
            Effect::FramesChanged { pfn, frames, change } => self.change_frames(*pfn, *frames, change),

            Effect::TablesAllocated { mm, level, base, pfn, tables } => {
                self.mapped.tables += tables;
                self.mm_mut(*mm, |mm| mm.tables.insert_tables(*level, *base, *pfn, *tables));
            }
            Effect::TablesFreed { mm, level, base, tables, .. } => {
                self.mapped.tables -= tables;
                self.mm_mut(*mm, |mm| mm.tables.remove_tables(*level, *base, *tables));
            }
            Effect::TableAllocated { mm, level, base, pfn } => {
                self.mapped.tables += 1;
                self.mm_mut(*mm, |mm| mm.tables.insert_tables(*level, *base, *pfn, 1));
            }
            Effect::TableFreed { mm, level, base, .. } => {
                self.mapped.tables -= 1;
                self.mm_mut(*mm, |mm| mm.tables.remove_tables(*level, *base, 1));
            }
            Effect::TableShared { mm, from, base, private, .. } => {
                self.mapped.private += private;
                if let Some(from) = self.mms.find(from.0.into()).and_then(|run| run.value.clone()) {
                    self.mm_mut(*mm, |mm| mm.tables.share_table(*base, &from.tables));
                }
            }
            Effect::TableUnshared { mm, base, to, private, .. } => {
                self.mapped.tables += 1;
                // Its pages are counted one by one, as mappings of its own.
                self.mapped.private -= private;
                self.mm_mut(*mm, |mm| mm.tables.insert_tables(Level::Pte, *base, *to, 1));
            }
            Effect::TableLeft { mm, base, private, .. } => {
                self.mapped.private -= private;
                self.mm_mut(*mm, |mm| mm.tables.remove_tables(Level::Pte, *base, 1));
            }
            Effect::PmdChanged { mm, base, to, .. } => self.mm_mut(*mm, |mm| mm.tables.set_pmd_writable(*base, *to)),
            Effect::PteChanged { mm, vpn, to, .. } => self.mm_mut(*mm, |mm| mm.tables.set(*vpn, *to)),
            Effect::PtesChanged { mm, range, to, .. } => {
                self.mm_mut(*mm, |mm| mm.tables.set_run(PteRun { range: *range, pte: *to }));
            }
            Effect::PagesUnmapped { mm, range, .. } => self.unmap_pages(*mm, *range),
            Effect::VmaInserted { mm, vma } => {
                self.committed += charged(vma);
                self.mm_mut(*mm, |mm| mm.put_vma(*vma));
            }
            Effect::VmaRemoved { mm, vma } => {
                self.committed -= charged(vma);
                self.mm_mut(*mm, |mm| mm.take_vma(vma));
            }
            Effect::VmaChanged { mm, from, to } => {
                self.committed = self.committed + charged(to) - charged(from);
                self.mm_mut(*mm, |mm| {
                    mm.take_vma(from);
                    mm.put_vma(*to);
                });
            }
            Effect::HugePmdChanged { mm, vpn, to, .. } => {
                self.mm_mut(*mm, |mm| mm.tables.set_run(PteRun { range: PageRange::new(*vpn, PMD_PAGES), pte: *to }));
            }
            Effect::AnonVmaCreated { .. } => self.next.anon_vma += 1,
            Effect::BrkMoved { mm, to, .. } => self.mm_mut(*mm, |mm| mm.brk = *to),
            Effect::MmCreated { mm, pgd } => {
                self.next.mm = mm.0 + 1;
                self.mapped.tables += 1;
                self.mms.set(mm.0.into(), 1, Some(Some(Rc::new(Mm::new(self.page_size(), *pgd)))));
            }
            Effect::MmDestroyed { mm } => {
                self.mapped.tables -= 1;
                self.mms.set(mm.0.into(), 1, None);
            }
            Effect::MmUsersChanged { mm, to, .. } => self.mm_mut(*mm, |mm| mm.users = *to),
            Effect::RssChanged { mm, kind, to, .. } => self.mm_mut(*mm, |mm| *mm.rss.slot(*kind) = *to),

            Effect::TaskCreated { pid, tgid, ppid } => self.add_task(*pid, *tgid, *ppid),
            Effect::TaskMmChanged { pid, to, .. } => self.task_mut(*pid, |task| task.mm = *to),
            Effect::BoundsChanged { pid, to, .. } => self.task_mut(*pid, |task| task.bounds = *to),
            Effect::StateChanged { pid, to, .. } => self.task_mut(*pid, |task| task.state = *to),
            Effect::Reparented { pid, to, .. } => self.task_mut(*pid, |task| task.ppid = *to),
            Effect::TaskReaped { pid } => {
                self.tasks.set(pid.0.into(), 1, None);
            }
            Effect::FaultCounted { pid, major } => self.count_fault(*pid, *major),
            Effect::FaultsCounted { pid, by } => self.count_faults(*pid, by, 1),

            Effect::TlbFilled { entry } => self.tlb.fill(*entry),
            Effect::TlbFlushed { scope } => self.tlb.flush(*scope),

            Effect::FileCreated { file, kind, pages, opened } => {
                self.next.file = file.0 + 1;
                self.committed += if *kind == FileKind::SharedAnon { *pages } else { 0 };
                self.files.insert(*file, Rc::new(File::new(*kind, *pages, *opened)));
            }
            Effect::FileResized { file, to, .. } => {
                self.committed -= self.shared_pages(*file);
                self.file_mut(*file, |file| file.resize(*to));
                self.committed += self.shared_pages(*file);
            }
            Effect::PageWrittenBack { file, index, pfn } => {
                if let Some(contents) = self.frames.get(*pfn).map(|frame| frame.contents.clone()) {
                    self.file_mut(*file, |file| file.write_disk(*index, contents));
                }
            }
            Effect::DiskCleared { file, first, pages } => self.file_mut(*file, |file| file.clear_disk(*first, *pages)),
            Effect::LastReadChanged { file, to, .. } => self.file_mut(*file, |file| file.last_read = *to),
            Effect::FileDropped { file } => {
                self.committed -= self.shared_pages(*file);
                self.files.remove(file);
            }
            Effect::FileMappingsChanged { file, to, .. } => self.file_mut(*file, |file| file.mappings = *to),
            Effect::PageCached { file, index, pfn } => {
                self.committed += self.charged_by_page(*file);
                self.file_mut(*file, |file| {
                    file.cache.insert(*index, *pfn);
                });
            }
            Effect::PageUncached { file, index, .. } => {
                self.committed -= self.charged_by_page(*file);
                self.file_mut(*file, |file| {
                    file.cache.remove(index);
                });
            }

            Effect::GroupCreated { group, max, pids_max } => self.groups.create(*group, *max, *pids_max),
            Effect::FrameCharged { pfn, kind, group } => self.groups.charge(*pfn, *kind, *group),
            Effect::GroupEventCounted { group, event } => self.groups.count(*group, *event),

            Effect::SlotAllocated { slot } => self.swap_mut(|swap| swap.take(*slot)),
            Effect::SlotFreed { slot } => self.swap_mut(|swap| swap.release(*slot)),
            Effect::SwapEntriesChanged { slot, to, .. } => {
                self.swap_mut(|swap| swap.change(*slot, |used| used.entries = *to));
            }
            Effect::SwapWritten { slot, pfn } => {
                let contents = self.frame(*pfn).map(|frame| frame.contents.clone()).unwrap_or(Contents::ZERO);
                self.swap_mut(|swap| swap.change(*slot, |used| used.contents = contents));
            }
            Effect::SwapCached { slot, pfn } => self.swap_mut(|swap| swap.cache_add(*slot, *pfn)),
            Effect::SwapUncached { slot, pfn } => self.swap_mut(|swap| swap.cache_remove(*slot, *pfn)),
            Effect::ShmemSwapped { file, index, slot } => self.file_mut(*file, |file| {
                match slot {
                    Some(slot) => drop(file.swapped.insert(*index, *slot)),
                    None => drop(file.swapped.remove(index)),
                };
            }),
            Effect::KindChanged { pfn, to, .. } => self.frames.update(*pfn, &mut |frame| frame.kind = *to),
            Effect::ReclaimHandMoved { to } => self.reclaim_hand = *to,

            Effect::Tallied(tally) => self.totals.count(*tally),
        }
    }

    pub(super) fn set_mapcount(&mut self, pfn: Pfn, to: u32, sharing: Sharing) {
        let Some(frame) = self.frames.get(pfn) else { return };
        let (was_mapped, was_shared, more) = (frame.mapcount > 0, frame.shared_maps > 0, to > frame.mapcount);
        let mut shared_maps = frame.shared_maps;
        match (sharing, more) {
            (Sharing::Private, true) => self.mapped.private += 1,
            (Sharing::Private, false) => self.mapped.private -= 1,
            (Sharing::Shared, true) => shared_maps += 1,
            (Sharing::Shared, false) => shared_maps -= 1,
        }
        count(&mut self.mapped.frames, was_mapped, to > 0);
        count(&mut self.mapped.shared, was_shared, shared_maps > 0);
        self.frames.update(pfn, &mut |frame| (frame.mapcount, frame.shared_maps) = (to, shared_maps));
    }

    fn change_frames(&mut self, pfn: Pfn, frames: u32, FrameChange { from, to }: &FrameChange) {
        let mapcount = |frame: &Option<Frame>| frame.as_ref().map_or(0, |frame| frame.mapcount);
        let (was, is, all) = (u64::from(mapcount(from)), u64::from(mapcount(to)), u64::from(frames));
        self.mapped.private = self.mapped.private + is * all - was * all;
        self.mapped.frames = self.mapped.frames + is.min(1) * all - was.min(1) * all;
        if let (Some(from), None, false) = (from, to, self.groups.is_empty()) {
            (0..frames).for_each(|at| self.groups.uncharge(Pfn(pfn.0 + at), from.kind));
        }
        self.frames.set(pfn, frames, to.clone());
    }

    fn map_frames(&mut self, pfn: Pfn, frames: u32, by: i32) {
        self.mapped.private = self.mapped.private.saturating_add_signed(i64::from(by) * i64::from(frames));
        self.frames.map_again(pfn, frames, by);
    }

    /// Counts faults so many times.
    pub(super) fn count_faults(&mut self, pid: Pid, by: &Totals, times: u64) {
        self.totals.count_again(by, times);
        self.task_mut(pid, |task| {
            task.minflt += (by.faults - by.major_faults) * times;
            task.majflt += by.major_faults * times;
        });
    }

    fn add_task(&mut self, pid: Pid, tgid: Pid, ppid: Pid) {
        self.next.pid = pid.0;
        let state = TaskState::Running;
        let bounds = Bounds::default();
        let task = Task { pid, tgid, ppid, state, mm: None, minflt: 0, majflt: 0, bounds };
        self.tasks.set(pid.0.into(), 1, Some(Some(Rc::new(task))));
    }

    fn count_fault(&mut self, pid: Pid, major: bool) {
        self.totals.faults += 1;
        self.totals.major_faults += u64::from(major);
        self.task_mut(pid, |task| {
            task.minflt += u64::from(!major);
            task.majflt += u64::from(major);
        });
    }

    pub(super) fn mm_mut(&mut self, mm: MmId, change: impl FnOnce(&mut Mm)) {
        if let Some(Some(mm)) = self.mms.get_mut(mm.0.into()) {
            change(Rc::make_mut(mm));
        }
    }

    fn task_mut(&mut self, pid: Pid, change: impl FnOnce(&mut Task)) {
        if let Some(Some(task)) = self.tasks.get_mut(pid.0.into()) {
            change(Rc::make_mut(task));
        }
    }

    /// Pages that the object of a shared anonymous mapping counts in Committed_AS, touched or not.
    fn shared_pages(&self, file: FileId) -> u64 {
        self.file(file).filter(|file| file.kind == FileKind::SharedAnon).map_or(0, |file| file.pages)
    }

    /// Whether the pages of an object count in Committed_AS one by one as they come into being: those of a memfd.
    fn charged_by_page(&self, file: FileId) -> u64 {
        u64::from(self.file(file).is_some_and(|file| file.kind == FileKind::Memfd))
    }

    fn file_mut(&mut self, file: FileId, change: impl FnOnce(&mut File)) {
        if let Some(file) = self.files.get_mut(&file) {
            change(Rc::make_mut(file));
        }
    }

    /// How many tasks were ever made, those included that have ended.
    pub fn tasks_made(&self) -> u32 {
        self.next.pid
    }

    fn swap_mut(&mut self, change: impl FnOnce(&mut SwapArea)) {
        change(Rc::make_mut(&mut self.swap));
    }

    /// The number that the next process gets.
    pub(crate) fn next_pid(&self) -> Pid {
        Pid(self.next.pid + 1)
    }

    /// The number that the next address space gets.
    pub(crate) fn next_mm(&self) -> MmId {
        MmId(self.next.mm)
    }

    /// The number that the next file gets.
    pub(crate) fn next_file(&self) -> FileId {
        FileId(self.next.file)
    }

    /// The number that the next anonymous-memory bookkeeping gets.
    pub(crate) fn next_anon_vma(&self) -> u32 {
        self.next.anon_vma
    }
}

/// Pages of a VMA that count in Committed_AS.
fn charged(vma: &Vma) -> u64 {
    if vma.flags.contains(VmFlags::ACCOUNT) {
        vma.pages()
    } else {
        0
    }
}

/// Counts something in when it becomes true, and out when it no longer is.
fn count(counter: &mut u64, was: bool, is: bool) {
    *counter += u64::from(is && !was);
    *counter -= u64::from(was && !is);
}
