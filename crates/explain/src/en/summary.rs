//! A whole command in one sentence.

use forkscope_sim::policy::{CopyReason, ReuseReason};
use forkscope_sim::{Call, Command, Outcome, Refused, Ret};

use super::command::title;
use super::phrase::{count_of, exit_status, number, pages};
use crate::context::Cx;
use crate::digest::{Digest, FirstCopy};

/// `parent writes heap[1]: copied frame 5 to frame 6, because its refcount is 2`.
pub(crate) fn summary(cx: Cx<'_>, command: &Command, ran: &Result<Outcome, Refused>, digest: &Digest) -> String {
    let title = title(cx, command, Some(ran));
    match result(cx, command, ran, digest) {
        Some(result) => format!("{title}: {result}"),
        None => title,
    }
}

fn result(cx: Cx<'_>, command: &Command, ran: &Result<Outcome, Refused>, digest: &Digest) -> Option<String> {
    let outcome = match ran {
        Ok(outcome) => outcome,
        Err(Refused::Errno(errno)) => return Some(format!("fails with {}", errno.name())),
        Err(Refused::NoProcess(_)) => return Some("the process does not exist".to_owned()),
        Err(Refused::NotRunning(..)) => return Some("the process cannot run".to_owned()),
    };
    match outcome.ret {
        Ret::Signal(signal) => Some(signal.name().to_owned()),
        Ret::Reaped(status) => Some(exit_status(status)),
        Ret::Asleep => Some("it sleeps until then".to_owned()),
        Ret::Done | Ret::Pid(_) | Ret::File(_) | Ret::Group(_) | Ret::Addr(_) | Ret::Value(_) => {
            done(cx, command, digest)
        }
    }
}

fn done(cx: Cx<'_>, command: &Command, digest: &Digest) -> Option<String> {
    let oom = digest.oom_victim.map(|victim| format!("out of memory, {} is killed", cx.process(victim)));
    let said = match command {
        Command::Start { .. } | Command::CreateFile { .. } | Command::DropCaches | Command::CreateGroup { .. } => None,
        Command::Reclaim { .. } => paged_out(digest),
        Command::Khugepaged => Some(collapsed(digest)),
        Command::KsmScan => Some(merged(digest)),
        Command::Do { call, .. } => acted(call, digest),
    };
    match (said, oom) {
        (Some(said), Some(oom)) => Some(format!("{said}; {oom}")),
        (said, oom) => said.or(oom),
    }
}

fn acted(call: &Call, digest: &Digest) -> Option<String> {
    match call {
        Call::Access(_) => Some(accessed(digest)),
        Call::File(_) if digest.traps + digest.copies > 0 => Some(accessed(digest)),
        Call::File(_) => some_pages(digest.disk_pages, "read from disk"),
        Call::Pin(_) | Call::Vmsplice(_) if digest.copies + digest.reuses > 0 => Some(accessed(digest)),
        Call::Fork => Some(forked(digest)),
        Call::Vfork | Call::Thread | Call::Spawn(_) => Some("no page shared, no page copied".to_owned()),
        Call::PthreadExit => some_pages(digest.unmapped, "unmapped"),
        Call::Exec(_) | Call::Exit { .. } | Call::Munmap(_) => some_pages(digest.unmapped, "unmapped"),
        Call::Madvise { .. } => {
            some_pages(digest.unmapped, "dropped").or(paged_out(digest)).or(some_pages(digest.unmerged, "unmerged"))
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
    (count > 0).then(|| format!("{} {what}", pages(count)))
}

fn paged_out(digest: &Digest) -> Option<String> {
    let parts = [(digest.swapped_out, "swapped out"), (digest.dropped, "dropped")];
    let parts: Vec<String> = parts.into_iter().filter_map(|(count, what)| some_pages(count, what)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn collapsed(digest: &Digest) -> String {
    match digest.collapsed {
        0 => "nothing to collapse".to_owned(),
        count => format!("{} made", count_of(count, "huge page")),
    }
}

fn merged(digest: &Digest) -> String {
    match digest.merged {
        0 => "nothing to merge".to_owned(),
        count => format!("{} saved", count_of(count, "frame")),
    }
}

fn swapped_in(digest: &Digest) -> Option<String> {
    match (digest.swapped_in, digest.swap_reads) {
        (0, _) => None,
        (_, 0) => Some(format!("{} back from the swap cache", pages(digest.swapped_in))),
        (back, read) => Some(format!("{} back from swap, {} read", pages(back), number(read))),
    }
}

fn accessed(digest: &Digest) -> String {
    if digest.traps == 0 {
        return "no fault".to_owned();
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
        0 => count_of(digest.traps, "fault"),
        _ => parts.join(", "),
    }
}

fn huge(digest: &Digest) -> Option<String> {
    let (head, count) = digest.first_folio?;
    Some(match digest.folios {
        1 => format!("took {} in a row from frame {head} on, zeroed", count_of(count, "frame")),
        folios => format!("took {} of zeroed frames", count_of(folios, "folio")),
    })
}

fn split(digest: &Digest) -> Option<String> {
    match digest.splits {
        0 => None,
        1 => Some("split a huge page".to_owned()),
        count => Some(format!("split {} huge pages", number(count))),
    }
}

fn copied(digest: &Digest) -> Option<String> {
    let FirstCopy { from, to, reason, refcount } = digest.first_copy?;
    if digest.copies > 1 {
        return Some(format!("copied {}", count_of(digest.copies, "frame")));
    }
    Some(match reason {
        CopyReason::Shared => format!("copied frame {from} to frame {to}, because its refcount is {refcount}"),
        CopyReason::MappedElsewhere => format!("copied frame {from} to frame {to}, because another PTE maps it"),
        CopyReason::Ksm => format!("copied frame {from} to frame {to}, because it is merged"),
        CopyReason::LastPage => format!("copied frame {from} to frame {to}, because nobody maps the rest of its folio"),
        CopyReason::PageCache => format!("copied frame {from} to frame {to}, because the page cache owns it"),
        CopyReason::ZeroPage => format!("took frame {to} in place of the zero page"),
    })
}

fn reused(digest: &Digest) -> Option<String> {
    let (pfn, reason) = digest.first_reuse?;
    if digest.reuses > 1 {
        return Some(format!("reused {}", count_of(digest.reuses, "frame")));
    }
    Some(match reason {
        ReuseReason::Exclusive => format!("reused frame {pfn}, because it is exclusive"),
        ReuseReason::OnlyAddressSpace => format!("reused frame {pfn}, because nobody else maps its folio"),
        ReuseReason::LastReference => format!("reused frame {pfn}, because its refcount is 1"),
        ReuseReason::OnlyMapping => format!("reused frame {pfn}, because its mapcount is 1"),
    })
}

fn zeroed(digest: &Digest) -> Option<String> {
    let pfn = digest.first_zeroed?;
    Some(match digest.zeroed {
        1 => format!("took frame {pfn}, zeroed"),
        count => format!("took {} zeroed frames", number(count)),
    })
}

fn zero_page(digest: &Digest) -> Option<String> {
    match digest.zero_page {
        0 => None,
        1 => Some("mapped the zero page".to_owned()),
        count => Some(format!("mapped the zero page {} times", number(count))),
    }
}

fn cached(digest: &Digest) -> Option<String> {
    let faults = (digest.from_cache > 0).then(|| count_of(digest.from_cache, "fault"))?;
    Some(match digest.disk_pages {
        0 => format!("mapped what the page cache has, {faults}"),
        count => format!("read {} from disk, {faults}", pages(count)),
    })
}

fn made_writable(digest: &Digest) -> Option<String> {
    match digest.made_writable {
        0 => None,
        1 => Some("made the shared page writable".to_owned()),
        count => Some(format!("made {} shared pages writable", number(count))),
    }
}

fn forked(digest: &Digest) -> String {
    let copied = some_pages(digest.copied_at_fork, "copied");
    let shared = some_pages(digest.shared, "shared");
    let left =
        (digest.left_to_faults > 0).then(|| format!("{} left to faults", count_of(digest.left_to_faults, "VMA")));
    let parts: Vec<String> = [copied, shared, left].into_iter().flatten().collect();
    match parts.len() {
        0 => "no page to share".to_owned(),
        _ => parts.join(", "),
    }
}

/// In a word or two, before it is done: what its faults would come to.
pub(crate) fn in_a_word(digest: &Digest) -> &'static str {
    match digest {
        Digest { copies: 1.., .. } => "copies",
        Digest { reuses: 1.., .. } => "reuses",
        Digest { zeroed: 1.., .. } => "allocates",
        Digest { zero_page: 1.., .. } => "maps the zero page",
        Digest { from_cache: 1.., .. } => "maps the file's frame",
        Digest { traps: 0, .. } => "no fault",
        Digest { .. } => "faults",
    }
}
