//! mremap(2): to a fixed place (`MREMAP_MAYMOVE | MREMAP_FIXED`), or resizing in place.

use super::alloc::tables;
use super::commit::expand;
use super::huge::pmd_at;
use super::huge_map::{merged, movable_pmds, move_pmd};
use super::map::unmap;
use super::merge::insert_or_merge;
use super::mlock::populate_vma;
use super::{ksm, share, Who};
use crate::addr::{PageRange, Vpn};
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::pte::Pte;
use crate::tables::{Level, PteRun};
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// Moves the mappings of a range, or makes one longer or shorter.
///
/// # Errors
/// EINVAL for no pages, pages beyond the user half, or ranges that overlap; EFAULT where nothing is mapped at the start, or where several mappings
/// would have to change their size; ENOMEM when a mapping cannot grow in place, or there are no frames for page tables.
#[inline(never)]
pub(crate) fn mremap(tx: &mut Tx, who: Who, from: PageRange, to: Option<Vpn>, pages: u64) -> Result<Ret, Errno> {
    if from.is_empty() || pages == 0 || from.end > tx.page_size().task_size() {
        return Err(Errno::EINVAL);
    }
    for range in [Some(from), to.map(|to| PageRange::new(to, pages))].into_iter().flatten() {
        share::unshare_range(tx, who, range)?;
    }
    let Some(to) = to.map(|to| PageRange::new(to, pages)) else { return resize(tx, who, from, pages) };
    if to.end > tx.page_size().task_size() || !to.intersect(from).is_empty() {
        return Err(Errno::EINVAL);
    }
    check_start(tx, who, from)?;
    if pages == from.pages() {
        move_all(tx, who, from, to.start)?;
    } else {
        move_resized(tx, who, from, to)?;
    }
    Ok(Ret::Addr(to.start.addr(tx.page_size())))
}

/// Moves a part of one mapping and makes it longer or shorter on the way.
fn move_resized(tx: &mut Tx, who: Who, from: PageRange, to: PageRange) -> Result<(), Errno> {
    // What is cut off may reach over the end of the mapping; what is moved may not.
    let vma = whole(tx, who, PageRange::new(from.start, from.pages().min(to.pages())))?;
    if to.pages() < from.pages() {
        unmap(tx, who, PageRange { start: from.start.plus(to.pages()), end: from.end });
        return move_piece(tx, who, PageRange::new(from.start, to.pages()), to);
    }
    expand(tx, who, vma.flags, to.pages() - from.pages())?;
    move_piece(tx, who, from, to)?;
    populate_locked(tx, who, &vma, PageRange { start: to.start.plus(from.pages()), end: to.end });
    Ok(())
}

/// Locked memory that grows is faulted in at once; a failure shows at the access.
fn populate_locked(tx: &mut Tx, who: Who, vma: &Vma, added: PageRange) {
    if vma.is_locked() {
        let _ = populate_vma(tx, who, vma, added);
    }
}

fn check_start(tx: &Tx, who: Who, from: PageRange) -> Result<(), Errno> {
    tx.mm(who.mm).and_then(|mm| mm.vma(from.start)).map(|_| ()).ok_or(Errno::EFAULT)
}

/// The VMA that holds all of a range.
fn whole(tx: &Tx, who: Who, range: PageRange) -> Result<Vma, Errno> {
    let vma = tx.mm(who.mm).and_then(|mm| mm.vma(range.start)).copied();
    vma.filter(|vma| vma.end >= range.end).ok_or(Errno::EFAULT)
}

/// Moves mapping by mapping; gaps between them stay gaps, and what is mapped at their destination stays (`remap_move`).
fn move_all(tx: &mut Tx, who: Who, from: PageRange, to: Vpn) -> Result<(), Errno> {
    let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(from));
    for vma in vmas {
        let piece = vma.range().intersect(from);
        let dest = PageRange::new(to.plus(piece.start.0 - from.start.0), piece.pages());
        move_piece(tx, who, piece, dest)?;
    }
    Ok(())
}

/// Moves a part of one mapping (`move_vma`): what is at the destination goes, the VMA is copied, its entries move, the source is unmapped.
fn move_piece(tx: &mut Tx, who: Who, piece: PageRange, dest: PageRange) -> Result<(), Errno> {
    unmap(tx, who, dest);
    let vma = whole(tx, who, piece)?;
    // A merged page knows where it belongs by its address: those that move are parted first.
    ksm::unmerge_part(tx, who, &vma, piece)?;
    let mut huge = movable_pmds(tx, who, &vma, piece, dest);
    let place = |vpn: Vpn| dest.start.plus(vpn.0 - piece.start.0);
    // The tables first: a failure leaves everything where it was.
    for at in extents(tx, who, piece, dest) {
        tables(tx, who, at, Level::Pte)?;
    }
    tables_of_pmds(tx, who, &mut huge)?;
    // Only now: making room for tables may have sent pages away.
    let small = |run: &PteRun| !run.pte.is_huge();
    let moved: Vec<PteRun> = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.tables.runs(piece).filter(small).collect());
    let moved = merged(tx, moved);
    // Memory that was never written counts as mapped where it is now, so that it may merge there.
    let fresh = vma.is_anonymous() && vma.anon_vma.is_none();
    let pgoff = if fresh { dest.start.0 } else { vma.pgoff_of(piece.start) };
    insert_or_merge(tx, who, Vma { start: dest.start, end: dest.end, pgoff, ..vma });
    tx.note(Note::MovingPtes {
        pid: who.pid,
        from: piece,
        to: dest,
        pages: moved.iter().map(|run| run.range.pages()).sum(),
    });
    for (from, to) in huge {
        move_pmd(tx, who, from, to);
    }
    for PteRun { range, pte } in moved {
        if tx.changes_at_once(range.pages()) && pte.is_plain() {
            tx.set_ptes(who.mm, range, pte, Pte::NONE);
            tx.set_ptes(who.mm, PageRange::new(place(range.start), range.pages()), Pte::NONE, pte);
            continue;
        }
        for (offset, vpn) in (0..).zip(range.iter()) {
            tx.set_pte(who.mm, vpn, Pte::NONE);
            tx.set_pte(who.mm, place(vpn), pte.at(offset));
        }
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
    unmap(tx, who, piece);
    Ok(())
}

/// Makes the tables for PMD entries that move. Room for tables may be made by splitting some: those move as PTEs.
fn tables_of_pmds(tx: &mut Tx, who: Who, huge: &mut Vec<(Vpn, Vpn)>) -> Result<(), Errno> {
    loop {
        for (_, to) in huge.iter() {
            tables(tx, who, *to, Level::Pmd)?;
        }
        let (whole, split) = huge.iter().partition::<Vec<_>, _>(|(from, _)| pmd_at(tx, who.mm, *from).is_some());
        for (_, to) in &split {
            tables(tx, who, *to, Level::Pte)?;
        }
        *huge = whole;
        if split.is_empty() {
            return Ok(());
        }
    }
}

/// Where entries may arrive: the first page of each part that lies in one table before and after, if there is a table before.
fn extents(tx: &Tx, who: Who, piece: PageRange, dest: PageRange) -> Vec<Vpn> {
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    let page = tx.page_size();
    let mut found = Vec::new();
    let mut done = 0;
    while done < piece.pages() {
        let (old, new) = (piece.start.plus(done), dest.start.plus(done));
        if mm.tables.table(Level::Pte, old).is_some() && !mm.tables.get(old).is_huge() {
            found.push(new);
        }
        let left = |vpn: Vpn| Level::Pte.span(page, vpn).end.0 - vpn.0;
        done += left(old).min(left(new));
    }
    found
}

/// Makes a mapping shorter, or longer if nothing is in the way.
fn resize(tx: &mut Tx, who: Who, from: PageRange, pages: u64) -> Result<Ret, Errno> {
    check_start(tx, who, from)?;
    if pages <= from.pages() {
        unmap(tx, who, PageRange { start: from.start.plus(pages), end: from.end });
        return Ok(Ret::Addr(from.start.addr(tx.page_size())));
    }
    let vma = whole(tx, who, from)?;
    let added = PageRange { start: from.end, end: from.start.plus(pages) };
    let free = tx.mm(who.mm).is_some_and(|mm| mm.vmas_in(added).is_empty());
    if vma.end != from.end || !free || added.end > tx.page_size().task_size() {
        return Err(Errno::ENOMEM);
    }
    expand(tx, who, vma.flags, added.pages())?;
    grow(tx, who, vma, added);
    Ok(Ret::Addr(from.start.addr(tx.page_size())))
}

/// The mapping reaches further, and further still if the next one goes on where it ends (`vma_merge_extend`).
fn grow(tx: &mut Tx, who: Who, vma: Vma, added: PageRange) {
    let tail = Vma { start: added.start, end: added.end, pgoff: vma.pgoff_of(added.start), ..vma };
    insert_or_merge(tx, who, tail);
    populate_locked(tx, who, &vma, added);
}
