//! The machine drawn as text, for tests, the command line and bug reports.
//!
//! ```text
//! parent (1) running, rss 12 KiB, pss 6 KiB, uss 0 KiB
//!   heap rw-p 3 pages
//!     heap[0] R cow → frame 1
//! frame 1 anon ref 2 map 2 "A" [parent heap[0]] [child heap[0]]
//! ```

use std::fmt::Write;

use forkscope_sim::frame::{Frame, FrameFlags, FrameKind};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::task::{ExitStatus, Task};
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, Pfn, Pid, Pte, TaskState, Vpn};

use crate::input::Naming;
use crate::layout::moment::Moment;
use crate::layout::survey;
use crate::words;

/// Longer lists of pages and frames are summed up.
const MOST_PAGES: usize = 64;
const MOST_FRAMES: usize = 512;

/// The whole machine.
pub fn draw(machine: &Machine, naming: &dyn Naming) -> String {
    let mut text = String::new();
    for proc in survey::procs(machine) {
        process(&mut text, machine, naming, proc.task, usize::from(proc.depth));
    }
    frames(&mut text, machine, naming);
    slots(&mut text, machine);
    text
}

fn process(text: &mut String, machine: &Machine, naming: &dyn Naming, task: &Task, depth: usize) {
    let indent = "  ".repeat(depth);
    let name = naming.process(task.pid);
    let sum = machine.smaps_rollup(task.pid);
    let figures = format!("rss {} KiB, pss {} KiB, uss {} KiB", sum.rss >> 10, sum.pss_bytes() >> 10, sum.uss() >> 10);
    let figures = if task.mm.is_some() { format!(", {figures}") } else { String::new() };
    put(text, format_args!("{indent}{name} ({}) {}{figures}", task.pid, state(task, naming)));
    let lender = survey::lender(machine, task.pid);
    if lender != task.pid {
        put(text, format_args!("{indent}  the memory of {}", naming.process(lender)));
        return;
    }
    let vmas = machine.mm_of(task.pid).into_iter().flat_map(|(_, mm)| mm.vmas.values());
    for vma in vmas {
        mapping(text, machine, naming, task.pid, vma, &indent);
    }
}

pub(crate) fn state(task: &Task, naming: &dyn Naming) -> String {
    match task.state {
        TaskState::Running => "running".to_owned(),
        TaskState::Waiting(child) => format!("waits for {}", naming.process(child)),
        TaskState::Suspended(child) => format!("suspended until {} execs or ends", naming.process(child)),
        TaskState::Zombie(ExitStatus::Exited(status)) => format!("zombie, exit {status}"),
        TaskState::Zombie(ExitStatus::Killed(signal)) => format!("zombie, {}", signal.name()),
    }
}

fn mapping(text: &mut String, machine: &Machine, naming: &dyn Naming, pid: Pid, vma: &Vma, indent: &str) {
    let region = naming.page_name(pid, vma.start).region;
    put(text, format_args!("{indent}  {region} {} {}", vma.perms(), words::count(vma.pages(), "page")));
    let populated: Vec<(Vpn, Pte)> =
        machine.mm_of(pid).map_or(Vec::new(), |(_, mm)| mm.tables.populated(vma.range()).collect());
    if populated.len() > MOST_PAGES {
        put(text, format_args!("{indent}    {} present", words::count(populated.len() as u64, "page")));
        return;
    }
    for (vpn, pte) in populated {
        put(text, format_args!("{indent}    {} {}", naming.page(pid, vpn), entry(vma, pte)));
    }
}

pub(crate) fn entry(vma: &Vma, pte: Pte) -> String {
    if let Some(slot) = pte.swap_slot() {
        return format!("swapped out → slot {slot}{}", if pte.is_swap_exclusive() { " exclusive" } else { "" });
    }
    let access = match (pte.is_usable(), pte.is_writable()) {
        (false, _) => "no access",
        (true, false) if vma.is_writable() && !vma.is_shared() => "R cow",
        (true, false) => "R",
        (true, true) => "RW",
    };
    match pte.pfn() {
        Some(Pfn::ZERO_PAGE) => format!("{access} → zero page"),
        Some(pfn) => format!("{access} → frame {pfn}"),
        None => "not present".to_owned(),
    }
}

fn frames(text: &mut String, machine: &Machine, naming: &dyn Naming) {
    let shown = || machine.frames().iter().filter(|(_, frame)| is_shown(frame));
    let all = shown().count();
    if all > MOST_FRAMES {
        put(text, format_args!("{} hold pages", words::count(all as u64, "frame")));
        return;
    }
    let links = survey::links(machine, &Moment::default());
    let by_frame = survey::by_frame(&links);
    for (pfn, frame) in shown() {
        let by = by_frame.all(pfn.0.into()).map(|at| &links[at]);
        let by = by.map(|link| format!(" [{} {}]", naming.process(link.pid), naming.page(link.pid, link.vpn)));
        let held = machine.holds().iter().filter(|hold| hold.pfn == pfn);
        let held = held.map(|hold| format!(" [{} {}]", naming.process(hold.pid), held_by(hold.kind)));
        frame_line(text, naming, (pfn, frame), &by.chain(held).collect::<String>());
    }
}

fn held_by(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Pipe => "pipe",
        HoldKind::Pin => "pin",
    }
}

fn slots(text: &mut String, machine: &Machine) {
    if machine.swap().used() as usize > MOST_FRAMES {
        put(text, format_args!("{} in use", words::count(machine.swap().used().into(), "swap slot")));
        return;
    }
    for (slot, used) in machine.swap().iter() {
        let cached = used.cached.map_or_else(String::new, |pfn| format!(" cached in frame {pfn}"));
        let holds = words::quoted(&used.contents, 16).unwrap_or_else(|| words::hex(&used.contents));
        put(text, format_args!("slot {slot} entries {}{cached} {holds}", used.entries));
    }
}

fn is_shown(frame: &Frame) -> bool {
    match frame.kind {
        FrameKind::Zero | FrameKind::Table { .. } => false,
        FrameKind::Anon | FrameKind::Ksm | FrameKind::File { .. } | FrameKind::Shmem { .. } => true,
    }
}

fn frame_line(text: &mut String, naming: &dyn Naming, (pfn, frame): (Pfn, &Frame), by: &str) {
    let kind = match frame.kind {
        FrameKind::Anon => "anon".to_owned(),
        FrameKind::Ksm => "ksm".to_owned(),
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => format!("{}[{index}]", naming.file(file)),
        FrameKind::Zero | FrameKind::Table { .. } => String::new(),
    };
    let exclusive = match (frame.flags.contains(FrameFlags::EXCLUSIVE), frame.flags.contains(FrameFlags::SWAPCACHE)) {
        (true, false) => " exclusive",
        (true, true) => " exclusive swapcache",
        (false, true) => " swapcache",
        (false, false) => "",
    };
    let holds = words::quoted(&frame.contents, 16).unwrap_or_else(|| words::hex(&frame.contents));
    put(text, format_args!("frame {pfn} {kind} ref {} map {}{exclusive} {holds}{by}", frame.refcount, frame.mapcount));
}

/// Adds a line. Writing to a string does not fail.
fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{line}");
}
