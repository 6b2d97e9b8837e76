//! What the controller and its workers say to each other: fixed-size messages, so that a worker needs no memory to read them.
//!
//! A [`Request`] is eight words, the last of which says how many bytes of payload follow; a [`Reply`] is eight words.

/// Words of a message.
const WORDS: usize = 8;
/// Bytes of a message.
pub(crate) const MESSAGE: usize = WORDS * 8;
/// The most bytes that may follow a request.
pub(crate) const PAYLOAD: usize = 4096;

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident = $number:literal),+ $(,)?) => {
        /// What a worker is asked to do. The words behind it are the arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Op { $($(#[$doc])* $name = $number),+ }

        impl Op {
            fn from_word(word: u64) -> Option<Op> {
                match word { $($number => Some(Op::$name),)+ _ => None }
            }
        }
    };
}

ops! {
    /// mmap: address, length, protection, flags, offset, and the file: the pid of a process and its descriptor in 32 bits each; 0 for none.
    Mmap = 1,
    /// munmap: address, length.
    Munmap = 2,
    /// mprotect: address, length, protection.
    Mprotect = 3,
    /// madvise: address, length, advice.
    Madvise = 4,
    /// Loads a byte from each page: address, length.
    Read = 5,
    /// Stores a byte everywhere, page by page: address, length, byte.
    Fill = 6,
    /// Stores the payload, page by page: address.
    Store = 7,
    /// Stores a byte to the start of each page: address, pages, byte.
    Touch = 8,
    /// fork: the socket that the child talks on.
    Fork = 9,
    /// execve of a fresh worker.
    Exec = 10,
    /// _exit: status. There is no reply.
    Exit = 11,
    /// wait4: pid. The reply comes when the child has ended.
    Wait = 12,
    /// kill: pid, signal.
    Kill = 13,
    /// mremap: address, length, new length, flags, new address.
    Mremap = 15,
    /// mlock: address, length.
    Mlock = 16,
    /// munlock: address, length.
    Munlock = 17,
    /// vmsplice into the worker's pipe: address, length.
    Vmsplice = 18,
    /// Reads the worker's pipe empty.
    ReadPipe = 19,
    /// Registers a buffer with io_uring: address, length.
    Pin = 20,
    /// Unregisters all buffers.
    Unpin = 21,
    /// clone with CLONE_VM: the socket that the new task talks on, which of the worker's places it takes, flags, the slot of what its
    /// process holds. After vfork the reply comes when the child lets go of the memory.
    Clone = 22,
    /// exit of the calling thread: whether it is its process's last. There is no reply.
    ExitThread = 23,
    /// A call on a file: what is done ([`OnFile`]), the file as for mmap (0 for /proc/self/mem), offset, length, address, byte.
    File = 24,
    /// msync: address, length, flags.
    Msync = 25,
    /// setresuid: the user.
    Become = 50,
    /// setrlimit, the soft limit alone: resource, limit.
    Limit = 51,
    /// Ends by a signal's default action: signal. There is no reply.
    Die = 14,
}

/// What is done with a file; with [`OnFile::DRY`] added, only the way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum OnFile {
    /// pread, page by page, to the worker's own buffer.
    Read = 0,
    /// pread to the address.
    ReadTo = 1,
    /// pwrite of the payload.
    Write = 2,
    /// pwrite of the byte, page by page.
    Fill = 3,
    /// pwrite from the address, page by page.
    WriteFrom = 4,
    /// fsync.
    Sync = 5,
    /// ftruncate to the offset.
    Truncate = 6,
    /// process_vm_readv from the offset in another process, page by page; its pid is in place of the file.
    ReadRemote = 7,
}

impl OnFile {
    /// The file is opened and closed, and the work done on a page of the worker's own.
    pub(crate) const DRY: u64 = 1 << 8;
    const ALL: [OnFile; 8] = [
        OnFile::Read,
        OnFile::ReadTo,
        OnFile::Write,
        OnFile::Fill,
        OnFile::WriteFrom,
        OnFile::Sync,
        OnFile::Truncate,
        OnFile::ReadRemote,
    ];

    pub(crate) fn from_word(word: u64) -> OnFile {
        Self::ALL.into_iter().find(|what| *what as u64 == word % Self::DRY).unwrap_or(OnFile::Read)
    }
}

/// A request without its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// What to do.
    pub(crate) op: Op,
    /// The arguments.
    pub(crate) args: [u64; 6],
    /// How many bytes of payload follow.
    pub(crate) payload: u64,
}

/// What a request came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    /// What the system call returned; an error number is negative.
    pub(crate) ret: i64,
    /// Minor faults that the worker took in it.
    pub(crate) minflt: u64,
    /// Major faults.
    pub(crate) majflt: u64,
    /// The signal that an access ended in; 0 for none.
    pub(crate) signal: u64,
    /// Its code (`si_code`).
    pub(crate) code: u64,
    /// Its address (`si_addr`).
    pub(crate) addr: u64,
    /// The first byte read, or the status of a child.
    pub(crate) value: u64,
}

impl Request {
    pub(crate) fn new(op: Op, args: &[u64]) -> Request {
        let mut all = [0; 6];
        all[..args.len()].copy_from_slice(args);
        Request { op, args: all, payload: 0 }
    }

    pub(crate) fn encode(&self) -> [u8; MESSAGE] {
        let [a, b, c, d, e, f] = self.args;
        encode([self.op as u64, a, b, c, d, e, f, self.payload])
    }

    pub(crate) fn decode(bytes: &[u8; MESSAGE]) -> Option<Request> {
        let [op, a, b, c, d, e, f, payload] = decode(bytes);
        Some(Request { op: Op::from_word(op)?, args: [a, b, c, d, e, f], payload })
    }
}

impl Reply {
    pub(crate) fn encode(&self) -> [u8; MESSAGE] {
        let ret = u64::from_ne_bytes(self.ret.to_ne_bytes());
        encode([ret, self.minflt, self.majflt, self.signal, self.code, self.addr, self.value, 0])
    }

    pub(crate) fn decode(bytes: &[u8; MESSAGE]) -> Reply {
        let [ret, minflt, majflt, signal, code, addr, value, _] = decode(bytes);
        Reply { ret: i64::from_ne_bytes(ret.to_ne_bytes()), minflt, majflt, signal, code, addr, value }
    }
}

fn encode(words: [u64; WORDS]) -> [u8; MESSAGE] {
    let mut bytes = [0; MESSAGE];
    for (slot, word) in bytes.chunks_exact_mut(8).zip(words) {
        slot.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}

fn decode(bytes: &[u8; MESSAGE]) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    for (word, slot) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut raw = [0; 8];
        raw.copy_from_slice(slot);
        *word = u64::from_ne_bytes(raw);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_way() {
        let request = Request { payload: 7, ..Request::new(Op::Madvise, &[1, 2, 3]) };
        assert_eq!(Request::decode(&request.encode()), Some(request));
        let reply = Reply { ret: -12, minflt: 1, value: 9, ..Reply::default() };
        assert_eq!(Reply::decode(&reply.encode()), reply);
    }
}
