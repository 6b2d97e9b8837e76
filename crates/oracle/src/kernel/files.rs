//! The files of a scenario: nameless ones on a real disk, and memfds.
//!
//! A file has no name from the start (`O_TMPFILE`), so nothing is left of it whatever happens. It is on a disk because shared
//! memory behaves differently, and its pages are clean and of order 0, as the simulator has them: they are written, dropped
//! from the page cache, and read again one by one without readahead.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use forkscope_sim::file::Opened;
use rustix::fs::{fadvise, fstatfs, ftruncate, memfd_create, open, Advice, MemfdFlags, Mode, OFlags, StatFs};

const PAGE: u64 = 4096;
/// File systems that keep files in memory only (`TMPFS_MAGIC`, `RAMFS_MAGIC`).
const IN_MEMORY: [i64; 2] = [0x0102_1994, 0x8584_58f6];

/// A file of `pages` pages, in the page cache if it is `cached`; page i is filled with i mod 250 + 1.
pub(super) fn regular(pages: u64, opened: Opened, cached: bool) -> io::Result<File> {
    let file = File::from(nameless_file()?);
    for page in 0..pages {
        file.write_all_at(&[(page % 250 + 1) as u8; PAGE as usize], page * PAGE)?;
    }
    file.sync_all()?;
    fadvise(&file, 0, None, Advice::DontNeed)?;
    // Opened once more, as the advice stays with what was opened.
    let reader = File::open(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
    fadvise(&reader, 0, None, Advice::Random)?;
    for page in 0..if cached { pages } else { 0 } {
        reader.read_exact_at(&mut [0], page * PAGE)?;
    }
    match opened {
        Opened::ReadWrite => Ok(file),
        Opened::ReadOnly => File::open(format!("/proc/self/fd/{}", file.as_raw_fd())),
    }
}

/// Whether a file of such a file system is on a disk.
pub(super) fn is_on_disk(fs: &StatFs) -> bool {
    !IN_MEMORY.contains(&fs.f_type)
}

/// Shared memory of `pages` pages, none of them allocated.
pub(super) fn memfd(pages: u64) -> io::Result<File> {
    let fd = memfd_create("forkscope", MemfdFlags::CLOEXEC)?;
    ftruncate(&fd, pages * PAGE)?;
    Ok(File::from(fd))
}

/// What a worker needs to map a file that is open here: the number of this process and of the descriptor.
pub(super) fn opened_here(file: &File) -> u64 {
    u64::from(std::process::id()) << 32 | u64::from(file.as_raw_fd().unsigned_abs())
}

/// Whether there is a place for files.
pub(crate) fn has_a_disk() -> bool {
    nameless_file().is_ok()
}

fn nameless_file() -> io::Result<OwnedFd> {
    let own = std::env::current_exe().ok().and_then(|exe| exe.parent().map(PathBuf::from));
    let places = [Some(std::env::temp_dir()), Some("/var/tmp".into()), own, std::env::current_dir().ok()];
    let on_disk = |fd: &OwnedFd| fstatfs(fd).is_ok_and(|fs| is_on_disk(&fs));
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let mut files = places.into_iter().flatten().filter_map(|place| open(place, flags, Mode::RUSR | Mode::WUSR).ok());
    files.find(on_disk).ok_or_else(|| io::Error::other("no directory on a disk takes files without a name"))
}
