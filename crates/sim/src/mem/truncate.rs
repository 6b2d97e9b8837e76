//! Pages that leave the page cache: with the end of their file (ftruncate), with a hole in it (`MADV_REMOVE`), or because nobody uses them (drop_caches).

use super::cache::uncache;
use super::charge::may_go;
use super::mprotect::may_write;
use super::zap::zap;
use super::{share, swap, Who};
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::{Outcome, Ret};
use crate::effect::Effect;
use crate::errno::Errno;
use crate::file::FileId;
use crate::machine::Tx;
use crate::mm::MmId;
use crate::note::Note;
use crate::task::Pid;
use crate::vma::Vma;

/// Whether private copies of a file's pages go with them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    Go,
    Stay,
}

/// Makes a file shorter or longer. Pages behind its new end are unmapped everywhere, private copies of them too, and leave the page cache, dirty or not.
///
/// # Errors
/// EINVAL for a file that is open for reading only; ENOMEM when a page table that fork has shared cannot be copied (on-demand fork).
pub(super) fn ftruncate(tx: &mut Tx, who: Who, file: FileId, to: u64) -> Result<Ret, Errno> {
    let from = tx.file(file).filter(|file| file.is_writable()).ok_or(Errno::EINVAL)?.pages;
    prepare(tx, who, file, to..u64::MAX)?;
    tx.note(Note::Resizing { pid: who.pid, file, from, to });
    if from != to {
        tx.emit(Effect::FileResized { file, from, to });
    }
    if to < from {
        drop_pages(tx, who, file, to..u64::MAX, Copies::Go);
    }
    Ok(Ret::Done)
}

/// Makes a hole in the object behind a shared mapping. Private copies of its pages stay.
///
/// # Errors
/// EINVAL for locked and for anonymous memory; EACCES for a mapping through which the object cannot be written.
pub(super) fn punch_hole(tx: &mut Tx, who: Who, vma: &Vma, part: PageRange) -> Result<(), Errno> {
    let part = vma.clipped(part);
    let file = part.file().filter(|_| !vma.is_locked()).ok_or(Errno::EINVAL)?;
    if !vma.is_shared() || !may_write(tx, vma) {
        return Err(Errno::EACCES);
    }
    let pages = part.pgoff..part.pgoff + part.pages();
    prepare(tx, who, file, pages.clone())?;
    drop_pages(tx, who, file, pages, Copies::Stay);
    tx.emit(Effect::DiskCleared { file, first: part.pgoff, pages: part.pages() });
    Ok(())
}

/// Drops the clean pages of all files that nobody maps or holds (`drop_pagecache_sb`).
pub(crate) fn drop_caches(tx: &mut Tx) -> Outcome {
    let files: Vec<FileId> = tx.files().map(|(id, _)| id).collect();
    for file in files {
        let cached = cached(tx, file, &(0..u64::MAX));
        let unused = |pfn: Pfn| tx.frame(pfn).is_some_and(|frame| frame.mapcount == 0 && may_go(&frame));
        let gone: Vec<(u64, Pfn)> = cached.iter().copied().filter(|(_, pfn)| unused(*pfn)).collect();
        if !cached.is_empty() {
            let (pages, kept) = (gone.len() as u64, (cached.len() - gone.len()) as u64);
            tx.note(Note::InvalidatingPages { pid: Pid::OUTSIDE, file, pages, kept });
        }
        gone.into_iter().for_each(|(index, pfn)| uncache(tx, file, index, pfn));
    }
    Outcome::of(Ret::Done)
}

fn cached(tx: &Tx, file: FileId, pages: &std::ops::Range<u64>) -> Vec<(u64, Pfn)> {
    let file = tx.file(file).into_iter();
    file.flat_map(|file| file.cache.range(pages.clone()).map(|(index, pfn)| (*index, *pfn))).collect()
}

/// Where pages of a file are mapped: the part of each VMA that shows them.
fn places(tx: &Tx, file: FileId, pages: &std::ops::Range<u64>) -> Vec<(MmId, PageRange)> {
    let mut places = Vec::new();
    for (id, mm) in tx.mms() {
        for vma in mm.vmas.values().filter(|vma| vma.file() == Some(file)) {
            let inside = |index: u64| vma.start.plus(index.saturating_sub(vma.pgoff).min(vma.pages()));
            let range = PageRange { start: inside(pages.start), end: inside(pages.end) };
            if !range.is_empty() {
                places.push((id, range));
            }
        }
    }
    places
}

/// Every address space gets tables of its own for what it is to lose.
fn prepare(tx: &mut Tx, who: Who, file: FileId, pages: std::ops::Range<u64>) -> Result<(), Errno> {
    let places = places(tx, file, &pages);
    places.into_iter().try_for_each(|(mm, range)| share::unshare_range(tx, Who { mm, ..who }, range))
}

fn drop_pages(tx: &mut Tx, who: Who, file: FileId, pages: std::ops::Range<u64>, copies: Copies) {
    unmap_file(tx, who, file, &pages, copies);
    let cached = cached(tx, file, &pages);
    if !cached.is_empty() {
        tx.note(Note::RemovingPages { pid: who.pid, file, pages: cached.len() as u64 });
    }
    cached.into_iter().for_each(|(index, pfn)| uncache(tx, file, index, pfn));
    let swapped = tx.file(file).into_iter().flat_map(|file| file.swapped.iter());
    let swapped: Vec<_> = swapped.filter(|(index, _)| pages.contains(index)).map(|(at, slot)| (*at, *slot)).collect();
    for (index, slot) in swapped {
        tx.emit(Effect::ShmemSwapped { file, index, slot: None });
        swap::free_slot_and_cache(tx, slot);
    }
}

fn unmap_file(tx: &mut Tx, who: Who, file: FileId, pages: &std::ops::Range<u64>, copies: Copies) {
    let goes = |tx: &Tx, pfn: Option<Pfn>| {
        let frame = pfn.and_then(|pfn| tx.frame(pfn));
        copies == Copies::Go || frame.is_some_and(|frame| frame.kind.is_page_cache())
    };
    let mut mapped: Vec<(MmId, Vpn)> = Vec::new();
    for (id, range) in places(tx, file, pages) {
        let entries = tx.mm(id).into_iter().flat_map(|mm| mm.tables.populated(range));
        mapped.extend(entries.filter(|(_, pte)| goes(tx, pte.pfn())).map(|(vpn, _)| (id, vpn)));
    }
    if mapped.is_empty() {
        return;
    }
    let (count, copies) = (mapped.len() as u64, copies == Copies::Go);
    tx.note(Note::UnmappingFile { pid: who.pid, file, first: pages.start, pages: count, copies });
    for run in mapped.chunk_by(|(mm, vpn), (other, next)| mm == other && vpn.plus(1) == *next) {
        zap(tx, run[0].0, PageRange::new(run[0].1, run.len() as u64));
    }
}
