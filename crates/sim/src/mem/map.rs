//! mmap(2) and munmap(2).
//!
//! # Simplification: no mappings that grow, guard or may be dropped
//! Linux has mappings that grow down to the page that is touched (stacks, MAP_GROWSDOWN), markers in page tables that make an access a SIGSEGV
//! (MADV_GUARD_INSTALL), memory that reclaim may drop (MAP_DROPPABLE), and moves that leave the old mapping in place (MREMAP_DONTUNMAP). Here nobody
//! can ask for them, and the stack of a program has its length from the start.

use super::cache::new_object;
use super::commit::{charge, may_expand_vm, pages_of, with_account};
use super::file::has_descriptor;
use super::merge::{insert_or_merge, isolate};
use super::zap::{free_tables, populated, remove_vma, zap};
use super::{share, Who};
use crate::addr::{PageRange, PageSize};
use crate::command::{Mapping, Ret, Sharing, Source};
use crate::errno::Errno;
use crate::file::{FileKind, Opened};
use crate::machine::Tx;
use crate::note::Note;
use crate::policy::Overcommit;
use crate::vma::{Backing, VmFlags, Vma};

/// Maps memory at a given place; what was there goes (MAP_FIXED).
///
/// # Errors
/// EBADF for a file that nobody has a descriptor of; EINVAL for no pages; EACCES for a writable shared mapping of a file that is open for reading
/// only; ENOMEM for pages beyond the user half, more than a limit of the process, or more than the overcommit policy grants. VMAs that reach over an
/// end of the range have been cut there by then, as in Linux.
pub(crate) fn mmap(tx: &mut Tx, who: Who, mapping: &Mapping) -> Result<Ret, Errno> {
    if matches!(mapping.source, Source::File { file, .. } if !has_descriptor(tx, file)) {
        return Err(Errno::EBADF);
    }
    let range = checked(tx.page_size(), mapping.range)?;
    if is_forbidden(tx, mapping) {
        return Err(Errno::EACCES);
    }
    let flags = flags_of(mapping, tx.config().overcommit);
    let (replaced, given_back) = pages_of(&isolate(tx, who, range));
    may_expand_vm(tx, who, flags, range.pages() - replaced)?;
    if flags.contains(VmFlags::ACCOUNT) && range.pages() > given_back {
        charge(tx, who, range.pages() - given_back)?;
    }
    if is_shared_anon(mapping) {
        charge(tx, who, range.pages())?;
    }
    if replaced > 0 {
        share::prepare_unmap(tx, who, range)?;
        unmap(tx, who, range);
    }
    let (backing, pgoff) = match mapping.source {
        Source::Anon if mapping.sharing == Sharing::Private => (Backing::Anon, range.start.0),
        Source::Anon => (Backing::File(new_object(tx, FileKind::SharedAnon, range.pages(), Opened::ReadWrite)), 0),
        Source::File { file, pgoff } => (Backing::File(file), pgoff),
    };
    let vma = Vma { start: range.start, end: range.end, flags, backing, pgoff, anon_vma: None };
    insert_or_merge(tx, who, vma);
    Ok(Ret::Addr(range.start.addr(tx.page_size())))
}

/// Unmaps a range; holes in it are no error.
///
/// # Errors
/// EINVAL for no pages, or pages beyond the user half.
#[inline(never)]
pub(crate) fn munmap(tx: &mut Tx, who: Who, range: PageRange) -> Result<Ret, Errno> {
    let range = checked(tx.page_size(), range).map_err(|_| Errno::EINVAL)?;
    share::prepare_unmap(tx, who, range)?;
    unmap(tx, who, range);
    Ok(Ret::Done)
}

pub(super) fn unmap(tx: &mut Tx, who: Who, range: PageRange) {
    if range.is_empty() {
        return;
    }
    let vmas = isolate(tx, who, range);
    if vmas.is_empty() {
        return;
    }
    let pages = populated(tx, who.mm, range);
    tx.note(Note::Unmapping { pid: who.pid, range, pages });
    zap(tx, who.mm, range);
    for vma in vmas {
        remove_vma(tx, who.mm, vma);
    }
    free_tables(tx, who.mm, range);
}

/// The range, if it has pages and all of them are a user's to map.
fn checked(page: PageSize, range: PageRange) -> Result<PageRange, Errno> {
    match range {
        range if range.is_empty() => Err(Errno::EINVAL),
        range if range.end > page.task_size() => Err(Errno::ENOMEM),
        range => Ok(range),
    }
}

/// Whether stores to the mapping would reach a file that was not opened for writing.
fn is_forbidden(tx: &Tx, mapping: &Mapping) -> bool {
    let Source::File { file, .. } = mapping.source else { return false };
    let stores = mapping.sharing == Sharing::Shared && mapping.access.contains(VmFlags::WRITE);
    stores && tx.file(file).is_some_and(|file| !file.is_writable())
}

fn is_shared_anon(mapping: &Mapping) -> bool {
    mapping.sharing == Sharing::Shared && mapping.source == Source::Anon
}

fn flags_of(mapping: &Mapping, overcommit: Overcommit) -> VmFlags {
    let shared = if mapping.sharing == Sharing::Shared { VmFlags::SHARED } else { VmFlags::empty() };
    // Where promises are counted, nobody gets memory off the books.
    let kept = if overcommit == Overcommit::Never { VmFlags::empty() } else { VmFlags::NORESERVE };
    with_account((mapping.access & (VmFlags::ACCESS | kept)) | shared)
}
