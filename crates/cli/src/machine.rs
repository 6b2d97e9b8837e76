//! A machine in the shape of [`json`](crate::json).

use forkscope_sim::frame::{self, FrameKind};
use forkscope_sim::task::{Task, TaskState};
use forkscope_sim::{Machine, Pfn};
use forkscope_view::Naming;

use crate::json::{Frame, Process, Pte, Totals, Vma};

/// How much of the machine is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Every populated page and every frame.
    Full,
    /// Processes and VMAs only.
    Summary,
}

/// The processes that exist.
pub(crate) fn processes(machine: &Machine, names: &dyn Naming, detail: Detail) -> Vec<Process> {
    machine.tasks().map(|task| process(machine, names, task, detail)).collect()
}

fn process(machine: &Machine, names: &dyn Naming, task: &Task, detail: Detail) -> Process {
    let sum = machine.smaps_rollup(task.pid);
    Process {
        name: names.process(task.pid),
        pid: task.pid.0,
        ppid: task.ppid.0,
        tgid: task.tgid.0,
        state: state(task.state),
        rss: sum.rss,
        pss: sum.pss_bytes(),
        uss: sum.uss(),
        shared_clean: sum.shared_clean,
        shared_dirty: sum.shared_dirty,
        private_clean: sum.private_clean,
        private_dirty: sum.private_dirty,
        anonymous: sum.anonymous,
        anon_huge: sum.anon_huge,
        swap: sum.swap,
        page_tables: machine.page_table_bytes(task.pid),
        minflt: task.minflt,
        majflt: task.majflt,
        vmas: vmas(machine, names, task, detail),
    }
}

/// The state in the words of the scenario language.
fn state(state: TaskState) -> &'static str {
    match state {
        TaskState::Running => "running",
        TaskState::Waiting(_) => "sleeping",
        TaskState::Suspended(_) => "suspended",
        TaskState::Zombie(_) => "zombie",
    }
}

fn vmas(machine: &Machine, names: &dyn Naming, task: &Task, detail: Detail) -> Vec<Vma> {
    let vmas = machine.mm_of(task.pid).into_iter().flat_map(|(_, mm)| mm.vmas.values());
    let shape = |vma: &forkscope_sim::Vma| Vma {
        name: names.page_name(task.pid, vma.start).region,
        start: vma.start.addr(machine.page_size()).0,
        pages: vma.pages(),
        perm: vma.perms(),
        ptes: (detail == Detail::Full).then(|| ptes(machine, names, task, vma)),
    };
    vmas.map(shape).collect()
}

fn ptes(machine: &Machine, names: &dyn Naming, task: &Task, vma: &forkscope_sim::Vma) -> Vec<Pte> {
    let Some((_, mm)) = machine.mm_of(task.pid) else { return Vec::new() };
    let populated = mm.tables.populated(vma.range());
    populated.map(|(vpn, pte)| entry(machine, names.page_name(task.pid, vpn).index, pte)).collect()
}

fn entry(machine: &Machine, page: u64, pte: forkscope_sim::Pte) -> Pte {
    let pfn = pte.pfn().unwrap_or(Pfn::ZERO_PAGE);
    Pte {
        page,
        frame: pfn.0,
        present: pte.is_present(),
        writable: pte.is_writable(),
        dirty: pte.is_dirty(),
        exclusive: machine.is_exclusive(pte) || pte.is_swap_exclusive(),
        swap: pte.swap_slot().is_some(),
        slot: pte.swap_slot().map(|slot| slot.0),
    }
}

/// The frames that hold user memory or the page cache.
pub(crate) fn frames(machine: &Machine) -> Vec<Frame> {
    machine.frames().iter().filter_map(|(pfn, frame)| Some(shape(machine, pfn, kind(frame.kind)?, &frame))).collect()
}

fn shape(machine: &Machine, pfn: Pfn, kind: &'static str, frame: &frame::Frame) -> Frame {
    let head: [u8; 4] = frame.contents.head();
    Frame {
        frame: pfn.0,
        refcount: machine.refcount(pfn),
        mapcount: frame.mapcount,
        kind,
        bytes: head.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn kind(kind: FrameKind) -> Option<&'static str> {
    match kind {
        FrameKind::Anon => Some("anon"),
        FrameKind::Ksm => Some("ksm"),
        FrameKind::File { .. } => Some("file"),
        FrameKind::Shmem { .. } => Some("shmem"),
        FrameKind::Zero | FrameKind::Table { .. } => None,
    }
}

/// The figures of the whole machine.
pub(crate) fn totals(machine: &Machine) -> Totals {
    let (usage, totals) = (machine.usage(), machine.totals());
    Totals {
        frames_used: usage.mapped,
        frames_if_eager: usage.if_eager,
        faults: totals.faults,
        cow_copies: totals.cow_copies,
        cow_reuses: totals.cow_reuses,
        bytes_copied: totals.bytes_copied,
    }
}
