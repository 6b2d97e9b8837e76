//! Taking references to the pages of a process (`get_user_pages`, `pin_user_pages`): vmsplice(2), and buffers registered with io_uring(7).
//!
//! # Simplification: pins that last are for writing, and every policy has them
//! Pins that only read are as short as a call: see `remote`. FOLL_PIN and its bias came with Linux 5.6; up to 5.7 nobody asked for it.

use super::fault::DiskWait;
use super::{populate, share, Who};
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::{Data, Ret};
use crate::effect::{Effect, Fill};
use crate::errno::Errno;
use crate::file::FileKind;
use crate::frame::FrameFlags;
use crate::hold::{Hold, HoldKind};
use crate::machine::Tx;
use crate::note::{Access, Note};
use crate::task::Pid;
use crate::vma::Vma;

/// How many pages a pipe holds (`PIPE_DEF_BUFFERS`).
const PIPE_BUFFERS: u64 = 16;

/// Puts pages into the process's pipe, by reference: as many as it has room for. Linux looks pages up sixteen at a time, and lets those go again that
/// found no room (`iter_to_pipe`): they were faulted in all the same.
///
/// # Errors
/// EAGAIN when the pipe is full; EFAULT when the first page may not be read; ENOMEM when there is no frame for a page table.
#[inline(never)]
pub(crate) fn vmsplice(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    let room = PIPE_BUFFERS.saturating_sub(holds(tx, tx.tgid(who.pid), HoldKind::Pipe).len() as u64);
    if room == 0 {
        return Err(Errno::EAGAIN);
    }
    let part = PageRange::new(range.start, range.pages().min(room));
    tx.note(Note::TakingReferences { pid: who.pid, range: part, kind: HoldKind::Pipe });
    let looked_up = PIPE_BUFFERS * (room / PIPE_BUFFERS + 1);
    let mut fast = true;
    for vpn in PageRange::new(range.start, range.pages().min(looked_up)).iter() {
        match user_page(tx, who, vpn, Access::Read, &mut fast) {
            Ok(pfn) if part.contains(vpn) => {
                tx.get_hold(Hold { pid: tx.tgid(who.pid), kind: HoldKind::Pipe, vpn, pfn });
            }
            Ok(_) => {}
            Err(errno) if vpn == part.start => return Err(errno),
            Err(_) => break,
        }
    }
    Ok(Ret::Done)
}

/// Reads the process's pipe empty (read(2)); the value is the first byte. What is read is what the frames hold now.
///
/// # Errors
/// EAGAIN when nothing is in it.
#[inline(never)]
pub(crate) fn read_pipe(tx: &mut Tx, who: Who) -> Result<Ret, Errno> {
    let held = holds(tx, tx.tgid(who.pid), HoldKind::Pipe);
    let first = held.first().ok_or(Errno::EAGAIN)?.pfn;
    let value = tx.frame(first).map_or(0, |frame| frame.contents.byte(0));
    tx.note(Note::ReadingPipe { pid: who.pid, pfn: first, pages: held.len() as u64 });
    held.into_iter().for_each(|hold| tx.put_hold(hold));
    Ok(Ret::Value(value))
}

/// Pins pages as a registered buffer, ready for a device to write: copy-on-write is broken now, not later.
///
/// # Errors
/// EFAULT where the process may not write, and for a shared mapping of a file on disk; nothing is pinned then.
#[inline(never)]
pub(crate) fn pin(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    tx.note(Note::TakingReferences { pid: who.pid, range, kind: HoldKind::Pin });
    let (mut pinned, mut fast) = (Vec::new(), true);
    for vpn in range.iter() {
        match user_page(tx, who, vpn, Access::Write, &mut fast) {
            Ok(pfn) => {
                let hold = Hold { pid: tx.tgid(who.pid), kind: HoldKind::Pin, vpn, pfn };
                tx.get_hold(hold);
                pinned.push(hold);
            }
            Err(errno) => {
                // Making room may have ended the process, and then its files are closed already.
                pinned.retain(|hold| tx.holds().contains(hold));
                pinned.into_iter().for_each(|hold| tx.put_hold(hold));
                return Err(errno);
            }
        }
    }
    Ok(Ret::Done)
}

/// Lets all pinned pages of the process go.
///
/// # Errors
/// ENXIO when there are none.
#[inline(never)]
pub(crate) fn unpin(tx: &mut Tx, who: Who) -> Result<Ret, Errno> {
    if release(tx, tx.tgid(who.pid), HoldKind::Pin) == 0 {
        return Err(Errno::ENXIO);
    }
    Ok(Ret::Done)
}

/// A device stores to the pinned pages of the process, which are one buffer to it (IORING_OP_READ_FIXED): to the frames that were pinned,
/// wherever the page tables point by now.
///
/// # Errors
/// EFAULT when nothing is pinned.
#[inline(never)]
pub(crate) fn dma(tx: &mut Tx, who: Who, data: &Data) -> Result<Ret, Errno> {
    let held = holds(tx, tx.tgid(who.pid), HoldKind::Pin);
    let first = held.first().ok_or(Errno::EFAULT)?.pfn;
    tx.note(Note::DeviceWriting { pid: who.pid, pfn: first, pages: held.len() as u64 });
    let page = tx.page_size();
    let len = page.bytes() as usize;
    for (index, hold) in held.into_iter().enumerate() {
        let Some(from) = tx.frame(hold.pfn).map(|frame| frame.contents.clone()) else { continue };
        let to = match data {
            Data::Fill(value) => from.with_fill(page, 0, len, *value),
            Data::Bytes(bytes) => match bytes.chunks(len).nth(index) {
                Some(part) => from.with_bytes(page, 0, part),
                None => break,
            },
        };
        tx.emit(Effect::ContentsChanged { pfn: hold.pfn, from, to, how: Fill::Dma });
    }
    Ok(Ret::Done)
}

/// Drops what a process holds, when its files are closed.
pub(crate) fn close_files(tx: &mut Tx, pid: Pid) {
    for kind in [HoldKind::Pipe, HoldKind::Pin] {
        release(tx, pid, kind);
    }
}

fn release(tx: &mut Tx, pid: Pid, kind: HoldKind) -> usize {
    let held = holds(tx, pid, kind);
    if !held.is_empty() {
        tx.note(Note::DroppingReferences { pid, kind, pages: held.len() as u64 });
    }
    let count = held.len();
    held.into_iter().for_each(|hold| tx.put_hold(hold));
    count
}

fn holds(tx: &Tx, pid: Pid, kind: HoldKind) -> Vec<Hold> {
    tx.holds().iter().filter(|hold| hold.pid == pid && hold.kind == kind).copied().collect()
}

/// The frame of a page, made present and writable as the access needs it. A page that is ready is only marked as referenced
/// (`gup_fast`); from the first that is not on, each is marked as used.
fn user_page(tx: &mut Tx, who: Who, vpn: Vpn, access: Access, fast: &mut bool) -> Result<Pfn, Errno> {
    let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied().ok_or(Errno::EFAULT)?;
    if !grants(tx, &vma, access) {
        return Err(Errno::EFAULT);
    }
    // Through a shared table a page would look exclusive to all who use it.
    share::unshare_range(tx, who, PageRange::new(vpn, 1))?;
    let entry = |tx: &Tx| tx.mm(who.mm).and_then(|mm| mm.tables.get(vpn).pfn());
    let ready = populate::is_ready(tx, who, vpn, access);
    let there = entry(tx).filter(|pfn| ready && *pfn != Pfn::ZERO_PAGE);
    *fast &= there.is_some();
    match there.filter(|_| *fast) {
        Some(pfn) => tx.flag_frame(pfn, FrameFlags::REFERENCED, FrameFlags::empty()),
        None => {
            let page = PageRange::new(vpn, 1);
            populate::pages(tx, who, page, access, DiskWait::TriesAgain).map_err(|_| Errno::EFAULT)?;
        }
    }
    entry(tx).ok_or(Errno::EFAULT)
}

/// Whether pages of a VMA may be taken (`check_vma_flags`). What a file system must be told of cannot be pinned for writing.
fn grants(tx: &Tx, vma: &Vma, access: Access) -> bool {
    let on_disk = vma.is_shared() && vma.file().and_then(|id| tx.file(id)).is_some_and(|f| f.kind == FileKind::Regular);
    populate::permits(vma, access) && (access == Access::Read || !on_disk)
}
