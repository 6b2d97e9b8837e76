//! References that are no mappings: pages in pipes, pinned pages.

use forkscope_sim::hold::HoldKind;
use forkscope_sim::Pfn;

use super::phrase::pages;
use crate::explanation::Explanation;
use crate::glossary::Term;

#[inline(never)]
pub(super) fn taking(range: &str, kind: HoldKind) -> Explanation {
    match kind {
        HoldKind::Pipe => Explanation::new(
            format!("Put {range} into the pipe, by reference"),
            "Each frame gets one reference more. No byte is copied, no PTE changes.",
        ),
        HoldKind::Pin => Explanation::new(
            format!("Pin {range} for a device"),
            "A pin counts 1024 references: that is how fork can tell pinned pages.",
        ),
    }
    .term(Term::Refcount)
}

#[inline(never)]
pub(super) fn reading_pipe(pfn: Pfn, count: u64) -> Explanation {
    let title = format!("Read {} out of the pipe", pages(count));
    Explanation::new(title, format!("What comes out is what frame {pfn} holds by now.")).term(Term::Frame)
}

#[inline(never)]
pub(super) fn device_writing(pfn: Pfn, count: u64) -> Explanation {
    let title = format!("A device writes to {}", pages(count));
    let why = format!("It knows frame {pfn} by its physical address, and no page table.");
    Explanation::new(title, why).term(Term::Frame)
}

#[inline(never)]
pub(super) fn dropping(kind: HoldKind, count: u64) -> Explanation {
    let pages = pages(count);
    match kind {
        HoldKind::Pipe => Explanation::new(format!("Drop {pages} from the pipe"), "One reference to each frame goes."),
        HoldKind::Pin => Explanation::new(format!("Unpin {pages}"), "1024 references to each frame go."),
    }
    .term(Term::Refcount)
}
