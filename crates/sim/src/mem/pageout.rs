//! `MADV_COLD` and `MADV_PAGEOUT`: pages that will not be needed soon.

use super::huge::set_pmd;
use super::huge_split::{pmds_in, split_folio, split_partial_folios};
use super::reclaim::{is_held, mappings_of};
use super::swapout::{is_pinned, page_out, Afterwards};
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::Advice;
use crate::effect::Effect;
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::machine::{frames_of, Tx};
use crate::note::Note;
use crate::pte::Pte;
use crate::tlb::TlbScope;

/// Makes the pages of a range the first to go when memory is short.
pub(super) fn make_cold(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::Cold });
    for pfn in age(tx, who, part, Advice::Cold) {
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::ACTIVE);
    }
}

/// Sends the pages of a range away now. What had to be written stays in the swap cache: a quick return is a minor fault.
pub(super) fn page_out_range(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::PageOut });
    let mut frames = age(tx, who, part, Advice::PageOut);
    frames.retain(|pfn| tx.frame(*pfn).is_some_and(|frame| frame.mlocks == 0 && !stays_mapped(tx, *pfn, &frame)));
    let mappings = mappings_of(tx, &frames);
    for pfn in frames {
        page_out(tx, who.pid, pfn, &mappings, Afterwards::StayCached);
    }
}

/// Whether a page is left alone because something holds it: a large folio, which cannot be split, and anonymous memory that is pinned, unless it was
/// given up (`shrink_folio_list`). Others are looked at more closely, or unmapped before anybody looks who holds them.
fn stays_mapped(tx: &Tx, pfn: Pfn, frame: &Frame) -> bool {
    let left_alone = match frame.kind {
        FrameKind::File { .. } | FrameKind::Shmem { .. } => false,
        FrameKind::Anon if tx.folio(pfn).is_some() => true,
        FrameKind::Anon => is_pinned(tx, pfn) && !frame.flags.contains(FrameFlags::LAZYFREE),
        FrameKind::Ksm | FrameKind::Zero | FrameKind::Table { .. } => true,
    };
    left_alone && is_held(tx, pfn, frame)
}

/// Marks pages as unused and gives their frames. Pages that somebody else maps too are left alone: they are not this process's to send away
/// (`madvise_cold_or_pageout_pte_range`). The accessed bits of entries are left to those that go: what stays keeps them.
fn age(tx: &mut Tx, who: Who, part: PageRange, advice: Advice) -> Vec<Pfn> {
    let mut aged = age_pmds(tx, who, part, advice);
    split_partial_folios(tx, who, part);
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    let own = |(vpn, pte): (Vpn, Pte)| {
        let pfn = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE)?;
        (!pte.is_huge() && is_own(tx, pfn)).then_some((vpn, pte, pfn))
    };
    let own: Vec<(Vpn, Pte, Pfn)> = mm.tables.populated(part).filter_map(own).collect();
    tx.note(Note::MakingCold { pid: who.pid, range: part, pages: (aged.len() + own.len()) as u64 });
    for (vpn, pte, pfn) in &own {
        if advice != Advice::PageOut {
            tx.set_pte(who.mm, *vpn, pte.mkold());
        }
        tx.flag_frame(*pfn, FrameFlags::empty(), FrameFlags::REFERENCED);
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
    aged.extend(own.into_iter().map(|(_, _, pfn)| pfn));
    aged
}

/// Whether nobody else maps a page, or the large folio that it belongs to.
fn is_own(tx: &Tx, pfn: Pfn) -> bool {
    match tx.folio(pfn) {
        Some((_, folio)) => !folio.maybe_shared,
        None => tx.frame(pfn).is_some_and(|frame| frame.mapcount == 1),
    }
}

/// The same for huge pages, as a whole; one that lies in the range in part becomes small pages.
fn age_pmds(tx: &mut Tx, who: Who, part: PageRange, advice: Advice) -> Vec<Pfn> {
    let mut aged = Vec::new();
    for (base, pmd) in pmds_in(tx, who.mm, part) {
        let folio = pmd.pfn().and_then(|pfn| tx.folio(pfn));
        let Some((head, folio)) = folio.filter(|(_, folio)| !folio.maybe_shared) else { continue };
        if PageRange::new(base, folio.pages()).intersect(part).pages() < folio.pages() {
            split_folio(tx, who.pid, head);
            continue;
        }
        if advice != Advice::PageOut {
            set_pmd(tx, who.mm, base, pmd.mkold());
        }
        tx.flag_frame(head, FrameFlags::empty(), FrameFlags::REFERENCED);
        aged.extend(frames_of(head, folio.pages()));
    }
    aged
}
