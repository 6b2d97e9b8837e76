//! What a worker does with files: calls on a descriptor of the controller, or on /proc/self/mem.

use super::access;
use crate::protocol::{OnFile, PAYLOAD};

const PAGE: u64 = 4096;

/// Carries a call out. Gives what it returned, bytes in all or the error of the first piece, and the first byte read.
///
/// # Safety
/// The address and, without a file, the offset are the scenario's, or those of a page that nothing else reads.
pub(super) unsafe fn call(
    buffer: &mut [u8; PAYLOAD],
    payload: u64,
    dummy: u64,
    [what, file, offset, len, address, byte]: [u64; 6],
) -> (i64, u64) {
    let dry = what & OnFile::DRY != 0;
    // SAFETY: the buffer is the worker's own.
    unsafe { buffer.as_mut_ptr().write_volatile(buffer[0]) };
    let what = OnFile::from_word(what);
    if what == OnFile::ReadRemote {
        // SAFETY: the call has no arguments.
        let own = unsafe { access::syscall(libc::SYS_getpid, [0; 6]) }.cast_unsigned();
        return if dry { read_remote(buffer, own, dummy, 1) } else { read_remote(buffer, file, offset, len) };
    }
    if dry && file != 0 {
        close(open(file));
    }
    let (file, offset, address) = if dry { (0, dummy, dummy) } else { (file, offset, address) };
    let fd = open(file);
    if fd < 0 {
        return (fd, 0);
    }
    let end = match what {
        OnFile::Write => offset + payload,
        OnFile::Read
        | OnFile::ReadTo
        | OnFile::Fill
        | OnFile::WriteFrom
        | OnFile::Sync
        | OnFile::Truncate
        | OnFile::ReadRemote => offset + len,
    };
    if what == OnFile::Fill {
        buffer.fill(byte as u8);
    }
    let own = buffer.as_mut_ptr() as u64;
    let fd_word = fd.cast_unsigned();
    let mut value = 0;
    // SAFETY: the buffer has room for a page, and the caller vouches for the address.
    let done = unsafe {
        match what {
            OnFile::Read => each(offset, end, |at, len, done| {
                let ret = access::syscall(libc::SYS_pread64, [fd_word, own, len, at, 0, 0]);
                value = if done == 0 { u64::from(buffer.as_ptr().read_volatile()) } else { value };
                ret
            }),
            OnFile::ReadTo => access::syscall(libc::SYS_pread64, [fd_word, address, len, offset, 0, 0]),
            OnFile::Write => each(offset, end, |at, len, done| {
                access::syscall(libc::SYS_pwrite64, [fd_word, own + done, len, at, 0, 0])
            }),
            OnFile::Fill => {
                each(offset, end, |at, len, _| access::syscall(libc::SYS_pwrite64, [fd_word, own, len, at, 0, 0]))
            }
            OnFile::WriteFrom => each(offset, end, |at, len, done| {
                access::syscall(libc::SYS_pwrite64, [fd_word, address + done, len, at, 0, 0])
            }),
            OnFile::Sync if dry => 0,
            OnFile::Sync => access::syscall(libc::SYS_fsync, [fd_word, 0, 0, 0, 0, 0]),
            OnFile::Truncate if dry => 0,
            // Done above.
            OnFile::ReadRemote => 0,
            OnFile::Truncate => access::syscall(libc::SYS_ftruncate, [fd_word, offset, 0, 0, 0, 0]),
        }
    };
    close(fd);
    if what == OnFile::ReadTo && done > 0 {
        value = access::load(address).unwrap_or(0);
    }
    (done, value)
}

/// A descriptor of the file that another process has open, or of /proc/self/mem.
fn open(file: u64) -> i64 {
    // SAFETY: the path ends with a zero byte; the other calls take no addresses.
    unsafe {
        if file == 0 {
            let path = c"/proc/thread-self/mem".as_ptr() as u64;
            let (here, read_write) = (libc::AT_FDCWD as i64, libc::O_RDWR as u64);
            return access::syscall(libc::SYS_openat, [here.cast_unsigned(), path, read_write, 0, 0, 0]);
        }
        let owner = access::syscall(libc::SYS_pidfd_open, [file >> 32, 0, 0, 0, 0, 0]).cast_unsigned();
        let fd = access::syscall(libc::SYS_pidfd_getfd, [owner, file & 0xffff_ffff, 0, 0, 0, 0]);
        access::syscall(libc::SYS_close, [owner, 0, 0, 0, 0, 0]);
        fd
    }
}

fn close(fd: i64) {
    // SAFETY: the descriptor was opened here.
    unsafe { access::syscall(libc::SYS_close, [fd.cast_unsigned(), 0, 0, 0, 0, 0]) };
}

/// Reads from the memory of a process into the buffer. Gives how many bytes were read, or the error of the first piece, and the first byte.
fn read_remote(buffer: &mut [u8; PAYLOAD], pid: u64, at: u64, len: u64) -> (i64, u64) {
    let own = buffer.as_mut_ptr() as u64;
    let mut value = 0;
    let done = each(at, at.saturating_add(len), |from, len, done| {
        let (local, remote) = ([own, len], [from, len]);
        let vectors = [local.as_ptr() as u64, remote.as_ptr() as u64];
        // SAFETY: two vectors of one piece each; what is read fits into the buffer.
        let ret = unsafe { access::syscall(libc::SYS_process_vm_readv, [pid, vectors[0], 1, vectors[1], 1, 0]) };
        // SAFETY: the buffer is the worker's own.
        let first = unsafe { buffer.as_ptr().read_volatile() };
        value = if done == 0 { u64::from(first) } else { value };
        ret
    });
    (done, value)
}

/// Goes through bytes of a file page by page, up to the first piece that is not whole.
fn each(offset: u64, end: u64, mut go: impl FnMut(u64, u64, u64) -> i64) -> i64 {
    let mut at = offset;
    while at < end {
        let len = (PAGE - at % PAGE).min(end - at);
        let done = go(at, len, at - offset);
        if done < 0 && at == offset {
            return done;
        }
        if done < len.cast_signed() {
            return (at - offset).cast_signed() + done.max(0);
        }
        at += len;
    }
    (end - offset).cast_signed()
}
