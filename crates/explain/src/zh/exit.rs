//! The end of a process, in Chinese.

use forkscope_sim::task::{ExitStatus, TaskState};

use super::phrase::{count_of, exit_status, pages};
use super::{words, Words};

pub(super) fn exiting(process: &str, status: ExitStatus) -> Words {
    let why = match status {
        ExitStatus::Exited(_) => "先释放内存；状态码留给父进程。",
        ExitStatus::Killed(_) => "它不再执行任何指令；内存被收回。",
    };
    words(format!("{process} 结束，{}", exit_status(status)), why)
}

pub(super) fn unmapping_all(count: u64) -> Words {
    words(format!("解除 {} 的映射", pages(count)), "每个 PTE 放掉自己的引用。无人再持有的页帧变为空闲。")
}

pub(super) fn freeing_tables(tables: u64) -> Words {
    words(format!("释放 {}", count_of(tables, "个页表")), "页表本身也是页帧。")
}

pub(super) fn orphaning(parent: &str, child: &str, to: &str) -> Words {
    let why = format!("{parent} 先于它结束，它成为孤儿进程；{to} 将取走它的状态。");
    words(format!("{child} 换了父进程：{to}"), why)
}

pub(super) fn becoming_zombie(parent: &str) -> Words {
    words("成为僵尸进程", format!("只剩 pid 和状态，直到 {parent} 调用 wait。"))
}

pub(super) fn waiting_for(child: &str, state: TaskState) -> Words {
    match state {
        TaskState::Running | TaskState::Waiting(_) | TaskState::Suspended(_) => {
            words(format!("{child} 还没有结束：睡眠"), format!("{child} 结束时该调用返回。"))
        }
        TaskState::Zombie(_) => words(format!("{child} 已经结束：不必睡眠"), "它是僵尸进程；状态马上就能取到。"),
    }
}

pub(super) fn reaping(child: &str, status: ExitStatus) -> Words {
    let title = format!("回收 {child}：{}", exit_status(status));
    words(title, "它的最后痕迹消失。这不释放用户内存。")
}

pub(super) fn killing(target: &str) -> Words {
    words(format!("向 {target} 发送 SIGKILL"), "它不能被捕获、阻塞或忽略。")
}
