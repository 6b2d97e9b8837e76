//! A fault that the kernel resolves: which handler, which decision, what the page cache has.

use forkscope_sim::folio::Folio;
use forkscope_sim::frame::FrameView;
use forkscope_sim::note::Fault;
use forkscope_sim::policy::{CopyReason, ReuseReason, WpVerdict};
use forkscope_sim::Pfn;

use super::phrase::{count_of, pages};
use crate::context::Cx;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

pub(super) fn tables_missing(cx: Cx<'_>, page: &str, tables: u8) -> Explanation {
    match tables {
        1 => {
            let entries = cx.page_size().table_entries();
            let maps = format!("One maps {}: {}.", pages(entries), cx.size(entries));
            Explanation::new("Allocate a page table", format!("No table spans {page} yet. {maps}"))
        }
        _ => Explanation::new(
            format!("Allocate {}", count_of(tables.into(), "page table")),
            format!("Levels on the way from the PGD to {page} are missing."),
        ),
    }
    .term(Term::Table)
}

pub(super) fn handled(page: &str, fault: Fault) -> Explanation {
    if let Some(said) = super::huge::handled(fault) {
        return said;
    }
    match fault {
        Fault::ZeroPage => Explanation::new(
            "First read: the zero page will do",
            "Untouched memory reads as zeros. No frame is spent on it.",
        )
        .term(Term::ZeroPage),
        Fault::DemandZero | Fault::HugeZeroPage | Fault::HugeDemandZero => Explanation::new(
            "First write: a frame is needed",
            format!("So far {page} is only promised: the first write makes it real."),
        )
        .term(Term::DemandPaging),
        Fault::FileRead => {
            Explanation::new("Read of a file page", "The mapping uses the page cache's own frame. Nothing is copied.")
                .term(Term::PageCache)
        }
        Fault::FileCow => Explanation::new(
            "First write to a private file page",
            "It is not mapped yet: the bytes go to a frame of its own at once.",
        )
        .term(Term::CopyOnWrite),
        Fault::FileShared => Explanation::new(
            "Page of a shared mapping",
            "Stores go to the object's own frame. Nothing is copied, ever.",
        )
        .term(Term::PageCache),
        Fault::SwapIn => {
            Explanation::new("The page is swapped out", "The PTE holds the number of its slot in the swap area.")
                .term(Term::Swap)
        }
        Fault::WriteProtect | Fault::HugeWriteProtect => {
            Explanation::new("Write to a write-protected page", "The mapping is private: copy the frame, or reuse it?")
                .term(Term::CopyOnWrite)
        }
        Fault::Unshare => Explanation::new(
            "A page to be pinned is not exclusive",
            "A store would move it away from the pin later. So copy it now, unless nobody shares it.",
        )
        .term(Term::Exclusive),
        Fault::SharedWriteProtect => Explanation::new(
            "Write to a write-protected shared page",
            "The mapping is shared: the same frame becomes writable.",
        )
        .term(Term::PageCache),
    }
}

pub(super) fn write_decided(frame: FrameView, verdict: WpVerdict) -> Explanation {
    match verdict {
        WpVerdict::Reuse(reason) => reuse(frame, reason).term(Term::Reuse),
        WpVerdict::Copy(reason) => copy(frame, reason).term(Term::Copy),
    }
    .tone(Tone::Decision)
}

fn reuse(frame: FrameView, reason: ReuseReason) -> Explanation {
    let pfn = frame.pfn;
    match reason {
        ReuseReason::Exclusive => Explanation::new(
            format!("Frame {pfn} is exclusive, so reuse"),
            "PageAnonExclusive: it belongs to this address space alone.",
        )
        .term(Term::Exclusive),
        ReuseReason::LastReference => Explanation::new(
            "Refcount is 1, so reuse",
            format!("Nobody else holds frame {pfn}: there is nothing to keep for others."),
        )
        .term(Term::Refcount),
        ReuseReason::OnlyAddressSpace => Explanation::new(
            "Only this address space maps the folio, so reuse",
            format!("All {} references to it are its own PTEs.", frame.refcount),
        )
        .term(Term::Folio),
        ReuseReason::OnlyMapping => {
            Explanation::new("Mapcount is 1, so reuse", only_mapping(frame)).term(Term::Mapcount)
        }
    }
}

/// Up to 5.7: who holds the frame without mapping it was not asked.
fn only_mapping(FrameView { pfn, refcount, .. }: FrameView) -> String {
    match refcount {
        0 | 1 => format!("No other PTE maps frame {pfn}. Linux up to 5.7 asks no more than that."),
        _ => format!("Refcount is {refcount}: who else holds frame {pfn} will see the store. Linux 5.7 looks away."),
    }
}

fn copy(frame: FrameView, reason: CopyReason) -> Explanation {
    let pfn = frame.pfn;
    match reason {
        CopyReason::Shared => shared(frame).term(Term::Refcount),
        CopyReason::MappedElsewhere => Explanation::new(
            format!("Mapcount is {}, so copy", frame.mapcount),
            format!("Another PTE maps frame {pfn} as well: it must keep what it shows."),
        )
        .term(Term::Mapcount),
        CopyReason::LastPage => Explanation::new(
            "The last page of a folio that is mapped, so copy",
            format!("A copy of frame {pfn} sets all the other frames of the folio free."),
        )
        .term(Term::Folio),
        CopyReason::ZeroPage => Explanation::new(
            "It is the zero page, so take a new frame",
            "Everybody reads it, nobody may write to it. Zeros need no copying.",
        )
        .term(Term::ZeroPage),
        CopyReason::Ksm => Explanation::new(
            format!("Frame {pfn} is merged, so copy"),
            "A KSM frame is never written in place, not even by its last user.",
        )
        .term(Term::Ksm),
        CopyReason::PageCache => Explanation::new(
            format!("The page cache owns frame {pfn}, so copy"),
            "The mapping is private: the file must not see the store.",
        )
        .term(Term::PageCache),
    }
}

fn shared(frame: FrameView) -> Explanation {
    let FrameView { pfn, refcount, mapcount, .. } = frame;
    if let Some(folio) = frame.folio {
        return shared_folio(&folio);
    }
    let why = match mapcount {
        1 => format!("Only this PTE maps frame {pfn}, yet something else holds it."),
        _ => format!("At 1 the kernel would reuse frame {pfn} as it is."),
    };
    Explanation::new(format!("Refcount is {refcount}, so copy"), why)
}

fn shared_folio(folio: &Folio) -> Explanation {
    let Folio { refcount, large_mapcount, .. } = folio;
    if folio.maybe_shared {
        let why = "Another address space maps some of its pages. Which ones, the kernel does not ask.";
        return Explanation::new("Its folio is shared, so copy", why).term(Term::Folio);
    }
    let why = format!("Its PTEs hold {large_mapcount} of them: something else holds the folio, too.");
    Explanation::new(format!("The folio has {refcount} references, so copy"), why).term(Term::Folio)
}

pub(super) fn page_cache_lookup(file: &str, index: u64, cached: Option<Pfn>) -> Explanation {
    match cached {
        Some(pfn) => Explanation::new(
            format!("Page {index} of {file} is cached"),
            format!("Frame {pfn} of the page cache holds it already."),
        ),
        None => Explanation::new(format!("Page {index} of {file} is not cached"), "No frame holds it yet."),
    }
    .term(Term::PageCache)
}

pub(super) fn reading_disk(file: &str, count: u64) -> Explanation {
    let title = format!("Read {} of {file} from disk", pages(count));
    Explanation::new(title, "Who asks has to wait for storage. A fault that does is a major one.")
        .term(Term::MajorFault)
}

pub(super) fn mapping_around(file: &str, count: u64) -> Explanation {
    let title = format!("Map {} of {file} around it", pages(count));
    Explanation::new(title, "They are cached and near by: mapping them now saves faults.").term(Term::FaultAround)
}

pub(super) fn making_writable(pfn: Pfn) -> Explanation {
    let title = format!("Tell the file system that frame {pfn} gets dirty");
    Explanation::new(title, "It has to know which pages must go back to disk.").term(Term::PageCache)
}
