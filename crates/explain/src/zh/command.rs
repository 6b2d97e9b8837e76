//! What a command is about, in Chinese.

use forkscope_sim::command::{Accesses, Mapping, Program};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Outcome, Pid, Refused, Ret};

use super::phrase::pages;
use super::{file as file_calls, limit};
use crate::context::Cx;
use crate::en::command::{bytes, child, file};

/// The head of the narration: `parent 写入 heap[1]`.
#[inline(never)]
pub(crate) fn title(cx: Cx<'_>, command: &Command, ran: Option<&Result<Outcome, Refused>>) -> String {
    let ret = ran.and_then(|ran| ran.as_ref().ok()).map(|outcome| outcome.ret);
    match command {
        Command::Start { program } => started(cx, program.as_ref(), ret),
        Command::CreateFile { pages: count, .. } => match file(ret) {
            Some(id) => format!("创建 {}，{}", cx.file(id), pages(*count)),
            None => format!("创建一个文件，{}", pages(*count)),
        },
        Command::CreateGroup { max, .. } => limit::group_made(cx, ret, *max),
        Command::DropCaches => "去掉干净的页缓存".to_owned(),
        Command::Reclaim { pages: count } => format!("回收 {}", pages(*count)),
        Command::Khugepaged => "khugepaged 扫描".to_owned(),
        Command::KsmScan => "ksmd 扫描".to_owned(),
        Command::Do { pid, call } => format!("{} {}", cx.process(*pid), act(cx, *pid, call, ret)),
    }
}

fn started(cx: Cx<'_>, program: Option<&Program>, ret: Option<Ret>) -> String {
    let who = child(ret).map_or_else(|| "一个进程".to_owned(), |pid| cx.process(pid));
    match program {
        Some(program) => format!("{who} 启动，运行 {}", cx.file(program.image)),
        None => format!("{who} 启动"),
    }
}

fn act(cx: Cx<'_>, pid: Pid, call: &Call, ret: Option<Ret>) -> String {
    match call {
        Call::Access(Accesses::Read { at, len }) => format!("读取 {}", bytes(cx, pid, *at, *len)),
        Call::Access(Accesses::Write { at, len, .. }) => format!("写入 {}", bytes(cx, pid, *at, *len)),
        Call::Access(Accesses::Touch { range, percent, .. }) => touch(&cx.range(pid, *range), *percent),
        Call::Fork => made(cx, "fork", ret),
        Call::Vfork => made(cx, "vfork", ret),
        Call::Thread => child(ret).map_or_else(|| "启动线程".to_owned(), |pid| format!("启动线程 {}", cx.process(pid))),
        Call::Spawn(program) => format!("{}，运行 {}", made(cx, "spawn", ret), cx.file(program.image)),
        Call::Exec(program) => format!("执行 {}", cx.file(program.image)),
        Call::Exit { status } => format!("退出，状态码 {status}"),
        Call::PthreadExit => "作为线程结束".to_owned(),
        Call::Wait { child } => format!("等待 {}", cx.process(*child)),
        Call::Kill { target } => format!("杀死 {}", cx.process(*target)),
        Call::Mmap(Mapping { range, .. }) => format!("映射 {}，{}", cx.range(pid, *range), pages(range.pages())),
        Call::Munmap(range) => format!("解除映射 {}", cx.range(pid, *range)),
        Call::Mremap { from, to: Some(to), .. } => format!("把 {} 移到 {}", cx.range(pid, *from), cx.page(pid, *to)),
        Call::Mremap { from, to: None, pages: count } => {
            format!("把 {} 调整为 {}", cx.range(pid, *from), pages(*count))
        }
        Call::Mlock(range) => format!("锁定 {}", cx.range(pid, *range)),
        Call::Munlock(range) => format!("解锁 {}", cx.range(pid, *range)),
        Call::Mprotect { range, access } => format!("把 {} 设为{}", cx.range(pid, *range), access_words(*access)),
        Call::Madvise { range, advice } => format!("对 {} 给出建议 {}", cx.range(pid, *range), advice.name()),
        Call::File(call) => file_calls::act(cx, pid, call),
        Call::Vmsplice(range) => format!("把 {} 放进管道", cx.range(pid, *range)),
        Call::Unsplice => "读取管道".to_owned(),
        Call::Pin(range) => format!("钉住 {}", cx.range(pid, *range)),
        Call::Unpin => "取消钉住".to_owned(),
        Call::Dma { .. } => "让设备写入被钉住的页".to_owned(),
        Call::Bind(bound) => limit::act(cx, *bound),
        Call::Brk { pages: count } => format!("把堆设为 {}", pages(*count)),
    }
}

fn made(cx: Cx<'_>, verb: &str, ret: Option<Ret>) -> String {
    child(ret).map_or_else(|| format!("调用 {verb}"), |child| format!("{verb} 出 {}", cx.process(child)))
}

fn touch(range: &str, percent: u8) -> String {
    match percent {
        100.. => format!("写入 {range} 的每一页"),
        _ => format!("写入 {range} 的 {percent}%"),
    }
}

fn access_words(access: VmFlags) -> &'static str {
    let has = |bit| access.contains(bit);
    match (has(VmFlags::READ), has(VmFlags::WRITE), has(VmFlags::EXEC)) {
        (_, true, false) => "可读写",
        (_, true, true) => "可写可执行",
        (true, false, false) => "只读",
        (_, false, true) => "可执行",
        (false, false, false) => "不可访问",
    }
}
