//! madvise(2).

use super::collapse::collapse;
use super::huge_map::give_up_pmds;
use super::huge_split::{split_edges, split_partial_folios};
use super::merge::modify_flags;
use super::pageout::{make_cold, page_out_range};
use super::populate::populate;
use super::truncate::punch_hole;
use super::zap::{populated, reclaim_tables, zap};
use super::{ksm, share, swap, Who};
use crate::addr::{PageRange, Vpn};
use crate::command::{Advice, Ret};
use crate::effect::Effect;
use crate::errno::Errno;
use crate::frame::{Frame, FrameFlags};
use crate::machine::{Piece, Tx};
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::swap::Slot;
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// Takes advice for the VMAs of a range.
///
/// # Errors
/// EINVAL where the advice is not for such memory, or about huge pages on a machine that has none; ENOMEM if the range has a hole, after the mapped
/// parts were done, as in Linux.
#[inline(never)]
pub(crate) fn madvise(tx: &mut Tx, who: Who, range: PageRange, advice: Advice) -> Result<Ret, Errno> {
    match advice {
        Advice::HugePage | Advice::NoHugePage | Advice::Collapse if !tx.config().has_huge_pages() => {
            return Err(Errno::EINVAL)
        }
        Advice::PopulateRead => return populate(tx, who, range, Access::Read).map(|()| Ret::Done),
        Advice::PopulateWrite => return populate(tx, who, range, Access::Write).map(|()| Ret::Done),
        Advice::DontNeed
        | Advice::DontFork
        | Advice::DoFork
        | Advice::WipeOnFork
        | Advice::KeepOnFork
        | Advice::HugePage
        | Advice::NoHugePage
        | Advice::Collapse
        | Advice::Free
        | Advice::Cold
        | Advice::PageOut
        | Advice::Mergeable
        | Advice::Unmergeable
        | Advice::Remove => {}
    }
    let holes = tx.mm(who.mm).is_some_and(|mm| !mm.covers(range));
    let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(range));
    for vma in vmas {
        // An earlier part may have joined this VMA to a neighbour: look again.
        let part = vma.range().intersect(range);
        let Some(vma) = tx.mm(who.mm).and_then(|mm| mm.vma(part.start)).copied() else { continue };
        advise(tx, who, vma, part, advice)?;
    }
    if holes {
        Err(Errno::ENOMEM)
    } else {
        Ok(Ret::Done)
    }
}

fn advise(tx: &mut Tx, who: Who, vma: Vma, part: PageRange, advice: Advice) -> Result<(), Errno> {
    let flags = match advice {
        Advice::DontNeed | Advice::Free | Advice::Cold | Advice::PageOut if vma.is_locked() => {
            return Err(Errno::EINVAL)
        }
        Advice::DontNeed => {
            share::unshare_range(tx, who, part)?;
            drop_pages(tx, who, part);
            return Ok(());
        }
        Advice::Collapse => {
            tx.note(Note::Advising { pid: who.pid, range: part, advice });
            return collapse(tx, who, &vma, part);
        }
        Advice::Free if !vma.is_anonymous() => return Err(Errno::EINVAL),
        Advice::Free => {
            share::unshare_range(tx, who, part)?;
            give_up_pages(tx, who, part);
            return Ok(());
        }
        Advice::Cold => {
            share::unshare_range(tx, who, part)?;
            make_cold(tx, who, part);
            return Ok(());
        }
        Advice::PageOut => {
            share::unshare_range(tx, who, part)?;
            page_out_range(tx, who, part);
            return Ok(());
        }
        Advice::Mergeable | Advice::Unmergeable => ksm::advise(tx, who, &vma, part, advice)?,
        Advice::Remove => {
            tx.note(Note::Advising { pid: who.pid, range: part, advice });
            return punch_hole(tx, who, &vma, part);
        }
        Advice::PopulateRead | Advice::PopulateWrite => return Ok(()),
        Advice::DontFork => vma.flags | VmFlags::DONTCOPY,
        Advice::DoFork => vma.flags - VmFlags::DONTCOPY,
        Advice::WipeOnFork if !vma.is_anonymous() => return Err(Errno::EINVAL),
        Advice::WipeOnFork => vma.flags | VmFlags::WIPEONFORK,
        Advice::KeepOnFork => vma.flags - VmFlags::WIPEONFORK,
        Advice::HugePage => (vma.flags - VmFlags::NOHUGEPAGE) | VmFlags::HUGEPAGE,
        Advice::NoHugePage => (vma.flags - VmFlags::HUGEPAGE) | VmFlags::NOHUGEPAGE,
    };
    tx.note(Note::Advising { pid: who.pid, range: part, advice });
    if flags != vma.flags {
        modify_flags(tx, who, vma, part, flags);
    }
    Ok(())
}

fn drop_pages(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::DontNeed });
    let pages = populated(tx, who.mm, part);
    split_edges(tx, who, part);
    tx.note(Note::Zapping { pid: who.pid, range: part, pages });
    zap(tx, who.mm, part);
    reclaim_tables(tx, who.mm, part);
}

/// Pages that may go: their entries become clean and old, so that a later write shows (`madvise_free_pte_range`). A frame that is dirty and
/// mapped elsewhere stays as it is.
fn give_up_pages(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::Free });
    give_up_pmds(tx, who, part);
    split_partial_folios(tx, who, part);
    let Some(mm) = tx.mm(who.mm) else { return };
    let anon = |piece: &Piece| !piece.pte.is_huge() && piece.frame.as_ref().is_some_and(|frame| frame.kind.is_anon());
    let pieces: Vec<Piece> = tx.pieces(mm, part).filter(anon).collect();
    let swapped: Vec<(Vpn, Slot)> =
        mm.tables.populated(part).filter_map(|(vpn, pte)| Some((vpn, pte.swap_slot()?))).collect();
    let pages = pieces.iter().map(|piece| piece.range.pages()).sum();
    tx.note(Note::MarkingLazyFree { pid: who.pid, range: part, pages });
    // What is swapped out is lost at once: there is no cheaper way to free it.
    for (vpn, slot) in swapped {
        tx.set_pte(who.mm, vpn, Pte::NONE);
        swap::zap_entry(tx, who.mm, slot);
    }
    for piece in pieces {
        give_up_piece(tx, who, &piece);
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
}

fn give_up_piece(tx: &mut Tx, who: Who, Piece { range, pte, frame }: &Piece) {
    let plain = frame.as_ref().filter(|frame| frame.is_plain() && frame.mlocks == 0 && pte.is_plain());
    let (Some(frame), Some(pfn), true) = (plain, pte.pfn(), tx.changes_at_once(range.pages())) else {
        (0..).zip(range.iter()).for_each(|(offset, vpn)| give_up(tx, who, vpn, pte.at(offset)));
        return;
    };
    if frame.flags.contains(FrameFlags::DIRTY) && frame.mapcount != 1 {
        return;
    }
    tx.set_ptes(who.mm, *range, *pte, pte.mkclean().mkold());
    let given_up = FrameFlags::DIRTY | FrameFlags::ACTIVE | FrameFlags::REFERENCED;
    let flags = (frame.flags - given_up) | FrameFlags::LAZYFREE;
    tx.change_frames(pfn, range.pages() as u32, Some(frame.clone()), Some(Frame { flags, ..frame.clone() }));
}

fn give_up(tx: &mut Tx, who: Who, vpn: Vpn, pte: Pte) {
    let Some(pfn) = pte.pfn() else { return };
    let mapcount = tx.frame(pfn).map_or(0, |frame| frame.mapcount);
    let shared = tx.folio(pfn).map_or(mapcount != 1, |(_, folio)| folio.maybe_shared);
    let flags = tx.page_flags(pfn);
    if tx.folio(pfn).is_some() && shared {
        return;
    }
    if flags.intersects(FrameFlags::DIRTY | FrameFlags::SWAPCACHE) {
        if !shared {
            swap::free_swap(tx, pfn);
        }
        if shared || tx.page_flags(pfn).contains(FrameFlags::SWAPCACHE) {
            return;
        }
    }
    tx.set_pte(who.mm, vpn, pte.mkclean().mkold());
    tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::DIRTY);
    if tx.frame(pfn).is_some_and(|frame| frame.mlocks == 0) {
        tx.flag_frame(pfn, FrameFlags::LAZYFREE, FrameFlags::ACTIVE | FrameFlags::REFERENCED);
    }
}
