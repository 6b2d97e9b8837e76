//! How commands end when they do not end as commands do, in Chinese.

use forkscope_sim::command::Advice;
use forkscope_sim::errno::Signal;
use forkscope_sim::policy::{CopyPolicy, OnSegv};
use forkscope_sim::{Call, Command, Errno, Machine, Outcome, Pid, Refused, Ret, TaskState, VirtAddr};

use super::phrase::{count_of, exit_status};
use super::{errno, limit};
use crate::context::Cx;
use crate::en::outcome::{asked_by_fork, covers, flags_of, grown, DATA};
use crate::en::syscall;
use crate::explanation::Remark;

const MORE_RAM: &str = "调大 `machine ram=`";

/// What there is to say about the end of a command.
#[inline(never)]
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
        Err(Refused::NoProcess(pid)) => {
            Some(Remark::new(format!("{} 不存在", cx.process(*pid)), "它已经结束，父进程也取走了它的状态。"))
        }
        Err(Refused::NotRunning(pid, state)) => Some(not_running(cx, *pid, *state)),
    }
}

fn asleep(cx: Cx<'_>, command: &Command) -> Remark {
    let who = command.actor().map_or_else(|| "进程".to_owned(), |pid| cx.process(pid));
    Remark::new(format!("{who} 睡眠"), "子进程还没有结束。它结束时该调用返回。")
}

fn not_running(cx: Cx<'_>, pid: Pid, state: TaskState) -> Remark {
    let name = cx.process(pid);
    match state {
        TaskState::Zombie(status) => Remark::new(
            format!("{name} 是僵尸进程"),
            format!("它已结束（{}），不再执行任何指令。", exit_status(status)),
        ),
        TaskState::Waiting(child) => {
            let child = cx.process(child);
            Remark::new(format!("{name} 在 wait 中睡眠"), format!("{child} 结束后它才继续运行。"))
                .hint(format!("先让 {child} 退出"))
        }
        TaskState::Suspended(child) => {
            let child = cx.process(child);
            let why = format!("{child} 正在使用它的内存。{child} 调用 exec 或结束后它才继续运行。");
            Remark::new(format!("{name} 在 vfork 中挂起"), why).hint(format!("先让 {child} 调用 exec 或退出"))
        }
        TaskState::Running => Remark::new(format!("{name} 不能运行"), "CPU 属于另一个进程。"),
    }
}

fn signalled(cx: Cx<'_>, command: &Command, signal: Signal, machine: &Machine) -> Remark {
    let Some(pid) = command.actor() else { return killed(signal) };
    match signal {
        Signal::SegvMapErr(at) => {
            segv(machine, "SIGSEGV，SEGV_MAPERR", format!("{} 处没有任何映射。", cx.address(pid, at)))
        }
        Signal::SegvAccErr(at) => segv(machine, "SIGSEGV，SEGV_ACCERR", forbidden(cx, pid, at, machine)),
        Signal::BusAdrErr(at) => {
            segv(machine, "SIGBUS，BUS_ADRERR", format!("{} 背后的文件在该页之前就结束了。", cx.address(pid, at)))
        }
        Signal::Kill | Signal::OomKill => killed(signal),
    }
}

fn segv(machine: &Machine, what: &str, why: String) -> Remark {
    match machine.config().segv {
        OnSegv::Kill => {
            Remark::new(what, format!("{why}信号结束该进程。")).hint("`machine segv=continue` 只报告这样的信号")
        }
        OnSegv::Continue => Remark::new(what, format!("{why}信号处理函数返回，进程继续运行。")),
    }
}

fn forbidden(cx: Cx<'_>, pid: Pid, at: VirtAddr, machine: &Machine) -> String {
    let place = cx.address(pid, at);
    match machine.vma(pid, at.vpn(machine.page_size())) {
        Some(vma) => format!("{place} 的权限是 {}。", vma.perms()),
        None => format!("{place} 的映射禁止这样访问。"),
    }
}

fn killed(signal: Signal) -> Remark {
    match signal {
        Signal::OomKill => Remark::new("OOM killer 发来 SIGKILL", "没有空闲页帧，而它的得分最高。")
            .hint("调大 `machine ram=`，或给它 `swap=`"),
        Signal::Kill | Signal::SegvMapErr(_) | Signal::SegvAccErr(_) | Signal::BusAdrErr(_) => {
            Remark::new(signal.name(), "信号结束该进程。")
        }
    }
}

fn failed(cx: Cx<'_>, command: &Command, errno: Errno, machine: &Machine) -> Remark {
    if let Command::Reclaim { .. } = command {
        let remark = Remark::new("EAGAIN", "能释放的页帧不够：其他的正在使用，而且无处可去。");
        return if machine.config().swap == 0 { remark.hint("`machine swap=` 给它们一个去处") } else { remark };
    }
    let Command::Do { pid, call } = command else { return not_made(errno, machine) };
    let Some(number) = call.syscall() else {
        return Remark::new(errno.name(), "这次访问无法进行。");
    };
    let what = format!("{} 失败：{}", syscall::name(number), errno.name());
    let general = format!("{}。", errno::meaning(number, errno));
    let (why, hint) = particular(cx, *pid, call, errno, machine).unwrap_or((general, None));
    Remark { what, why, hint }
}

fn not_made(errno: Errno, machine: &Machine) -> Remark {
    let remark = Remark::new(errno.name(), free_frames(machine));
    match errno == Errno::ENOMEM {
        true => remark.hint(MORE_RAM),
        false => remark,
    }
}

/// Reason and hint with the values of this call; `None` when the general meaning says it all.
fn particular(cx: Cx<'_>, pid: Pid, call: &Call, errno: Errno, machine: &Machine) -> Option<(String, Option<String>)> {
    let no_memory = errno == Errno::ENOMEM;
    match call {
        Call::Mmap(mapping) if no_memory => limit::in_the_way(machine, pid, flags_of(mapping), mapping.range.pages()),
        Call::Brk { pages } if no_memory => limit::in_the_way(machine, pid, DATA, grown(machine, pid, *pages)),
        Call::Fork | Call::Vfork | Call::Thread | Call::Spawn(_) if errno == Errno::EAGAIN => {
            limit::too_many(machine, pid)
        }
        Call::Fork => no_memory.then(|| fork_without_memory(pid, machine)),
        Call::Exec(_) | Call::Spawn(_) => no_memory.then(|| (free_frames(machine), Some(MORE_RAM.to_owned()))),
        Call::Mprotect { range, .. } if no_memory && covers(machine, pid, *range) => {
            limit::in_the_way(machine, pid, DATA, range.pages())
        }
        Call::Mprotect { range, .. } => no_memory.then(|| hole(&cx.range(pid, *range), "空洞之前的部分已经改变")),
        Call::Madvise { range, advice: Advice::Collapse } if no_memory && covers(machine, pid, *range) => {
            Some(("没有足够的连续页帧给一个大页。".to_owned(), None))
        }
        Call::Madvise { range, .. } if no_memory => Some(hole(&cx.range(pid, *range), "有映射的部分已按建议处理")),
        Call::Madvise { advice, .. } => (errno == Errno::EINVAL).then(|| (refused_advice(*advice), None)),
        Call::Wait { child } => (errno == Errno::ECHILD).then(|| no_child(cx, pid, *child, machine)),
        Call::Kill { target } => (errno == Errno::ESRCH).then(|| (format!("{} 已经结束。", cx.process(*target)), None)),
        Call::File(_)
        | Call::Access(_)
        | Call::Vfork
        | Call::Thread
        | Call::Exit { .. }
        | Call::PthreadExit
        | Call::Bind(_) => None,
        Call::Mmap(_) | Call::Brk { .. } => None,
        Call::Munmap(_) | Call::Mremap { .. } | Call::Mlock(_) | Call::Munlock(_) => None,
        Call::Vmsplice(_) | Call::Unsplice | Call::Pin(_) | Call::Unpin | Call::Dma { .. } => None,
    }
}

fn refused_advice(advice: Advice) -> String {
    let name = advice.name();
    match advice {
        Advice::DontNeed | Advice::Cold | Advice::PageOut => format!("{name} 不适用于锁定的内存。"),
        Advice::Collapse => format!("{name} 只适用于这样的私有匿名内存：覆盖一个对齐的大页，其中有页，而且允许大页。"),
        Advice::Free => format!("{name} 只适用于未锁定的私有匿名内存。"),
        Advice::Remove => format!("{name} 只适用于未锁定的共享内存。"),
        Advice::PopulateRead => format!("{name} 只适用于可读的内存。"),
        Advice::PopulateWrite => format!("{name} 只适用于可写的内存。"),
        Advice::DontFork
        | Advice::DoFork
        | Advice::WipeOnFork
        | Advice::KeepOnFork
        | Advice::HugePage
        | Advice::NoHugePage
        | Advice::Mergeable
        | Advice::Unmergeable => {
            format!("{name} 只适用于私有匿名内存。")
        }
    }
}

fn hole(range: &str, done: &str) -> (String, Option<String>) {
    (format!("{range} 的一部分没有映射。{done}。"), None)
}

/// Why a fork found no memory: the promises first, then the frames.
fn fork_without_memory(pid: Pid, machine: &Machine) -> (String, Option<String>) {
    if let Some(found) = limit::promise(machine, pid, asked_by_fork(machine, pid)) {
        return found;
    }
    let group = machine.task(pid).and_then(|task| machine.groups().get(task.bounds.group?));
    if group.is_some_and(|group| !group.has_room(1)) {
        return (
            "它的控制组达到上限，而子进程的页表要记在该组账上。".to_owned(),
            Some("调大该组的 `limit=`".to_owned()),
        );
    }
    let free = free_frames(machine);
    let why = match machine.config().copy {
        CopyPolicy::Eager => format!("{free}立即复制需要每页一个页帧。"),
        CopyPolicy::Linux
        | CopyPolicy::OnDemand
        | CopyPolicy::LinuxRefcount
        | CopyPolicy::LinuxMapcount
        | CopyPolicy::Textbook => format!("{free}页表需要更多。"),
    };
    (why, Some(MORE_RAM.to_owned()))
}

fn no_child(cx: Cx<'_>, pid: Pid, child: Pid, machine: &Machine) -> (String, Option<String>) {
    let (who, child_name) = (cx.process(pid), cx.process(child));
    match machine.task(child) {
        Some(task) => {
            let parent = cx.process(task.ppid);
            let why = format!("{child_name} 不是 {who} 的子进程：它的父进程是 {parent}。");
            (why, Some(format!("让 {parent} 来 wait")))
        }
        None => (format!("{child_name} 不存在，或者它的状态已被取走。"), None),
    }
}

fn free_frames(machine: &Machine) -> String {
    match machine.frames().free_count() {
        0 => "没有空闲的页帧。".to_owned(),
        free => format!("只有 {}空闲。", count_of(free.into(), "个页帧")),
    }
}
