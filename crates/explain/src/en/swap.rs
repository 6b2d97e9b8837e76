//! Swap, reclaim and merged pages.

use forkscope_sim::frame::FrameView;
use forkscope_sim::note::ReclaimVerdict;
use forkscope_sim::swap::Slot;
use forkscope_sim::Pfn;

use super::phrase::{count_of, number, pages};
use crate::context::Cx;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

#[inline(never)]
pub(super) fn swap_cache_lookup(page: &str, slot: Slot, cached: Option<Pfn>) -> Explanation {
    match cached {
        Some(pfn) => Explanation::new(
            format!("Slot {slot} is in the swap cache"),
            format!("Frame {pfn} still holds the page: nothing has to be read."),
        ),
        None => Explanation::new(
            format!("Slot {slot} is not in the swap cache"),
            format!("The bytes of {page} are in swap only."),
        ),
    }
    .term(Term::SwapCache)
}

#[inline(never)]
pub(super) fn reading_swap(slot: Slot, count: u64) -> Explanation {
    match count {
        0 | 1 => Explanation::new(format!("Read slot {slot}"), "The fault has to wait for storage: it is a major one."),
        _ => Explanation::new(
            format!("Read slot {slot} and {} near by", pages(count - 1)),
            "The fault is a major one. What is read ahead saves others.",
        ),
    }
    .term(Term::MajorFault)
}

#[inline(never)]
pub(super) fn freeing_entry(slot: Slot, entries: u32, exclusive: bool) -> Explanation {
    let why = match (entries, exclusive) {
        (0, true) => "The entry was marked exclusive: the page is this process's alone.".to_owned(),
        (0, false) => "No other entry holds the slot any more.".to_owned(),
        (1, _) => "1 other entry still holds it: the bytes there stay.".to_owned(),
        (_, _) => format!("{} other entries still hold it: the bytes there stay.", number(entries.into())),
    };
    Explanation::new(format!("The PTE gives up slot {slot}"), why).term(Term::Swap)
}

#[inline(never)]
pub(super) fn dropping_swap_cache(pfn: Pfn, slot: Slot) -> Explanation {
    Explanation::new(
        format!("The swap cache drops frame {pfn}"),
        format!("Nobody needs slot {slot} any more: it is free, and one reference less."),
    )
    .term(Term::SwapCache)
}

#[inline(never)]
pub(super) fn reclaiming(wanted: u64) -> Explanation {
    let title = format!("Reclaim {}", count_of(wanted, "frame"));
    Explanation::new(title, "Memory is short. What costs least to lose goes first.").term(Term::Reclaim)
}

#[inline(never)]
pub(super) fn reclaim_decided(frame: FrameView, verdict: ReclaimVerdict) -> Explanation {
    let pfn = frame.pfn;
    let (title, why) = match verdict {
        ReclaimVerdict::Discard => (
            format!("Frame {pfn} was given up, so drop it"),
            "MADV_FREE, and not written since: nobody wants its bytes.",
        ),
        ReclaimVerdict::KeepRewritten => (
            format!("Frame {pfn} stays: it was written again"),
            "MADV_FREE gave it up, but a PTE is dirty: it is memory in use again.",
        ),
        ReclaimVerdict::Evict => {
            (format!("Frame {pfn} is clean, so drop it"), "Its bytes can be read again from where they are.")
        }
        ReclaimVerdict::SwapOut => {
            (format!("Frame {pfn} goes to swap"), "Its bytes are nowhere else: they must be written first.")
        }
        ReclaimVerdict::KeepNoSwap => {
            (format!("Frame {pfn} stays: no swap slot is free"), "Its bytes are nowhere else, and would be lost.")
        }
        ReclaimVerdict::KeepHeld => (
            format!("Frame {pfn} stays: somebody holds it"),
            "It is unmapped first: only then its references can be told.",
        ),
        ReclaimVerdict::KeepDirty => {
            (format!("Frame {pfn} stays: it is dirty"), "It is a file's page: the flusher writes it back, not reclaim.")
        }
    };
    Explanation::new(title, why).tone(Tone::Decision).term(Term::Reclaim)
}

#[inline(never)]
pub(super) fn taking_slot(pfn: Pfn, slot: Slot) -> Explanation {
    Explanation::new(
        format!("Take swap slot {slot}"),
        format!("The swap cache holds frame {pfn} for it: whoever faults now finds it."),
    )
    .term(Term::SwapCache)
}

#[inline(never)]
pub(super) fn unmapping_frame(pfn: Pfn, ptes: u32) -> Explanation {
    let title = format!("Take frame {pfn} from {}", count_of(ptes.into(), "PTE"));
    Explanation::new(title, "Whoever touches the page from now on faults.").term(Term::Mapcount)
}

#[inline(never)]
pub(super) fn writing_swap(cx: Cx<'_>, pfn: Pfn, slot: Slot, zeros: bool) -> Explanation {
    if zeros {
        let title = format!("Mark slot {slot} as zeros");
        return Explanation::new(title, format!("Frame {pfn} holds nothing else: there is nothing to write."))
            .term(Term::Swap);
    }
    Explanation::new(
        format!("Write frame {pfn} to slot {slot}"),
        format!("{} bytes go to the swap area.", cx.page_size().bytes()),
    )
    .term(Term::Swap)
}

#[inline(never)]
pub(super) fn evicting(pfn: Pfn) -> Explanation {
    Explanation::new(format!("Free frame {pfn}"), "The cache lets go of it: its bytes are safe elsewhere.")
        .term(Term::Reclaim)
}

#[inline(never)]
pub(super) fn making_cold(range: &str, count: u64) -> Explanation {
    Explanation::new(
        format!("Mark {} of {range} as unused", pages(count)),
        "Only pages that nobody else maps: others may be needed by their sharers.",
    )
    .term(Term::Reclaim)
    .man("madvise", 2)
}

#[inline(never)]
pub(super) fn ksm_scanning(count: u64) -> Explanation {
    Explanation::new(format!("ksmd looks at {}", pages(count)), "Only mergeable memory, and only its anonymous pages.")
        .term(Term::Ksm)
}

#[inline(never)]
pub(super) fn ksm_sharing(page: &str, pfn: Pfn) -> Explanation {
    Explanation::new(
        format!("Frame {pfn} becomes a KSM frame"),
        format!("{page} has a twin: one frame will do, write-protected."),
    )
    .term(Term::Ksm)
}

#[inline(never)]
pub(super) fn ksm_merging(page: &str, from: Pfn, to: Pfn) -> Explanation {
    Explanation::new(
        format!("Point {page} at frame {to}"),
        format!("Frame {from} held the same bytes, and loses a mapping."),
    )
    .term(Term::Ksm)
}

#[inline(never)]
pub(super) fn ksm_breaking(page: &str, pfn: Pfn) -> Explanation {
    Explanation::new(
        format!("Unmerge {page}"),
        format!("It gets a copy of KSM frame {pfn} now, without being written."),
    )
    .term(Term::Ksm)
}
