//! mlock(2) and munlock(2).

use super::fault::DiskWait;
use super::merge::modify_flags;
use super::populate::pages;
use super::{share, Who};
use crate::addr::PageRange;
use crate::command::Ret;
use crate::errno::Errno;
use crate::frame::{Frame, FrameFlags};
use crate::machine::{Piece, Tx};
use crate::note::{Access, Note};
use crate::vma::{VmFlags, Vma};

/// Locks the pages of a range in memory, and faults them in: as writes where private memory may be written, which breaks copy-on-write.
///
/// # Errors
/// ENOMEM at a hole, after the VMAs before it were locked; ENOMEM for pages that nobody may access, after everything was locked.
#[inline(never)]
pub(crate) fn mlock(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    set_locked(tx, who, range, true)?;
    let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(range));
    for vma in vmas {
        populate_vma(tx, who, &vma, vma.range().intersect(range))?;
    }
    Ok(Ret::Done)
}

/// Lets the pages of a range go.
///
/// # Errors
/// ENOMEM at a hole, after the VMAs before it.
#[inline(never)]
pub(crate) fn munlock(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    set_locked(tx, who, range, false).map(|()| Ret::Done)
}

/// Faults the pages of a locked VMA in (`populate_vma_page_range`).
pub(super) fn populate_vma(tx: &mut Tx, who: Who, vma: &Vma, range: PageRange) -> Result<(), Errno> {
    let access = if vma.is_private_writable() { Access::Write } else { Access::Read };
    tx.note(Note::Populating { pid: who.pid, range, access });
    if !vma.is_accessible() {
        return Err(Errno::ENOMEM);
    }
    pages(tx, who, range, access, DiskWait::StartsAnew).map_err(|_| Errno::ENOMEM)
}

fn set_locked(tx: &mut Tx, who: Who, range: PageRange, locked: bool) -> Result<(), Errno> {
    let mut at = range.start;
    while at < range.end {
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(at)).copied().ok_or(Errno::ENOMEM)?;
        let part = vma.range().intersect(PageRange { start: at, end: range.end });
        if vma.is_locked() != locked {
            share::unshare_range(tx, who, part)?;
            fixup(tx, who, vma, part, locked);
        }
        at = part.end;
    }
    Ok(())
}

fn fixup(tx: &mut Tx, who: Who, vma: Vma, part: PageRange, locked: bool) {
    tx.note(Note::Locking { pid: who.pid, range: part, locked });
    let flags = if locked { vma.flags | VmFlags::LOCKED } else { vma.flags - VmFlags::LOCKED };
    modify_flags(tx, who, vma, part, flags);
    let delta = if locked { 1 } else { -1 };
    let mapped: Vec<Piece> = tx.mm(who.mm).map_or(Vec::new(), |mm| tx.pieces(mm, part).collect());
    for piece in mapped {
        count_mlocks(tx, &piece, delta);
    }
    tx.lru_add_drain();
}

fn count_mlocks(tx: &mut Tx, Piece { range, pte, frame }: &Piece, delta: i32) {
    let (Some(pfn), Some(frame)) = (pte.pfn(), frame) else { return };
    if tx.changes_at_once(range.pages()) && frame.is_plain() {
        let flags = if delta > 0 { frame.flags - FrameFlags::ACTIVE } else { frame.flags };
        let to = Frame { mlocks: frame.mlocks.saturating_add_signed(delta), flags, ..frame.clone() };
        tx.change_frames(pfn, range.pages() as u32, Some(frame.clone()), Some(to));
        return;
    }
    for offset in 0..range.pages() {
        tx.count_mlock(pte.at(offset).pfn().unwrap_or(pfn), delta);
    }
}
