//! The simulator's side: what a command came to and what the machine looks like, in the form that is compared.

use forkscope_sim::command::{Outcome, Ret};
use forkscope_sim::file::FileId;
use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::smaps::Smaps;
use forkscope_sim::swap::Slot;
use forkscope_sim::task::ExitStatus;
use forkscope_sim::vma::{Backing, VmFlags};
use forkscope_sim::{Event, Machine, Mm, Note, Observer, Pid, Pte, Refused, TaskState, Vma, Vpn};

use crate::observation::{Area, Kind, Page, Process, Seen, Snapshot, FIGURES, VM_FLAGS};
use crate::PAGE;

/// Puts down which pages a command goes through, in order: the kernel's side has to go through the same ones.
#[derive(Debug, Default)]
pub(crate) struct Accesses {
    pub(crate) pages: Vec<Vpn>,
    /// What a call, not a fault, reads from disk: the file and the first page of each readahead window. A write reads just the page that it is in.
    pub(crate) windows: Vec<(FileId, u64)>,
    /// Whether a fault looks for a page of a file right now.
    in_fault: bool,
}

impl Observer for Accesses {
    fn event(&mut self, _machine: &Machine, event: &Event) {
        let Event::Note(note) = event else { return };
        if let Note::Translated { vpn, .. } = note {
            self.pages.push(*vpn);
        }
        if let Note::ReadingDisk { file, first, .. } = note {
            self.windows.extend((!self.in_fault).then_some((*file, *first)));
        }
        self.in_fault = matches!(note, Note::PageCacheLookup { .. });
    }
}

/// What a command came to; nothing when there was no process to run it.
pub(crate) fn seen(result: &Result<Outcome, Refused>) -> Option<Seen> {
    match result {
        Ok(outcome) => {
            let (minflt, majflt) = (Some(outcome.minflt), Some(outcome.majflt));
            Some(Seen { result: describe(outcome.ret), minflt, majflt })
        }
        Err(Refused::Errno(errno)) => Some(Seen { result: errno.name().to_owned(), minflt: None, majflt: None }),
        Err(Refused::NoProcess(_) | Refused::NotRunning(..)) => None,
    }
}

fn describe(ret: Ret) -> String {
    match ret {
        Ret::Done | Ret::Pid(_) | Ret::File(_) | Ret::Group(_) | Ret::Addr(_) => "ok".to_owned(),
        Ret::Value(byte) => format!("read {byte:#04x}"),
        Ret::Reaped(status) => format!("reaped: {}", describe_status(status)),
        Ret::Asleep => "sleeps".to_owned(),
        Ret::Signal(signal) => describe_signal(signal),
    }
}

fn describe_signal(signal: forkscope_sim::Signal) -> String {
    use forkscope_sim::Signal;
    match signal {
        Signal::SegvMapErr(at) | Signal::SegvAccErr(at) | Signal::BusAdrErr(at) => format!("{} at {at}", signal.name()),
        Signal::Kill | Signal::OomKill => signal.name().to_owned(),
    }
}

fn describe_status(status: ExitStatus) -> String {
    match status {
        ExitStatus::Exited(status) => format!("exit {status}"),
        ExitStatus::Killed(signal) => format!("signal {}", signal.number()),
    }
}

/// The machine in the form that is compared.
pub(crate) fn snapshot(machine: &Machine) -> Snapshot {
    let processes = machine.tasks().map(|task| {
        let state = match task.state {
            TaskState::Running => "running".to_owned(),
            TaskState::Waiting(child) => format!("waits for pid {child}"),
            TaskState::Suspended(child) => format!("suspended until pid {child} lets go"),
            TaskState::Zombie(status) => format!("zombie: {}", describe_status(status)),
        };
        let empty = Process { state, parent: Some(task.ppid), ..Process::default() };
        (task.pid, machine.mm_of(task.pid).map_or(empty.clone(), |(_, mm)| with_memory(empty, machine, mm)))
    });
    Snapshot { processes: processes.collect() }
}

fn with_memory(process: Process, machine: &Machine, mm: &Mm) -> Process {
    let vmas = || mm.vmas.values();
    let pages = vmas().flat_map(|vma| mm.tables.populated(vma.range()));
    Process {
        areas: vmas().map(|vma| area(machine, mm, vma)).collect(),
        pages: pages
            .filter_map(|(vpn, pte)| {
                Some((vpn, pte.swap_slot().map_or_else(|| page(machine, pte), |slot| Some(swapped(slot)))?))
            })
            .collect(),
        resident: [mm.rss.anon, mm.rss.file, mm.rss.shmem],
        tables: Some(mm.tables.count()),
        ..process
    }
}

fn area(machine: &Machine, mm: &Mm, vma: &Vma) -> Area {
    let bits = [
        VmFlags::ACCOUNT,
        VmFlags::DONTCOPY,
        VmFlags::WIPEONFORK,
        VmFlags::LOCKED,
        VmFlags::HUGEPAGE,
        VmFlags::NOHUGEPAGE,
        VmFlags::MERGEABLE,
    ];
    let flags = VM_FLAGS.into_iter().zip(bits);
    Area {
        range: vma.range(),
        perms: vma.perms(),
        flags: flags.filter(|(_, bit)| vma.flags.contains(*bit)).map(|(name, _)| name).collect(),
        pgoff: match vma.backing {
            Backing::Anon => 0,
            Backing::File(_) => vma.pgoff,
        },
        figures: figures(&machine.smaps_of(mm, vma)),
    }
}

fn figures(smaps: &Smaps) -> [u64; FIGURES.len()] {
    [
        smaps.size,
        smaps.rss,
        smaps.pss_bytes(),
        smaps.pss_dirty_bytes(),
        smaps.shared_clean,
        smaps.shared_dirty,
        smaps.private_clean,
        smaps.private_dirty,
        smaps.referenced,
        smaps.anonymous,
        smaps.lazyfree,
        smaps.anon_huge,
        smaps.ksm,
        smaps.swap,
        smaps.swap_pss_bytes(),
    ]
    .map(|bytes| bytes / 1024)
}

/// A page that is swapped out: known by its slot.
fn swapped(slot: Slot) -> Page {
    Page::swapped(slot.0.into())
}

/// A page as the kernel shows it. kpageflags shows PageAnonExclusive of the first page of a large folio for all of them, and pagemap
/// says of a huge page whether its first page is mapped once.
fn page(machine: &Machine, pte: Pte) -> Option<Page> {
    let pfn = pte.pfn()?;
    let head = machine.folio(pfn).map_or(pfn, |(head, _)| head);
    let mapped_by = if pte.is_huge() { head } else { pfn };
    let other = Page {
        kind: Kind::Other("no frame"),
        frame: u64::from(pfn.0),
        kept: None,
        mapcount: 0,
        exclusive: false,
        mapped_once: false,
        dirty: false,
    };
    let Some(frame) = machine.frame(pfn) else { return Some(other) };
    let kind = match frame.kind {
        FrameKind::Zero => return Some(Page { kind: Kind::Zero, ..other }),
        FrameKind::Anon => Kind::Anon,
        FrameKind::Ksm => Kind::Ksm,
        FrameKind::File { .. } => Kind::File,
        FrameKind::Shmem { .. } => Kind::Shmem,
        FrameKind::Table { .. } => Kind::Other("a page table"),
    };
    Some(Page {
        kind,
        mapcount: u64::from(frame.mapcount),
        exclusive: kind == Kind::Anon && machine.page_flags(head).contains(FrameFlags::EXCLUSIVE),
        mapped_once: machine.frame(mapped_by).is_some_and(|frame| frame.mapcount == 1),
        dirty: machine.page_flags(pfn).contains(FrameFlags::DIRTY),
        ..other
    })
}

/// The bytes of a page of a process.
pub(crate) fn bytes(machine: &Machine, pid: Pid, vpn: Vpn) -> Option<Vec<u8>> {
    machine.frame(machine.pte(pid, vpn).pfn()?).map(|frame| frame.contents.to_bytes(PAGE))
}
