//! Reading `/proc/PID/pagemap`, `/proc/kpagecount` and `/proc/kpageflags`: what each page of a process is.
//!
//! The bits are described in `Documentation/admin-guide/mm/pagemap.rst`; on an anonymous page bit 34 of kpageflags is PageAnonExclusive.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use forkscope_sim::{PageRange, Vpn};

use crate::observation::{Kind, Page};

const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;
const MAPPED_ONCE: u64 = 1 << 56;
const PFN: u64 = (1 << 55) - 1;
/// No frame has a number with these bits.
const SLOTS_OR_NONE: u64 = !PFN;

const DIRTY: u64 = 1 << 4;
const WRITEBACK: u64 = 1 << 8;
const ANON: u64 = 1 << 12;
const SWAPBACKED: u64 = 1 << 14;
const COMPOUND: u64 = 1 << 15 | 1 << 16;
const KSM: u64 = 1 << 21;
const ZERO_PAGE: u64 = 1 << 24;
const ANON_EXCLUSIVE: u64 = 1 << 34;

/// The kernel's tables of frames.
#[derive(Debug)]
pub(crate) struct FrameTables {
    counts: File,
    flags: File,
}

impl FrameTables {
    pub(crate) fn open() -> io::Result<FrameTables> {
        Ok(FrameTables { counts: File::open("/proc/kpagecount")?, flags: File::open("/proc/kpageflags")? })
    }

    /// Whether a frame is being written to disk.
    pub(super) fn is_under_writeback(&self, pfn: u64) -> io::Result<bool> {
        Ok(pfn & SLOTS_OR_NONE == 0 && word_at(&self.flags, pfn)? & WRITEBACK != 0)
    }

    /// Mapcount and flags of a frame.
    fn frame(&self, pfn: u64) -> io::Result<(u64, u64)> {
        Ok((word_at(&self.counts, pfn)?, word_at(&self.flags, pfn)?))
    }
}

fn word_at(file: &File, index: u64) -> io::Result<u64> {
    let mut word = [0; 8];
    file.read_exact_at(&mut word, index * 8)?;
    Ok(u64::from_ne_bytes(word))
}

/// The frame numbers of this process's own stack are visible: what tells root in the first user namespace from others.
pub(crate) fn frame_numbers_are_visible() -> io::Result<bool> {
    let here = 0_u8;
    let entry = word_at(&File::open("/proc/self/pagemap")?, std::ptr::from_ref(&here) as u64 >> 12)?;
    Ok(entry & PFN != 0)
}

/// The populated pages of some ranges of a process.
pub(super) fn pages(
    tables: &FrameTables,
    pid: rustix::process::Pid,
    ranges: impl Iterator<Item = PageRange>,
) -> io::Result<BTreeMap<Vpn, Page>> {
    let pagemap = File::open(format!("/proc/{pid}/pagemap"))?;
    let mut pages = BTreeMap::new();
    for range in ranges {
        let mut entries = vec![0; range.pages() as usize * 8];
        pagemap.read_exact_at(&mut entries, range.start.0 * 8)?;
        for (vpn, entry) in range.iter().zip(entries.chunks_exact(8)) {
            let mut word = [0; 8];
            word.copy_from_slice(entry);
            if let Some(page) = page(tables, u64::from_ne_bytes(word))? {
                pages.insert(vpn, page);
            }
        }
    }
    Ok(pages)
}

fn page(tables: &FrameTables, entry: u64) -> io::Result<Option<Page>> {
    let frame = entry & PFN;
    let empty = Page {
        kind: Kind::Zero,
        frame,
        kept: None,
        mapcount: 0,
        exclusive: false,
        mapped_once: entry & MAPPED_ONCE != 0,
        dirty: false,
    };
    if entry & PRESENT == 0 {
        // Below the number of the slot stands that of the swap area.
        return Ok((entry & SWAPPED != 0).then(|| Page::swapped(frame >> 5)));
    }
    let (mapcount, flags) = tables.frame(frame)?;
    let kind = kind(flags);
    let exclusive = kind == Kind::Anon && flags & ANON_EXCLUSIVE != 0;
    Ok(Some(Page { kind, mapcount, exclusive, dirty: flags & DIRTY != 0, ..empty }))
}

fn kind(flags: u64) -> Kind {
    match flags {
        flags if flags & ZERO_PAGE != 0 => Kind::Zero,
        flags if flags & COMPOUND != 0 && flags & ANON == 0 => Kind::Other("part of a large folio of a file"),
        flags if flags & KSM != 0 => Kind::Ksm,
        flags if flags & ANON != 0 => Kind::Anon,
        flags if flags & SWAPBACKED != 0 => Kind::Shmem,
        _ => Kind::File,
    }
}
