//! Faulting pages in before anybody asks for them (`__get_user_pages` with FOLL_TOUCH).

use super::bulk::each_page;
use super::fault::{self, DiskWait, Taker};
use super::huge::{pmd_at, set_pmd};
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::errno::Errno;
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::vma::{VmFlags, Vma};

/// Maps every page of a range as an access would, without the access.
///
/// # Errors
/// ENOMEM at a hole, EINVAL where the VMA forbids the access, both after the pages before that place were mapped; EFAULT beyond the end of a file.
pub(super) fn populate(tx: &mut Tx, who: Who, range: PageRange, access: Access) -> Result<(), Errno> {
    let mut at = range.start;
    while at < range.end {
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(at)).copied().ok_or(Errno::ENOMEM)?;
        if !permits(&vma, access) {
            return Err(Errno::EINVAL);
        }
        let part = vma.range().intersect(PageRange { start: at, end: range.end });
        tx.note(Note::Populating { pid: who.pid, range: part, access });
        pages(tx, who, part, access, DiskWait::TriesAgain)?;
        at = part.end;
    }
    Ok(())
}

/// Maps the pages of one VMA.
pub(super) fn pages(tx: &mut Tx, who: Who, range: PageRange, access: Access, wait: DiskWait) -> Result<(), Errno> {
    each_page(tx, who, range, &mut |tx, vpn| page(tx, who, vpn, access, wait))
}

/// Whether the entry of a page allows the access as it stands.
pub(super) fn is_ready(tx: &Tx, who: Who, vpn: Vpn, access: Access) -> bool {
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.effective(vpn));
    pte.is_present() && (access == Access::Read || pte.is_writable())
}

fn page(tx: &mut Tx, who: Who, vpn: Vpn, access: Access, wait: DiskWait) -> Result<(), Errno> {
    while !is_ready(tx, who, vpn, access) {
        // The VMA may have got its anonymous-memory bookkeeping by the page before.
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied().ok_or(Errno::ENOMEM)?;
        fault::resolve_by(tx, who, access, &vma, vpn, Taker { pid: who.pid, wait }).map_err(|_| Errno::EFAULT)?;
    }
    mark_used(tx, who, vpn, access);
    Ok(())
}

/// A page that is there is marked as used, and as dirty if it is to be written (`follow_page_pte`).
pub(super) fn mark_used(tx: &mut Tx, who: Who, vpn: Vpn, access: Access) {
    if let Some((base, pmd)) = pmd_at(tx, who.mm, vpn) {
        // A PMD entry is marked itself (`touch_pmd`), but for a read x86 leaves it as it is (`pmdp_set_access_flags`).
        if access == Access::Write {
            set_pmd(tx, who.mm, base, pmd.mkdirty().mkyoung());
        }
        return;
    }
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    let Some(pfn) = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE) else { return };
    if access == Access::Write && !pte.is_dirty() {
        tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
    }
    tx.mark_accessed(pfn);
}

pub(super) fn permits(vma: &Vma, access: Access) -> bool {
    vma.flags.contains(match access {
        Access::Read => VmFlags::READ,
        Access::Write => VmFlags::WRITE,
    })
}
