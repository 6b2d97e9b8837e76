//! Everything that takes `unsafe`, and nothing else: the worker that faults on purpose, how it is started, and the drain of the LRU batches.
//!
//! | module | what it is |
//! | --- | --- |
//! | `access` | loads and stores that may fault, system calls without the C library |
//! | `cache` | which pages of a file are dirty, and reading some in |
//! | `file` | calls on files |
//! | `hold` | the pipe and the io_uring buffers of a worker |
//! | `scale` | what fork costs here, by the size of the process |
//! | `worker` | the process that does what it is told |
//!
//! The rule it keeps: what leaves this module is safe to call.
#![expect(unsafe_code, reason = "workers fault on purpose, fork without the C library and jump out of faults")]

mod access;
mod cache;
mod file;
mod hold;
mod scale;
mod worker;

pub(crate) use cache::{dirty_pages, read_in};
pub(crate) use scale::measure;

/// How many tasks may share the memory of a worker: each has a place of its own in it.
pub(crate) const PLACES: usize = 8;

use std::io;
use std::os::fd::RawFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::ptr;

/// Starts a worker that talks on the socket `own`; all of `sockets` are open in it, for the children that it will fork.
///
/// It dies with the thread that calls this, gets transparent huge pages only if they are wanted, and leaves no core file.
pub(crate) fn spawn_worker(own: RawFd, sockets: Vec<RawFd>, huge_pages: bool) -> io::Result<Child> {
    let mut command = Command::new("/proc/self/exe");
    command.arg("worker").env_clear().env(worker::WORKER_ENV, own.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // SAFETY: the closure makes system calls only, as code between fork and exec must.
    unsafe {
        command.pre_exec(move || {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            libc::prctl(libc::PR_SET_THP_DISABLE, libc::c_ulong::from(!huge_pages), 0, 0, 0);
            libc::personality(0);
            // Ignored, it would take the children's statuses away from the scenario's parents.
            libc::signal(libc::SIGCHLD, libc::SIG_DFL);
            let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
            for socket in &sockets {
                libc::fcntl(*socket, libc::F_SETFD, 0);
            }
            Ok(())
        });
    }
    command.spawn()
}

/// Empties the batches in which this CPU keeps frames on their way to the LRU lists, each with a reference that nobody sees.
///
/// `madvise(MADV_COLD)` drains them before it looks at the range, here a page of its own.
#[derive(Debug)]
pub(crate) struct LruDrain {
    page: *mut libc::c_void,
}

const PAGE: usize = 4096;

impl LruDrain {
    pub(crate) fn new() -> io::Result<LruDrain> {
        let (prot, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
        // SAFETY: a new mapping at a place that the kernel chooses.
        let page = unsafe { libc::mmap(ptr::null_mut(), PAGE, prot, flags, -1, 0) };
        if page == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(LruDrain { page })
    }

    pub(crate) fn drain(&self) {
        // SAFETY: the page is this object's own, and the advice leaves contents alone.
        unsafe { libc::madvise(self.page, PAGE, libc::MADV_COLD) };
    }
}

impl Drop for LruDrain {
    fn drop(&mut self) {
        // SAFETY: the mapping was made by `new` and is used by nobody else.
        unsafe { libc::munmap(self.page, PAGE) };
    }
}
