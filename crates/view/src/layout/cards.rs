//! The cards of processes.

use forkscope_sim::smaps::Smaps;
use forkscope_sim::vma::Vma;
use forkscope_sim::{Pid, TaskState};

use super::plan::Plan;
use super::survey::Proc;
use super::{cells, strips};
use crate::model::place::Rect;
use crate::model::process::{Body, Figure, ProcessCard, RunState, VmaRow};
use crate::size::SizeClass;
use crate::text;
use crate::words::{self, Unit};

/// All cards, from the top down.
pub(super) fn cards(plan: &Plan<'_>) -> Vec<ProcessCard> {
    let figures: Vec<Smaps> = plan.procs.iter().map(|proc| rollup(plan, proc)).collect();
    let largest = figures.iter().map(|sum| sum.rss).max().unwrap_or(0);
    let mut y = 0.0;
    let mut cards = Vec::new();
    for (proc, sum) in plan.procs.iter().zip(figures) {
        let card = card(plan, proc, &sum, largest, y);
        y = card.rect.bottom() + plan.measures.card_gap;
        cards.push(card);
    }
    cards
}

/// The figures of a whole process.
fn rollup(plan: &Plan<'_>, proc: &Proc<'_>) -> Smaps {
    let mut sum = Smaps::default();
    for (mm, vma) in proc.mm.into_iter().flat_map(|mm| mm.vmas.values().map(move |vma| (mm, vma))) {
        match plan.sheet.as_ref().zip(proc.mm_id) {
            Some((sheet, id)) => {
                sum += plan.machine.smaps_around(mm, vma);
                sum += sheet.smaps(id, vma.range());
            }
            None => sum += plan.machine.smaps_of(mm, vma),
        }
    }
    sum
}

fn card(plan: &Plan<'_>, proc: &Proc<'_>, sum: &Smaps, largest: u64, y: f32) -> ProcessCard {
    let m = &plan.measures;
    let pid = proc.task.pid;
    let x = f32::from(proc.depth) * m.rail;
    let state = state(plan, proc);
    let body = body(plan, proc, (x, y), sum);
    let rect = Rect { x, y, w: m.card_w - x, h: height(plan, &body) };
    let name = plan.input.naming.process(pid);
    let shown = state_text(plan, proc, state, sum);
    let state_text = in_group(plan, proc, &shown);
    let narrow = matches!(plan.input.size, SizeClass::P | SizeClass::E);
    let (lang, number) = (plan.lang(), format!("pid {pid}"));
    ProcessCard {
        pid: pid.0,
        ppid: proc.task.ppid.0,
        label: match &body {
            Body::Borrowed { text } => words::listed(lang, &[&name, &number, &state_text, text]),
            Body::Open(_) | Body::Folded { .. } | Body::Zombie => words::listed(lang, &[&name, &number, &state_text]),
        },
        mark: plan.mark(pid),
        state,
        state_text: if narrow { shown } else { state_text },
        depth: proc.depth,
        rect,
        changed: plan.changes.touches_task(pid),
        unit: Unit::of(largest).name(),
        figures: if proc.mm.is_some() { figures(sum, largest) } else { Vec::new() },
        body,
        name,
    }
}

fn state(plan: &Plan<'_>, proc: &Proc<'_>) -> RunState {
    let on_cpu = plan.on_cpu() == Some(proc.task.pid);
    match proc.task.state {
        TaskState::Zombie(_) => RunState::Zombie,
        TaskState::Waiting(_) | TaskState::Suspended(_) => RunState::Sleeping,
        TaskState::Running if on_cpu && in_kernel(plan) => RunState::InKernel,
        TaskState::Running if on_cpu => RunState::Running,
        TaskState::Running => RunState::Ready,
    }
}

/// Whether the command at the cursor is being carried out by the kernel.
fn in_kernel(plan: &Plan<'_>) -> bool {
    let Some(running) = plan.input.running else { return false };
    let under_way = running.taken > 0 && running.taken < running.steps.len();
    match plan.moment.fault {
        Some(_) => plan.moment.in_handler(),
        None => under_way && plan.moment.frames.is_empty(),
    }
}

fn state_text(plan: &Plan<'_>, proc: &Proc<'_>, state: RunState, sum: &Smaps) -> String {
    let short = matches!(plan.input.size, SizeClass::P | SizeClass::E);
    let lang = plan.lang();
    let word = match (state, proc.task.state) {
        (_, TaskState::Zombie(status)) => return text::zombie(lang, status),
        (_, TaskState::Waiting(_)) if short => lang.pick("in wait", "wait 中"),
        (_, TaskState::Waiting(child)) => return text::waits(lang, &plan.input.naming.process(child)),
        (_, TaskState::Suspended(_)) if short => lang.pick("in vfork", "vfork 中"),
        (_, TaskState::Suspended(child)) => return text::suspended(lang, &plan.input.naming.process(child)),
        (RunState::InKernel, _) if short => lang.pick("in kernel", "内核中"),
        (RunState::InKernel, _) => lang.pick("running, in kernel", "运行，在内核中"),
        (_, TaskState::Running) if plan.input.size == SizeClass::E => {
            return format!("PSS {}", words::bytes(sum.pss_bytes()));
        }
        (RunState::Running, _) => lang.pick("running", "运行"),
        (_, TaskState::Running) => lang.pick("ready", "就绪"),
    };
    word.to_owned()
}

/// The same with the control group, where there is one: `running, group web`.
fn in_group(plan: &Plan<'_>, proc: &Proc<'_>, state: &str) -> String {
    let Some(group) = proc.task.bounds.group else { return state.to_owned() };
    plan.lang().say("{}, group {}", "{}，控制组 {}", &[&state, &plan.input.naming.group(group)])
}

fn figures(sum: &Smaps, largest: u64) -> Vec<Figure> {
    let unit = Unit::of(largest);
    let share = |bytes: u64| bytes as f32 / largest.max(1) as f32;
    let figure = |name, bytes| Figure { name, kib: bytes >> 10, text: unit.text(bytes), share: share(bytes) };
    vec![figure("RSS", sum.rss), figure("PSS", sum.pss_bytes()), figure("USS", sum.uss())]
}

fn height(plan: &Plan<'_>, body: &Body) -> f32 {
    let m = &plan.measures;
    match body {
        // An address space with nothing in it.
        Body::Open(rows) if rows.is_empty() => m.head.1,
        Body::Open(rows) => m.head.0 + rows.iter().map(|row| row.rect.h).sum::<f32>() + m.card_pad,
        Body::Folded { .. } | Body::Borrowed { .. } | Body::Zombie => m.head.1,
    }
}

fn body(plan: &Plan<'_>, proc: &Proc<'_>, (x, y): (f32, f32), sum: &Smaps) -> Body {
    if let Some(lender) = proc.lender {
        return Body::Borrowed { text: borrowed(plan, proc, lender) };
    }
    let Some(mm) = proc.mm else { return Body::Zombie };
    if !plan.open.contains(&proc.task.pid) {
        return Body::Folded {
            text: words::count(plan.lang(), sum.rss >> plan.machine.page_size().shift(), "page", "页"),
        };
    }
    let mut top = y + plan.measures.head.0;
    let rows = mm.vmas.values().map(|vma| {
        let row = vma_row(plan, proc.task.pid, vma, (x, top));
        top = row.rect.bottom();
        row
    });
    Body::Open(rows.collect())
}

/// Whose memory a task uses: a thread that of its process, the child of a vfork that of its parent.
fn borrowed(plan: &Plan<'_>, proc: &Proc<'_>, lender: Pid) -> String {
    let name = plan.input.naming.process(lender);
    let roomy = matches!(plan.input.size, SizeClass::X | SizeClass::L);
    match plan.machine.tgid(lender) == proc.task.tgid {
        true if roomy => plan.lang().say("thread of {}, same memory", "{} 的线程，同一内存", &[&name]),
        true => plan.lang().say("thread of {}", "{} 的线程", &[&name]),
        false => plan.lang().say("uses {}'s memory", "使用 {} 的内存", &[&name]),
    }
}

fn vma_row(plan: &Plan<'_>, pid: Pid, vma: &Vma, (x, y): (f32, f32)) -> VmaRow {
    let m = &plan.measures;
    let cells = if plan.compact { Vec::new() } else { cells::cells(plan, pid, vma, (x, y + m.vma_gap)) };
    let lines = cells.len().max(1) as f32;
    let checked = plan.moment.fault.is_some_and(|f| f.checked && f.pid == pid && vma.range().contains(f.vpn));
    let (mm, page) = (plan.mm_id(pid), plan.machine.page_size());
    VmaRow {
        key: format!("{:x}", vma.start.0),
        name: plan.input.naming.page_name(pid, vma.start).region,
        perms: vma.perms(),
        pages: vma.pages(),
        addresses: format!("{:x}-{:x}", vma.start.addr(page).0, vma.end.addr(page).0),
        checked,
        changed: mm.is_some_and(|mm| plan.changes.touches_vma(mm, vma.start)),
        rect: Rect { x, y, w: m.card_w - x, h: m.vma_gap + lines * m.row },
        strip: plan.sheet.as_ref().zip(mm).map(|(sheet, mm)| strips::of_vma(plan.lang(), sheet, mm, vma)),
        cells,
    }
}
