//! What `machine` sets: one table for parser, documentation and completion.

use crate::wording::Template;

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
        let (name, takes, default) = match self {
            Self::Page => ("page", KeyType::OneSize(&["4K", "16K", "64K"]), "4K"),
            Self::Ram => ("ram", KeyType::Size, "64M"),
            Self::Swap => ("swap", KeyType::Size, "none"),
            Self::Policy => (
                "policy",
                KeyType::Choice(&["linux", "refcount", "mapcount", "on_demand", "textbook", "eager"]),
                "linux",
            ),
            Self::Segv => ("segv", KeyType::Choice(&["kill", "continue"]), "kill"),
            Self::Overcommit => ("overcommit", KeyType::Small(2), "0"),
            Self::OvercommitRatio => ("overcommit_ratio", KeyType::Small(100), "50"),
            Self::Thp => ("thp", KeyType::Choice(&["always", "madvise", "never"]), "madvise"),
            Self::Mthp => ("mthp", KeyType::Size, "4K"),
            Self::FirstPfn => ("first_pfn", KeyType::Number, "1"),
            Self::PfnStep => ("pfn_step", KeyType::Number, "1"),
        };
        KeyInfo { name, takes, default }
    }

    /// What it sets, in a phrase.
    pub fn summary(self) -> &'static Template {
        match self {
            Self::Page => text!("how large pages are; larger ones are never huge"),
            Self::Ram => text!("how much memory the machine has"),
            Self::Swap => text!("how much swap space the machine has"),
            Self::Policy => text!("what fork and a write to a shared page do"),
            Self::Segv => text!("whether a segmentation fault ends the process or is only reported"),
            Self::Overcommit => text!("how much memory may be promised (vm.overcommit_memory)"),
            Self::OvercommitRatio => {
                text!("with overcommit=2, how many per cent of memory may be promised (vm.overcommit_ratio)")
            }
            Self::Thp => text!("which mappings may have huge pages (transparent_hugepage/enabled)"),
            Self::Mthp => text!("the size of folios where a huge page does not fit: 16K to 1M (mTHP)"),
            Self::FirstPfn => text!("the number of the first frame"),
            Self::PfnStep => text!("how far apart frame numbers are"),
        }
    }

    /// The key with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.info().name == name)
    }
}
