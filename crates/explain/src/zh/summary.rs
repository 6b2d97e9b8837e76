//! A whole command in one sentence, in Chinese.

use forkscope_sim::policy::{CopyReason, ReuseReason};
use forkscope_sim::{Call, Command, Outcome, Refused, Ret};

use super::command::title;
use super::phrase::{count_of, exit_status, pages};
use crate::context::Cx;
use crate::digest::{Digest, FirstCopy};

/// `parent 写入 heap[1]：把页帧 5 复制到页帧 6，因为引用计数是 2`.
#[inline(never)]
pub(crate) fn summary(cx: Cx<'_>, command: &Command, ran: &Result<Outcome, Refused>, digest: &Digest) -> String {
    let title = title(cx, command, Some(ran));
    match result(cx, command, ran, digest) {
        Some(result) => format!("{title}：{result}"),
        None => title,
    }
}

fn result(cx: Cx<'_>, command: &Command, ran: &Result<Outcome, Refused>, digest: &Digest) -> Option<String> {
    let outcome = match ran {
        Ok(outcome) => outcome,
        Err(Refused::Errno(errno)) => return Some(format!("失败，返回 {}", errno.name())),
        Err(Refused::NoProcess(_)) => return Some("该进程不存在".to_owned()),
        Err(Refused::NotRunning(..)) => return Some("该进程不能运行".to_owned()),
    };
    match outcome.ret {
        Ret::Signal(signal) => Some(signal.name().to_owned()),
        Ret::Reaped(status) => Some(exit_status(status)),
        Ret::Asleep => Some("睡眠到那时".to_owned()),
        Ret::Done | Ret::Pid(_) | Ret::File(_) | Ret::Group(_) | Ret::Addr(_) | Ret::Value(_) => {
            done(cx, command, digest)
        }
    }
}

fn done(cx: Cx<'_>, command: &Command, digest: &Digest) -> Option<String> {
    let oom = digest.oom_victim.map(|victim| format!("内存耗尽，{} 被杀死", cx.process(victim)));
    let said = match command {
        Command::Start { .. } | Command::CreateFile { .. } | Command::DropCaches | Command::CreateGroup { .. } => None,
        Command::Reclaim { .. } => paged_out(digest),
        Command::Khugepaged => Some(collapsed(digest)),
        Command::KsmScan => Some(merged(digest)),
        Command::Do { call, .. } => acted(call, digest),
    };
    match (said, oom) {
        (Some(said), Some(oom)) => Some(format!("{said}；{oom}")),
        (said, oom) => said.or(oom),
    }
}

fn acted(call: &Call, digest: &Digest) -> Option<String> {
    match call {
        Call::Access(_) => Some(accessed(digest)),
        Call::File(_) if digest.traps + digest.copies > 0 => Some(accessed(digest)),
        Call::File(_) => some_pages(digest.disk_pages, "从磁盘读取"),
        Call::Pin(_) | Call::Vmsplice(_) if digest.copies + digest.reuses > 0 => Some(accessed(digest)),
        Call::Fork => Some(forked(digest)),
        Call::Vfork | Call::Thread | Call::Spawn(_) => Some("不共享页，也不复制页".to_owned()),
        Call::PthreadExit | Call::Exec(_) | Call::Exit { .. } | Call::Munmap(_) => {
            some_pages(digest.unmapped, "解除映射")
        }
        Call::Madvise { .. } => {
            some_pages(digest.unmapped, "去掉").or(paged_out(digest)).or(some_pages(digest.unmerged, "拆开合并的"))
        }
        Call::Mmap(_)
        | Call::Mremap { .. }
        | Call::Mprotect { .. }
        | Call::Mlock(_)
        | Call::Munlock(_)
        | Call::Vmsplice(_)
        | Call::Unsplice
        | Call::Pin(_)
        | Call::Unpin
        | Call::Dma { .. }
        | Call::Bind(_)
        | Call::Brk { .. }
        | Call::Wait { .. }
        | Call::Kill { .. } => None,
    }
}

fn some_pages(count: u64, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{what} {}", pages(count)))
}

fn accessed(digest: &Digest) -> String {
    if digest.traps == 0 {
        return "没有缺页异常".to_owned();
    }
    let parts = [
        swapped_in(digest),
        huge(digest),
        split(digest),
        copied(digest),
        reused(digest),
        zeroed(digest),
        zero_page(digest),
        cached(digest),
        made_writable(digest),
        paged_out(digest),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.len() {
        0 => faults(digest.traps),
        _ => parts.join("，"),
    }
}

fn paged_out(digest: &Digest) -> Option<String> {
    let parts = [(digest.swapped_out, "换出"), (digest.dropped, "去掉")];
    let parts: Vec<String> = parts.into_iter().filter_map(|(count, what)| some_pages(count, what)).collect();
    (!parts.is_empty()).then(|| parts.join("，"))
}

fn collapsed(digest: &Digest) -> String {
    match digest.collapsed {
        0 => "没有可合并的".to_owned(),
        count => format!("做成 {}", count_of(count, "个大页")),
    }
}

fn merged(digest: &Digest) -> String {
    match digest.merged {
        0 => "没有可合并的".to_owned(),
        count => format!("省下 {}", count_of(count, "个页帧")),
    }
}

fn swapped_in(digest: &Digest) -> Option<String> {
    match (digest.swapped_in, digest.swap_reads) {
        (0, _) => None,
        (back, 0) => Some(format!("从交换缓存取回 {}", pages(back))),
        (back, read) => Some(format!("从交换区取回 {}，读入 {}", pages(back), pages(read))),
    }
}

fn huge(digest: &Digest) -> Option<String> {
    let (head, count) = digest.first_folio?;
    Some(match digest.folios {
        1 => format!("从页帧 {head} 起取用连续清零的 {}", count_of(count, "个页帧")),
        folios => format!("取用 {}", count_of(folios, "个清零的 folio")),
    })
}

fn split(digest: &Digest) -> Option<String> {
    (digest.splits > 0).then(|| format!("拆分 {}", count_of(digest.splits, "个大页")))
}

fn faults(count: u64) -> String {
    count_of(count, "次缺页异常")
}

fn copied(digest: &Digest) -> Option<String> {
    let FirstCopy { from, to, reason, refcount } = digest.first_copy?;
    if digest.copies > 1 {
        return Some(format!("复制了 {}", count_of(digest.copies, "个页帧")));
    }
    Some(match reason {
        CopyReason::Shared => format!("把页帧 {from} 复制到页帧 {to}，因为引用计数是 {refcount}"),
        CopyReason::MappedElsewhere => format!("把页帧 {from} 复制到页帧 {to}，因为另一个 PTE 映射它"),
        CopyReason::Ksm => format!("把页帧 {from} 复制到页帧 {to}，因为它是合并的"),
        CopyReason::LastPage => format!("把页帧 {from} 复制到页帧 {to}，因为 folio 的其余页没有人映射"),
        CopyReason::PageCache => format!("把页帧 {from} 复制到页帧 {to}，因为它属于页缓存"),
        CopyReason::ZeroPage => format!("取用页帧 {to} 代替零页"),
    })
}

fn reused(digest: &Digest) -> Option<String> {
    let (pfn, reason) = digest.first_reuse?;
    if digest.reuses > 1 {
        return Some(format!("重用了 {}", count_of(digest.reuses, "个页帧")));
    }
    Some(match reason {
        ReuseReason::Exclusive => format!("重用页帧 {pfn}，因为它是独占的"),
        ReuseReason::LastReference => format!("重用页帧 {pfn}，因为引用计数是 1"),
        ReuseReason::OnlyAddressSpace => format!("重用页帧 {pfn}，因为没有别人映射它的 folio"),
        ReuseReason::OnlyMapping => format!("重用页帧 {pfn}，因为映射计数是 1"),
    })
}

fn zeroed(digest: &Digest) -> Option<String> {
    let pfn = digest.first_zeroed?;
    Some(match digest.zeroed {
        1 => format!("取用清零的页帧 {pfn}"),
        count => format!("取用 {}", count_of(count, "个清零的页帧")),
    })
}

fn zero_page(digest: &Digest) -> Option<String> {
    match digest.zero_page {
        0 => None,
        1 => Some("映射零页".to_owned()),
        count => Some(format!("映射零页 {}", count_of(count, "次"))),
    }
}

fn cached(digest: &Digest) -> Option<String> {
    let faults = (digest.from_cache > 0).then(|| faults(digest.from_cache))?;
    Some(match digest.disk_pages {
        0 => format!("映射页缓存已有的页，{faults}"),
        count => format!("从磁盘读取 {}，{faults}", pages(count)),
    })
}

fn made_writable(digest: &Digest) -> Option<String> {
    match digest.made_writable {
        0 => None,
        count => Some(format!("让 {}可写", count_of(count, "个共享页"))),
    }
}

fn forked(digest: &Digest) -> String {
    let copied = some_pages(digest.copied_at_fork, "复制");
    let shared = some_pages(digest.shared, "共享");
    let left =
        (digest.left_to_faults > 0).then(|| format!("{}留给缺页异常", count_of(digest.left_to_faults, "个 VMA ")));
    let parts: Vec<String> = [copied, shared, left].into_iter().flatten().collect();
    match parts.len() {
        0 => "没有可共享的页".to_owned(),
        _ => parts.join("，"),
    }
}

/// In a word or two, before it is done: what its faults would come to.
pub(crate) fn in_a_word(digest: &Digest) -> &'static str {
    match digest {
        Digest { copies: 1.., .. } => "复制",
        Digest { reuses: 1.., .. } => "重用",
        Digest { zeroed: 1.., .. } => "分配",
        Digest { zero_page: 1.., .. } => "映射零页",
        Digest { from_cache: 1.., .. } => "映射文件的页帧",
        Digest { traps: 0, .. } => "没有缺页异常",
        Digest { .. } => "缺页",
    }
}
