//! Accesses and faults: what the CPU found, what it tells the kernel, and which handler takes it.

/// What kind of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// A load.
    Read,
    /// A store.
    Write,
}

/// What the CPU found when it looked for a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The access goes through.
    Allowed,
    /// No usable entry.
    NotPresent,
    /// An entry without write permission.
    ReadOnly,
}

/// The error code that the CPU pushes on a page fault (Intel SDM vol. 3, 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultCode {
    /// Bit 0: the entry was present, so this is about permissions.
    pub present: bool,
    /// Bit 1: it was a store.
    pub write: bool,
    /// Bit 2: the CPU was in user mode, not in a system call that reaches the caller's memory.
    pub user: bool,
}

impl FaultCode {
    /// The code as the CPU pushes it.
    pub fn bits(self) -> u32 {
        u32::from(self.present) | u32::from(self.write) << 1 | u32::from(self.user) << 2
    }
}

/// Whether an access is one that the VMA permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessVerdict {
    /// It is: the fault is the kernel's to resolve.
    Permitted,
    /// No VMA is there.
    NoVma,
    /// The VMA forbids it.
    Forbidden,
    /// The VMA permits it, but the file behind it is shorter.
    BeyondFile,
}

/// A kind of fault, by the handler it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// First read of anonymous memory: the zero page is mapped.
    ZeroPage,
    /// First write to anonymous memory: a zeroed frame.
    DemandZero,
    /// Read of a file page that is not mapped yet.
    FileRead,
    /// First write to a page of a private file mapping that is not mapped yet.
    FileCow,
    /// Write to a page of a shared mapping that is not mapped yet.
    FileShared,
    /// Access to a page that was swapped out.
    SwapIn,
    /// First read of anonymous memory that may have a huge page: the huge page of zeros is mapped.
    HugeZeroPage,
    /// First write to anonymous memory that may have a huge page.
    HugeDemandZero,
    /// Write to a write-protected huge page.
    HugeWriteProtect,
    /// Write to a write-protected page of a private mapping.
    WriteProtect,
    /// Write to a write-protected page of a shared file mapping.
    SharedWriteProtect,
    /// A pin, to be read, of an anonymous page that is not exclusive (FAULT_FLAG_UNSHARE).
    Unshare,
}
