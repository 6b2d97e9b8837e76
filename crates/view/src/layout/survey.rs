//! Which processes there are, in which order, and who maps what.

use forkscope_sim::addr::TASK_SIZE;
use forkscope_sim::swap::Slot;
use forkscope_sim::task::Task;
use forkscope_sim::{Machine, Mm, MmId, PageRange, Pfn, Pid, Pte, TaskState, Vpn};

use super::moment::Moment;
use crate::index::Index;

/// Deepest indentation; what is below is indented no further.
const MAX_DEPTH: u8 = 3;

/// A process in its place in the tree.
#[derive(Clone, Copy)]
pub(crate) struct Proc<'a> {
    pub(crate) task: &'a Task,
    /// Its memory; none for a zombie, and for who uses the memory of another.
    pub(crate) mm: Option<&'a Mm>,
    pub(crate) mm_id: Option<MmId>,
    /// The process whose memory it uses, and on whose card that memory is drawn.
    pub(crate) lender: Option<Pid>,
    pub(crate) depth: u8,
}

/// How a page and a frame belong together at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// By an entry.
    Mapped(Pte),
    /// The entry is about to point at the frame.
    Pending,
    /// The entry does not point at the frame any more, but holds a reference.
    Cut(Pte),
    /// No entry points at the frame: a pipe, a pin or the swap cache keeps it. The page is the one that it was.
    Kept,
}

/// A page of a process that has to do with a frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) pid: Pid,
    pub(crate) vpn: Vpn,
    pub(crate) pfn: Pfn,
    pub(crate) hold: Hold,
}

/// The processes in the order of their cards: parents before their children, processes before their threads, both by number.
pub(crate) fn procs(machine: &Machine) -> Vec<Proc<'_>> {
    let tasks: Vec<&Task> = machine.tasks().collect();
    let above = |task: &Task| if task.tgid == task.pid { task.ppid } else { task.tgid };
    let parent = |task: &&Task| Some(above(task)).filter(|pid| machine.task(*pid).is_some()).unwrap_or(Pid::OUTSIDE);
    let by_parent = Index::of(tasks.iter().map(|task| parent(task).0.into()));
    let mut order = Vec::new();
    visit(machine, (&tasks, &by_parent), Pid::OUTSIDE, 0, &mut order);
    order
}

fn visit<'a>(
    machine: &'a Machine,
    (tasks, by_parent): (&[&'a Task], &Index),
    parent: Pid,
    depth: u8,
    order: &mut Vec<Proc<'a>>,
) {
    for task in by_parent.all(parent.0.into()).map(|at| tasks[at]) {
        let (mm_id, mm) = mm_of(machine, task).unzip();
        let lender = Some(lender(machine, task.pid)).filter(|lender| *lender != task.pid);
        let (mm, mm_id) = if lender.is_none() { (mm, mm_id) } else { (None, None) };
        order.push(Proc { task, mm, mm_id, lender, depth: depth.min(MAX_DEPTH) });
        visit(machine, (tasks, by_parent), task.pid, depth.saturating_add(1), order);
    }
}

/// The address space of a task. While an exiting task takes it down, it is the one that no task has any more.
fn mm_of<'a>(machine: &'a Machine, task: &Task) -> Option<(MmId, &'a Mm)> {
    let loose = || machine.mms().filter(|(id, _)| machine.tasks().all(|other| other.mm != Some(*id))).last();
    machine.mm_of(task.pid).or_else(|| loose().filter(|_| task.state == TaskState::Running))
}

/// On whose card the memory of a process is drawn: its own, unless it is a thread or the child of a vfork.
pub(crate) fn lender(machine: &Machine, pid: Pid) -> Pid {
    let mm = machine.task(pid).and_then(|task| task.mm);
    mm.and_then(|mm| machine.owner(mm)).unwrap_or(pid)
}

/// Every page that has to do with a frame, by process and address; what is on its way comes after what is there, and frames that nobody maps
/// any more come last.
pub(crate) fn links(machine: &Machine, moment: &Moment) -> Vec<Link> {
    let everywhere = PageRange { start: Vpn(0), end: TASK_SIZE };
    let mut links = Vec::new();
    for proc in procs(machine) {
        let pid = proc.task.pid;
        let ptes = proc.mm.into_iter().flat_map(|mm| mm.tables.populated(everywhere));
        links.extend(ptes.filter_map(|(vpn, pte)| Some(Link { pid, vpn, pfn: pte.pfn()?, hold: Hold::Mapped(pte) })));
    }
    if let Some(cut) = moment.cut.filter(|cut| machine.frame(cut.page.pfn).is_some()) {
        let page = cut.page;
        links.push(Link { pid: page.pid, vpn: page.vpn, pfn: page.pfn, hold: Hold::Cut(cut.pte) });
    }
    if let Some(page) = moment.pending.filter(|page| machine.frame(page.pfn).is_some()) {
        links.push(Link { pid: page.pid, vpn: page.vpn, pfn: page.pfn, hold: Hold::Pending });
    }
    let kept = kept(machine, &by_frame(&links));
    links.extend(kept);
    links
}

/// Every swap entry, by process and address.
pub(crate) fn swapped(machine: &Machine) -> Vec<(Slot, Pid, Vpn)> {
    let everywhere = PageRange { start: Vpn(0), end: TASK_SIZE };
    let mut all = Vec::new();
    for proc in procs(machine).iter().filter(|_| machine.swap().used() > 0) {
        let ptes = proc.mm.into_iter().flat_map(|mm| mm.tables.populated(everywhere));
        all.extend(ptes.filter_map(|(vpn, pte)| Some((pte.swap_slot()?, proc.task.pid, vpn))));
    }
    all
}

/// The frames that nobody maps but something keeps, where they last were. A frame of the swap cache is where an entry of its slot is;
/// one that no entry holds, as shared memory has them, stands behind all others.
fn kept(machine: &Machine, linked: &Index) -> Vec<Link> {
    let swapped = if machine.swap().cached() > 0 { swapped(machine) } else { Vec::new() };
    let link = |pid, vpn, pfn| Link { pid, vpn, pfn, hold: Hold::Kept };
    let is_loose = |pfn: Pfn| !linked.has(pfn.0.into()) && machine.frame(pfn).is_some();
    let held = machine.holds().iter().filter(|hold| is_loose(hold.pfn));
    let mut kept: Vec<Link> = held.map(|hold| link(lender(machine, hold.pid), hold.vpn, hold.pfn)).collect();
    for (pfn, slot) in machine.swap().cache().filter(|(pfn, _)| is_loose(*pfn)) {
        let by = swapped.iter().find(|(other, _, _)| *other == slot);
        let (pid, vpn) = by.map_or((Pid::OUTSIDE, TASK_SIZE.plus(pfn.0.into())), |(_, pid, vpn)| (*pid, *vpn));
        kept.push(link(pid, vpn, pfn));
    }
    kept
}

/// The links by frame.
pub(crate) fn by_frame(links: &[Link]) -> Index {
    Index::of(links.iter().map(|link| link.pfn.0.into()))
}
