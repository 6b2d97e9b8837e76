//! Files and shared memory: the page cache, and the faults that go to it.

use std::ops::Range;

use super::anon::{copy_frame, map_anon, prepare_anon_vma};
use super::fault::{fresh_pte, DiskWait, Severity};
use super::reclaim::make_room;
use super::{alloc, charge, swap, swapin, Who};
use crate::addr::{PageRange, PageSize, Pfn, Vpn};
use crate::command::{Outcome, Ret};
use crate::contents::Contents;
use crate::effect::{Effect, Fill, Holder, Tally};
use crate::errno::{Errno, Refused, Signal};
use crate::file::{FileId, FileKind, Opened};
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::{Access, Note, Purpose};
use crate::swap::Slot;
use crate::tables::Level;
use crate::vma::{VmFlags, Vma};

/// Bytes of pages that one read fault may map (`fault_around_bytes`).
const FAULT_AROUND: u64 = 64 << 10;
/// Bytes that one read from disk brings in (`read_ahead_kb`).
const READAHEAD: u64 = 128 << 10;

/// Makes a file or shared-memory object. The pages of a cached file are in memory because `read(2)` has just used them: they are
/// marked as referenced.
pub(crate) fn create_file(
    tx: &mut Tx,
    kind: FileKind,
    pages: u64,
    cached: bool,
    opened: Opened,
) -> Result<Outcome, Refused> {
    let cached = if cached && kind == FileKind::Regular { pages } else { 0 };
    if cached >= u64::from(tx.frames().free_count()) {
        return Err(Errno::ENOMEM.into());
    }
    let file = new_object(tx, kind, pages, opened);
    for index in 0..cached {
        let Some(pfn) = tx.frames().next_user() else { return Err(Errno::ENOMEM.into()) };
        tx.emit(Effect::FrameAllocated { pfn, kind: FrameKind::File { file, index } });
        tx.get_frame(pfn, Holder::PageCache);
        insert(tx, file, index, pfn);
        tx.flag_frame(pfn, FrameFlags::REFERENCED, FrameFlags::empty());
    }
    Ok(Outcome::of(Ret::File(file)))
}

/// A file or object of which no page is in the page cache.
pub(super) fn new_object(tx: &mut Tx, kind: FileKind, pages: u64, opened: Opened) -> FileId {
    let file = tx.next_file();
    tx.emit(Effect::FileCreated { file, kind, pages, opened });
    file
}

fn insert(tx: &mut Tx, file: FileId, index: u64, pfn: Pfn) {
    let to = tx.file(file).map_or(Contents::ZERO, |file| file.on_disk(index));
    let how = if to == Contents::ZERO { Fill::Zeroed } else { Fill::FromDisk };
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to, how });
    tx.emit(Effect::PageCached { file, index, pfn });
}

/// A read of a page that is not mapped: cached neighbours are mapped with it (`do_read_fault`, `do_fault_around`).
pub(super) fn read_fault(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, wait: DiskWait) -> Result<Severity, Signal> {
    map_around(tx, who, vma, vpn);
    if is_mapped(tx, who, vpn) {
        return Ok(Severity::Minor);
    }
    let (pfn, severity) = get_page(tx, who, vma, vpn)?;
    if severity == Severity::Major && wait != DiskWait::Waits {
        // The handler let go of its lock to read, starts again, and finds the neighbours that came with the page.
        map_around(tx, who, vma, vpn);
    }
    if !is_mapped(tx, who, vpn) {
        let pte = shared_pte(tx, vma, pfn);
        tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
        map_file_page(tx, who, vma, vpn, pfn);
    }
    Ok(severity)
}

/// The first write to a page of a private mapping: the process gets a copy, the page cache keeps its page (`do_cow_fault`).
pub(super) fn cow_fault(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Result<Severity, Signal> {
    prepare_anon_vma(tx, who.mm, vpn);
    let pfn = alloc::page(tx, who, vpn, FrameKind::Anon, Purpose::Copy)?;
    let found = get_page(tx, who, vma, vpn);
    let Ok((source, severity)) = found else {
        tx.put_frame(pfn, Holder::Mapping);
        return Err(Signal::OomKill);
    };
    copy_frame(tx, who, vpn, source, pfn);
    map_anon(tx, who, vma, vpn, pfn);
    tx.add_rss(who.mm, RssKind::Anon, 1);
    tx.emit(Effect::Tallied(Tally::CowCopy));
    Ok(severity)
}

/// A write to a page of a shared mapping that is not mapped: the page of the object itself, writable (`do_shared_fault`).
pub(super) fn shared_fault(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Result<Severity, Signal> {
    let (pfn, severity) = get_page(tx, who, vma, vpn)?;
    make_writable(tx, who, vma, vpn, pfn);
    let pte = fresh_pte(vma, pfn, Access::Write);
    tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
    map_pte(tx, who, vma, vpn, pte);
    Ok(severity)
}

/// A page of a shared mapping becomes dirty; a file system is asked first (`page_mkwrite`) and attaches its buffers.
pub(super) fn make_writable(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pfn: Pfn) {
    let on_disk = vma.file().and_then(|id| tx.file(id)).is_some_and(|file| !file.kind.is_shmem());
    if on_disk {
        tx.note(Note::MakingWritable { pid: who.pid, vpn, pfn });
        attach_buffers(tx, pfn);
    }
    tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
}

/// A file system keeps track of what is on disk by buffers, which hold the page (`folio_attach_private`).
pub(super) fn attach_buffers(tx: &mut Tx, pfn: Pfn) {
    if tx.frame(pfn).is_some_and(|frame| !frame.flags.contains(FrameFlags::PRIVATE)) {
        tx.flag_frame(pfn, FrameFlags::PRIVATE, FrameFlags::empty());
        tx.get_frame(pfn, Holder::Buffers);
    }
}

/// Takes a page out of the page cache, with the buffers that the file system has for it.
pub(super) fn uncache(tx: &mut Tx, file: FileId, index: u64, pfn: Pfn) {
    if tx.frame(pfn).is_some_and(|frame| frame.flags.contains(FrameFlags::PRIVATE)) {
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::PRIVATE);
        tx.put_frame(pfn, Holder::Buffers);
    }
    tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::DIRTY);
    tx.emit(Effect::PageUncached { file, index, pfn });
    tx.put_frame(pfn, Holder::PageCache);
}

/// Takes a frame for a page of a file that a system call needs, filled with what is on disk.
///
/// # Errors
/// ENOMEM when the process itself was the OOM killer's choice.
pub(super) fn new_page(tx: &mut Tx, who: Who, file: FileId, index: u64) -> Result<Pfn, Errno> {
    let shmem = tx.file(file).is_some_and(|file| file.kind.is_shmem());
    let kind = if shmem { FrameKind::Shmem { file, index } } else { FrameKind::File { file, index } };
    charge::make_room(tx, who.pid, 1).map_err(|_| Errno::ENOMEM)?;
    let pfn = loop {
        match tx.frames().next_user() {
            Some(pfn) => break pfn,
            None if make_room(tx, who, Vpn(0), 1) => {}
            None => crate::proc::out_of_memory(tx, who.pid).map_err(|_| Errno::ENOMEM)?,
        }
    };
    tx.emit(Effect::FrameAllocated { pfn, kind });
    charge::charge_frame(tx, who.pid, pfn, kind);
    tx.get_frame(pfn, Holder::PageCache);
    insert(tx, file, index, pfn);
    Ok(pfn)
}

/// A fault behind the end of a file. The handler comes as far as looking for the page: the upper tables are there by then, a read has mapped
/// cached neighbours, and a private write has prepared for an anonymous page.
pub(super) fn fault_beyond_file(tx: &mut Tx, who: Who, access: Access, vma: &Vma, vpn: Vpn) -> Signal {
    let neighbours = access == Access::Read && maps_neighbours(tx, who, vma, vpn);
    let lowest = if neighbours { Level::Pte } else { Level::Pmd };
    if let Err(signal) = alloc::tables_for_fault(tx, who, vpn, lowest) {
        return signal;
    }
    match access {
        Access::Read if neighbours => map_around(tx, who, vma, vpn),
        Access::Read => {}
        Access::Write if vma.is_shared() => {}
        Access::Write => prepare_anon_vma(tx, who.mm, vpn),
    }
    Signal::BusAdrErr(vpn.addr(tx.page_size()))
}

/// Whether fault-around finds something to map. It installs a missing page table only for a folio behind which the file goes on
/// (`can_map_large` in `filemap_map_pages`): for its last page alone there must be one.
fn maps_neighbours(tx: &Tx, who: Who, vma: &Vma, vpn: Vpn) -> bool {
    let Some((first, _)) = cached_around(tx, who, vma, vpn).first().copied() else { return false };
    let has_table = tx.mm(who.mm).is_some_and(|mm| mm.tables.table(Level::Pte, vpn).is_some());
    let file = vma.file().and_then(|id| tx.file(id));
    has_table || file.is_some_and(|file| file.kind.is_shmem() || vma.pgoff_of(first) + 1 < file.pages)
}

fn is_mapped(tx: &Tx, who: Who, vpn: Vpn) -> bool {
    tx.mm(who.mm).is_some_and(|mm| mm.tables.get(vpn).is_present())
}

/// Maps the cached pages of the window around `vpn` that are not mapped yet (`filemap_map_pages`).
fn map_around(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) {
    let pages = cached_around(tx, who, vma, vpn);
    let (Some(file), Some(first), Some(last)) = (vma.file(), pages.first(), pages.last()) else { return };
    let range = PageRange { start: first.0, end: last.0.plus(1) };
    tx.note(Note::MappingAround { pid: who.pid, file, range, pages: pages.len() as u64 });
    for (vpn, pfn) in pages {
        map_file_page(tx, who, vma, vpn, pfn);
    }
}

fn cached_around(tx: &Tx, who: Who, vma: &Vma, vpn: Vpn) -> Vec<(Vpn, Pfn)> {
    let Some(file) = vma.file().and_then(|id| tx.file(id)) else { return Vec::new() };
    let unmapped = |vpn: &Vpn| tx.mm(who.mm).is_some_and(|mm| mm.tables.get(*vpn).is_none());
    let inside = |vpn: &Vpn| vma.pgoff_of(*vpn) < file.pages;
    let cached = |vpn: Vpn| file.cache.get(&vma.pgoff_of(vpn)).map(|pfn| (vpn, *pfn));
    window(tx.page_size(), vma, vpn).iter().filter(unmapped).filter(inside).filter_map(cached).collect()
}

/// The pages that fault-around looks at: 64 KiB, aligned, within the VMA and the page table (`do_fault_around`).
fn window(page: PageSize, vma: &Vma, vpn: Vpn) -> PageRange {
    let (entries, around) = (page.table_entries(), (FAULT_AROUND >> page.shift()).max(1));
    let pte_off = vpn.0 % entries;
    let vma_off = vpn.0 - vma.start.0;
    let from = (pte_off - pte_off % around).max(pte_off - pte_off.min(vma_off));
    let to = (from + around).min(entries).min(pte_off + vma.pages() - vma_off);
    let table = Vpn(vpn.0 - pte_off);
    PageRange { start: table.plus(from), end: table.plus(to) }
}

/// The page-cache frame behind a page: found, read from disk, or a new one of shared memory.
fn get_page(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Result<(Pfn, Severity), Signal> {
    let Some(id) = vma.file() else { return Err(Signal::BusAdrErr(vpn.addr(tx.page_size()))) };
    let index = vma.pgoff_of(vpn);
    let cached = tx.file(id).and_then(|file| file.cache.get(&index)).copied();
    tx.note(Note::PageCacheLookup { pid: who.pid, file: id, index, cached });
    if let Some(pfn) = cached {
        return Ok((pfn, Severity::Minor));
    }
    if tx.file(id).is_some_and(|file| file.kind.is_shmem()) {
        if let Some(slot) = tx.file(id).and_then(|file| file.swapped.get(&index)).copied() {
            return shmem_swap_in(tx, who, vpn, (id, index, slot));
        }
        let pfn = alloc::page(tx, who, vpn, FrameKind::Shmem { file: id, index }, Purpose::Shmem)?;
        insert(tx, id, index, pfn);
        return Ok((pfn, Severity::Minor));
    }
    let window = fault_window(tx, vma, index);
    read_from_disk(tx, who, vpn, (id, index), window).map(|pfn| (pfn, Severity::Major))
}

/// A page of shared memory comes back from swap, to the page cache (`shmem_swapin_folio`). Its slot is given back.
pub(super) fn shmem_swap_in(
    tx: &mut Tx,
    who: Who,
    vpn: Vpn,
    (file, index, slot): (FileId, u64, Slot),
) -> Result<(Pfn, Severity), Signal> {
    let cached = tx.swap().get(slot).and_then(|slot| slot.cached);
    tx.note(Note::SwapCacheLookup { pid: who.pid, vpn, slot, cached });
    let (pfn, severity) = match cached {
        Some(pfn) => {
            tx.get_frame(pfn, Holder::PageCache);
            swap::uncache(tx, pfn, slot);
            tx.put_frame(pfn, Holder::SwapCache);
            (pfn, Severity::Minor)
        }
        None => {
            let pfn = alloc::page(tx, who, vpn, FrameKind::Shmem { file, index }, Purpose::SwapIn)?;
            tx.note(Note::ReadingSwap { pid: who.pid, slot, pages: 1 });
            swapin::fill(tx, slot, pfn);
            (pfn, Severity::Major)
        }
    };
    tx.emit(Effect::PageCached { file, index, pfn });
    tx.emit(Effect::ShmemSwapped { file, index, slot: None });
    tx.note(Note::FreeingSwapEntry { pid: who.pid, slot, entries: 0, exclusive: false });
    swap::free_entry(tx, slot);
    tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
    Ok((pfn, severity))
}

/// What a fault reads from disk: 64 KiB to each side, and of a program from the page on as much as the mapping shows (`do_sync_mmap_readahead`).
fn fault_window(tx: &Tx, vma: &Vma, index: u64) -> Range<u64> {
    let pages = window_pages(tx);
    if vma.flags.contains(VmFlags::EXEC) {
        return index..(index + pages).min(vma.pgoff + vma.pages());
    }
    let first = index.saturating_sub(pages / 2);
    first..first + pages
}

/// What a system call reads from disk for a page of a file.
///
/// # Simplification: one aligned readahead window
/// Linux adapts the window of `read(2)` to the pattern of reads, and reads the next one before it is asked for. Here each miss reads the aligned 128
/// KiB around the page, and no page bears a mark (`PG_readahead`, the same bit as `PG_reclaim`, which `MADV_PAGEOUT` and `drop_caches` give to the
/// dirty pages of a file that they leave), neither those that `read(2)` brings in nor those that faults do. A program could tell by the number of
/// faults on a file that is cold, in whole or in part.
pub(super) fn readahead_window(tx: &Tx, index: u64) -> Range<u64> {
    let pages = window_pages(tx);
    let first = index - index % pages;
    first..first + pages
}

fn window_pages(tx: &Tx) -> u64 {
    READAHEAD >> tx.page_size().shift()
}

/// Reads a page from disk, and the others of a window up to the end of the file.
pub(super) fn read_from_disk(
    tx: &mut Tx,
    who: Who,
    vpn: Vpn,
    (id, index): (FileId, u64),
    window: Range<u64>,
) -> Result<Pfn, Signal> {
    let first = window.start;
    let end = window.end.min(tx.file(id).map_or(0, |file| file.pages));
    let missing = |tx: &Tx, at: u64| tx.file(id).is_some_and(|file| !file.cache.contains_key(&at));
    let pages = (first..end).filter(|at| missing(tx, *at)).count() as u64;
    charge::make_room(tx, who.pid, 1)?;
    while tx.frames().next_user().is_none() {
        if !make_room(tx, who, vpn, 1) {
            crate::proc::out_of_memory(tx, who.pid)?;
        }
    }
    tx.note(Note::ReadingDisk { pid: who.pid, file: id, first, pages });
    // The page itself first: readahead stops quietly when memory runs out.
    for at in std::iter::once(index).chain((first..end).filter(|at| *at != index)) {
        let wanted = missing(tx, at) && charge::has_room_for_one(tx, who.pid);
        let Some(pfn) = tx.frames().next_user().filter(|_| wanted) else { continue };
        let kind = FrameKind::File { file: id, index: at };
        tx.emit(Effect::FrameAllocated { pfn, kind });
        charge::charge_frame(tx, who.pid, pfn, kind);
        tx.get_frame(pfn, Holder::PageCache);
        insert(tx, id, at, pfn);
    }
    tx.file(id).and_then(|file| file.cache.get(&index)).copied().ok_or(Signal::OomKill)
}

/// The entry for a page-cache page as a read maps it. Shared memory that may be written is mapped writable at once; a file's page is not,
/// so that its file system hears of the first write (`vma_wants_writenotify`).
fn shared_pte(tx: &Tx, vma: &Vma, pfn: Pfn) -> crate::pte::Pte {
    let pte = fresh_pte(vma, pfn, Access::Read);
    let shmem = vma.file().and_then(|id| tx.file(id)).is_some_and(|file| file.kind.is_shmem());
    if !(shmem && vma.is_shared() && vma.is_writable()) {
        return pte;
    }
    let dirty = tx.page_flags(pfn).contains(FrameFlags::DIRTY);
    if dirty {
        pte.mkwrite().mkdirty()
    } else {
        pte.mkwrite()
    }
}

fn map_file_page(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pfn: Pfn) {
    let pte = shared_pte(tx, vma, pfn);
    map_pte(tx, who, vma, vpn, pte);
}

fn map_pte(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pte: crate::pte::Pte) {
    let Some(pfn) = pte.pfn() else { return };
    tx.get_frame(pfn, Holder::Mapping);
    tx.add_rmap(who.mm, pfn, vma);
    if let Some(kind) = tx.frame(pfn).and_then(|frame| frame.kind.rss()) {
        tx.add_rss(who.mm, kind, 1);
    }
    tx.set_pte(who.mm, vpn, pte);
}
