//! The machine drawn as text, for tests, the command line and bug reports.
//!
//! ```text
//! parent (1) running, rss 12 KiB, pss 6 KiB, uss 0 KiB
//!   heap rw-p 3 pages
//!     heap[0] R cow → frame 1
//! frame 1 anon ref 2 map 2 "A" [parent heap[0]] [child heap[0]]
//! ```

use std::fmt::Write;

use forkscope_sim::folio::PMD_PAGES;
use forkscope_sim::frame::{Frame, FrameFlags, FrameKind};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::task::{ExitStatus, Task};
use forkscope_sim::vma::Vma;
use forkscope_sim::{Machine, PageRange, Pfn, Pid, Pte, TaskState, Vpn};

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
    let runs = runs_of_folios(machine, pid, vma);
    if runs.len() > MOST_PAGES {
        let present: u64 = runs.iter().map(|(_, _, pages)| pages).sum();
        put(text, format_args!("{indent}    {} present", words::count(present, "page")));
        return;
    }
    for (vpn, pte, pages) in runs {
        let page = if pages == 1 { naming.page(pid, vpn) } else { naming.range(pid, PageRange::new(vpn, pages)) };
        put(text, format_args!("{indent}    {page} {}", entry(vma, pte, pages)));
    }
}

/// The present pages, each with its entry and 1; pages in a row of one large folio come as one, with their number.
fn runs_of_folios(machine: &Machine, pid: Pid, vma: &Vma) -> Vec<(Vpn, Pte, u64)> {
    let mut runs: Vec<(Vpn, Pte, u64)> = Vec::new();
    let populated = machine.mm_of(pid).into_iter().flat_map(|(_, mm)| mm.tables.populated(vma.range()));
    for (vpn, pte) in populated {
        let folio = pte.pfn().and_then(|pfn| machine.folio(pfn)).map(|(head, _)| head);
        let same = |(first, other, pages): &(Vpn, Pte, u64)| {
            let next = other.pfn().map(|pfn| u64::from(pfn.0) + if other.is_zero_page() { 0 } else { *pages });
            let huge_zero = pte.is_huge() && pte.is_zero_page() && vpn.0 % PMD_PAGES != 0;
            first.plus(*pages) == vpn
                && (folio.is_some() || huge_zero)
                && next == pte.pfn().map(|pfn| u64::from(pfn.0))
                && other.flags() == pte.flags()
                && folio == other.pfn().and_then(|pfn| machine.folio(pfn)).map(|(head, _)| head)
        };
        match runs.last_mut().filter(|run| same(run)) {
            Some((_, _, pages)) => *pages += 1,
            None => runs.push((vpn, pte, 1)),
        }
    }
    runs
}

/// What an entry says: access, and the frame, or the frames in a row that `pages` equal entries of a large folio have.
pub(crate) fn entry(vma: &Vma, pte: Pte, pages: u64) -> String {
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
        Some(Pfn::ZERO_PAGE) if pte.is_huge() => format!("{access} → huge zero page"),
        Some(Pfn::ZERO_PAGE) => format!("{access} → zero page"),
        Some(pfn) if pages > 1 => {
            let huge = if pte.is_huge() { ", one PMD entry" } else { "" };
            format!("{access} → frames {pfn} to {}{huge}", u64::from(pfn.0) + pages - 1)
        }
        Some(pfn) => format!("{access} → frame {pfn}"),
        None => "not present".to_owned(),
    }
}

fn frames(text: &mut String, machine: &Machine, naming: &dyn Naming) {
    let shown: Vec<(Pfn, &Frame)> = machine.frames().iter().filter(|(_, frame)| is_shown(frame)).collect();
    let rows: Vec<&[(Pfn, &Frame)]> = shown.chunk_by(|left, right| is_one_row(machine, *left, *right)).collect();
    if rows.len() > MOST_FRAMES {
        put(text, format_args!("{} hold pages", words::count(shown.len() as u64, "frame")));
        return;
    }
    let links = survey::links(machine, &Moment::default());
    let by_frame = survey::by_frame(&links);
    for row in rows {
        let Some((pfn, frame)) = row.first().copied() else { continue };
        let pages = row.len() as u64;
        let by = by_frame.all(pfn.0.into()).map(|at| &links[at]);
        let named = |link: &survey::Link| match pages {
            1 => naming.page(link.pid, link.vpn),
            _ => naming.range(link.pid, PageRange::new(link.vpn, pages)),
        };
        let by = by.map(|link| format!(" [{} {}]", naming.process(link.pid), named(link)));
        let held = machine.holds().iter().filter(|hold| hold.pfn >= pfn && u64::from(hold.pfn.0 - pfn.0) < pages);
        let held = held.map(|hold| format!(" [{} {}]", naming.process(hold.pid), held_by(hold.kind)));
        frame_line(text, machine, naming, ((pfn, frame), pages), &by.chain(held).collect::<String>());
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

/// Whether two frames are neighbours in a large folio, mapped alike and with the same bytes.
fn is_one_row(machine: &Machine, (left, of_left): (Pfn, &Frame), (right, of_right): (Pfn, &Frame)) -> bool {
    let head = |pfn| machine.folio(pfn).map(|(head, _)| head);
    left.0 + 1 == right.0
        && head(left).is_some()
        && head(left) == head(right)
        && of_left.mapcount == of_right.mapcount
        && of_left.contents == of_right.contents
}

fn is_shown(frame: &Frame) -> bool {
    match frame.kind {
        FrameKind::Zero | FrameKind::Table { .. } => false,
        FrameKind::Anon | FrameKind::Ksm | FrameKind::File { .. } | FrameKind::Shmem { .. } => true,
    }
}

fn frame_line(text: &mut String, machine: &Machine, naming: &dyn Naming, row: ((Pfn, &Frame), u64), by: &str) {
    let ((pfn, frame), pages) = row;
    let kind = match frame.kind {
        FrameKind::Anon if machine.folio(pfn).is_some() => "anon folio".to_owned(),
        FrameKind::Anon => "anon".to_owned(),
        FrameKind::Ksm => "ksm".to_owned(),
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => format!("{}[{index}]", naming.file(file)),
        FrameKind::Zero | FrameKind::Table { .. } => String::new(),
    };
    let which = match pages {
        1 => format!("frame {pfn}"),
        _ => format!("frames {pfn} to {}", u64::from(pfn.0) + pages - 1),
    };
    let exclusive = match (frame.flags.contains(FrameFlags::EXCLUSIVE), frame.flags.contains(FrameFlags::SWAPCACHE)) {
        (true, false) => " exclusive",
        (true, true) => " exclusive swapcache",
        (false, true) => " swapcache",
        (false, false) => "",
    };
    let holds = words::quoted(&frame.contents, 16).unwrap_or_else(|| words::hex(&frame.contents));
    let (refcount, mapcount) = (machine.refcount(pfn), frame.mapcount);
    put(text, format_args!("{which} {kind} ref {refcount} map {mapcount}{exclusive} {holds}{by}"));
}

/// Adds a line. Writing to a string does not fail.
fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{line}");
}
