//! Loads and stores: what a process does to its memory without a system call.

use std::sync::Arc;

use crate::addr::{PageRange, VirtAddr, Vpn};
use crate::mem::Pick;

/// Loads and stores that a process does in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accesses {
    /// Loads one byte from each page of `len` bytes from `at`.
    Read {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
    },
    /// Stores to `len` bytes from `at`, page by page.
    Write {
        /// First byte.
        at: VirtAddr,
        /// Bytes; at least 1.
        len: u64,
        /// What is stored.
        data: Data,
    },
    /// Stores one byte to the start of each page of a range, or of a random part of its pages.
    Touch {
        /// The pages.
        range: PageRange,
        /// What is stored.
        value: u8,
        /// How many of the pages, in per cent.
        percent: u8,
        /// Which of them: equal seeds choose equal pages.
        seed: u64,
    },
}

/// The pages that [`Accesses::Touch`] stores to, in order.
pub fn touched_pages(range: PageRange, percent: u8, seed: u64) -> impl Iterator<Item = Vpn> {
    Pick { percent, seed }.pages(range)
}

/// What `write` stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// These bytes, once, at the start.
    Bytes(Arc<[u8]>),
    /// This byte, everywhere in the range.
    Fill(u8),
}
