//! Huge pages and other large folios.

use forkscope_sim::folio::PMD_ORDER;
use forkscope_sim::frame::FrameView;
use forkscope_sim::note::Fault;
use forkscope_sim::policy::{PteVerdict, ReuseReason};
use forkscope_sim::thp::{CollapseVerdict, HugeVerdict};
use forkscope_sim::{Effect, PageSize, Pfn, Pte};

use super::phrase::{number, pages, size_of_pages};
use crate::context::Cx;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

/// The faults that a huge page answers; none for the others.
pub(super) fn handled(fault: Fault) -> Option<Explanation> {
    let said = match fault {
        Fault::HugeZeroPage => Explanation::new(
            "First read: a huge page of zeros will do",
            "One PMD entry makes all 2 MiB read as zeros. No frame is spent on them.",
        )
        .term(Term::ZeroPage),
        Fault::HugeDemandZero => Explanation::new(
            "First write: a huge page fits here",
            "The VMA covers all 2 MiB around it and has no page table there: one fault serves 512 pages.",
        ),
        Fault::HugeWriteProtect => Explanation::new(
            "Write to a write-protected huge page",
            "One PMD entry maps all 512 pages: reuse them, split it, or copy?",
        )
        .term(Term::CopyOnWrite),
        Fault::ZeroPage
        | Fault::DemandZero
        | Fault::FileRead
        | Fault::FileCow
        | Fault::FileShared
        | Fault::SwapIn
        | Fault::WriteProtect
        | Fault::SharedWriteProtect
        | Fault::Unshare => return None,
    };
    Some(said.term(Term::HugePage))
}

pub(super) fn write_decided(frame: FrameView, verdict: HugeVerdict) -> Explanation {
    let refcount = frame.refcount;
    match verdict {
        HugeVerdict::Reuse(ReuseReason::Exclusive) => Explanation::new(
            "The huge page is exclusive, so reuse",
            "PageAnonExclusive of its first page stands for all 512.",
        )
        .term(Term::Exclusive),
        HugeVerdict::Reuse(ReuseReason::LastReference | ReuseReason::OnlyAddressSpace | ReuseReason::OnlyMapping) => {
            Explanation::new(
                "Refcount is 1, so reuse all 2 MiB",
                "Only this PMD entry holds the huge page: 512 pages become writable at once.",
            )
            .term(Term::Reuse)
        }
        HugeVerdict::Allocate => Explanation::new(
            "It is the huge page of zeros, so take a new one",
            "Everybody reads it, nobody may write to it. Zeros need no copying.",
        )
        .term(Term::ZeroPage),
        HugeVerdict::Split => Explanation::new(
            format!("Refcount is {refcount}, so split the PMD entry"),
            "Somebody else maps the huge page. Of 512 pages only the one written is copied.",
        )
        .term(Term::Refcount),
        HugeVerdict::Copy => Explanation::new(
            format!("Refcount is {refcount}, so copy all 2 MiB"),
            "Up to Linux 5.7 the writer gets a huge page of its own, whatever it writes.",
        )
        .term(Term::Copy),
    }
    .tone(Tone::Decision)
    .term(Term::HugePage)
}

pub(super) fn allocating(head: Pfn, order: u8) -> Explanation {
    let count = 1_u64 << order;
    let title = format!("Allocate frames {head} to {}", u64::from(head.0) + count - 1);
    let why = format!("{} in a row, zeroed: one folio of {}.", number(count), size_of_pages(PageSize::K4, count));
    Explanation::new(title, why).term(folio_word(order))
}

pub(super) fn unavailable(order: u8, group_full: bool) -> Explanation {
    let count = 1_u64 << order;
    if group_full {
        let why = "Nobody is killed for a folio of that size: a small page has to do.";
        return Explanation::new(format!("The control group has no room for {}", pages(count)), why)
            .term(folio_word(order));
    }
    Explanation::new(
        format!("No {} in a row are free", pages(count)),
        "Free frames may be many, but scattered: a small page has to do.",
    )
    .term(folio_word(order))
}

pub(super) fn setting_pmd(pmd: Pte) -> Explanation {
    let title = match pmd.pfn() {
        Some(_) if pmd.is_zero_page() => "Point the PMD entry at the huge page of zeros".to_owned(),
        Some(head) => format!("Point the PMD entry at frame {head}"),
        None => "Leave the PMD entry empty".to_owned(),
    };
    Explanation::new(title, "It maps 512 pages at once. A PTE table is put by for the day when it is split.")
        .term(Term::HugePage)
}

pub(super) fn setting_ptes(range: &str, count: u64) -> Explanation {
    Explanation::new(format!("Set the PTEs of {}", pages(count)), format!("One fault maps all of {range}."))
        .term(Term::Folio)
}

pub(super) fn splitting_pmd(head: Pfn) -> Explanation {
    Explanation::new(
        "Split the PMD entry into 512 PTEs",
        format!("The table was put by for this. The frames stay as they are: one folio from frame {head} on."),
    )
    .term(Term::HugePage)
}

pub(super) fn copying(from: Pfn, to: Pfn) -> Explanation {
    let why = format!("From frame {from} to frame {to} and on: 512 pages for one store.");
    Explanation::new("Copy 2 MiB", why).term(Term::Copy)
}

pub(super) fn khugepaged_scanning(range: &str) -> Explanation {
    let why = "It looks at each piece of 2 MiB that has small pages.";
    Explanation::new(format!("khugepaged looks through {range}"), why).term(Term::HugePage)
}

/// What MADV_COLLAPSE or khugepaged does with a piece of memory.
pub(super) fn collapse_scanned(range: &str, verdict: CollapseVerdict) -> Explanation {
    match verdict {
        CollapseVerdict::Collapse { pages: found } => Explanation::new(
            format!("Collapse {range} to a huge page"),
            match found {
                1 => "1 page is here. A huge page takes its place.".to_owned(),
                _ => format!("{} are here. A huge page takes their place.", pages(found)),
            },
        ),
        CollapseVerdict::AlreadyHuge => {
            Explanation::new(format!("{range} is a huge page already"), "There is nothing to do.")
        }
        CollapseVerdict::NoTable => {
            Explanation::new(format!("No PMD leads to {range}"), "Nothing to collapse: the next piece has its turn.")
        }
        CollapseVerdict::NoEntry => Explanation::new(
            format!("The PMD entry of {range} is empty"),
            "Nothing to collapse; MADV_COLLAPSE ends here.",
        ),
        CollapseVerdict::Empty => {
            Explanation::new(format!("{range} holds nothing but zeros"), "khugepaged wants one page at least.")
        }
        CollapseVerdict::TooManySwapped => Explanation::new(
            format!("Too much of {range} is swapped out"),
            "khugepaged brings 64 pages back at most (max_ptes_swap).",
        ),
        CollapseVerdict::TooManyShared => Explanation::new(
            format!("Too much of {range} is shared"),
            "khugepaged copies 256 pages at most that others map too (max_ptes_shared).",
        ),
        CollapseVerdict::Unused => Explanation::new(
            format!("{range} was not used of late"),
            "khugepaged wants an accessed bit, or half of them if pages are swapped out.",
        ),
        CollapseVerdict::Held(pfn) => Explanation::new(
            format!("Frame {pfn} of {range} is held"),
            "A pipe or a device would keep the old frame: the next piece has its turn.",
        )
        .term(Term::Refcount),
    }
    .tone(Tone::Decision)
    .term(Term::HugePage)
}

pub(super) fn collapse_allocating(head: Option<Pfn>, group_full: bool) -> Explanation {
    let count = 1_u64 << PMD_ORDER;
    let said = match head {
        _ if group_full => Explanation::new(
            "The control group has no room for a huge page",
            "Old and new pages exist side by side for a while.",
        ),
        Some(head) => Explanation::new(
            format!("Allocate frames {head} to {}", u64::from(head.0) + count - 1),
            "One huge page: the old frames lie scattered, and may be shared.",
        ),
        None => Explanation::new(
            format!("No {} in a row are free", pages(count)),
            "Free frames may be many, but scattered: the small pages stay.",
        ),
    };
    said.term(Term::HugePage)
}

pub(super) fn collapsing(zeroed: u64, head: Pfn, copied: u64) -> Explanation {
    let title = format!("Copy {} to the huge page at frame {head}", pages(copied));
    let gone = "The entry of each old page goes, and its frame if nobody else maps it.";
    let why = match zeroed {
        0 => gone.to_owned(),
        _ => format!("The other {} become zeros. {gone}", number(zeroed)),
    };
    Explanation::new(title, why).term(Term::Copy)
}

pub(super) fn splitting_folio(head: Pfn, count: u64, freed: u64) -> Explanation {
    let title = format!("Split the folio at frame {head}");
    let why = format!("It becomes {}; nobody maps {} of them: free.", pages(count), number(freed));
    Explanation::new(title, why).term(Term::Folio)
}

pub(super) fn copying_pmd(verdict: PteVerdict) -> Explanation {
    match verdict {
        PteVerdict::ShareWriteProtected => Explanation::new(
            "Share a huge page, read-only on both sides",
            "One PMD entry is copied instead of 512 PTEs.",
        )
        .term(Term::CopyOnWrite),
        // PMD entries hold no swap slots.
        PteVerdict::ShareAsIs | PteVerdict::ShareSwapEntry => {
            Explanation::new("Share the huge page of zeros", "It is read-only already: nothing to protect.")
        }
        PteVerdict::CopyNow | PteVerdict::CopyPinned => {
            Explanation::new("Copy a huge page now", "The PMD entry is split first: the child gets small pages.")
                .term(Term::Copy)
        }
    }
    .term(Term::HugePage)
}

pub(super) fn moving_pmd(to: &str) -> Explanation {
    Explanation::new(
        format!("Move a PMD entry to {to}"),
        "The new place is aligned as the old one was: 512 pages move at once.",
    )
    .term(Term::HugePage)
}

fn folio_word(order: u8) -> Term {
    if order == PMD_ORDER {
        Term::HugePage
    } else {
        Term::Folio
    }
}

/// Changes of folios and PMD entries, one short line each; none for other changes.
pub(super) fn effect(cx: Cx<'_>, effect: &Effect, pte: fn(Pte) -> String) -> Option<String> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "`effect::effect` words all others, exhaustively")]
    Some(match effect {
        Effect::FolioAllocated { head, order } => format!("folio of {} taken at frame {head}", pages(1 << order)),
        Effect::FolioFreed { head, order } => format!("folio of {} at frame {head} free", pages(1 << order)),
        Effect::FolioSplit { head, from } => format!("folio at frame {head} is {} now", pages(from.pages())),
        Effect::FolioChanged { head, from, to } if from.refcount != to.refcount => {
            format!("refcount of the folio at frame {head}: {} → {}", from.refcount, to.refcount)
        }
        Effect::FolioChanged { head, from, to } if from.large_mapcount != to.large_mapcount => {
            format!("mapcount of the folio at frame {head}: {} → {}", from.large_mapcount, to.large_mapcount)
        }
        Effect::FolioChanged { head, to, .. } if to.partially_mapped => {
            format!("folio at frame {head} queued to be split")
        }
        Effect::FolioChanged { head, .. } => format!("flags of the folio at frame {head} changed"),
        Effect::MapcountsChanged { head, pages: count, more } => {
            let change = if *more { "one more" } else { "one less" };
            format!("mapcounts of {} from frame {head} on: {change}", pages(*count))
        }
        Effect::ExclusiveChanged { head, pages: count, exclusive } => {
            let change = if *exclusive { "exclusive" } else { "no longer exclusive" };
            format!("{} from frame {head} on: {change}", pages(*count))
        }
        Effect::FolioCopied { from, to, pages: count } => {
            format!("{} from frame {to} on hold the bytes of those from frame {from} on", pages(*count))
        }
        Effect::HugePmdChanged { mm, vpn, from, to } => {
            let shown =
                |entry: Pte| if entry.is_huge() || entry.is_none() { pte(entry) } else { "512 PTEs".to_owned() };
            format!("PMD entry of {}: {} → {}", cx.mm_page(*mm, *vpn), shown(*from), shown(*to))
        }
        _ => return None,
    })
}
