//! mmap and its relatives: what happens to VMAs and to the PTEs below them.

use forkscope_sim::command::Advice;
use forkscope_sim::note::Access;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::Vma;

use super::phrase::{access_bits, count_of, number, pages};
use crate::explanation::Explanation;
use crate::glossary::Term;

pub(super) fn mapping(range: &str, vma: &Vma, merged: bool) -> Explanation {
    let perms = vma.perms();
    if merged {
        Explanation::new(format!("Extend the VMA to {range}"), "Same permissions, same backing: one VMA is enough.")
    } else {
        Explanation::new(format!("Map {range}, {perms}"), "A VMA and no more: frames come when pages are touched.")
            .term(Term::DemandPaging)
    }
    .term(Term::Vma)
    .man("mmap", 2)
}

pub(super) fn splitting(at: &str) -> Explanation {
    Explanation::new(
        format!("Split the VMA at {at}"),
        "The call is about a part of it, and a VMA has one set of flags.",
    )
    .term(Term::Vma)
}

pub(super) fn merging(range: &str) -> Explanation {
    Explanation::new(format!("Merge the VMAs of {range}"), "They touch and no longer differ: one is enough.")
        .term(Term::Vma)
}

pub(super) fn unmapping(range: &str, present: u64) -> Explanation {
    let title = format!("Unmap {range}: {} present", pages(present));
    Explanation::new(title, "Each PTE drops its reference. Frames nobody else holds become free.")
        .term(Term::Refcount)
        .man("munmap", 2)
}

pub(super) fn changing_access(range: &str, vma: &Vma, to: VmFlags) -> Explanation {
    let (before, after) = (access_bits(vma.flags), access_bits(to));
    let title = format!("{range}: {before} becomes {after}");
    Explanation::new(title, "Faults are checked against the VMA. It changes first, then the PTEs.")
        .term(Term::Vma)
        .man("mprotect", 2)
}

pub(super) fn changing_ptes(count: u64, writable: u64) -> Explanation {
    match (count, writable) {
        (0, _) => Explanation::new("No PTE to change", "No page of the range is present."),
        (_, 0) => Explanation::new(
            format!("Change {}, none to writable", count_of(count, "PTE")),
            "A PTE may allow less than its VMA, never more.",
        ),
        _ => Explanation::new(
            format!("Change {}, {} to writable", count_of(count, "PTE"), number(writable)),
            "Exclusive pages need no fault. Others may stay write-protected.",
        ),
    }
    .term(Term::Pte)
}

pub(super) fn advising(range: &str, advice: Advice) -> Explanation {
    let why = match advice {
        Advice::DontNeed => "The pages may go at once; the VMA stays.",
        Advice::DontFork => "From now on fork leaves the range out.",
        Advice::DoFork => "From now on fork gives the range to children again.",
        Advice::WipeOnFork => "From now on children get the range without its pages.",
        Advice::KeepOnFork => "From now on children get the range with its pages again.",
        Advice::HugePage => "From now on the first write may get a huge page.",
        Advice::NoHugePage => "From now on each first write gets a small page.",
        Advice::Collapse => "The small pages become huge ones now.",
        Advice::Free => "The pages may go when memory is short, unless they are written again.",
        Advice::Cold => "The pages are the first to go when memory is short.",
        Advice::PageOut => "The pages go now: to swap, or back to their file.",
        Advice::Mergeable => "From now on ksmd may merge the pages with equal ones.",
        Advice::Unmergeable => "Merged pages get frames of their own again.",
        Advice::Remove => "The object gets a hole: whoever maps it reads zeros there.",
        Advice::PopulateRead => "The pages are mapped now, as if each were read.",
        Advice::PopulateWrite => "The pages are mapped now, as if each were written.",
    };
    Explanation::new(format!("{} for {range}", advice.name()), why).man("madvise", 2)
}

pub(super) fn zapping(range: &str, count: u64) -> Explanation {
    let title = format!("Drop {} of {range}", pages(count));
    Explanation::new(title, "The next access faults. Private anonymous memory is zeros then.").term(Term::Refcount)
}

pub(super) fn marking_lazy_free(count: u64) -> Explanation {
    Explanation::new(
        format!("Mark {} clean and free to go", count_of(count, "PTE")),
        "A later write sets the dirty bit again, and that keeps the page.",
    )
    .term(Term::Pte)
    .man("madvise", 2)
}

pub(super) fn populating(range: &str, access: Access) -> Explanation {
    match access {
        Access::Read => Explanation::new(format!("Fault {range} in for reading"), "No read will fault there later."),
        Access::Write => {
            Explanation::new(format!("Fault {range} in for writing"), "Pages still shared are copied now, not later.")
        }
    }
    .term(Term::DemandPaging)
}

pub(super) fn locking(range: &str, locked: bool) -> Explanation {
    match locked {
        true => Explanation::new(format!("Lock {range} in memory"), "VM_LOCKED: its frames are never reclaimed."),
        false => Explanation::new(format!("Unlock {range}"), "Its frames may be reclaimed again."),
    }
    .term(Term::Vma)
    .man("mlock", 2)
}

pub(super) fn moving_ptes(to: &str, count: u64) -> Explanation {
    let title = format!("Move {} to {to}", count_of(count, "PTE"));
    Explanation::new(title, "Frames, counts and bits go along: nothing is copied.").term(Term::Pte).man("mremap", 2)
}

pub(super) fn moving_brk(from: u64, to: u64) -> Explanation {
    if to < from {
        let title = format!("The heap shrinks from {} to {to}", pages(from));
        Explanation::new(title, "What lies behind the new end is unmapped.")
    } else {
        let title = format!("The heap grows from {} to {to}", pages(from));
        Explanation::new(title, "mm->brk moves up; the VMA below it has grown already.").term(Term::DemandPaging)
    }
    .man("brk", 2)
}
