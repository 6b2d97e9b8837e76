//! The machine: all state of the simulated world, one door in, one place that changes it.
//!
//! * [`Machine::run`] carries a command out: it sends it to `mem` or `proc`, which read the machine and emit events.
//! * `tx` is what they emit through: an effect is applied and told, a note is only told.
//! * `apply` is the only code that writes, with `again`, which writes what was applied to one page to pages like it.
//! * [`Machine::check`] lists broken invariants; there are none, or there is a bug.

mod again;
mod apply;
mod check;
mod differ;
mod folios;
mod lru;
mod pieces;
mod tx;
mod unmap;

use std::rc::Rc;

use litemap::LiteMap;

use crate::addr::{PageSize, Pfn, Vpn};
use crate::cgroup::Groups;
use crate::command::{Command, Outcome, Ret};
use crate::effect::Tally;
use crate::errno::Refused;
use crate::event::Observer;
use crate::file::{File, FileId};
use crate::folio::Folios;
use crate::frame::{Frame, FrameFlags, FrameView, Frames};
use crate::hold::Hold;
use crate::mm::{Mm, MmId};
use crate::policy::Config;
use crate::pte::Pte;
use crate::runs::Runs;
use crate::swap::SwapArea;
use crate::task::{Pid, Task};
use crate::tlb::Tlb;
use crate::vma::Vma;

pub(crate) use again::{Alike, Each, Lesson, Lessons, RssGrown};
pub use check::Violation;
pub(crate) use folios::frames_of;
pub use pieces::Piece;
pub(crate) use tx::{Seen, Tx};

/// A simulated machine.
#[derive(Clone, Debug)]
pub struct Machine {
    config: Config,
    frames: Frames,
    folios: Folios,
    mms: Runs<Option<Rc<Mm>>>,
    tasks: Runs<Option<Rc<Task>>>,
    files: LiteMap<FileId, Rc<File>>,
    holds: Vec<Hold>,
    tlb: Tlb,
    groups: Groups,
    swap: Rc<SwapArea>,
    reclaim_hand: Pfn,
    totals: Totals,
    mapped: Mapped,
    /// Pages that are promised: Committed_AS.
    committed: u64,
    next: NextIds,
    lessons: Lessons,
}

/// What [`Machine::usage`] is computed from, counted along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapped {
    /// Frames that at least one PTE maps.
    pub(crate) frames: u64,
    /// PTEs of private mappings.
    pub(crate) private: u64,
    /// Frames that at least one shared mapping maps.
    pub(crate) shared: u64,
    /// Page-table pages, PGDs included.
    pub(crate) tables: u64,
}

/// Counters of the whole machine since it booted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Faults handled, of all processes.
    pub faults: u64,
    /// Those of them that read from storage.
    pub major_faults: u64,
    /// Write faults that ended in a copy.
    pub cow_copies: u64,
    /// Write faults that ended in a reuse.
    pub cow_reuses: u64,
    /// Pages that fork copied itself.
    pub fork_copies: u64,
    /// Bytes copied from frame to frame.
    pub bytes_copied: u64,
    /// Frames filled with zeros.
    pub pages_zeroed: u64,
    /// Page table entries that fork copied.
    pub entries_copied: u64,
    /// Pages read from swap (`pswpin`).
    pub swapped_in: u64,
    /// Pages written to swap (`pswpout`).
    pub swapped_out: u64,
    /// What happened to huge pages.
    pub thp: ThpTotals,
}

/// The counters of `/proc/vmstat` about huge pages, since boot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThpTotals {
    /// `thp_fault_alloc`: huge pages that faults allocated.
    pub fault_alloc: u64,
    /// `thp_fault_fallback`: faults that had to do with a small page.
    pub fault_fallback: u64,
    /// `thp_collapse_alloc`: huge pages that MADV_COLLAPSE allocated.
    pub collapse_alloc: u64,
    /// `thp_collapse_alloc_failed`: pieces that it found no huge page for.
    pub collapse_alloc_failed: u64,
    /// `thp_split_pmd`: PMD entries split into PTEs.
    pub split_pmd: u64,
    /// `thp_split_page`: huge folios split into single pages.
    pub split_page: u64,
    /// `thp_deferred_split_page`: huge folios queued to be split.
    pub deferred_split: u64,
}

impl Totals {
    fn count(&mut self, tally: Tally) {
        let (counter, more) = match tally {
            Tally::CowCopy => (&mut self.cow_copies, 1),
            Tally::CowReuse => (&mut self.cow_reuses, 1),
            Tally::ForkCopy => (&mut self.fork_copies, 1),
            Tally::Entries(entries) => (&mut self.entries_copied, entries),
            Tally::SwapIn => (&mut self.swapped_in, 1),
            Tally::SwapOut => (&mut self.swapped_out, 1),
            Tally::Zeroed(frames) => (&mut self.pages_zeroed, frames),
            Tally::ThpFaultAlloc => (&mut self.thp.fault_alloc, 1),
            Tally::ThpFaultFallback => (&mut self.thp.fault_fallback, 1),
            Tally::ThpCollapseAlloc => (&mut self.thp.collapse_alloc, 1),
            Tally::ThpCollapseAllocFailed => (&mut self.thp.collapse_alloc_failed, 1),
            Tally::ThpSplitPmd => (&mut self.thp.split_pmd, 1),
            Tally::ThpSplitPage => (&mut self.thp.split_page, 1),
            Tally::ThpDeferredSplit => (&mut self.thp.deferred_split, 1),
        };
        *counter += more;
    }
}

impl Totals {
    /// What grew since `before`, so many times. What becomes of huge pages is never done again in one step.
    pub(crate) fn grown(self, before: Totals, times: u64) -> Totals {
        Totals {
            faults: (self.faults - before.faults) * times,
            major_faults: (self.major_faults - before.major_faults) * times,
            cow_copies: (self.cow_copies - before.cow_copies) * times,
            cow_reuses: (self.cow_reuses - before.cow_reuses) * times,
            fork_copies: (self.fork_copies - before.fork_copies) * times,
            bytes_copied: (self.bytes_copied - before.bytes_copied) * times,
            pages_zeroed: (self.pages_zeroed - before.pages_zeroed) * times,
            entries_copied: (self.entries_copied - before.entries_copied) * times,
            swapped_in: (self.swapped_in - before.swapped_in) * times,
            swapped_out: (self.swapped_out - before.swapped_out) * times,
            thp: ThpTotals::default(),
        }
    }

    /// Counts what was done, so many times. What becomes of huge pages is not part of it.
    fn count_again(&mut self, by: &Totals, times: u64) {
        self.faults += by.faults * times;
        self.major_faults += by.major_faults * times;
        self.cow_copies += by.cow_copies * times;
        self.cow_reuses += by.cow_reuses * times;
        self.fork_copies += by.fork_copies * times;
        self.bytes_copied += by.bytes_copied * times;
        self.pages_zeroed += by.pages_zeroed * times;
        self.entries_copied += by.entries_copied * times;
        self.swapped_in += by.swapped_in * times;
        self.swapped_out += by.swapped_out * times;
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct NextIds {
    pid: u32,
    mm: u32,
    file: u32,
    anon_vma: u32,
}

impl Machine {
    /// A machine with all memory free and no process.
    pub fn boot(config: Config) -> Machine {
        Machine {
            config,
            frames: Frames::new(config.ram, config.first_pfn, config.pfn_step),
            folios: Folios::new(),
            mms: Runs::new(),
            tasks: Runs::new(),
            files: LiteMap::new(),
            holds: Vec::new(),
            tlb: Tlb::new(),
            groups: Groups::default(),
            swap: Rc::new(SwapArea::new(config.swap)),
            reclaim_hand: Pfn(0),
            totals: Totals::default(),
            mapped: Mapped::default(),
            committed: 0,
            next: NextIds::default(),
            lessons: Lessons::default(),
        }
    }

    /// Carries a command out and tells the observer of every event.
    ///
    /// # Errors
    /// What Linux answers when it refuses, or that no process is there to run the command. A refused command changes
    /// nothing that Linux would not have changed: `munmap`, `mprotect` and `madvise` over a hole do the part before it.
    pub fn run(&mut self, command: &Command, observer: &mut dyn Observer) -> Result<Outcome, Refused> {
        let mut tx = Tx::new(self, observer);
        let outcome = match command {
            Command::Start { program } => crate::proc::start(&mut tx, *program),
            Command::CreateFile { kind, pages, cached, opened } => {
                crate::mem::create_file(&mut tx, *kind, *pages, *cached, *opened)
            }
            Command::DropCaches => Ok(crate::mem::drop_caches(&mut tx)),
            Command::CreateGroup { max, pids_max } => Ok(crate::proc::create_group(&mut tx, *max, *pids_max)),
            Command::Reclaim { pages } => crate::mem::reclaim(&mut tx, *pages),
            Command::Khugepaged => Ok(crate::mem::khugepaged(&mut tx)),
            Command::KsmScan => Ok(crate::mem::ksm_scan(&mut tx)),
            Command::Do { pid, call } => crate::proc::act(&mut tx, *pid, call),
        };
        tx.finish();
        outcome
    }

    /// Size of its pages and frames.
    pub fn page_size(&self) -> PageSize {
        self.config.page
    }

    /// What was fixed at boot.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Physical memory.
    pub fn frames(&self) -> &Frames {
        &self.frames
    }

    /// A frame in use.
    pub fn frame(&self, pfn: Pfn) -> Option<Frame> {
        self.frames.get(pfn)
    }

    /// What decisions ask of a frame.
    pub fn frame_view(&self, pfn: Pfn) -> Option<FrameView> {
        self.frame(pfn).map(|frame| FrameView {
            pfn,
            kind: frame.kind,
            refcount: self.refcount(pfn),
            mapcount: frame.mapcount,
            exclusive: frame.flags.contains(FrameFlags::EXCLUSIVE),
            folio: self.folio(pfn).map(|(_, folio)| folio),
            swap_entries: self.swap.slot_of(pfn).and_then(|slot| self.swap.get(slot)).map(|slot| slot.entries),
        })
    }

    /// The address spaces, by number.
    pub fn mms(&self) -> impl Iterator<Item = (MmId, &Mm)> {
        self.mms.iter().filter_map(|run| Some((MmId(run.start as u32), run.value.as_deref()?)))
    }

    /// An address space.
    pub fn mm(&self, id: MmId) -> Option<&Mm> {
        self.mms.find(id.0.into())?.value.as_deref()
    }

    /// The tasks, pids ascending, zombies included.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter_map(|run| run.value.as_deref())
    }

    /// A task.
    pub fn task(&self, pid: Pid) -> Option<&Task> {
        self.tasks.find(pid.0.into())?.value.as_deref()
    }

    /// The address space of a task that has one.
    pub fn mm_of(&self, pid: Pid) -> Option<(MmId, &Mm)> {
        let id = self.task(pid)?.mm?;
        Some((id, self.mm(id)?))
    }

    /// The files and shared-memory objects, by number.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().map(|(id, file)| (*id, file.as_ref()))
    }

    /// A file or shared-memory object.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(&id).map(Rc::as_ref)
    }

    /// The PTE of a page of a process.
    pub fn pte(&self, pid: Pid, vpn: Vpn) -> Pte {
        self.mm_of(pid).map_or(Pte::NONE, |(_, mm)| mm.tables.get(vpn))
    }

    /// The VMA of a process that covers a page.
    pub fn vma(&self, pid: Pid, vpn: Vpn) -> Option<&Vma> {
        self.mm_of(pid)?.1.vma(vpn)
    }

    /// Who maps a frame: every process, page and PTE, in order of pid and address. Walks all page tables.
    pub fn mappers(&self, pfn: Pfn) -> Vec<(Pid, Vpn, Pte)> {
        let everywhere = crate::addr::PageRange { start: Vpn(0), end: crate::addr::TASK_SIZE };
        let of_task = |task: &Task| {
            let mm = task.mm.and_then(|id| self.mm(id)).into_iter();
            mm.flat_map(move |mm| mm.tables.populated(everywhere))
                .map(|(vpn, pte)| (task.pid, vpn, pte))
                .collect::<Vec<_>>()
        };
        self.tasks().flat_map(of_task).filter(|(_, _, pte)| pte.pfn() == Some(pfn)).collect()
    }

    /// What is held without being mapped: pages in pipes, pinned pages; in the order in which they were taken.
    pub fn holds(&self) -> &[Hold] {
        &self.holds
    }

    /// The translations that the CPU has cached.
    pub fn tlb(&self) -> &Tlb {
        &self.tlb
    }

    /// The memory cgroups.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The swap area and the swap cache.
    pub fn swap(&self) -> &SwapArea {
        &self.swap
    }

    pub(crate) fn reclaim_hand(&self) -> Pfn {
        self.reclaim_hand
    }

    /// Counters of the whole machine.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How many faults were handled, and how many of them read from storage.
    pub(crate) fn faults(&self) -> (u64, u64) {
        (self.totals.faults, self.totals.major_faults)
    }

    /// Committed_AS in pages: private writable memory of all processes whether touched or not, shared memory by object.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    pub(crate) fn mapped(&self) -> Mapped {
        self.mapped
    }

    /// Every broken invariant: none, or there is a bug in the model.
    pub fn check(&self) -> Vec<Violation> {
        check::check(self)
    }
}

impl Outcome {
    /// An outcome without faults.
    pub(crate) fn of(ret: Ret) -> Outcome {
        Outcome { ret, minflt: 0, majflt: 0 }
    }
}
