//! The glossary.

use crate::glossary::Term;

/// A word and its definition.
#[expect(clippy::too_many_lines, reason = "one arm per word")]
pub(crate) fn entry(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Page => ("page", "A fixed-size piece of a virtual address space: 4 KiB, or 16 or 64 where Linux was built so."),
        Term::Frame => ("frame", "A page-sized piece of physical memory; the PFN is its number."),
        Term::ZeroPage => (
            "zero page",
            "One frame full of zeros that all reads of untouched memory share; the kernel never counts it.",
        ),
        Term::Pte => (
            "PTE",
            "Page table entry: a frame number and flag bits (present, writable, user, accessed, dirty, no-execute).",
        ),
        Term::Table => {
            ("page table", "A frame full of entries, 512 in 4 KiB; the levels are PGD, PUD, PMD and PTE, each spanning less.")
        }
        Term::Folio => {
            ("folio", "Frames in a row that the kernel allocates, counts and frees as one; most have a single frame.")
        }
        Term::HugePage => (
            "huge page",
            "A folio of 2 MiB that one PMD entry can map, instead of 512 PTEs (transparent huge page, THP).",
        ),
        Term::Tlb => ("TLB", "The CPU's cache of translations; it has to be told when an entry is no longer right."),
        Term::Vma => ("VMA", "A contiguous virtual range with one set of permissions and one backing."),
        Term::AnonVma => (
            "anon_vma",
            "The bookkeeping of a VMA that may hold anonymous pages; fork copies the PTEs of such VMAs only.",
        ),
        Term::Mm => ("mm", "One address space: its VMAs, its page tables, its counters."),
        Term::Mapcount => ("mapcount", "How many PTEs map the frame."),
        Term::Refcount => {
            ("refcount", "Everything that holds the frame: mappings, the page cache, the swap cache, pins.")
        }
        Term::Exclusive => (
            "exclusive",
            "PageAnonExclusive: this anonymous frame belongs to one address space alone and may be written.",
        ),
        Term::PageCache => ("page cache", "The frames that hold pages of files; it has a reference to each of them."),
        Term::CopyOnWrite => {
            ("copy-on-write", "Sharing frames read-only and copying one when somebody writes to it: later, or never.")
        }
        Term::Fault => ("fault", "The trap taken when a PTE does not allow an access."),
        Term::MinorFault => ("minor fault", "A fault that is resolved without reading from storage."),
        Term::MajorFault => ("major fault", "A fault that has to wait for storage."),
        Term::FaultAround => (
            "fault-around",
            "A read fault on a file page also maps its cached neighbours, up to 64 KiB, to save faults.",
        ),
        Term::Reuse => ("reuse", "The outcome of a write fault that keeps the frame and makes the PTE writable."),
        Term::Copy => ("copy", "The outcome of a write fault that gives the writer a frame of its own."),
        Term::DemandPaging => ("demand paging", "Memory gets its frames when it is touched, not when it is mapped."),
        Term::Rss => ("RSS", "Resident set size: all pages mapped to frames, shared ones counted in full."),
        Term::Pss => ("PSS", "Proportional set size: each page divided by the number of PTEs that map its frame."),
        Term::Uss => ("USS", "Unique set size: pages mapped by nobody else; what would be free if the process ended."),
        Term::Zombie => {
            ("zombie", "A process that has ended and given its memory back, but whose parent has not waited yet.")
        }
        Term::Orphan => ("orphan", "A process whose parent ended first; it gets another parent."),
        Term::OomKiller => {
            ("OOM killer", "What ends the process with the highest score when memory has run out for good.")
        }
        Term::MemoryCgroup => (
            "memory cgroup",
            "Processes whose memory is charged and limited together: memory.current and memory.max, in cgroup v1 memory.usage_in_bytes and memory.limit_in_bytes.",
        ),
        Term::Swap => (
            "swap",
            "Storage for pages that memory has no room for; the PTE of such a page holds the number of its slot.",
        ),
        Term::SwapCache => (
            "swap cache",
            "The frames of pages that also have a swap slot; it has a reference to each of them.",
        ),
        Term::Reclaim => ("reclaim", "Taking frames back when memory is short: clean ones are dropped, others written first."),
        Term::Ksm => (
            "KSM",
            "Kernel samepage merging: pages of equal bytes share one write-protected frame; how long a write takes tells that a page was merged.",
        ),
        Term::Overcommit => {
            ("overcommit", "Promising more memory than there is, because much of what is asked for is never touched.")
        }
    }
}
