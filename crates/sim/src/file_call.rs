//! What a process asks of a file by system call.

use crate::addr::{PageRange, VirtAddr};
use crate::command::Data;
use crate::file::FileId;
use crate::note::Syscall;
use crate::task::Pid;

/// A call on a file, or on memory from outside, as if it were one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileCall {
    /// pread(2).
    Read {
        /// The file.
        file: FileId,
        /// First byte.
        at: u64,
        /// Bytes; at least 1.
        len: u64,
        /// Where the process wants them; none: in memory that is no part of the picture.
        into: Option<VirtAddr>,
    },
    /// pwrite(2).
    Write {
        /// The file.
        file: FileId,
        /// First byte.
        at: u64,
        /// Bytes; at least 1.
        len: u64,
        /// What is written.
        payload: Payload,
    },
    /// fsync(2): writes the dirty pages of a file back.
    Fsync(FileId),
    /// msync(2) with MS_SYNC: writes back what shared mappings of a range show.
    Msync(PageRange),
    /// ftruncate(2): makes a file shorter, or longer by a hole.
    Truncate {
        /// The file.
        file: FileId,
        /// Its new length in pages.
        pages: u64,
    },
    /// pread(2) of /proc/self/mem: a load past the permissions of the mapping (FOLL_FORCE).
    ReadMem {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
    },
    /// process_vm_readv(2): a load from the memory of another process, or of its own.
    ReadRemote {
        /// Whose memory it is.
        target: Pid,
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
    },
    /// pwrite(2) of /proc/self/mem: a store past the permissions of the mapping (FOLL_FORCE).
    WriteMem {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
        /// What is stored.
        data: Data,
    },
}

/// Where the bytes of a write come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// From memory that is no part of the picture.
    Data(Data),
    /// From the memory of the process.
    Memory(VirtAddr),
}

impl FileCall {
    /// Which system call it is.
    pub fn syscall(&self) -> Syscall {
        match self {
            FileCall::Read { .. } | FileCall::ReadMem { .. } => Syscall::Pread,
            FileCall::Write { .. } | FileCall::WriteMem { .. } => Syscall::Pwrite,
            FileCall::ReadRemote { .. } => Syscall::ProcessVmReadv,
            FileCall::Fsync(_) => Syscall::Fsync,
            FileCall::Msync(_) => Syscall::Msync,
            FileCall::Truncate { .. } => Syscall::Ftruncate,
        }
    }

    /// The file whose descriptor is used; none for what goes by addresses.
    pub(crate) fn file(&self) -> Option<FileId> {
        match self {
            FileCall::Read { file, .. }
            | FileCall::Write { file, .. }
            | FileCall::Fsync(file)
            | FileCall::Truncate { file, .. } => Some(*file),
            FileCall::Msync(_) | FileCall::ReadMem { .. } | FileCall::ReadRemote { .. } | FileCall::WriteMem { .. } => {
                None
            }
        }
    }
}
