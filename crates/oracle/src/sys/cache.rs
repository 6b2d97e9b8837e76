//! The page cache of a file, asked for by cachestat(2).

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

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
