//! /proc/self/mem: memory reached past the permissions of its mapping (`FOLL_FORCE`), as debuggers do it. A store breaks copy-on-write, and leaves the entry
//! read-only.

use super::access::{load_each, pieces, store};
use super::fault::{self, DiskWait, Taker};
use super::populate::mark_used;
use super::{share, Who};
use crate::addr::{PageRange, Pfn, VirtAddr, Vpn};
use crate::command::{Data, Ret};
use crate::errno::Errno;
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::vma::Vma;

/// Loads a byte from each page; the value is the first byte.
///
/// # Errors
/// EIO where nothing is mapped.
pub(super) fn read(tx: &mut Tx, who: Who, at: VirtAddr, len: u64) -> Result<Ret, Errno> {
    note(tx, who, at, len, Access::Read);
    load_each(tx, (at, len), |tx, vpn| user_page(tx, who, vpn, Access::Read))
}

/// Stores bytes.
///
/// # Errors
/// EIO where nothing is mapped, and for a shared mapping that is not writable.
pub(super) fn write(tx: &mut Tx, who: Who, at: VirtAddr, len: u64, data: &Data) -> Result<Ret, Errno> {
    note(tx, who, at, len, Access::Write);
    let page = tx.page_size();
    let mut done = 0;
    for (addr, len) in pieces(page, at, len) {
        let pfn = match user_page(tx, who, addr.vpn(page), Access::Write) {
            Err(_) if done > 0 => break,
            found => found?,
        };
        store(tx, pfn, addr, len, |old| match data {
            Data::Fill(value) => old.with_fill(page, addr.offset(page), len, *value),
            Data::Bytes(bytes) => old.with_bytes(page, addr.offset(page), &bytes[done..(done + len).min(bytes.len())]),
        });
        tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
        done += len;
    }
    Ok(Ret::Done)
}

fn note(tx: &mut Tx, who: Who, at: VirtAddr, len: u64, access: Access) {
    let page = tx.page_size();
    let end = VirtAddr(at.0.saturating_add(len.max(1) - 1)).vpn(page).plus(1);
    tx.note(Note::ForcingAccess { pid: who.pid, range: PageRange { start: at.vpn(page), end }, access });
}

/// The frame of a page, faulted in as the access needs it (`get_user_page_vma_remote`).
fn user_page(tx: &mut Tx, who: Who, vpn: Vpn, access: Access) -> Result<Pfn, Errno> {
    let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied().ok_or(Errno::EIO)?;
    if access == Access::Write && vma.is_shared() && !vma.is_writable() {
        return Err(Errno::EIO);
    }
    share::unshare_range(tx, who, PageRange::new(vpn, 1)).map_err(|_| Errno::EIO)?;
    let mut faulted = false;
    loop {
        let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
        if let Some(pfn) = pte.pfn().filter(|pfn| is_ready(tx, &vma, pte, *pfn, access, faulted)) {
            mark_used(tx, who, vpn, access);
            return Ok(pfn);
        }
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied().ok_or(Errno::EIO)?;
        let taker = Taker { pid: who.pid, wait: DiskWait::Waits };
        fault::resolve_by(tx, who, access, &vma, vpn, taker).map_err(|_| Errno::EIO)?;
        faulted = true;
    }
}

/// Whether an entry will do (`can_follow_write_pte`): for a forced store it need not be writable if its page is the process's own, which the fault has seen to.
/// Where the mapping is writable, the entry has to be.
fn is_ready(tx: &Tx, vma: &Vma, pte: Pte, pfn: Pfn, access: Access, faulted: bool) -> bool {
    let exclusive = tx.frame(pfn).is_some_and(|frame| frame.flags.contains(FrameFlags::EXCLUSIVE));
    let forced = exclusive && !vma.is_writable();
    access == Access::Read || pte.is_writable() || forced || (faulted && pte.is_dirty())
}
