//! What a fault does to frames and to the PTE: allocate, copy, clear, set, drop.

use forkscope_sim::note::Purpose;
use forkscope_sim::{Pfn, Pte};

use crate::context::Cx;
use crate::explanation::Explanation;
use crate::glossary::Term;

pub(super) fn allocating(pfn: Pfn, purpose: Purpose) -> Explanation {
    let why = match purpose {
        Purpose::Zeroed => "It is filled with zeros: nobody may see what was in it.",
        Purpose::Copy => "It leaves the free list; the copy will go there.",
        Purpose::SwapIn => "The page comes back to it from swap.",
        Purpose::Shmem => "It belongs to the shared object, for all who map it.",
    };
    Explanation::new(format!("Allocate frame {pfn}"), why).term(Term::Frame)
}

pub(super) fn copying(cx: Cx<'_>, from: Pfn, to: Pfn) -> Explanation {
    let why = format!("From frame {from} to frame {to}: this page, and no other.");
    Explanation::new(format!("Copy {} bytes", cx.page_size().bytes()), why).term(Term::Copy)
}

pub(super) fn clearing_pte() -> Explanation {
    Explanation::new("Clear the PTE, flush the TLB entry", "No TLB may hold the old entry once the new one is set.")
        .term(Term::Tlb)
}

pub(super) fn setting_pte(page: &str, pte: Pte) -> Explanation {
    let title = match pte.pfn() {
        Some(_) if pte.is_zero_page() => "Point the PTE at the zero page".to_owned(),
        Some(pfn) => format!("Point the PTE at frame {pfn}"),
        None => "Leave the PTE empty".to_owned(),
    };
    let why = if pte.is_writable() {
        format!("{page} is read-write from now on.")
    } else {
        format!("{page} is read-only for now: a store would trap.")
    };
    Explanation::new(title, why).term(Term::Pte)
}

pub(super) fn reusing(pfn: Pfn) -> Explanation {
    let why = format!("Frame {pfn} stays: a fault, but no allocation and no copy.");
    Explanation::new("Make the PTE writable", why).term(Term::Reuse)
}

pub(super) fn dropping(pfn: Pfn, remaining: u32) -> Explanation {
    let why = match remaining {
        0 => format!("Nothing holds frame {pfn} any more: it is free."),
        _ => format!("Refcount of frame {pfn} goes from {} to {remaining}.", remaining.saturating_add(1)),
    };
    Explanation::new("Drop the old frame", why).term(Term::Refcount)
}
