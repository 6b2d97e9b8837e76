//! References to frames that are no mappings: pages in a pipe, and pages pinned for a device.
//!
//! # Simplification: a process has one pipe and one table of registered buffers
//! Linux keeps both behind file descriptors, which a child inherits. Here they belong to the process that made them; a child closes its copies
//! of the descriptors at once, and exec closes them too (O_CLOEXEC). A program that hands a pipe to its child could tell.

use crate::addr::{Pfn, Vpn};
use crate::task::Pid;

/// What holds a frame without mapping it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldKind {
    /// A pipe that vmsplice(2) put the page into: a reference like any other (FOLL_GET).
    Pipe,
    /// A buffer registered for input and output, by io_uring or by RDMA: a pin (FOLL_PIN).
    Pin,
}

impl HoldKind {
    /// By how much it raises the reference count. A pin counts so much that pinned pages can be told from others
    /// (GUP_PIN_COUNTING_BIAS, `folio_maybe_dma_pinned`).
    pub const fn references(self) -> u32 {
        match self {
            HoldKind::Pipe => 1,
            HoldKind::Pin => 1024,
        }
    }
}

/// A frame held by a process without a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Whose pipe, or whose buffer.
    pub pid: Pid,
    /// What holds it.
    pub kind: HoldKind,
    /// The page that it was when the reference was taken.
    pub vpn: Vpn,
    /// The frame.
    pub pfn: Pfn,
}
