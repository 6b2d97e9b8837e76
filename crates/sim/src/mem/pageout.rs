//! `MADV_COLD` and `MADV_PAGEOUT`: pages that will not be needed soon.

use super::reclaim::{is_held, mappings_of};
use super::swapout::{page_out, Afterwards};
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::Advice;
use crate::effect::Effect;
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::note::Note;
use crate::pte::Pte;
use crate::tlb::TlbScope;

/// Makes the pages of a range the first to go when memory is short.
pub(super) fn make_cold(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::Cold });
    for pfn in age(tx, who, part) {
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::ACTIVE);
    }
}

/// Sends the pages of a range away now. What had to be written stays in the swap cache: a quick return is a minor fault.
pub(super) fn page_out_range(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::PageOut });
    let mut frames = age(tx, who, part);
    frames.retain(|pfn| tx.frame(*pfn).is_some_and(|frame| frame.mlocks == 0 && !is_held(tx, *pfn, frame)));
    let mappings = mappings_of(tx, &frames);
    for pfn in frames {
        page_out(tx, who.pid, pfn, &mappings, Afterwards::StayCached);
    }
}

/// Marks pages as unused and gives their frames. Pages that somebody else maps too are left alone: they are not this process's to send away
/// (`madvise_cold_or_pageout_pte_range`).
fn age(tx: &mut Tx, who: Who, part: PageRange) -> Vec<Pfn> {
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    let own = |(vpn, pte): (Vpn, Pte)| {
        let pfn = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE)?;
        tx.frame(pfn).is_some_and(|frame| frame.mapcount == 1).then_some((vpn, pte, pfn))
    };
    let own: Vec<(Vpn, Pte, Pfn)> = mm.tables.populated(part).filter_map(own).collect();
    tx.note(Note::MakingCold { pid: who.pid, range: part, pages: own.len() as u64 });
    for (vpn, pte, pfn) in &own {
        tx.set_pte(who.mm, *vpn, pte.mkold());
        tx.flag_frame(*pfn, FrameFlags::empty(), FrameFlags::REFERENCED);
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
    own.into_iter().map(|(_, _, pfn)| pfn).collect()
}
