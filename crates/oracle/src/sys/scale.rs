//! What fork costs on this kernel, by the size of the process.

use std::io;
use std::time::Instant;

/// Size of a page.
const PAGE: usize = crate::PAGE.bytes() as usize;

/// What was measured of a process of one size, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// fork, with no page touched.
    pub(crate) untouched: u64,
    /// fork, with every page written before.
    pub(crate) written: u64,
    /// The child's writes to all pages; nothing if there is no room for them.
    pub(crate) write: Option<u64>,
}

/// Forks a process with so many pages: before it wrote to any, after it wrote to all, and for a child that writes to all of them itself.
///
/// # Errors
/// When there is no memory for it.
pub(crate) fn measure(pages: u64) -> io::Result<Cost> {
    let room = available()?;
    let bytes = pages * PAGE as u64;
    if room < bytes + bytes / 2 {
        return Err(io::Error::other(format!("only {} MB of memory are available", room >> 20)));
    }
    let heap = Mapping::new(pages, libc::MAP_PRIVATE)?;
    let answer = Mapping::new(1, libc::MAP_SHARED)?;
    let untouched = best_fork(&heap, &answer)?;
    heap.write_all(1);
    let written = best_fork(&heap, &answer)?;
    // Twice the memory, and some for everyone else.
    let write = if room < bytes * 3 { None } else { Some(fork(&heap, &answer, true)?.1) };
    Ok(Cost { untouched, written, write })
}

/// Bytes that can be had without swapping.
fn available() -> io::Result<u64> {
    let text = std::fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.map(|kilobytes| kilobytes << 10).ok_or_else(|| io::Error::other("no MemAvailable in /proc/meminfo"))
}

/// The shortest of several forks.
fn best_fork(heap: &Mapping, answer: &Mapping) -> io::Result<u64> {
    let mut best = u64::MAX;
    for _ in 0..5 {
        best = best.min(fork(heap, answer, false)?.0);
    }
    Ok(best)
}

/// Forks: how long that takes, and how long the child writes to all pages of the heap.
fn fork(heap: &Mapping, answer: &Mapping, writes: bool) -> io::Result<(u64, u64)> {
    let started = Instant::now();
    // SAFETY: this program has one thread; the child only stores to memory that it has, and ends without running anything of Rust's.
    let child = unsafe { libc::fork() };
    let took = started.elapsed().as_nanos() as u64;
    if child < 0 {
        return Err(io::Error::last_os_error());
    }
    if child == 0 {
        let started = Instant::now();
        if writes {
            heap.write_all(2);
        }
        // SAFETY: the page is mapped, and shared with the parent.
        unsafe { (answer.at as *mut u64).write_volatile(started.elapsed().as_nanos() as u64) };
        // SAFETY: ends the child.
        unsafe { libc::_exit(0) }
    }
    // SAFETY: waits for the child just made; no status is asked for.
    unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
    // SAFETY: the page is mapped, and the child that wrote to it is gone.
    Ok((took, unsafe { (answer.at as *const u64).read_volatile() }))
}

/// Memory of this process, for as long as the value lives.
struct Mapping {
    at: u64,
    pages: u64,
}

impl Mapping {
    fn new(pages: u64, sharing: i32) -> io::Result<Mapping> {
        let len = (pages * PAGE as u64) as usize;
        let (access, flags) = (libc::PROT_READ | libc::PROT_WRITE, sharing | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE);
        // SAFETY: a new mapping where the kernel finds room for it.
        let at = unsafe { libc::mmap(std::ptr::null_mut(), len, access, flags, -1, 0) };
        if at == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the range was just mapped. Base pages, as on the simulator.
        unsafe { libc::madvise(at, len, libc::MADV_NOHUGEPAGE) };
        Ok(Mapping { at: at as u64, pages })
    }

    fn write_all(&self, value: u8) {
        for page in 0..self.pages {
            // SAFETY: the page is mapped, and nothing of Rust's lies in it.
            unsafe { ((self.at + page * PAGE as u64) as *mut u8).write_volatile(value) };
        }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: what was mapped, which nothing points to any more.
        unsafe { libc::munmap(self.at as *mut libc::c_void, (self.pages * PAGE as u64) as usize) };
    }
}
