//! The page cache of a file: which pages are dirty (cachestat(2)), and reading some in.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::ptr;
use std::time::{Duration, Instant};

/// The number of cachestat(2) on x86.
const SYS_CACHESTAT: libc::c_long = 451;

/// How many of the pages of a part of a file are dirty.
///
/// # Errors
/// ENOSYS before Linux 6.5.
pub(crate) fn dirty_pages(file: &File, offset: u64, len: u64) -> io::Result<u64> {
    let range = [offset, len];
    // Cached, dirty, in writeback, evicted, recently evicted.
    let mut stat = [0_u64; 5];
    // SAFETY: the kernel reads two words and writes five, for which there is room.
    let ret = unsafe { libc::syscall(SYS_CACHESTAT, file.as_raw_fd(), range.as_ptr(), stat.as_mut_ptr(), 0) };
    if ret == 0 {
        Ok(stat[1] + stat[2])
    } else {
        Err(io::Error::last_os_error())
    }
}

/// How long a disk may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads a part of a file into the page cache, nothing around it, and waits until it is there. No page is marked as accessed.
///
/// # Errors
/// TimedOut when the disk does not answer, and what readahead(2) and mmap(2) give.
pub(crate) fn read_in(file: &File, offset: u64, len: u64) -> io::Result<()> {
    let (size, fd) = (usize::try_from(len).unwrap_or(0), file.as_raw_fd());
    let from = libc::off_t::try_from(offset).map_err(io::Error::other)?;
    // SAFETY: no memory is read or written.
    if unsafe { libc::readahead(fd, from, size) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a new mapping at a place that the kernel chooses; nobody touches it.
    let mapping = unsafe { libc::mmap(ptr::null_mut(), size, libc::PROT_READ, libc::MAP_SHARED, fd, from) };
    if mapping == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    let (mut there, begun) = (vec![0_u8; size.div_ceil(super::PAGE)], Instant::now());
    // SAFETY: the kernel writes a byte for each page, for which there is room.
    let is_there = |there: &mut Vec<u8>| unsafe { libc::mincore(mapping, size, there.as_mut_ptr()) } == 0;
    while is_there(&mut there) && there.iter().any(|page| page & 1 == 0) && begun.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    // SAFETY: the mapping was made above and is used by nobody else.
    unsafe { libc::munmap(mapping, size) };
    match there.iter().all(|page| page & 1 == 1) {
        true => Ok(()),
        false => Err(io::ErrorKind::TimedOut.into()),
    }
}
