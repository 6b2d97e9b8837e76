//! How commands end when they do not end as commands do: errors, signals, nobody there to run them.

use forkscope_sim::command::{Advice, Mapping, Sharing};
use forkscope_sim::errno::Signal;
use forkscope_sim::policy::{CopyPolicy, OnSegv, Overcommit};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Errno, Machine, Outcome, PageRange, Pid, Refused, Ret, TaskState, VirtAddr};

use super::phrase::{count_of, exit_status};
use super::{errno, limit, syscall};
use crate::context::Cx;
use crate::explanation::Remark;

/// What there is to say about the end of a command.
pub(crate) fn outcome(
    cx: Cx<'_>,
    command: &Command,
    ran: &Result<Outcome, Refused>,
    machine: &Machine,
) -> Option<Remark> {
    match ran {
        Ok(Outcome { ret: Ret::Signal(signal), .. }) => Some(signalled(cx, command, *signal, machine)),
        Ok(Outcome { ret: Ret::Asleep, .. }) => Some(asleep(cx, command)),
        Ok(_) => None,
        Err(Refused::Errno(errno)) => Some(failed(cx, command, *errno, machine)),
        Err(Refused::NoProcess(pid)) => Some(no_process(&cx.process(*pid))),
        Err(Refused::NotRunning(pid, state)) => Some(not_running(cx, *pid, *state)),
    }
}

fn asleep(cx: Cx<'_>, command: &Command) -> Remark {
    let who = command.actor().map_or_else(|| "the process".to_owned(), |pid| cx.process(pid));
    Remark::new(format!("{who} sleeps"), "The child has not ended yet. The call returns when it does.")
}

fn no_process(name: &str) -> Remark {
    Remark::new(format!("{name} does not exist"), "It has ended, and its parent has taken its status.")
}

fn not_running(cx: Cx<'_>, pid: Pid, state: TaskState) -> Remark {
    let name = cx.process(pid);
    match state {
        TaskState::Zombie(status) => Remark::new(
            format!("{name} is a zombie"),
            format!("It ended with {} and runs no instruction any more.", exit_status(status)),
        ),
        TaskState::Waiting(child) => {
            let child = cx.process(child);
            Remark::new(format!("{name} sleeps in wait"), format!("It runs again when {child} has ended."))
                .hint(format!("let {child} exit first"))
        }
        TaskState::Suspended(child) => {
            let child = cx.process(child);
            let why = format!("{child} runs on its memory. It runs again when {child} has called exec or ended.");
            Remark::new(format!("{name} is suspended in vfork"), why).hint(format!("let {child} exec or exit first"))
        }
        TaskState::Running => Remark::new(format!("{name} cannot run"), "Another process has the CPU."),
    }
}

fn signalled(cx: Cx<'_>, command: &Command, signal: Signal, machine: &Machine) -> Remark {
    let Some(pid) = command.actor() else { return killed(signal) };
    match signal {
        Signal::SegvMapErr(at) => {
            let place = cx.address(pid, at);
            segv(machine, "SIGSEGV, SEGV_MAPERR", format!("Nothing is mapped at {place}."))
        }
        Signal::SegvAccErr(at) => segv(machine, "SIGSEGV, SEGV_ACCERR", forbidden(cx, pid, at, machine)),
        Signal::BusAdrErr(at) => {
            let place = cx.address(pid, at);
            segv(machine, "SIGBUS, BUS_ADRERR", format!("The file behind {place} ends before that page."))
        }
        Signal::Kill | Signal::OomKill => killed(signal),
    }
}

fn segv(machine: &Machine, what: &str, why: String) -> Remark {
    match machine.config().segv {
        OnSegv::Kill => Remark::new(what, format!("{why} The signal ends the process."))
            .hint("`machine segv=continue` only reports such signals"),
        OnSegv::Continue => Remark::new(what, format!("{why} A handler returns, and the process goes on.")),
    }
}

fn forbidden(cx: Cx<'_>, pid: Pid, at: VirtAddr, machine: &Machine) -> String {
    let place = cx.address(pid, at);
    match machine.vma(pid, at.vpn(machine.page_size())) {
        Some(vma) => format!("The permissions of {place} are {}.", vma.perms()),
        None => format!("The mapping of {place} forbids it."),
    }
}

fn killed(signal: Signal) -> Remark {
    match signal {
        Signal::OomKill => {
            Remark::new("SIGKILL from the OOM killer", "No frame was free, and its score was the highest.")
                .hint("raise `machine ram=`, or give it `swap=`")
        }
        Signal::Kill | Signal::SegvMapErr(_) | Signal::SegvAccErr(_) | Signal::BusAdrErr(_) => {
            Remark::new(signal.name(), "The signal ends the process.")
        }
    }
}

fn failed(cx: Cx<'_>, command: &Command, errno: Errno, machine: &Machine) -> Remark {
    if let Command::Reclaim { .. } = command {
        let remark =
            Remark::new("EAGAIN", "Fewer frames could be freed: the others are in use, and have nowhere to go.");
        return if machine.config().swap == 0 { remark.hint("`machine swap=` gives them a place") } else { remark };
    }
    let Command::Do { pid, call } = command else { return not_made(errno, machine) };
    let Some(number) = call.syscall() else {
        return Remark::new(errno.name(), "The access cannot be carried out.");
    };
    let what = format!("{} fails: {}", syscall::name(number), errno.name());
    let general = format!("{}.", errno::meaning(number, errno));
    let (why, hint) = particular(cx, *pid, call, errno, machine).unwrap_or((general, None));
    Remark { what, why, hint }
}

fn not_made(errno: Errno, machine: &Machine) -> Remark {
    let remark = Remark::new(errno.name(), free_frames(machine));
    match errno {
        Errno::ENOMEM => remark.hint("raise `machine ram=`"),
        Errno::EACCES | Errno::EBADF | Errno::EIO => remark,
        Errno::EAGAIN | Errno::EBUSY | Errno::ECHILD | Errno::EFAULT | Errno::EINVAL | Errno::ENXIO | Errno::ESRCH => {
            remark
        }
    }
}

/// Reason and hint with the values of this call; `None` when the general meaning says it all.
fn particular(cx: Cx<'_>, pid: Pid, call: &Call, errno: Errno, machine: &Machine) -> Option<(String, Option<String>)> {
    let no_memory = errno == Errno::ENOMEM;
    match call {
        Call::Mmap(mapping) if no_memory => limit::in_the_way(machine, pid, flags_of(mapping), mapping.range.pages()),
        Call::Brk { pages } if no_memory => limit::in_the_way(machine, pid, DATA, grown(machine, pid, *pages)),
        Call::Fork if errno == Errno::EAGAIN => limit::too_many(machine, pid),
        Call::Fork => no_memory.then(|| fork_without_memory(pid, machine)),
        Call::Vfork | Call::Thread => (errno == Errno::EAGAIN).then(|| limit::too_many(machine, pid)).flatten(),
        Call::Spawn(_) if errno == Errno::EAGAIN => limit::too_many(machine, pid),
        Call::Exec(_) | Call::Spawn(_) => {
            no_memory.then(|| (free_frames(machine), Some("raise `machine ram=`".to_owned())))
        }
        Call::Mprotect { range, .. } if no_memory && covers(machine, pid, *range) => {
            limit::in_the_way(machine, pid, DATA, range.pages())
        }
        Call::Mprotect { range, .. } => {
            no_memory.then(|| hole(&cx.range(pid, *range), "lies before the hole was changed"))
        }
        Call::Madvise { range, advice: Advice::Collapse } if no_memory && covers(machine, pid, *range) => {
            Some(("There are no frames in a row for a huge page.".to_owned(), None))
        }
        Call::Madvise { range, .. } if no_memory => Some(hole(&cx.range(pid, *range), "is mapped was advised")),
        Call::Madvise { advice, .. } => (errno == Errno::EINVAL).then(|| (refused_advice(*advice), None)),
        Call::Wait { child } => (errno == Errno::ECHILD).then(|| no_child(cx, pid, *child, machine)),
        Call::Kill { target } => {
            (errno == Errno::ESRCH).then(|| (format!("{} has ended already.", cx.process(*target)), None))
        }
        Call::File(_) | Call::Access(_) | Call::Exit { .. } | Call::PthreadExit | Call::Bind(_) => None,
        Call::Mmap(_) | Call::Brk { .. } => None,
        Call::Munmap(_) | Call::Mremap { .. } | Call::Mlock(_) | Call::Munlock(_) => None,
        Call::Vmsplice(_) | Call::Unsplice | Call::Pin(_) | Call::Unpin | Call::Dma { .. } => None,
    }
}

/// What a heap is made of.
pub(crate) const DATA: VmFlags = VmFlags::READ.union(VmFlags::WRITE);

pub(crate) fn flags_of(mapping: &Mapping) -> VmFlags {
    match mapping.sharing {
        Sharing::Private => mapping.access,
        Sharing::Shared => mapping.access | VmFlags::SHARED,
    }
}

/// How many pages a heap grows by that is to have so many.
pub(crate) fn grown(machine: &Machine, pid: Pid, pages: u64) -> u64 {
    pages - machine.mm_of(pid).map_or(0, |(_, mm)| mm.brk.pages()).min(pages)
}

fn refused_advice(advice: Advice) -> String {
    let name = advice.name();
    match advice {
        Advice::DontNeed | Advice::Cold | Advice::PageOut => format!("{name} is not for locked memory."),
        Advice::Collapse => {
            format!("{name} is for private anonymous memory that fills an aligned huge page, has something in it, and may have huge pages.")
        }
        Advice::Free => format!("{name} is for private anonymous memory that is not locked."),
        Advice::Remove => format!("{name} is for shared memory that is not locked."),
        Advice::PopulateRead => format!("{name} is for memory that may be read."),
        Advice::PopulateWrite => format!("{name} is for memory that may be written."),
        Advice::DontFork
        | Advice::DoFork
        | Advice::WipeOnFork
        | Advice::KeepOnFork
        | Advice::HugePage
        | Advice::NoHugePage
        | Advice::Mergeable
        | Advice::Unmergeable => {
            format!("{name} is for private anonymous memory only.")
        }
    }
}

fn hole(range: &str, done: &str) -> (String, Option<String>) {
    (format!("A part of {range} is not mapped. What {done}."), None)
}

/// How many pages a fork needs a promise for: all of them, or the largest VMA where each is looked at by itself.
pub(crate) fn asked_by_fork(machine: &Machine, pid: Pid) -> u64 {
    let charged = machine.mm_of(pid).map_or(0, |(_, mm)| mm.committed());
    let vmas = machine.mm_of(pid).into_iter().flat_map(|(_, mm)| mm.vmas.values());
    let largest = vmas.filter(|vma| vma.flags.contains(VmFlags::ACCOUNT)).map(|vma| vma.pages()).max().unwrap_or(0);
    if machine.config().overcommit == Overcommit::Never {
        charged
    } else {
        largest
    }
}

/// Why a fork found no memory: the promises first, as the kernel asks for them VMA by VMA, then the frames.
fn fork_without_memory(pid: Pid, machine: &Machine) -> (String, Option<String>) {
    if let Some(found) = limit::promise(machine, pid, asked_by_fork(machine, pid)) {
        return found;
    }
    let group = machine.task(pid).and_then(|task| machine.groups().get(task.bounds.group?));
    if group.is_some_and(|group| !group.has_room(1)) {
        let why = "Its control group is at its limit, and the child's page tables are charged to it.";
        return (why.to_owned(), Some("raise `limit=` of the group".to_owned()));
    }
    let free = free_frames(machine);
    let why = match machine.config().copy {
        CopyPolicy::Eager => format!("{free} Eager copying needs one for every page."),
        CopyPolicy::Linux
        | CopyPolicy::OnDemand
        | CopyPolicy::LinuxRefcount
        | CopyPolicy::LinuxMapcount
        | CopyPolicy::Textbook => {
            format!("{free} The page tables need more.")
        }
    };
    (why, Some("raise `machine ram=`".to_owned()))
}

fn no_child(cx: Cx<'_>, pid: Pid, child: Pid, machine: &Machine) -> (String, Option<String>) {
    let (who, child_name) = (cx.process(pid), cx.process(child));
    match machine.task(child) {
        Some(task) => {
            let parent = cx.process(task.ppid);
            (format!("{child_name} is no child of {who}: its parent is {parent}."), Some(format!("let {parent} wait")))
        }
        None => (format!("{child_name} does not exist, or its status was taken before."), None),
    }
}

fn free_frames(machine: &Machine) -> String {
    match machine.frames().free_count() {
        0 => "No frame is free.".to_owned(),
        1 => "Only 1 frame is free.".to_owned(),
        free => format!("Only {} are free.", count_of(free.into(), "frame")),
    }
}

pub(crate) fn covers(machine: &Machine, pid: Pid, range: PageRange) -> bool {
    machine.mm_of(pid).is_some_and(|(_, mm)| mm.covers(range))
}
