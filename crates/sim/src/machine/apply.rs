//! The only code that writes the machine: one arm per effect, and no rule of memory management.

use std::sync::Arc;

use super::Machine;
use crate::addr::PAGE_SIZE;
use crate::effect::{Effect, Fill, Tally};
use crate::file::File;
use crate::frame::Frame;
use crate::mm::{Mm, MmId};
use crate::task::{Pid, Task, TaskState};

impl Machine {
    pub(super) fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::FrameAllocated { .. }
            | Effect::FrameFreed { .. }
            | Effect::ContentsChanged { .. }
            | Effect::RefcountChanged { .. }
            | Effect::MapcountChanged { .. }
            | Effect::FlagsChanged { .. } => self.apply_to_frame(effect),
            Effect::TableAllocated { mm, level, base, pfn } => {
                self.change_mm(*mm, |mm| mm.tables.insert_table(*level, *base, *pfn));
            }
            Effect::TableFreed { mm, level, base, .. } => {
                self.change_mm(*mm, |mm| mm.tables.remove_table(*level, *base));
            }
            Effect::PteChanged { mm, vpn, to, .. } => self.change_mm(*mm, |mm| mm.tables.set(*vpn, *to)),
            Effect::VmaInserted { .. }
            | Effect::VmaRemoved { .. }
            | Effect::VmaChanged { .. }
            | Effect::AnonVmaCreated { .. }
            | Effect::BrkMoved { .. }
            | Effect::MmCreated { .. }
            | Effect::MmDestroyed { .. }
            | Effect::MmUsersChanged { .. }
            | Effect::RssChanged { .. } => self.apply_to_mm(effect),
            Effect::TaskCreated { .. }
            | Effect::TaskMmChanged { .. }
            | Effect::StateChanged { .. }
            | Effect::Reparented { .. }
            | Effect::TaskReaped { .. }
            | Effect::FaultCounted { .. } => self.apply_to_task(effect),
            Effect::TlbFilled { entry } => self.tlb.fill(*entry),
            Effect::TlbFlushed { scope } => self.tlb.flush(*scope),
            Effect::FileCreated { .. }
            | Effect::FileDropped { .. }
            | Effect::FileMappingsChanged { .. }
            | Effect::PageCached { .. }
            | Effect::PageUncached { .. } => self.apply_to_file(effect),
            Effect::Tallied(Tally::CowCopy) => self.totals.cow_copies += 1,
            Effect::Tallied(Tally::CowReuse) => self.totals.cow_reuses += 1,
            Effect::Tallied(Tally::ForkCopy) => self.totals.fork_copies += 1,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply() sends only these here")]
    fn apply_to_frame(&mut self, effect: &Effect) {
        match effect {
            Effect::FrameAllocated { pfn, kind } => self.frames.take(*pfn, *kind),
            Effect::FrameFreed { pfn, .. } => self.frames.release(*pfn),
            Effect::ContentsChanged { pfn, to, how, .. } => {
                if let Fill::CopiedFrom(_) = how {
                    self.totals.bytes_copied += PAGE_SIZE;
                }
                self.change_frame(*pfn, |frame| frame.contents = to.clone());
            }
            Effect::RefcountChanged { pfn, to, .. } => self.change_frame(*pfn, |frame| frame.refcount = *to),
            Effect::MapcountChanged { pfn, to, .. } => self.change_frame(*pfn, |frame| frame.mapcount = *to),
            Effect::FlagsChanged { pfn, to, .. } => self.change_frame(*pfn, |frame| frame.flags = *to),
            _ => {}
        }
    }

    fn change_frame(&mut self, pfn: crate::addr::Pfn, change: impl FnOnce(&mut Frame)) {
        if let Some(frame) = self.frames.get_mut(pfn) {
            change(frame);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply() sends only these here")]
    fn apply_to_mm(&mut self, effect: &Effect) {
        match effect {
            Effect::VmaInserted { mm, vma } => self.change_mm(*mm, |mm| drop(mm.vmas.insert(vma.start, *vma))),
            Effect::VmaRemoved { mm, vma } => self.change_mm(*mm, |mm| drop(mm.vmas.remove(&vma.start))),
            Effect::VmaChanged { mm, from, to } => self.change_mm(*mm, |mm| {
                mm.vmas.remove(&from.start);
                mm.vmas.insert(to.start, *to);
            }),
            Effect::AnonVmaCreated { .. } => self.next.anon_vma += 1,
            Effect::BrkMoved { mm, to, .. } => self.change_mm(*mm, |mm| mm.brk = *to),
            Effect::MmCreated { mm, pgd } => {
                self.next.mm = self.next.mm.max(mm.0 + 1);
                self.mms.insert(*mm, Arc::new(Mm::new(*pgd)));
            }
            Effect::MmDestroyed { mm } => drop(self.mms.remove(mm)),
            Effect::MmUsersChanged { mm, to, .. } => self.change_mm(*mm, |mm| mm.users = *to),
            Effect::RssChanged { mm, kind, to, .. } => self.change_mm(*mm, |mm| *mm.rss.slot(*kind) = *to),
            _ => {}
        }
    }

    fn change_mm(&mut self, mm: MmId, change: impl FnOnce(&mut Mm)) {
        if let Some(mm) = self.mms.get_mut(&mm) {
            change(Arc::make_mut(mm));
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply() sends only these here")]
    fn apply_to_task(&mut self, effect: &Effect) {
        match effect {
            Effect::TaskCreated { pid, ppid } => {
                self.next.pid = self.next.pid.max(pid.0);
                let state = TaskState::Running;
                self.tasks.insert(*pid, Task { pid: *pid, ppid: *ppid, state, mm: None, minflt: 0, majflt: 0 });
            }
            Effect::TaskMmChanged { pid, to, .. } => self.change_task(*pid, |task| task.mm = *to),
            Effect::StateChanged { pid, to, .. } => self.change_task(*pid, |task| task.state = *to),
            Effect::Reparented { pid, to, .. } => self.change_task(*pid, |task| task.ppid = *to),
            Effect::TaskReaped { pid } => drop(self.tasks.remove(pid)),
            Effect::FaultCounted { pid, major } => {
                self.totals.faults += 1;
                self.change_task(*pid, |task| {
                    task.minflt += u64::from(!major);
                    task.majflt += u64::from(*major);
                });
            }
            _ => {}
        }
    }

    fn change_task(&mut self, pid: Pid, change: impl FnOnce(&mut Task)) {
        if let Some(task) = self.tasks.get_mut(&pid) {
            change(task);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply() sends only these here")]
    fn apply_to_file(&mut self, effect: &Effect) {
        let (id, change): (_, Box<dyn FnOnce(&mut File) + '_>) = match effect {
            Effect::FileCreated { file, kind, pages } => {
                self.next.file = self.next.file.max(file.0 + 1);
                let made = File { kind: *kind, pages: *pages, cache: Default::default(), mappings: 0 };
                self.files.insert(*file, Arc::new(made));
                return;
            }
            Effect::FileDropped { file } => return drop(self.files.remove(file)),
            Effect::FileMappingsChanged { file, to, .. } => (file, Box::new(|file| file.mappings = *to)),
            Effect::PageCached { file, index, pfn } => (file, Box::new(|file| drop(file.cache.insert(*index, *pfn)))),
            Effect::PageUncached { file, index, .. } => (file, Box::new(|file| drop(file.cache.remove(index)))),
            _ => return,
        };
        if let Some(file) = self.files.get_mut(id) {
            change(Arc::make_mut(file));
        }
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
    pub(crate) fn next_file(&self) -> crate::file::FileId {
        crate::file::FileId(self.next.file)
    }

    /// The number that the next anonymous-memory bookkeeping gets.
    pub(crate) fn next_anon_vma(&self) -> u32 {
        self.next.anon_vma
    }
}
