//! Questions about a command that has not run yet, and the answers to choose from: what is asked and offered, without a word.

use forkscope_sim::note::Access;
use forkscope_sim::Pfn;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// What a read or a write of a page comes to.
    Fate(Access),
    /// The reference count of a frame after a write to it.
    Refcount {
        /// The frame.
        frame: Pfn,
        /// Its count before.
        before: u64,
    },
    /// How many page faults an access to several pages takes.
    Faults {
        /// What it does.
        access: Access,
        /// How many pages it reaches.
        pages: u64,
    },
    /// How many pages fork copies.
    Fork {
        /// Pages of the caller that are in memory.
        present: u64,
    },
    /// How many frames mmap takes for pages.
    Mmap {
        /// Pages that it maps.
        pages: u64,
    },
    /// How many frames nobody maps any more after a call.
    Left(
        /// The call, as the manual names it.
        &'static str,
    ),
}

/// What can come of reading or writing a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The page is copied to a new frame.
    Copied,
    /// The frame is kept and its entry made writable.
    Reused,
    /// A zeroed frame is taken.
    Zeroed,
    /// A frame is mapped that is there already.
    Mapped,
    /// There is no fault.
    Straight,
    /// It is not allowed.
    Signal,
}

/// What a figure would mean, where that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing to say.
    Plain,
    /// Nobody uses the frame.
    Freed,
    /// The writer leaves the frame.
    Leaves,
    /// The count stays.
    Same,
    /// The copy adds a reference.
    Adds,
    /// There is no fault.
    Straight,
    /// One for each page.
    OneEach,
    /// Parent and child share all pages.
    SharesAll,
    /// All pages that are there.
    EveryPresent,
    /// All private pages.
    EveryPrivate,
    /// Nothing was touched yet.
    Untouched,
    /// All frames are still needed.
    Needed,
    /// All frames.
    All,
}
