//! What a command is about.

use forkscope_sim::command::{Accesses, Mapping, Program};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Outcome, PageRange, Pid, Refused, Ret, VirtAddr};

use super::phrase::pages;
use super::{file as file_calls, limit};
use crate::context::Cx;

/// The head of the narration: `parent writes heap[1]`.
pub(crate) fn title(cx: Cx<'_>, command: &Command, ran: Option<&Result<Outcome, Refused>>) -> String {
    let ret = ran.and_then(|ran| ran.as_ref().ok()).map(|outcome| outcome.ret);
    match command {
        Command::Start { program } => started(cx, program.as_ref(), ret),
        Command::CreateFile { pages: count, .. } => match file(ret) {
            Some(id) => format!("{} is made, {}", cx.file(id), pages(*count)),
            None => format!("a file is made, {}", pages(*count)),
        },
        Command::DropCaches => "clean page cache is dropped".to_owned(),
        Command::CreateGroup { max, .. } => limit::group_made(cx, ret, *max),
        Command::Reclaim { pages: count } => format!("reclaim of {}", pages(*count)),
        Command::Khugepaged => "khugepaged scans".to_owned(),
        Command::KsmScan => "ksmd scans".to_owned(),
        Command::Do { pid, call } => format!("{} {}", cx.process(*pid), act(cx, *pid, call, ret)),
    }
}

fn started(cx: Cx<'_>, program: Option<&Program>, ret: Option<Ret>) -> String {
    let who = child(ret).map_or_else(|| "a process".to_owned(), |pid| cx.process(pid));
    match program {
        Some(program) => format!("{who} starts with {}", cx.file(program.image)),
        None => format!("{who} starts"),
    }
}

fn act(cx: Cx<'_>, pid: Pid, call: &Call, ret: Option<Ret>) -> String {
    match call {
        Call::Access(Accesses::Read { at, len }) => format!("reads {}", bytes(cx, pid, *at, *len)),
        Call::Access(Accesses::Write { at, len, .. }) => format!("writes {}", bytes(cx, pid, *at, *len)),
        Call::Access(Accesses::Touch { range, percent, .. }) => touch(&cx.range(pid, *range), *percent),
        Call::Fork => made(cx, "forks", ret),
        Call::Vfork => made(cx, "vforks", ret),
        Call::Thread => made(cx, "starts the thread", ret),
        Call::Spawn(program) => format!("{} with {}", made(cx, "spawns", ret), cx.file(program.image)),
        Call::Exec(program) => format!("executes {}", cx.file(program.image)),
        Call::Exit { status } => format!("exits with status {status}"),
        Call::PthreadExit => "ends as a thread".to_owned(),
        Call::Wait { child } => format!("waits for {}", cx.process(*child)),
        Call::Kill { target } => format!("kills {}", cx.process(*target)),
        Call::Mmap(Mapping { range, .. }) => format!("maps {}, {}", cx.range(pid, *range), pages(range.pages())),
        Call::Munmap(range) => format!("unmaps {}", cx.range(pid, *range)),
        Call::Mremap { from, to: Some(to), .. } => format!("moves {} to {}", cx.range(pid, *from), cx.page(pid, *to)),
        Call::Mremap { from, to: None, pages: count } => {
            format!("resizes {} to {}", cx.range(pid, *from), pages(*count))
        }
        Call::Mlock(range) => format!("locks {}", cx.range(pid, *range)),
        Call::Munlock(range) => format!("unlocks {}", cx.range(pid, *range)),
        Call::Mprotect { range, access } => format!("makes {} {}", cx.range(pid, *range), access_words(*access)),
        Call::Madvise { range, advice } => format!("advises {} for {}", advice.name(), cx.range(pid, *range)),
        Call::File(call) => file_calls::act(cx, pid, call),
        Call::Vmsplice(range) => format!("splices {} into its pipe", cx.range(pid, *range)),
        Call::Unsplice => "reads its pipe".to_owned(),
        Call::Pin(range) => format!("pins {}", cx.range(pid, *range)),
        Call::Unpin => "unpins its pages".to_owned(),
        Call::Dma { .. } => "lets a device write to its pinned pages".to_owned(),
        Call::Bind(bound) => limit::act(cx, *bound),
        Call::Brk { pages: count } => format!("sets its heap to {}", pages(*count)),
    }
}

fn made(cx: Cx<'_>, verb: &str, ret: Option<Ret>) -> String {
    child(ret).map_or_else(|| verb.to_owned(), |child| format!("{verb} {}", cx.process(child)))
}

fn touch(range: &str, percent: u8) -> String {
    match percent {
        100.. => format!("writes to every page of {range}"),
        _ => format!("writes to {percent} % of {range}"),
    }
}

/// The pages of an access, or the place in its page if there is one page only.
pub(crate) fn bytes(cx: Cx<'_>, pid: Pid, at: VirtAddr, len: u64) -> String {
    let last = VirtAddr(at.0.saturating_add(len.saturating_sub(1)));
    let page = cx.page_size();
    if last.vpn(page) == at.vpn(page) {
        cx.address(pid, at)
    } else {
        cx.range(pid, PageRange { start: at.vpn(page), end: last.vpn(page).plus(1) })
    }
}

fn access_words(access: VmFlags) -> &'static str {
    let has = |bit| access.contains(bit);
    match (has(VmFlags::READ), has(VmFlags::WRITE), has(VmFlags::EXEC)) {
        (_, true, false) => "read-write",
        (_, true, true) => "writable and executable",
        (true, false, false) => "read-only",
        (_, false, true) => "executable",
        (false, false, false) => "inaccessible",
    }
}

/// The process that a command made.
pub(crate) fn child(ret: Option<Ret>) -> Option<Pid> {
    let Ret::Pid(pid) = ret? else { return None };
    Some(pid)
}

pub(crate) fn file(ret: Option<Ret>) -> Option<forkscope_sim::file::FileId> {
    let Ret::File(id) = ret? else { return None };
    Some(id)
}
