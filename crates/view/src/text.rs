//! The machine drawn as text, for tests, the command line and bug reports.
//!
//! ```text
//! parent (1) running, rss 12 KiB, pss 6 KiB, uss 0 KiB
//!   heap rw-p 3 pages
//!     heap[0] R cow → frame 1
//! frame 1 anon ref 2 map 2 "A" [parent heap[0]] [child heap[0]]
//! ```

use std::fmt::Write;

use forkscope_explain::Lang;
use forkscope_sim::cgroup::Group;
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
    slots(&mut text, machine, naming);
    groups(&mut text, machine, naming);
    text
}

fn process(text: &mut String, machine: &Machine, naming: &dyn Naming, task: &Task, depth: usize) {
    let indent = "  ".repeat(depth);
    let name = naming.process(task.pid);
    let sum = machine.smaps_rollup(task.pid);
    let figures =
        format!(", rss {} KiB, pss {} KiB, uss {} KiB", sum.rss >> 10, sum.pss_bytes() >> 10, sum.uss() >> 10);
    let figures = if task.mm.is_some() { figures } else { String::new() };
    put(text, format_args!("{indent}{name} ({}) {}{figures}", task.pid, state(task, naming)));
    let lender = survey::lender(machine, task.pid);
    if lender != task.pid {
        let whose = naming.lang().say("the memory of {}", "{} 的内存", &[&naming.process(lender)]);
        put(text, format_args!("{indent}  {whose}"));
        return;
    }
    let vmas = machine.mm_of(task.pid).into_iter().flat_map(|(_, mm)| mm.vmas.values());
    for vma in vmas {
        mapping(text, machine, naming, task.pid, vma, &indent);
    }
}

pub(crate) fn state(task: &Task, naming: &dyn Naming) -> String {
    let lang = naming.lang();
    match task.state {
        TaskState::Running => lang.pick("running", "运行").to_owned(),
        TaskState::Waiting(child) => waits(lang, &naming.process(child)),
        TaskState::Suspended(child) => suspended(lang, &naming.process(child)),
        TaskState::Zombie(status) => zombie(lang, status),
    }
}

/// Asleep in wait.
pub(crate) fn waits(lang: Lang, child: &str) -> String {
    lang.say("waits for {}", "等待 {}", &[&child])
}

/// Asleep in vfork.
pub(crate) fn suspended(lang: Lang, child: &str) -> String {
    lang.say("suspended until {} execs or ends", "挂起，直到 {} 执行 exec 或结束", &[&child])
}

/// Ended, and nobody asked yet.
pub(crate) fn zombie(lang: Lang, status: ExitStatus) -> String {
    match status {
        ExitStatus::Exited(status) => lang.say("zombie, exit {}", "僵尸，状态码 {}", &[&status]),
        ExitStatus::Killed(signal) => lang.say("zombie, {}", "僵尸，{}", &[&signal.name()]),
    }
}

fn mapping(text: &mut String, machine: &Machine, naming: &dyn Naming, pid: Pid, vma: &Vma, indent: &str) {
    let region = naming.page_name(pid, vma.start).region;
    put(
        text,
        format_args!("{indent}  {region} {} {}", vma.perms(), words::count(naming.lang(), vma.pages(), "page", "页")),
    );
    let runs = runs_of_folios(machine, pid, vma);
    if runs.len() > MOST_PAGES {
        let present: u64 = runs.iter().map(|(_, _, pages)| pages).sum();
        let pages = words::count(naming.lang(), present, "page", "页");
        put(text, format_args!("{indent}    {}", naming.lang().say("{} present", "{} 在内存中", &[&pages])));
        return;
    }
    for (vpn, pte, pages) in runs {
        let page = if pages == 1 { naming.page(pid, vpn) } else { naming.range(pid, PageRange::new(vpn, pages)) };
        put(text, format_args!("{indent}    {page} {}", entry(naming.lang(), vma, (pte, pages))));
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
pub(crate) fn entry(lang: Lang, vma: &Vma, (pte, pages): (Pte, u64)) -> String {
    if let Some(slot) = pte.swap_slot() {
        let exclusive = if pte.is_swap_exclusive() { lang.pick(" exclusive", " 独占") } else { "" };
        return lang.say("swapped out → slot {}{}", "已换出 → 槽位 {}{}", &[&slot, &exclusive]);
    }
    let access = match (pte.is_usable(), pte.is_writable()) {
        (false, _) => lang.pick("no access", "不可访问"),
        (true, false) if vma.is_private_writable() => "R cow",
        (true, false) => "R",
        (true, true) => "RW",
    };
    match pte.pfn() {
        Some(Pfn::ZERO_PAGE) if pte.is_huge() => lang.say("{} → huge zero page", "{} → 全零大页", &[&access]),
        Some(Pfn::ZERO_PAGE) => lang.say("{} → zero page", "{} → 零页", &[&access]),
        Some(pfn) if pages > 1 => {
            let huge = if pte.is_huge() { lang.pick(", one PMD entry", "，一个 PMD 表项") } else { "" };
            let last = u64::from(pfn.0) + pages - 1;
            lang.say("{} → frames {} to {}{}", "{} → 页帧 {} 至 {}{}", &[&access, &pfn, &last, &huge])
        }
        Some(pfn) => lang.say("{} → frame {}", "{} → 页帧 {}", &[&access, &pfn]),
        None => lang.pick("not present", "不在内存").to_owned(),
    }
}

fn frames(text: &mut String, machine: &Machine, naming: &dyn Naming) {
    let shown: Vec<(Pfn, Frame)> = machine.frames().iter().filter(|(_, frame)| frame.kind.is_user()).collect();
    let alike = |left: &(Pfn, Frame), right: &(Pfn, Frame)| is_one_row(machine, (left.0, &left.1), (right.0, &right.1));
    let rows: Vec<&[(Pfn, Frame)]> = shown.chunk_by(alike).collect();
    if rows.len() > MOST_FRAMES {
        let frames = words::count(naming.lang(), shown.len() as u64, "frame", "个页帧");
        put(text, format_args!("{}", naming.lang().say("{} hold pages", "{} 存有页", &[&frames])));
        return;
    }
    let links = survey::links(machine, &Moment::default());
    let by_frame = survey::by_frame(&links);
    for row in rows {
        let Some((pfn, frame)) = row.first().map(|(pfn, frame)| (*pfn, frame)) else { continue };
        let pages = row.len() as u64;
        let by = by_frame.all(pfn.0.into()).map(|at| &links[at]).filter(|link| link.hold != survey::Hold::Kept);
        let named = |link: &survey::Link| match pages {
            1 => naming.page(link.pid, link.vpn),
            _ => naming.range(link.pid, PageRange::new(link.vpn, pages)),
        };
        let by = by.map(|link| format!(" [{} {}]", naming.process(link.pid), named(link)));
        let held = machine.holds().iter().filter(|hold| hold.pfn >= pfn && u64::from(hold.pfn.0 - pfn.0) < pages);
        let held = held.map(|hold| format!(" [{} {}]", naming.process(hold.pid), held_by(naming.lang(), hold.kind)));
        let payer = machine.groups().payer(pfn).map(|group| naming.group(group));
        let payer = payer.map(|group| naming.lang().say(" charged to {}", " 记在 {} 名下", &[&group]));
        frame_line(text, machine, naming, ((pfn, frame), pages), &by.chain(held).chain(payer).collect::<String>());
    }
}

fn held_by(lang: Lang, kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Pipe => lang.pick("pipe", "管道"),
        HoldKind::Pin => lang.pick("pin", "钉住"),
    }
}

fn slots(text: &mut String, machine: &Machine, naming: &dyn Naming) {
    let lang = naming.lang();
    if machine.swap().used() as usize > MOST_FRAMES {
        let slots = words::count(lang, machine.swap().used().into(), "swap slot", "个交换槽位");
        put(text, format_args!("{}", lang.say("{} in use", "已用 {}", &[&slots])));
        return;
    }
    let swapped = survey::swapped(machine);
    for (slot, used) in machine.swap().iter() {
        let by = swapped.iter().filter(|(other, _, _)| *other == slot);
        let by = by.map(|(_, pid, vpn)| format!(" [{} {}]", naming.process(*pid), naming.page(*pid, *vpn)));
        let by: String = by.collect();
        let cached =
            used.cached.map_or_else(String::new, |pfn| lang.say(" cached in frame {}", " 缓存在页帧 {}", &[&pfn]));
        let holds = words::quoted(&used.contents, 16).unwrap_or_else(|| words::hex(&used.contents));
        let line =
            lang.say("slot {} entries {}{} {}", "槽位 {} 表项 {}{} {}", &[&slot, &used.entries, &cached, &holds]);
        put(text, format_args!("{line}{by}"));
    }
}

fn groups(text: &mut String, machine: &Machine, naming: &dyn Naming) {
    let (lang, page) = (naming.lang(), machine.page_size());
    for (id, group) in machine.groups().iter() {
        let (name, stat, kills) = (naming.group(id), group.stat, group.events.oom_kill);
        let [current, anon, file, shmem, tables] =
            [group.current(), stat.anon, stat.file, stat.shmem, stat.tables].map(|frames| words::memory(page, frames));
        let max = if group.max == Group::NO_LIMIT { "max".to_owned() } else { words::memory(page, group.max) };
        let line = lang.say("group {} current {}, max {}", "控制组 {} 当前 {}，上限 {}", &[&name, &current, &max]);
        put(
            text,
            format_args!("{line}, anon {anon}, file {file}, shmem {shmem}, pagetables {tables}, oom_kill {kills}"),
        );
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

fn frame_line(text: &mut String, machine: &Machine, naming: &dyn Naming, row: ((Pfn, &Frame), u64), by: &str) {
    let ((pfn, frame), pages) = row;
    let lang = naming.lang();
    let kind = match frame.kind {
        FrameKind::Anon if machine.folio(pfn).is_some() => lang.pick("anon folio", "匿名 folio").to_owned(),
        FrameKind::Anon => lang.pick("anon", "匿名").to_owned(),
        FrameKind::Ksm => "ksm".to_owned(),
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => format!("{}[{index}]", naming.file(file)),
        FrameKind::Zero | FrameKind::Table { .. } => String::new(),
    };
    let which = match pages {
        1 => lang.say("frame {}", "页帧 {}", &[&pfn]),
        _ => lang.say("frames {} to {}", "页帧 {} 至 {}", &[&pfn, &(u64::from(pfn.0) + pages - 1)]),
    };
    let exclusive = match (frame.flags.contains(FrameFlags::EXCLUSIVE), frame.flags.contains(FrameFlags::SWAPCACHE)) {
        (true, false) => lang.pick(" exclusive", " 独占"),
        (true, true) => lang.pick(" exclusive swapcache", " 独占 交换缓存"),
        (false, true) => lang.pick(" swapcache", " 交换缓存"),
        (false, false) => "",
    };
    let holds = words::quoted(&frame.contents, 16).unwrap_or_else(|| words::hex(&frame.contents));
    let (refcount, mapcount) = (machine.refcount(pfn), frame.mapcount);
    let counts = lang.say("ref {} map {}", "引用 {} 映射 {}", &[&refcount, &mapcount]);
    put(text, format_args!("{which} {kind} {counts}{exclusive} {holds}{by}"));
}

/// Adds a line. Writing to a string does not fail.
fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{line}");
}
