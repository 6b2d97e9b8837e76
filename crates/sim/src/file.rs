//! Files and shared-memory objects: what the page cache holds of them.
//!
//! # Simplification: no file system
//! A file has a length in whole pages, a page cache, and bytes on disk, which follow from the page number until something else is written. Linux
//! counts the length in bytes, so that a write behind the end makes a file longer by less; `stat(2)` and a short `read(2)` at the end could tell, and so
//! could what a store through a mapping left behind the end within the last page: it is cleared when the file grows (`pagecache_isize_extended`). A
//! write that fails makes a file longer, up to where it was to go, as ext4 does. Where memory to write from has to be faulted in first, the page is
//! prepared by then: if it is on disk alone it is in the page cache from then on without being read, and who comes next reads it by itself. That page
//! is left out.
//!
//! # Simplification: nothing is written back by itself
//! Linux writes dirty pages back after some seconds, or when memory is short. Here they stay dirty until `fsync(2)` or `msync(2)`. A program could tell by the
//! fault of the next store to a shared mapping.

use std::collections::BTreeMap;

use litemap::LiteMap;

use crate::addr::Pfn;
use crate::contents::Contents;
use crate::swap::Slot;

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A file of a file system on disk (ext4's behaviour).
    Regular,
    /// A memfd: shared memory with a name.
    Memfd,
    /// The object behind a shared anonymous mapping; it goes with its last mapping.
    SharedAnon,
}

impl FileKind {
    /// Whether it lives in shared memory (shmem), without a disk behind it.
    pub fn is_shmem(self) -> bool {
        matches!(self, FileKind::Memfd | FileKind::SharedAnon)
    }
}

/// How a file was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opened {
    /// O_RDWR.
    ReadWrite,
    /// O_RDONLY: no store reaches it, and no shared mapping of it may become writable.
    ReadOnly,
}

/// What a file holds on disk.
#[derive(Clone, Debug)]
struct Disk {
    /// So many pages from the first on hold what they held when the file was made, unless something was written since.
    original: u64,
    /// What was written, by page.
    written: LiteMap<u64, Contents>,
}

/// A file or shared-memory object.
#[derive(Clone, Debug)]
pub struct File {
    /// What kind.
    pub kind: FileKind,
    /// Length in pages.
    pub pages: u64,
    /// Its pages that are in the page cache.
    pub cache: BTreeMap<u64, Pfn>,
    /// Pages of shared memory that are swapped out.
    pub swapped: LiteMap<u64, Slot>,
    /// How many VMAs map it.
    pub mappings: u32,
    /// How it was opened.
    pub opened: Opened,
    /// The page that `read(2)` used last (`prev_pos`): using it again at once is no new use.
    pub last_read: Option<u64>,
    disk: Disk,
}

impl File {
    pub(crate) fn new(kind: FileKind, pages: u64, opened: Opened) -> File {
        let disk = Disk { original: pages, written: LiteMap::new() };
        let (cache, swapped) = (BTreeMap::new(), LiteMap::new());
        File { kind, pages, cache, swapped, mappings: 0, opened, last_read: None, disk }
    }

    /// Whether stores may reach it.
    pub fn is_writable(&self) -> bool {
        self.opened == Opened::ReadWrite
    }

    /// What page `index` holds on disk, or holds when shared memory first allocates it. A hole reads as zeros.
    pub fn on_disk(&self, index: u64) -> Contents {
        match self.kind {
            FileKind::Regular => match self.disk.written.get(&index) {
                Some(written) => written.clone(),
                None if index < self.disk.original => Contents::filled((index % 250 + 1) as u8),
                None => Contents::ZERO,
            },
            FileKind::Memfd | FileKind::SharedAnon => Contents::ZERO,
        }
    }

    /// Puts the bytes of a page on disk.
    pub(crate) fn write_disk(&mut self, index: u64, contents: Contents) {
        self.disk.written.insert(index, contents);
    }

    /// Cuts the file, or makes it longer by a hole.
    pub(crate) fn resize(&mut self, pages: u64) {
        self.pages = pages;
        self.disk.original = self.disk.original.min(pages);
        self.disk.written.retain(|index, _| *index < pages);
    }

    /// Makes a hole.
    pub(crate) fn clear_disk(&mut self, first: u64, pages: u64) {
        let end = first.saturating_add(pages).min(self.pages);
        if self.kind == FileKind::Regular {
            (first..end).for_each(|index| self.write_disk(index, Contents::ZERO));
        }
    }
}
