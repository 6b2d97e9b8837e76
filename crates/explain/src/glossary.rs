//! The words of the page, each of which is the kernel's or the textbooks' own.

use crate::{en, zh};
use forkscope_lang::Lang;

macro_rules! terms {
    ($($(#[$doc:meta])* $term:ident),+ $(,)?) => {
        /// A word of the glossary.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Term { $($(#[$doc])* $term),+ }

        impl Term {
            /// All of them, in the order in which they build on each other.
            pub const ALL: &'static [Term] = &[$(Term::$term),+];
        }
    };
}

terms! {
    /// page
    Page,
    /// frame, PFN
    Frame,
    /// zero page
    ZeroPage,
    /// PTE
    Pte,
    /// page table
    Table,
    /// folio
    Folio,
    /// huge page, THP
    HugePage,
    /// TLB
    Tlb,
    /// VMA
    Vma,
    /// anon_vma
    AnonVma,
    /// mm
    Mm,
    /// mapcount
    Mapcount,
    /// refcount
    Refcount,
    /// exclusive
    Exclusive,
    /// page cache
    PageCache,
    /// copy-on-write
    CopyOnWrite,
    /// fault
    Fault,
    /// minor fault
    MinorFault,
    /// major fault
    MajorFault,
    /// fault-around
    FaultAround,
    /// reuse
    Reuse,
    /// copy
    Copy,
    /// demand paging
    DemandPaging,
    /// RSS
    Rss,
    /// PSS
    Pss,
    /// USS
    Uss,
    /// zombie
    Zombie,
    /// orphan
    Orphan,
    /// OOM killer
    OomKiller,
    /// memory cgroup
    MemoryCgroup,
    /// swap
    Swap,
    /// swap cache
    SwapCache,
    /// reclaim
    Reclaim,
    /// KSM
    Ksm,
    /// overcommit
    Overcommit,
}

impl Term {
    /// The word itself.
    pub fn word(self, lang: Lang) -> &'static str {
        self.entry(lang).0
    }

    /// What it means, in one sentence.
    pub fn definition(self, lang: Lang) -> &'static str {
        self.entry(lang).1
    }

    fn entry(self, lang: Lang) -> (&'static str, &'static str) {
        match lang {
            Lang::En => en::glossary::entry(self),
            Lang::Zh => zh::glossary::entry(self),
        }
    }
}
