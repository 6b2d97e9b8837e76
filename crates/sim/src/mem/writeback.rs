//! fsync(2) and msync(2): dirty pages go to disk and become clean.
//!
//! A page that is written back is write-protected in all shared mappings first, so that the next store shows by a fault.

use super::charge::entries;
use super::mprotect::may_write;
use super::Who;
use crate::addr::{PageRange, Pfn};
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::file::FileId;
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::note::Note;
use crate::tlb::TlbScope;

/// Writes all dirty pages of a file back. Shared memory has no disk.
pub(super) fn fsync(tx: &mut Tx, who: Who, file: FileId) -> Ret {
    write_back(tx, who, file, 0, u64::MAX);
    Ret::Done
}

/// Writes back what the shared mappings of a range show; private and anonymous memory is left alone.
///
/// # Errors
/// ENOMEM if the range has a hole, after the mapped parts were done.
pub(super) fn msync(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(range));
    for vma in vmas.iter().filter(|vma| vma.is_shared()) {
        let part = vma.clipped(range);
        // Through a mapping that can never be written nothing got dirty: the kernel does not count it as shared.
        if let Some(file) = part.file().filter(|_| may_write(tx, vma)) {
            write_back(tx, who, file, part.pgoff, part.pgoff + part.pages());
        }
    }
    let covered = tx.mm(who.mm).is_some_and(|mm| mm.covers(range));
    if covered {
        Ok(Ret::Done)
    } else {
        Err(Errno::ENOMEM)
    }
}

fn write_back(tx: &mut Tx, who: Who, id: FileId, first: u64, end: u64) {
    let Some(file) = tx.file(id).filter(|file| !file.kind.is_shmem()) else { return };
    let is_dirty = |pfn: &Pfn| tx.frame(*pfn).is_some_and(|frame| frame.flags.contains(FrameFlags::DIRTY));
    let cached = file.cache.range(first..end).map(|(index, pfn)| (*index, *pfn));
    let dirty: Vec<(u64, Pfn)> = cached.filter(|(_, pfn)| is_dirty(pfn)).collect();
    if dirty.is_empty() {
        return;
    }
    tx.note(Note::WritingBack { pid: who.pid, file: id, pages: dirty.len() as u64 });
    for (index, pfn) in dirty {
        make_clean(tx, who, id, index, pfn);
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::DIRTY);
        tx.emit(Effect::PageWrittenBack { file: id, index, pfn });
    }
}

/// Takes dirty and write bits from the entries of shared mappings (`page_vma_mkclean_one`).
fn make_clean(tx: &mut Tx, who: Who, file: FileId, index: u64, pfn: Pfn) {
    let mut mapped = entries(tx, pfn, file, index);
    mapped.retain(|(_, vma, _, pte)| vma.is_shared() && (pte.is_dirty() || pte.is_writable()));
    tx.note(Note::CleaningPage { pid: who.pid, file, index, pfn, entries: mapped.len() as u64 });
    for (mm, _, vpn, pte) in mapped {
        tx.set_pte(mm, vpn, pte.wrprotect().mkclean());
        tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(mm, vpn) });
    }
}
