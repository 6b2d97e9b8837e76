//! A deterministic model of Linux `fork()` and copy-on-write memory, page by page.
//!
//! Commands go in through one door, [`Machine::run`]; everything that happens comes out through another, [`Observer`]. A [`Machine`] is
//! a value: a clone costs next to nothing, and what two machines have in common they share. The same commands give the same
//! machine on every platform: no clock, no randomness, ordered collections only.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`addr`] | addresses, page and frame numbers, ranges |
//! | [`command`] | what a process or the world outside does |
//! | [`effect`], [`note`], [`event`] | what happens: changes, steps and decisions, and who is told |
//! | [`kernel_fn`] | which Linux function takes which step |
//! | [`policy`], [`thp`] | decision points as enums, and their verdicts |
//! | [`machine`] | the machine, the only place that applies effects, and its invariants |
//! | [`frame`], [`folio`], [`contents`] | physical memory |
//! | [`pte`], [`tables`], [`tlb`] | address translation |
//! | [`vma`], [`mm`] | address spaces |
//! | [`swap`] | the swap area and the swap cache |
//! | [`task`] | processes |
//! | [`file`] | files and shared memory |
//! | [`limits`], [`cgroup`], [`oom`] | resource limits and overcommit, memory cgroups, OOM scores |
//! | [`smaps`] | the figures of `/proc/PID/smaps` and `status`, and the totals |
//! | `runs` | maps of runs, which clones share: what frames and page tables are kept in
//! | `mem` | what happens to memory: access, faults, fork's half, unmapping, mmap and its relatives |
//! | `proc` | what happens to processes: fork, exec, exit, wait, kill, out of memory |

pub mod addr;
pub mod cgroup;
pub mod command;
pub mod contents;
mod cost;
pub mod effect;
pub mod errno;
pub mod event;
pub mod file;
pub mod file_call;
pub mod folio;
pub mod frame;
pub mod hold;
pub mod kernel_fn;
pub mod limits;
pub mod machine;
mod mem;
pub mod mm;
pub mod note;
pub mod oom;
mod outlook;
pub mod policy;
mod proc;
pub mod pte;
mod runs;
pub mod smaps;
pub mod swap;
pub mod tables;
pub mod task;
pub mod thp;
pub mod tlb;
pub mod vma;

pub use addr::{PageRange, PageSize, Pfn, VirtAddr, Vpn};
pub use command::{Call, Command, Outcome, Ret};
pub use effect::Effect;
pub use errno::{Errno, Refused, Signal};
pub use event::{Event, Observer, Recorder, Silent, Step};
pub use kernel_fn::KernelFn;
pub use machine::Machine;
pub use mem::KsmFigures;
pub use mm::{Mm, MmId};
pub use note::Note;
pub use outlook::Outlook;
pub use policy::{Config, CopyPolicy};
pub use pte::Pte;
pub use task::{Pid, Task, TaskState};
pub use vma::Vma;
