//! `ps`: the processes, one a line.

use forkscope_sim::task::Task;
use forkscope_sim::{Machine, Mm, TaskState};

use super::line::{padded, right, Lines};
use super::refers::{process, Part, Refers};
use crate::input::Naming;

/// What prints the same on a real machine.
pub(super) const COMMAND: &str = "ps -o pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd";

pub(super) fn print(lines: &mut Lines, machine: &Machine, naming: &dyn Naming) {
    lines.push("  PID  PPID STAT   RSS    VSZ  MINFL  MAJFL CMD".to_owned(), Refers::Nothing);
    for task in machine.tasks().filter(|task| task.tgid == task.pid) {
        let mm = task.mm.and_then(|id| machine.mm(id));
        let pages = |count: fn(&Mm) -> u64| (mm.map_or(0, count) * machine.page_size().bytes()) >> 10;
        let mut text = String::new();
        right(&mut text, task.pid.0.into(), 5);
        right(&mut text, task.ppid.0.into(), 6);
        text.push(' ');
        text.push_str(&padded(&stat(machine, task, mm), 4));
        right(&mut text, pages(|mm| mm.rss.total()), 6);
        right(&mut text, pages(size), 7);
        right(&mut text, task.minflt, 7);
        right(&mut text, task.majflt, 7);
        text.push(' ');
        text.push_str(&command(task, &naming.process(task.pid)));
        lines.push(text, process(task.pid, Part::Resident));
    }
}

/// The process state codes of ps(1): `L` is for locked pages, `l` for several threads.
fn stat(machine: &Machine, task: &Task, mm: Option<&Mm>) -> String {
    let locked = mm.is_some_and(|mm| mm.vmas.values().any(|vma| vma.is_locked()));
    let state = match task.state {
        TaskState::Running => "R",
        TaskState::Waiting(_) => "S",
        TaskState::Suspended(_) => "D",
        TaskState::Zombie(_) => "Z",
    };
    let locked = if locked { "L" } else { "" };
    let threads = if machine.tasks().filter(|other| other.tgid == task.pid).nth(1).is_some() { "l" } else { "" };
    [state, locked, threads].concat()
}

fn command(task: &Task, name: &str) -> String {
    match task.state {
        TaskState::Running | TaskState::Waiting(_) | TaskState::Suspended(_) => name.to_owned(),
        TaskState::Zombie(_) => format!("[{name}] <defunct>"),
    }
}

/// VmSize, in pages (`total_vm`).
pub(super) fn size(mm: &Mm) -> u64 {
    mm.vmas.values().map(|vma| vma.pages()).sum()
}
