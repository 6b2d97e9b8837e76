//! The shape of `forkscope run --format json`. It is stable: fields are added at the end of an object, never renamed or removed.
//!
//! All sizes are in bytes, all page and frame numbers count from 0.

use serde::Serialize;

/// The machine after the last line that was run, and how the run went.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The processes that exist, zombies included, by process number.
    pub(crate) processes: Vec<Process>,
    /// The frames that hold user memory or the page cache, by number. The zero page and page tables are not among them. Left out of a summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frames: Option<Vec<Frame>>,
    /// What each executed line came to, in order.
    pub(crate) steps: Vec<Step>,
    /// Figures of the whole machine.
    pub(crate) totals: Totals,
    /// The `expect` lines that were reached, in order.
    pub(crate) expects: Vec<Expect>,
}

/// A process.
#[derive(Debug, Serialize)]
pub(crate) struct Process {
    /// Its name in the script.
    pub(crate) name: String,
    /// Its number.
    pub(crate) pid: u32,
    /// Its parent's number; 0 is `init`, outside the picture.
    pub(crate) ppid: u32,
    /// The process that a thread belongs to; the process itself otherwise.
    pub(crate) tgid: u32,
    /// `running`, `sleeping` (in wait), `suspended` (in vfork) or `zombie`.
    pub(crate) state: &'static str,
    /// Resident set size: all pages mapped to frames.
    pub(crate) rss: u64,
    /// Proportional set size: each page divided by the number of PTEs that map its frame.
    pub(crate) pss: u64,
    /// Unique set size: private_clean and private_dirty together.
    pub(crate) uss: u64,
    /// Clean pages mapped more than once.
    pub(crate) shared_clean: u64,
    /// Dirty pages mapped more than once.
    pub(crate) shared_dirty: u64,
    /// Clean pages mapped once.
    pub(crate) private_clean: u64,
    /// Dirty pages mapped once.
    pub(crate) private_dirty: u64,
    /// Anonymous pages.
    pub(crate) anonymous: u64,
    /// Anonymous memory mapped by huge pages.
    pub(crate) anon_huge: u64,
    /// Memory in swap.
    pub(crate) swap: u64,
    /// VmPTE: the page tables below the PGD.
    pub(crate) page_tables: u64,
    /// Minor faults so far.
    pub(crate) minflt: u64,
    /// Major faults so far.
    pub(crate) majflt: u64,
    /// Its VMAs by address; none for a zombie.
    pub(crate) vmas: Vec<Vma>,
}

/// A VMA.
#[derive(Debug, Serialize)]
pub(crate) struct Vma {
    /// The name of the mapping that it is, or is a part of.
    pub(crate) name: String,
    /// The address of its first byte.
    pub(crate) start: u64,
    /// How many pages it has.
    pub(crate) pages: u64,
    /// Its permissions as `/proc/PID/maps` writes them.
    pub(crate) perm: String,
    /// Its populated pages, by address. Left out of a summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ptes: Option<Vec<Pte>>,
}

/// A populated page table entry.
#[derive(Debug, Serialize)]
pub(crate) struct Pte {
    /// The page, as the script counts it: from where the name was mapped.
    pub(crate) page: u64,
    /// The frame it maps; 0 is the zero page.
    pub(crate) frame: u32,
    /// Whether it maps a frame.
    pub(crate) present: bool,
    /// Whether stores go through without a fault.
    pub(crate) writable: bool,
    /// Whether it is marked as written.
    pub(crate) dirty: bool,
    /// PageAnonExclusive: whether the frame belongs to this address space alone. Of a swapped-out page, whether it did when it went.
    pub(crate) exclusive: bool,
    /// Whether the page is swapped out; `frame` says nothing then.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) swap: bool,
    /// The swap slot of a swapped-out page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) slot: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A frame.
#[derive(Debug, Serialize)]
pub(crate) struct Frame {
    /// Its number.
    pub(crate) frame: u32,
    /// Everything that holds it.
    pub(crate) refcount: u32,
    /// How many PTEs map it.
    pub(crate) mapcount: u32,
    /// `anon`, `ksm`, `file` or `shmem`.
    pub(crate) kind: &'static str,
    /// Its first four bytes, in hexadecimal.
    pub(crate) bytes: String,
}

/// What an executed line came to.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// Its line in the script, counted from 1.
    pub(crate) line: u32,
    /// `ok`, the name of an error number, a signal as `SIGSEGV/SEGV_MAPERR`, or `refused` when no process was there to run it.
    pub(crate) result: String,
    /// Minor faults it took.
    pub(crate) minflt: u64,
    /// Major faults it took.
    pub(crate) majflt: u64,
    /// The first byte that a `read` read.
    pub(crate) value: Option<u8>,
}

/// Figures of the whole machine.
#[derive(Debug, Serialize)]
pub(crate) struct Totals {
    /// Frames that processes map.
    pub(crate) frames_used: u64,
    /// Frames that they would map if every fork had copied everything.
    pub(crate) frames_if_eager: u64,
    /// Faults handled.
    pub(crate) faults: u64,
    /// Write faults that copied a frame.
    pub(crate) cow_copies: u64,
    /// Write faults that kept the frame.
    pub(crate) cow_reuses: u64,
    /// Bytes copied from frame to frame, by faults and forks.
    pub(crate) bytes_copied: u64,
}

/// An `expect` line.
#[derive(Debug, Serialize)]
pub(crate) struct Expect {
    /// Its line in the script, counted from 1.
    pub(crate) line: u32,
    /// What was expected, in canonical form.
    pub(crate) text: String,
    /// Whether it held.
    pub(crate) held: bool,
}
