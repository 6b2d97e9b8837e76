//! What fork costs on this kernel, by the size of the process.

use std::io;
use std::time::Instant;

/// Size of a page.
const PAGE: usize = forkscope_sim::PAGE_SIZE as usize;

/// What was measured of a process of one size, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// fork, with every page written before.
    pub(crate) fork: u64,
    /// The child's writes to all pages.
    pub(crate) write: u64,
}

/// Forks a process with so many written pages: once for a child that ends at once, once for one that writes to all of them.
///
/// # Errors
/// When there is no memory for it.
pub(crate) fn measure(pages: u64) -> io::Result<Cost> {
    let heap = map(pages, libc::MAP_PRIVATE)?;
    let answer = map(1, libc::MAP_SHARED)?;
    write_all(heap, pages, 1);
    let mut cost = Cost { fork: u64::MAX, write: 0 };
    for round in 0..4 {
        let started = Instant::now();
        // SAFETY: this program has one thread; the child only stores to memory that it has, and ends without running anything of Rust's.
        let child = unsafe { libc::fork() };
        let took = started.elapsed().as_nanos() as u64;
        match child {
            0 => {
                let started = Instant::now();
                if round == 0 {
                    write_all(heap, pages, 2);
                }
                // SAFETY: the page was mapped above and is shared with the parent.
                unsafe { (answer as *mut u64).write_volatile(started.elapsed().as_nanos() as u64) };
                // SAFETY: ends the child.
                unsafe { libc::_exit(0) }
            }
            child if child > 0 => {
                // SAFETY: waits for the child just made; no status is asked for.
                unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
                cost.fork = cost.fork.min(took);
                if round == 0 {
                    // SAFETY: the page was mapped above, and the child that wrote to it is gone.
                    cost.write = unsafe { (answer as *const u64).read_volatile() };
                }
            }
            _ => return Err(io::Error::last_os_error()),
        }
    }
    // SAFETY: both were mapped above, and nothing points there any more.
    unsafe {
        libc::munmap(heap as *mut libc::c_void, (pages * PAGE as u64) as usize);
        libc::munmap(answer as *mut libc::c_void, PAGE);
    }
    Ok(cost)
}

fn map(pages: u64, sharing: i32) -> io::Result<u64> {
    let len = (pages * PAGE as u64) as usize;
    let (access, flags) = (libc::PROT_READ | libc::PROT_WRITE, sharing | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE);
    // SAFETY: a new mapping where the kernel finds room for it.
    let at = unsafe { libc::mmap(std::ptr::null_mut(), len, access, flags, -1, 0) };
    if at == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the range was just mapped. Base pages, as on the simulator.
    unsafe { libc::madvise(at, len, libc::MADV_NOHUGEPAGE) };
    Ok(at as u64)
}

fn write_all(heap: u64, pages: u64, value: u8) {
    for page in 0..pages {
        // SAFETY: `heap` is a mapping of so many pages that nothing of Rust's lies in.
        unsafe { ((heap + page * PAGE as u64) as *mut u8).write_volatile(value) };
    }
}
