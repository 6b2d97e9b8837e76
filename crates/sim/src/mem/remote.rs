//! process_vm_readv(2): memory of another process, each page pinned while it is copied.
//!
//! # Simplification: nothing is pinned to be read for long
//! A pin that only reads and is to last (FOLL_PIN and FOLL_LONGTERM without FOLL_WRITE) unshares pages of files and the zero page in private
//! mappings, too. RDMA and VFIO ask for it; io_uring and AF_XDP, which need no hardware, pin for writing. So pins that read last as long as a call
//! here. A program could tell by the frame of a page of a file that it has given to such a device. O_DIRECT writes, which pin pages to read them as
//! process_vm_readv does, are left out.

use super::access::load_each;
use super::fault::{self, DiskWait, Taker};
use super::populate::{mark_used, permits};
use super::unshare::{must_unshare, unshare};
use super::{share, Who};
use crate::addr::{PageRange, Pfn, VirtAddr, Vpn};
use crate::command::Ret;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::{Access, Note};
use crate::task::Pid;

/// Loads a byte from each page of another process, or of the caller itself; the value is the first byte.
///
/// # Errors
/// ESRCH when the process has ended, EFAULT where it has nothing that may be read.
pub(super) fn process_vm_readv(tx: &mut Tx, taker: Pid, target: Pid, (at, len): (VirtAddr, u64)) -> Result<Ret, Errno> {
    let mm = tx.task(target).and_then(|task| task.mm).ok_or(Errno::ESRCH)?;
    let (who, page) = (Who { pid: target, mm }, tx.page_size());
    let end = VirtAddr(at.0.saturating_add(len.max(1) - 1)).vpn(page).plus(1);
    tx.note(Note::ReadingRemote { pid: taker, target, range: PageRange { start: at.vpn(page), end } });
    load_each(tx, (at, len), |tx, vpn| user_page(tx, who, taker, vpn))
}

/// The frame of a page, faulted in and made exclusive as the pin needs it (`pin_user_pages_remote`). Faults count for `taker`.
fn user_page(tx: &mut Tx, who: Who, taker: Pid, vpn: Vpn) -> Result<Pfn, Errno> {
    share::unshare_range(tx, who, PageRange::new(vpn, 1)).map_err(|_| Errno::EFAULT)?;
    loop {
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied().ok_or(Errno::EFAULT)?;
        if !permits(&vma, Access::Read) {
            return Err(Errno::EFAULT);
        }
        let there = tx.mm(who.mm).map(|mm| mm.tables.get(vpn)).filter(|pte| pte.is_usable());
        let taker = Taker { pid: taker, wait: DiskWait::TriesAgain };
        let faulted = match there.and_then(|pte| pte.pfn()) {
            Some(pfn) if !must_unshare(tx, who, vpn) => {
                mark_used(tx, who, vpn, Access::Read);
                return Ok(pfn);
            }
            Some(_) => unshare(tx, who, taker.pid, &vma, vpn),
            None => fault::resolve_by(tx, who, Access::Read, &vma, vpn, taker),
        };
        faulted.map_err(|_| Errno::EFAULT)?;
    }
}
