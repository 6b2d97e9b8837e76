//! Files and shared-memory objects: what the page cache holds of them.
//!
//! # Simplification: no file system
//! A file has a length and a page cache, and its bytes on disk follow from the page number. Dirty pages are never written
//! back, and only `mmap` reaches a file. A program that only maps files could not tell.

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
}

impl File {
    pub(crate) fn new(kind: FileKind, pages: u64) -> File {
        File { kind, pages, cache: BTreeMap::new(), swapped: LiteMap::new(), mappings: 0 }
    }

    /// What page `index` holds on disk, or holds when shared memory first allocates it.
    pub fn initial(&self, index: u64) -> Contents {
        match self.kind {
            FileKind::Regular => Contents::filled((index % 250 + 1) as u8),
            FileKind::Memfd | FileKind::SharedAnon => Contents::ZERO,
        }
    }
}
