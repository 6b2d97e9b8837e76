//! The advice of madvise(2).

/// The advice of madvise(2) that this version carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// MADV_DONTNEED: drop the pages.
    DontNeed,
    /// MADV_DONTFORK: leave the range out of children.
    DontFork,
    /// MADV_DOFORK: undo it.
    DoFork,
    /// MADV_WIPEONFORK: children get it empty.
    WipeOnFork,
    /// MADV_KEEPONFORK: undo it.
    KeepOnFork,
    /// MADV_HUGEPAGE: let the range have huge pages.
    HugePage,
    /// MADV_NOHUGEPAGE: keep huge pages away.
    NoHugePage,
    /// MADV_COLLAPSE: make huge pages of the small ones now.
    Collapse,
    /// MADV_FREE: the pages may be dropped when memory is short, unless they are written again.
    Free,
    /// MADV_COLD: the pages are the first to go when memory is short.
    Cold,
    /// MADV_PAGEOUT: the pages go now.
    PageOut,
    /// MADV_MERGEABLE: ksmd may merge the pages with equal ones.
    Mergeable,
    /// MADV_UNMERGEABLE: undo it, and give merged pages frames of their own.
    Unmergeable,
    /// MADV_REMOVE: punch a hole into the object behind a shared mapping.
    Remove,
    /// MADV_POPULATE_READ: map the pages as if each were read.
    PopulateRead,
    /// MADV_POPULATE_WRITE: map the pages as if each were written.
    PopulateWrite,
}

impl Advice {
    /// All of them.
    pub const ALL: [Advice; 16] = [
        Advice::DontNeed,
        Advice::DontFork,
        Advice::DoFork,
        Advice::WipeOnFork,
        Advice::KeepOnFork,
        Advice::HugePage,
        Advice::NoHugePage,
        Advice::Collapse,
        Advice::Free,
        Advice::Cold,
        Advice::PageOut,
        Advice::Mergeable,
        Advice::Unmergeable,
        Advice::Remove,
        Advice::PopulateRead,
        Advice::PopulateWrite,
    ];

    /// The constant's name, as in `madvise(2)`.
    pub fn name(self) -> &'static str {
        match self {
            Advice::DontNeed => "MADV_DONTNEED",
            Advice::DontFork => "MADV_DONTFORK",
            Advice::DoFork => "MADV_DOFORK",
            Advice::WipeOnFork => "MADV_WIPEONFORK",
            Advice::KeepOnFork => "MADV_KEEPONFORK",
            Advice::HugePage => "MADV_HUGEPAGE",
            Advice::NoHugePage => "MADV_NOHUGEPAGE",
            Advice::Collapse => "MADV_COLLAPSE",
            Advice::Free => "MADV_FREE",
            Advice::Cold => "MADV_COLD",
            Advice::PageOut => "MADV_PAGEOUT",
            Advice::Mergeable => "MADV_MERGEABLE",
            Advice::Unmergeable => "MADV_UNMERGEABLE",
            Advice::Remove => "MADV_REMOVE",
            Advice::PopulateRead => "MADV_POPULATE_READ",
            Advice::PopulateWrite => "MADV_POPULATE_WRITE",
        }
    }
}
