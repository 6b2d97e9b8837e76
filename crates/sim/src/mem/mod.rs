//! What happens to memory, one verb a file.
//!
//! | file | what |
//! | --- | --- |
//! | `access` | loads and stores: translation, fault, retry |
//! | `bulk` | the same done to many pages that are alike |
//! | `fault` | the fault handler: checks, then the right kind of fault |
//! | `anon`, `cache`, `wp` | anonymous faults, faults on files and shared memory, write-protect faults |
//! | `remote`, `unshare` | process_vm_readv: pages that are pinned to be read |
//! | `file`, `writeback`, `truncate` | pread and pwrite, fsync and msync, ftruncate, holes, and dropping the page cache |
//! | `alloc`, `charge` | frames and page-table pages, and the memory cgroups that pay for them |
//! | `huge`, `huge_map`, `huge_split` | huge pages: faults, system calls on PMD entries, splitting |
//! | `collapse` | small pages made one huge page: MADV_COLLAPSE and khugepaged |
//! | `large` | folios between a page and a huge page |
//! | `dup` | fork's half: VMAs and page tables of the child |
//! | `share` | page tables that on-demand fork shares |
//! | `zap` | taking mappings and tables away |
//! | `gup` | references that are no mappings: vmsplice, pinned buffers |
//! | `force` | /proc/self/mem |
//! | `populate` | faulting pages in ahead of their use |
//! | `commit` | what may be promised: overcommit policy and size limits |
//! | `map`, `merge`, `mremap`, `mprotect`, `madvise`, `mlock`, `brk` | the system calls on ranges |
//! | `swap`, `swapin` | slots and the swap cache, faults on swapped-out pages |
//! | `reclaim`, `swapout`, `pageout` | making room, one frame on its way out, the advice to do so |
//! | `ksm` | merging equal pages |
//! | `load` | exec's half: the segments of a program |

mod access;
mod alloc;
mod anon;
mod brk;
mod bulk;
mod cache;
mod charge;
mod collapse;
mod commit;
mod dup;
mod fault;
mod file;
mod force;
mod gup;
mod huge;
mod huge_map;
mod huge_split;
mod ksm;
mod large;
mod load;
mod madvise;
mod map;
mod merge;
mod mlock;
mod mprotect;
mod mremap;
mod pageout;
mod populate;
mod reclaim;
mod remote;
mod share;
mod swap;
mod swapin;
mod swapout;
mod truncate;
mod unshare;
mod wp;
mod writeback;
mod zap;

pub(crate) use access::{read, touch, write, Pick};
pub(crate) use brk::brk;
pub(crate) use cache::create_file;
pub(crate) use collapse::khugepaged;
pub(crate) use dup::dup_mmap;
pub(crate) use file::file_call;
pub(crate) use gup::{close_files, dma, pin, read_pipe, unpin, vmsplice};
pub(crate) use ksm::ksm_scan;
pub use ksm::KsmFigures;
pub(crate) use load::{load_program, new_mm};
pub(crate) use madvise::madvise;
pub(crate) use map::{mmap, munmap};
pub(crate) use mlock::{mlock, munlock};
pub(crate) use mprotect::mprotect;
pub(crate) use mremap::mremap;
pub(crate) use reclaim::reclaim;
pub(crate) use truncate::drop_caches;
pub(crate) use zap::exit_mmap;

use crate::addr::{PageRange, Vpn};
use crate::mm::MmId;
use crate::task::Pid;

/// For whom memory changes: a process, and the address space it changes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who {
    pub(crate) pid: Pid,
    pub(crate) mm: MmId,
}

/// All pages that a process can map.
pub(crate) const EVERYWHERE: PageRange = PageRange { start: Vpn(0), end: crate::addr::TASK_SIZE };
