//! vfork and threads, in Chinese.

use super::phrase::count_of;
use super::{words, Words};

pub(super) fn sharing_mm(child: &str, users: u32) -> Words {
    let why = format!("CLONE_VM：不复制 VMA、页表和页。这个 mm 现在有 {users} 个使用者。");
    words(format!("{child} 使用同一个地址空间"), why)
}

pub(super) fn waiting_for_vfork(parent: &str, child: &str) -> Words {
    words(format!("{parent} 被挂起"), format!("{child} 使用它的内存，直到调用 exec 或结束。"))
}

pub(super) fn completing_vfork(child: &str, parent: &str) -> Words {
    words(format!("{parent} 继续运行"), format!("{child} 不再使用它的内存。写在那里的内容保留。"))
}

pub(super) fn ending_threads(threads: u64) -> Words {
    let title = format!("结束 {}", count_of(threads, "个其他线程"));
    words(title, "进程作为整体结束，而 exec 只留下调用者。")
}

pub(super) fn releasing_thread(thread: &str) -> Words {
    words(format!("{thread} 消失"), "没有父进程等待线程：它什么都不留下。")
}

pub(super) fn becoming_leader(thread: &str, pid: &str, leader: &str) -> Words {
    let why = format!("进程保留它的 pid {pid}，不管哪个线程调用了 exec。");
    words(format!("{thread} 成为 {leader}"), why)
}
