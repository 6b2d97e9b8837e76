//! `/proc/PID/status` (`fs/proc/array.c`, `task_mem` in `fs/proc/task_mmu.c`).

use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Machine, Mm, PageSize, Pid, TaskState, Vma};

use super::line::Lines;
use super::maps::{is_program, is_stack};
use super::refers::{process, Part, Refers};
use crate::input::Naming;

/// The longest name that the kernel keeps of a command, in bytes (TASK_COMM_LEN without its end).
const COMM: usize = 15;

pub(super) fn print(lines: &mut Lines, machine: &Machine, naming: &dyn Naming, pid: Pid) {
    let Some(task) = machine.task(pid) else { return };
    let nothing = Refers::Nothing;
    lines.pair("Name:", '\t', &comm(&naming.process(pid)), nothing);
    lines.pair("State:", '\t', state(task.state), nothing);
    lines.pair("Tgid:", '\t', &task.tgid.to_string(), nothing);
    lines.pair("Pid:", '\t', &pid.to_string(), nothing);
    lines.pair("PPid:", '\t', &task.ppid.to_string(), nothing);
    if let Some((_, mm)) = machine.mm_of(pid) {
        memory(lines, machine, mm, pid);
    }
    let threads = machine.tasks().filter(|other| other.tgid == task.tgid).count();
    lines.pair("Threads:", '\t', &threads.to_string(), nothing);
}

fn memory(lines: &mut Lines, machine: &Machine, mm: &Mm, pid: Pid) {
    let (nothing, page) = (Refers::Nothing, machine.page_size());
    let sum = |wanted: &dyn Fn(&Vma) -> bool| {
        mm.vmas.values().filter(|vma| wanted(vma)).map(|vma| vma.pages()).sum::<u64>() * page.bytes()
    };
    let (code, libraries) = (
        sum(&|vma| is_code(page, vma) && is_program(page, vma)),
        sum(&|vma| is_code(page, vma) && !is_program(page, vma)),
    );
    lines.tabbed("VmSize:", sum(&|_| true), nothing);
    lines.tabbed("VmLck:", sum(&Vma::is_locked), nothing);
    lines.tabbed("VmRSS:", mm.rss.total() * page.bytes(), process(pid, Part::Resident));
    lines.tabbed("RssAnon:", mm.rss.anon * page.bytes(), process(pid, Part::Anonymous));
    lines.tabbed("RssFile:", mm.rss.file * page.bytes(), process(pid, Part::Cached));
    lines.tabbed("RssShmem:", mm.rss.shmem * page.bytes(), process(pid, Part::Cached));
    lines.tabbed("VmData:", sum(&|vma| is_data(vma) && !is_stack(page, vma)), nothing);
    lines.tabbed("VmStk:", sum(&|vma| is_stack(page, vma)), nothing);
    lines.tabbed("VmExe:", code, nothing);
    lines.tabbed("VmLib:", libraries, nothing);
    lines.tabbed("VmPTE:", machine.page_table_bytes(pid), nothing);
    lines.tabbed("VmSwap:", mm.rss.swap * page.bytes(), nothing);
}

/// `is_exec_mapping`
fn is_code(page: PageSize, vma: &Vma) -> bool {
    vma.flags.contains(VmFlags::EXEC) && !vma.is_writable() && !is_stack(page, vma)
}

/// `is_data_mapping`
fn is_data(vma: &Vma) -> bool {
    vma.is_private_writable()
}

fn state(state: TaskState) -> &'static str {
    match state {
        TaskState::Running => "R (running)",
        TaskState::Waiting(_) => "S (sleeping)",
        TaskState::Suspended(_) => "D (disk sleep)",
        TaskState::Zombie(_) => "Z (zombie)",
    }
}

fn comm(name: &str) -> String {
    let end = (0..=COMM.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    name[..end].to_owned()
}
