//! fork: what the child gets, and what it costs.

use forkscope_sim::note::VmaVerdict;
use forkscope_sim::policy::{PteVerdict, RangeVerdict};
use forkscope_sim::{Pid, Vma};

use super::phrase::pages;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

pub(super) fn copying_process(child: &str) -> Explanation {
    Explanation::new(format!("Make a task for {child}"), "It starts as a copy of its parent, with a pid of its own.")
        .man("fork", 2)
}

pub(super) fn copying_mm(child: &str) -> Explanation {
    Explanation::new(format!("Make an address space for {child}"), "A new mm with an empty PGD; VMAs and PTEs follow.")
        .term(Term::Mm)
}

pub(super) fn copying_vma(range: &str, vma: &Vma, verdict: VmaVerdict) -> Explanation {
    match verdict {
        VmaVerdict::Inherited => {
            let why = format!("The child gets it as {}, too. fork changes PTEs, not permissions.", vma.perms());
            Explanation::new(format!("Copy the VMA {range}"), why)
        }
        VmaVerdict::Wiped => {
            let why = "MADV_WIPEONFORK: the child gets the range without its pages.";
            Explanation::new(format!("Copy the VMA {range}, but empty"), why).man("madvise", 2)
        }
        VmaVerdict::LeftOut => {
            let why = "MADV_DONTFORK: the child has a hole there.";
            Explanation::new(format!("Leave out the VMA {range}"), why).man("madvise", 2)
        }
    }
    .term(Term::Vma)
}

pub(super) fn copying_range(range: &str, vma: &Vma, verdict: RangeVerdict) -> Explanation {
    match verdict {
        RangeVerdict::Copy if vma.anon_vma.is_some() => Explanation::new(
            format!("Copy the PTEs of {range}"),
            "It has an anon_vma: its pages may exist nowhere else.",
        ),
        RangeVerdict::Copy => {
            Explanation::new(format!("Copy the PTEs of {range}"), "This policy copies the page table of every VMA.")
        }
        RangeVerdict::ShareTables => Explanation::new(
            format!("Share the page tables of {range}"),
            "On-demand fork: whoever writes first to what a table spans copies it then.",
        ),
        RangeVerdict::LeaveToFaults => {
            Explanation::new(format!("Copy no PTE of {range}"), "No anon_vma: the child can fault everything in again.")
        }
    }
    .tone(Tone::Decision)
    .term(Term::AnonVma)
}

pub(super) fn copying_ptes(count: u64, verdict: PteVerdict) -> Explanation {
    let pages = pages(count);
    match verdict {
        PteVerdict::ShareWriteProtected => Explanation::new(
            format!("Share {pages}, read-only on both sides"),
            "R/W is clear in both PTEs: whoever writes first traps.",
        )
        .term(Term::CopyOnWrite),
        PteVerdict::ShareAsIs => Explanation::new(
            format!("Share {pages}, permissions as they are"),
            "Shared memory, or the zero page: nothing to protect.",
        ),
        PteVerdict::ShareSwapEntry => Explanation::new(
            format!("Share {pages} in swap"),
            "Both hold the slots, and neither gets the page back as its alone.",
        )
        .term(Term::Swap),
        PteVerdict::CopyNow => Explanation::new(
            format!("Copy {pages} now"),
            "Each gets a second frame, whether anybody writes to it or not.",
        )
        .term(Term::Copy),
        PteVerdict::CopyPinned => Explanation::new(
            format!("Copy {pages} now: pinned"),
            "A device may write to the frame: it stays the parent's. The child gets another.",
        )
        .term(Term::Copy),
    }
    .term(Term::Mapcount)
}

pub(super) fn flushing_tlb(parent: &str) -> Explanation {
    Explanation::new(
        format!("Flush the TLB of {parent}"),
        "PTEs may be read-only now: no cached entry may say otherwise.",
    )
    .term(Term::Tlb)
}

pub(super) fn waking_child(parent: &str, pid: Pid, child: &str) -> Explanation {
    Explanation::new(format!("Wake {child}"), format!("It returns twice: {pid} in {parent}, 0 in {child}."))
        .man("fork", 2)
}

pub(super) fn undoing_fork(child: &str) -> Explanation {
    Explanation::new("Out of frames: undo the fork", format!("Everything made for {child} is given back."))
        .tone(Tone::Failure)
        .man("fork", 2)
}
