//! pread(2), pwrite(2), and the same of /proc/self/mem. What they copy goes through the page cache, which mappings share with them; the memory of
//! the caller is reached as a load or store reaches it, with the same faults.

use super::access::{pieces, reach_from_kernel, store};
use super::cache::{attach_buffers, new_page, read_from_disk, readahead_window, shmem_swap_in};
use super::populate::is_ready;
use super::{force, remote, truncate, writeback, Who};
use crate::addr::{PageSize, Pfn, VirtAddr, Vpn};
use crate::command::{Data, Ret};
use crate::contents::Contents;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::file::{FileId, FileKind};
use crate::file_call::{FileCall, Payload};
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::note::{Access, Note};

/// Carries out a call on a file.
///
/// # Errors
/// EBADF for what nobody has a descriptor of: what is behind a shared anonymous mapping; EBADF and EINVAL for a file that is open for reading only,
/// EFAULT where the caller has no such memory, ENOMEM for a hole in a range that is written back, EIO where /proc/self/mem has nothing, ESRCH for a
/// process that has ended.
pub(crate) fn file_call(tx: &mut Tx, who: Who, call: &FileCall) -> Result<Ret, Errno> {
    if call.file().is_some_and(|file| !has_descriptor(tx, file)) {
        return Err(Errno::EBADF);
    }
    match call {
        FileCall::Read { file, at, len, into } => read(tx, who, *file, (*at, *len), *into),
        FileCall::Write { file, at, len, payload } => write(tx, who, *file, (*at, *len), payload),
        FileCall::Fsync(file) => Ok(writeback::fsync(tx, who, *file)),
        FileCall::Msync(range) => writeback::msync(tx, who, *range),
        FileCall::Truncate { file, pages } => truncate::ftruncate(tx, who, *file, *pages),
        FileCall::ReadMem { at, len } => force::read(tx, who, *at, *len),
        FileCall::ReadRemote { target, at, len } => remote::process_vm_readv(tx, who.pid, *target, (*at, *len)),
        FileCall::WriteMem { at, len, data } => force::write(tx, who, *at, *len, data),
    }
}

/// Whether a file can be used by a descriptor. What is behind a shared anonymous mapping has none.
pub(super) fn has_descriptor(tx: &Tx, file: FileId) -> bool {
    tx.file(file).is_some_and(|file| file.kind != FileKind::SharedAnon)
}

/// A part of a call that lies in one page of the file and in one page of the caller.
struct Piece {
    index: u64,
    offset: usize,
    len: usize,
    /// Bytes before it.
    done: u64,
}

/// Cuts bytes of a file at the ends of its pages, and of the caller's.
fn cut(page: PageSize, at: u64, len: u64, memory: Option<VirtAddr>) -> Vec<Piece> {
    let mut cut = Vec::new();
    for (place, whole) in pieces(page, VirtAddr(at), len) {
        let before = place.0 - at;
        let here = memory.map_or(place, |memory| VirtAddr(memory.0.saturating_add(before)));
        let mut inside = 0;
        for (_, len) in pieces(page, here, whole as u64) {
            let offset = place.offset(page) + inside as usize;
            cut.push(Piece { index: place.0 >> page.shift(), offset, len, done: before + inside });
            inside += len as u64;
        }
    }
    cut
}

/// Copies bytes of a file to the caller; the value is the first of them, none at the end of the file.
fn read(tx: &mut Tx, who: Who, file: FileId, (at, len): (u64, u64), into: Option<VirtAddr>) -> Result<Ret, Errno> {
    let page = tx.page_size();
    let size = tx.file(file).map_or(0, |file| file.pages).saturating_mul(page.bytes());
    let end = at.saturating_add(len).min(size);
    let first = at / page.bytes();
    let pages = end.div_ceil(page.bytes()).saturating_sub(first);
    tx.note(Note::ReadingFile { pid: who.pid, file, first, pages });
    let mut value = None;
    for piece in cut(page, at, end.saturating_sub(at), into) {
        let pfn = page_to_read(tx, who, file, &piece)?;
        let bytes = pfn.and_then(|pfn| tx.frame(pfn)).map_or(Contents::ZERO, |frame| frame.contents.clone());
        tx.note(Note::CopyingOut { pid: who.pid, file, index: piece.index, pfn });
        if let Some(into) = into {
            match copy_to_user(tx, who, VirtAddr(into.0 + piece.done), &bytes, &piece) {
                Err(errno) if piece.done == 0 => return Err(errno),
                Err(_) => break,
                Ok(()) => {}
            }
        }
        value.get_or_insert(bytes.byte(piece.offset));
    }
    Ok(value.map_or(Ret::Done, Ret::Value))
}

/// The frame that holds a page of a file; none for a hole in shared memory.
fn page_to_read(tx: &mut Tx, who: Who, id: FileId, piece: &Piece) -> Result<Option<Pfn>, Errno> {
    let Some(file) = tx.file(id) else { return Ok(None) };
    let (cached, last, shmem) = (file.cache.get(&piece.index).copied(), file.last_read, file.kind.is_shmem());
    let pfn = match cached {
        Some(pfn) => pfn,
        None if shmem => match swapped_in(tx, who, id, piece.index)? {
            Some(pfn) => pfn,
            None => return Ok(None),
        },
        None => {
            let window = readahead_window(tx, piece.index);
            read_from_disk(tx, who, NO_PAGE, (id, piece.index), window).map_err(|_| Errno::ENOMEM)?
        }
    };
    if shmem {
        if piece.offset == 0 {
            tx.mark_accessed(pfn);
        }
    } else if last != Some(piece.index) {
        tx.mark_accessed(pfn);
        tx.emit(Effect::LastReadChanged { file: id, from: last, to: Some(piece.index) });
    }
    Ok(Some(pfn))
}

/// No page of the caller is about to be mapped.
const NO_PAGE: Vpn = Vpn(0);

/// A page of shared memory that was swapped out, back in memory.
fn swapped_in(tx: &mut Tx, who: Who, file: FileId, index: u64) -> Result<Option<Pfn>, Errno> {
    let Some(slot) = tx.file(file).and_then(|file| file.swapped.get(&index)).copied() else { return Ok(None) };
    let found = shmem_swap_in(tx, who, NO_PAGE, (file, index, slot));
    found.map(|(pfn, _)| Some(pfn)).map_err(|_| Errno::ENOMEM)
}

fn copy_to_user(tx: &mut Tx, who: Who, to: VirtAddr, bytes: &Contents, piece: &Piece) -> Result<(), Errno> {
    let pfn = reach_from_kernel(tx, who, Access::Write, to)?;
    let page = tx.page_size();
    store(tx, pfn, to, piece.len, |old| bytes.part(piece.offset, piece.len).put(page, old, to.offset(page)));
    Ok(())
}

/// Copies bytes of the caller to a file, which grows if they lie behind its end.
fn write(tx: &mut Tx, who: Who, file: FileId, (at, len): (u64, u64), payload: &Payload) -> Result<Ret, Errno> {
    if tx.file(file).is_none_or(|file| !file.is_writable()) {
        return Err(Errno::EBADF);
    }
    let page = tx.page_size();
    let (first, end) = (at / page.bytes(), at.saturating_add(len).div_ceil(page.bytes()));
    tx.note(Note::WritingFile { pid: who.pid, file, first, pages: end - first });
    let memory = match payload {
        Payload::Data(_) => None,
        Payload::Memory(from) => Some(*from),
    };
    for piece in cut(page, at, len, memory) {
        match write_piece(tx, who, file, payload, &piece) {
            Err(errno) if piece.done == 0 => return Err(errno),
            Err(_) => break,
            Ok(()) => {}
        }
    }
    Ok(Ret::Done)
}

fn write_piece(tx: &mut Tx, who: Who, file: FileId, payload: &Payload, piece: &Piece) -> Result<(), Errno> {
    let page = tx.page_size();
    let bytes = match payload {
        Payload::Data(_) => None,
        Payload::Memory(from) => {
            let at = VirtAddr(from.0 + piece.done);
            if !is_ready(tx, who, at.vpn(page), Access::Read) {
                try_to_copy(tx, who, file, piece)?;
            }
            let pfn = reach_from_kernel(tx, who, Access::Read, at)?;
            tx.frame(pfn).map(|frame| frame.contents.part(at.offset(page), piece.len))
        }
    };
    let pfn = page_to_write(tx, who, file, piece)?;
    tx.note(Note::CopyingIn { pid: who.pid, file, index: piece.index, pfn });
    let at = VirtAddr(piece.offset as u64);
    let done = piece.done as usize;
    store(tx, pfn, at, piece.len, |old| match (payload, bytes) {
        (Payload::Data(Data::Fill(value)), _) => old.with_fill(page, piece.offset, piece.len, *value),
        (Payload::Data(Data::Bytes(all)), _) => old.with_bytes(page, piece.offset, &all[done..done + piece.len]),
        (Payload::Memory(_), Some(bytes)) => bytes.put(page, old, piece.offset),
        (Payload::Memory(_), None) => old.clone(),
    });
    tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
    grow(tx, file, piece.index + 1);
    Ok(())
}

/// A first try to copy from memory that is not there, with the page of the file in hand; then the memory is faulted in for another try
/// (`generic_perform_write`). What `write_end` makes of no bytes stays: the file reaches to where they were to go.
fn try_to_copy(tx: &mut Tx, who: Who, id: FileId, piece: &Piece) -> Result<(), Errno> {
    let Some(file) = tx.file(id) else { return Ok(()) };
    let (shmem, cached) = (file.kind.is_shmem(), file.cache.contains_key(&piece.index));
    // A page that is on disk alone is prepared, but neither read nor changed.
    if !shmem && !cached && piece.index < file.pages {
        return Ok(());
    }
    let pfn = page_to_write(tx, who, id, piece)?;
    if shmem || !cached || piece.offset > 0 {
        tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
    }
    grow(tx, id, piece.index + u64::from(piece.offset > 0));
    Ok(())
}

/// A file is at least so long from now on.
fn grow(tx: &mut Tx, file: FileId, pages: u64) {
    let from = tx.file(file).map_or(0, |file| file.pages);
    if pages > from {
        tx.emit(Effect::FileResized { file, from, to: pages });
    }
}

/// The frame of a page that is to be written: what is not overwritten is read from disk first.
fn page_to_write(tx: &mut Tx, who: Who, id: FileId, piece: &Piece) -> Result<Pfn, Errno> {
    swapped_in(tx, who, id, piece.index)?;
    let file = tx.file(id).ok_or(Errno::EBADF)?;
    let (cached, shmem) = (file.cache.get(&piece.index).copied(), file.kind.is_shmem());
    let pfn = match cached {
        Some(pfn) => pfn,
        None => {
            let on_disk = !shmem && piece.index < file.pages && file.on_disk(piece.index) != Contents::ZERO;
            if on_disk && (piece.len as u64) < tx.page_size().bytes() {
                tx.note(Note::ReadingDisk { pid: who.pid, file: id, first: piece.index, pages: 1 });
            }
            new_page(tx, who, id, piece.index)?
        }
    };
    match (shmem, cached) {
        (true, Some(pfn)) => tx.mark_accessed(pfn),
        (true, None) => tx.flag_frame(pfn, FrameFlags::REFERENCED, FrameFlags::empty()),
        (false, _) => attach_buffers(tx, pfn),
    }
    Ok(pfn)
}
