//! What processes do with files.

use super::value::{Name, Range, Size, Value};

/// A call on a file, or on /proc/self/mem. The name in the range of a file is that of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAct {
    /// `pread FILE[..] [-> RANGE]`
    Read {
        /// Pages of a file.
        from: Range,
        /// The memory that they are read to.
        into: Option<Range>,
    },
    /// `pwrite FILE[..] [VALUE|RANGE]`
    Write {
        /// Pages of a file.
        to: Range,
        /// What is written.
        payload: Option<Payload>,
    },
    /// `fsync FILE`
    Fsync(Name),
    /// `msync RANGE`
    Msync(Range),
    /// `ftruncate FILE SIZE`
    Truncate(Name, Size),
    /// `process_vm_readv NAME RANGE`
    ReadRemote(Name, Range),
    /// `memread RANGE`
    ReadMem(Range),
    /// `memwrite RANGE [VALUE]`
    WriteMem(Range, Option<Value>),
}

/// What is written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A text or a byte.
    Value(Value),
    /// Memory of the process.
    Memory(Range),
}
