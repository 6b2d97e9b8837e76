//! What `machine` sets: one table for parser, documentation and completion.

/// What the value of a machine key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// An amount of memory.
    Size,
    /// One of these sizes.
    OneSize(&'static [&'static str]),
    /// Any number.
    Number,
    /// A number up to this one.
    Small(u64),
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A row of the table of machine keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub takes: KeyType,
    /// What it has when nothing is said.
    pub default: &'static str,
    /// What it sets, in a phrase.
    pub summary: &'static str,
}

/// What `machine` sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MachineKey {
    /// How large a page is.
    Page,
    /// How much memory there is.
    Ram,
    /// How much swap space there is.
    Swap,
    /// What fork does with memory.
    Policy,
    /// What becomes of a process after a segmentation fault.
    Segv,
    /// How much may be promised.
    Overcommit,
    /// How much of memory counts for the commit limit.
    OvercommitRatio,
    /// Which mappings may have huge pages.
    Thp,
    /// How large the large folios below a huge page are.
    Mthp,
    /// The number of the first frame.
    FirstPfn,
    /// How far apart frame numbers are.
    PfnStep,
}

impl MachineKey {
    /// All of them, in the order of the reference.
    pub const ALL: &'static [Self] = &[
        Self::Page,
        Self::Ram,
        Self::Swap,
        Self::Policy,
        Self::Segv,
        Self::Overcommit,
        Self::OvercommitRatio,
        Self::Thp,
        Self::Mthp,
        Self::FirstPfn,
        Self::PfnStep,
    ];

    /// Its row of the table.
    pub fn info(self) -> KeyInfo {
        let (name, takes, default, summary) = match self {
            Self::Page => (
                "page",
                KeyType::OneSize(&["4K", "16K", "64K"]),
                "4K",
                "how large pages are; larger ones are never huge",
            ),
            Self::Ram => ("ram", KeyType::Size, "64M", "how much memory the machine has"),
            Self::Swap => ("swap", KeyType::Size, "none", "how much swap space the machine has"),
            Self::Policy => (
                "policy",
                KeyType::Choice(&["linux", "refcount", "mapcount", "on_demand", "textbook", "eager"]),
                "linux",
                "what fork and a write to a shared page do",
            ),
            Self::Segv => (
                "segv",
                KeyType::Choice(&["kill", "continue"]),
                "kill",
                "whether a segmentation fault ends the process or is only reported",
            ),
            Self::Overcommit => {
                ("overcommit", KeyType::Small(2), "0", "how much memory may be promised (vm.overcommit_memory)")
            }
            Self::OvercommitRatio => (
                "overcommit_ratio",
                KeyType::Small(100),
                "50",
                "with overcommit=2, how many per cent of memory may be promised (vm.overcommit_ratio)",
            ),
            Self::Thp => (
                "thp",
                KeyType::Choice(&["always", "madvise", "never"]),
                "madvise",
                "which mappings may have huge pages (transparent_hugepage/enabled)",
            ),
            Self::Mthp => {
                ("mthp", KeyType::Size, "4K", "the size of folios where a huge page does not fit: 16K to 1M (mTHP)")
            }
            Self::FirstPfn => ("first_pfn", KeyType::Number, "1", "the number of the first frame"),
            Self::PfnStep => ("pfn_step", KeyType::Number, "1", "how far apart frame numbers are"),
        };
        KeyInfo { name, takes, default, summary }
    }

    /// The key with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.info().name == name)
    }
}
