//! What a worker holds besides its mappings: pages in a pipe, and buffers registered with io_uring.
//!
//! All of it hangs on descriptors, which the threads of a process share: each process that lives in the memory of a worker has a slot, and
//! its threads use the same one.

use std::cell::UnsafeCell;

use super::access;
use super::PLACES;

/// The most buffers that a worker registers at a time.
const RINGS: usize = 16;
const PAGE: usize = 4096;
const SPLICE_F_NONBLOCK: u64 = 2;
const REGISTER_BUFFERS: u64 = 0;
const UNREGISTER_BUFFERS: u64 = 1;

/// A pipe, the rings that have a buffer registered each, and room for what the system calls read and write.
#[repr(C)]
pub(super) struct Holds {
    pipe: [u32; 2],
    is_open: bool,
    rings: [u64; RINGS],
    count: usize,
    iov: [u64; 2],
    params: [u64; 15],
    page: [u8; PAGE],
}

struct Slots(UnsafeCell<[Holds; PLACES]>);
// SAFETY: only workers use it, and the controller has one task do something at a time.
unsafe impl Sync for Slots {}

static SLOTS: Slots = Slots(UnsafeCell::new([const { Holds::new() }; PLACES]));

/// What the process of a slot holds.
///
/// # Safety
/// Nothing else borrows that slot: a task does so only while it carries out a request.
pub(super) unsafe fn of_slot<'a>(slot: u64) -> &'a mut Holds {
    let slot = usize::try_from(slot).unwrap_or(0).min(PLACES - 1);
    // SAFETY: the slot is one of the array, and the caller promises that it is not borrowed.
    unsafe { &mut *SLOTS.0.get().cast::<Holds>().add(slot) }
}

/// Closes the descriptors of all slots in a new process, which has copies of them: what its parent holds stays held. In memory of its own
/// nothing is held from then on; in that of its parent only its own slot is empty.
///
/// # Safety
/// As for [`of_slot`], for all of them.
pub(super) unsafe fn close_copies(shares_memory: bool) {
    for slot in 0..PLACES as u64 {
        // SAFETY: the caller's promise.
        let holds = unsafe { of_slot(slot) };
        holds.close_all();
        if !shares_memory {
            holds.forget();
        }
    }
}

impl Holds {
    const fn new() -> Holds {
        Holds {
            pipe: [0; 2],
            is_open: false,
            rings: [0; RINGS],
            count: 0,
            iov: [0; 2],
            params: [0; 15],
            page: [0; PAGE],
        }
    }

    /// Makes the pipe, unless there is one.
    pub(super) fn open_pipe(&mut self) {
        if !self.is_open {
            let flags = (libc::O_NONBLOCK | libc::O_CLOEXEC).unsigned_abs();
            // SAFETY: the kernel writes two descriptors, for which there is room.
            let ret = unsafe { call(libc::SYS_pipe2, [(&raw mut self.pipe) as u64, flags.into(), 0, 0]) };
            self.is_open = ret == 0;
        }
    }

    /// vmsplice of a range into the pipe.
    ///
    /// # Safety
    /// Nothing else may rely on what the pages hold while they are in the pipe.
    pub(super) unsafe fn vmsplice(&mut self, at: u64, len: u64) -> i64 {
        self.iov = [at, len];
        // SAFETY: one vector, which the kernel only reads; the caller's promise about the pages.
        unsafe { call(libc::SYS_vmsplice, [self.pipe[1].into(), (&raw const self.iov) as u64, 1, SPLICE_F_NONBLOCK]) }
    }

    /// Reads the pipe empty: what the first read returned, and the first byte.
    pub(super) fn read_pipe(&mut self) -> (i64, u64) {
        self.open_pipe();
        let first = self.read_page();
        let value = u64::from(self.page[0]);
        while first > 0 && self.read_page() > 0 {}
        (first, value)
    }

    fn read_page(&mut self) -> i64 {
        // SAFETY: address and length are those of a page of its own.
        unsafe { call(libc::SYS_read, [self.pipe[0].into(), self.page.as_mut_ptr() as u64, PAGE as u64, 0]) }
    }

    /// Registers a range as the only buffer of a new ring.
    ///
    /// # Safety
    /// As for [`Holds::vmsplice`].
    pub(super) unsafe fn pin(&mut self, at: u64, len: u64) -> i64 {
        let Some(slot) = self.rings.get_mut(self.count) else { return -i64::from(libc::ENOMEM) };
        self.params = [0; 15];
        self.iov = [at, len];
        // SAFETY: the parameters have the size of `struct io_uring_params`; one vector; the caller's promise about the pages.
        unsafe {
            let ring = call(libc::SYS_io_uring_setup, [1, (&raw mut self.params) as u64, 0, 0]);
            if ring < 0 {
                return ring;
            }
            let buffer = [ring.cast_unsigned(), REGISTER_BUFFERS, (&raw const self.iov) as u64, 1];
            let ret = call(libc::SYS_io_uring_register, buffer);
            if ret < 0 {
                call(libc::SYS_close, [ring.cast_unsigned(), 0, 0, 0]);
                return ret;
            }
            *slot = ring.cast_unsigned();
        }
        self.count += 1;
        0
    }

    /// Unregisters every buffer.
    pub(super) fn unpin(&mut self) -> i64 {
        if self.count == 0 {
            return -i64::from(libc::ENXIO);
        }
        for ring in &self.rings[..self.count] {
            // SAFETY: a ring of its own; no memory is read.
            unsafe {
                call(libc::SYS_io_uring_register, [*ring, UNREGISTER_BUFFERS, 0, 0]);
                call(libc::SYS_close, [*ring, 0, 0, 0]);
            }
        }
        self.count = 0;
        0
    }

    /// Lets go of everything at once. Of a ring that is only closed the kernel unregisters the buffers when it finds the time.
    pub(super) fn let_go(&mut self) {
        self.unpin();
        self.close_all();
        self.forget();
    }

    /// Nothing is held, as for a process that has just begun: also where one that was killed has left its numbers.
    pub(super) fn forget(&mut self) {
        (self.is_open, self.count) = (false, 0);
    }

    fn close_all(&self) {
        let pipe = self.pipe.iter().filter(|_| self.is_open).map(|fd| u64::from(*fd));
        for fd in pipe.chain(self.rings[..self.count].iter().copied()) {
            // SAFETY: descriptors of its own.
            unsafe { call(libc::SYS_close, [fd, 0, 0, 0]) };
        }
    }
}

unsafe fn call(number: libc::c_long, [a, b, c, d]: [u64; 4]) -> i64 {
    // SAFETY: the caller's promises.
    unsafe { access::syscall(number, [a, b, c, d, 0, 0]) }
}
