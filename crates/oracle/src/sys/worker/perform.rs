//! The operations whose faults are counted, carried out.

use std::ptr;

use super::{State, PAGE};
use crate::protocol::{Op, Request, PAYLOAD};
use crate::sys::access::{self, Faulted};
use crate::sys::{file, hold};

/// Carries a request out. Gives what the call returned, and the byte read.
#[inline(never)]
pub(super) fn perform(state: &mut State, request: &Request) -> (i64, u64) {
    let args = request.args;
    if request.op == Op::File {
        let dummy = ptr::from_ref(&state.dummy) as u64;
        // SAFETY: the controller names the scenario's memory.
        return unsafe { file::call(&mut state.payload, request.payload, dummy, args) };
    }
    let payload = &state.payload[..(request.payload as usize).min(PAYLOAD)];
    // SAFETY: the controller names addresses that its scenario maps, which hold nothing of the worker's; dry runs name `dummy`,
    // which nothing else reads.
    unsafe {
        let done = match request.op {
            Op::Mmap => return (mmap(args), 0),
            Op::Munmap => return (access::syscall(libc::SYS_munmap, args), 0),
            Op::Mprotect => return (access::syscall(libc::SYS_mprotect, args), 0),
            Op::Madvise => return (access::syscall(libc::SYS_madvise, args), 0),
            Op::Mremap => return (access::syscall(libc::SYS_mremap, args), 0),
            Op::Msync => return (access::syscall(libc::SYS_msync, args), 0),
            Op::Mlock => return (access::syscall(libc::SYS_mlock, args), 0),
            Op::Munlock => return (access::syscall(libc::SYS_munlock, args), 0),
            Op::Vmsplice => return (hold::of_slot(state.slot).vmsplice(args[0], args[1]), 0),
            Op::Read => read(args[0], args[1]),
            Op::Fill => each_piece(args[0], args[1], |at, piece, _| access::fill(at, args[2], piece)),
            Op::Store => {
                let len = payload.len() as u64;
                each_piece(args[0], len, |at, piece, done| {
                    access::copy(at, &payload[done as usize..(done + piece) as usize])
                })
            }
            Op::Touch => touch(args[0], args[1], args[2]),
            Op::Fork | Op::Clone | Op::Exec | Op::Exit | Op::ExitThread | Op::Wait | Op::Kill | Op::Die => Ok(0),
            Op::Become | Op::Limit | Op::File => Ok(0),
            Op::ReadPipe | Op::Pin | Op::Unpin => Ok(0),
        };
        match done {
            Ok(value) => (0, value),
            Err(Faulted) => (-1, 0),
        }
    }
}

/// mmap, of a file that another process has open: the very same open file each time, or neighbouring mappings of it would not merge.
unsafe fn mmap([at, len, prot, flags, offset, file]: [u64; 6]) -> i64 {
    // SAFETY: the range is the scenario's to map over; the other calls take no addresses.
    unsafe {
        if file == 0 {
            return access::syscall(libc::SYS_mmap, [at, len, prot, flags, u64::MAX, 0]);
        }
        let owner = access::syscall(libc::SYS_pidfd_open, [file >> 32, 0, 0, 0, 0, 0]).cast_unsigned();
        let fd = access::syscall(libc::SYS_pidfd_getfd, [owner, file & 0xffff_ffff, 0, 0, 0, 0]);
        let ret = match fd {
            refused if refused < 0 => refused,
            fd => access::syscall(libc::SYS_mmap, [at, len, prot, flags, fd.cast_unsigned(), offset]),
        };
        for fd in [fd.cast_unsigned(), owner] {
            access::syscall(libc::SYS_close, [fd, 0, 0, 0, 0, 0]);
        }
        ret
    }
}

fn read(at: u64, len: u64) -> Result<u64, Faulted> {
    let mut first = None;
    each_piece(at, len, |at, _, _| {
        let value = access::load(at)?;
        first.get_or_insert(value);
        Ok(value)
    })?;
    Ok(first.unwrap_or(0))
}

unsafe fn touch(at: u64, pages: u64, byte: u64) -> Result<u64, Faulted> {
    for page in 0..pages {
        // SAFETY: the caller's promise about the range.
        unsafe { access::fill(at + page * PAGE, byte, 1) }?;
    }
    Ok(0)
}

/// Goes through `len` bytes from `at` page by page: address and length of each piece, and how many bytes lie before it.
fn each_piece(at: u64, len: u64, mut go: impl FnMut(u64, u64, u64) -> Result<u64, Faulted>) -> Result<u64, Faulted> {
    let mut done = 0;
    while done < len {
        let next = at + done;
        let piece = (PAGE - next % PAGE).min(len - done);
        go(next, piece, done)?;
        done += piece;
    }
    Ok(0)
}
