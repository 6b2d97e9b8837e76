//! Files as system calls meet them: the page cache, what is written back, and what leaves it.

use forkscope_sim::file::FileId;
use forkscope_sim::file_call::FileCall;
use forkscope_sim::note::Access;
use forkscope_sim::{Pfn, Pid};

use super::phrase::{count_of, pages};
use crate::context::Cx;
use crate::explanation::Explanation;
use crate::glossary::Term;

pub(super) fn reading(file: &str, count: u64) -> Explanation {
    let title = match count {
        0 => format!("Nothing to read: {file} ends before"),
        _ => format!("Read {} of {file}", pages(count)),
    };
    Explanation::new(title, "A read goes through the page cache, the same frames that mappings show.")
        .term(Term::PageCache)
}

pub(super) fn copying_out(file: &str, index: u64, pfn: Option<Pfn>) -> Explanation {
    match pfn {
        Some(pfn) => Explanation::new(
            format!("Copy from page {index} of {file}"),
            format!("The bytes are those of frame {pfn}, on disk or not."),
        ),
        None => Explanation::new(
            format!("Page {index} of {file} is a hole"),
            "Nobody has written it: zeros are copied, and no frame is spent.",
        ),
    }
    .term(Term::PageCache)
}

pub(super) fn writing(file: &str, count: u64) -> Explanation {
    let why = "A write changes the page cache. The disk learns of it later.";
    Explanation::new(format!("Write {} of {file}", pages(count)), why).term(Term::PageCache)
}

pub(super) fn copying_in(file: &str, index: u64, pfn: Pfn) -> Explanation {
    let why = format!("Frame {pfn} gets the bytes and is dirty. Whoever maps it sees them at once.");
    Explanation::new(format!("Copy to page {index} of {file}"), why).term(Term::PageCache)
}

pub(super) fn writing_back(file: &str, count: u64) -> Explanation {
    let why = "What differs from the disk is written to it.";
    Explanation::new(format!("Write back {} of {file}", count_of(count, "dirty page")), why).term(Term::PageCache)
}

pub(super) fn cleaning(file: &str, index: u64, pfn: Pfn, entries: u64) -> Explanation {
    let why = match entries {
        0 => format!("No mapping can write to frame {pfn} unnoticed."),
        _ => format!("{} of frame {pfn} become read-only: the next store shows by a fault.", count_of(entries, "PTE")),
    };
    Explanation::new(format!("Page {index} of {file} becomes clean"), why).term(Term::PageCache)
}

pub(super) fn resizing(file: &str, from: u64, to: u64) -> Explanation {
    let title = format!("{file}: {} become {to}", pages(from));
    let why = match to < from {
        true => "What lies behind the new end goes: mappings first, then the page cache.",
        false => "What is new is a hole: it reads as zeros.",
    };
    Explanation::new(title, why)
}

pub(super) fn unmapping(file: &str, count: u64, copies: bool) -> Explanation {
    let why = match copies {
        true => "In every process, private copies too: an access there will be a SIGBUS.",
        false => "In every process; private copies stay.",
    };
    Explanation::new(format!("Unmap {} of {file}", pages(count)), why)
}

pub(super) fn removing(file: &str, count: u64) -> Explanation {
    let why = "The file no longer has them. Dirty bytes are lost.";
    Explanation::new(format!("Remove {} of {file} from the cache", pages(count)), why).term(Term::PageCache)
}

pub(super) fn invalidating(file: &str, count: u64, kept: u64) -> Explanation {
    let why = match kept {
        0 => "They are clean and nobody maps them: the disk has the same bytes.".to_owned(),
        1 => "1 page stays: mapped, held or dirty.".to_owned(),
        _ => format!("{} stay: mapped, held or dirty.", pages(kept)),
    };
    Explanation::new(format!("Drop {} of {file} from the cache", pages(count)), why).term(Term::PageCache)
}

pub(super) fn forcing(range: &str, access: Access) -> Explanation {
    match access {
        Access::Read => Explanation::new(
            format!("Read {range} through /proc/self/mem"),
            "The kernel reads the frames itself: permissions do not count.",
        ),
        Access::Write => Explanation::new(
            format!("Write {range} through /proc/self/mem"),
            "As debuggers do. A shared page is copied first, and stays read-only.",
        ),
    }
}

pub(super) fn reading_remote(range: &str) -> Explanation {
    let why = "Each page is pinned while it is copied, so that its frame stays.";
    Explanation::new(format!("Read {range}"), why)
}

/// What a process does: "reads page 0 of f".
pub(super) fn act(cx: Cx<'_>, pid: Pid, call: &FileCall) -> String {
    match call {
        FileCall::Read { file, at, len, into: None } => format!("reads {}", part(cx, *file, *at, *len)),
        FileCall::Read { file, at, len, into: Some(into) } => {
            format!("reads {} to {}", part(cx, *file, *at, *len), cx.address(pid, *into))
        }
        FileCall::Write { file, at, len, .. } => format!("writes {}", part(cx, *file, *at, *len)),
        FileCall::Fsync(file) => format!("syncs {}", cx.file(*file)),
        FileCall::Msync(range) => format!("syncs {}", cx.range(pid, *range)),
        FileCall::Truncate { file, pages: count } => format!("truncates {} to {}", cx.file(*file), pages(*count)),
        FileCall::ReadRemote { target, at, .. } => {
            format!("reads {} of {}", cx.address(*target, *at), cx.process(*target))
        }
        FileCall::ReadMem { at, .. } => format!("reads {} through /proc/self/mem", cx.address(pid, *at)),
        FileCall::WriteMem { at, .. } => format!("writes {} through /proc/self/mem", cx.address(pid, *at)),
    }
}

fn part(cx: Cx<'_>, file: FileId, at: u64, len: u64) -> String {
    let page = cx.page_size().bytes();
    let (file, first, last) = (cx.file(file), at / page, at.saturating_add(len.max(1) - 1) / page);
    match last - first {
        0 => format!("page {first} of {file}"),
        _ => format!("pages {first} to {last} of {file}"),
    }
}
