//! Questions about a command that has not run yet.

use forkscope_sim::note::Access;

use super::phrase::number;
use crate::question::{Ask, Fate, Meaning};

/// The question, and what may be looked at to find out.
pub(crate) fn ask(ask: Ask) -> (String, String) {
    match ask {
        Ask::Fate(access) => (
            format!("What will this {} come to?", verb(access)),
            "Look at the page: is it there, may it be written, who else maps its frame?".to_owned(),
        ),
        Ask::Refcount { frame, before } => {
            (format!("What will the refcount of frame {frame} be after this write?"), format!("It is {before} now."))
        }
        Ask::Faults { access, pages } => (
            format!("How many page faults will this {} take?", verb(access)),
            format!("It reaches {} pages.", number(pages)),
        ),
        Ask::Fork { present } => (
            "How many pages will this fork copy?".to_owned(),
            format!("{} pages of the caller are in memory now.", number(present)),
        ),
        Ask::Mmap { pages } => {
            ("How many frames will this mmap take for pages?".to_owned(), format!("It maps {} pages.", number(pages)))
        }
        Ask::Left(call) => (
            format!("After this {call}, how many frames does nobody map any more?"),
            "Count the frames that only this process maps.".to_owned(),
        ),
    }
}

fn verb(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
    }
}

/// What may come of an access: in a word, and in a few more.
pub(crate) fn fate(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Copied => ("Copy", "a new frame with the same bytes"),
        Fate::Reused => ("Reuse", "a fault, but the frame stays: only its PTE changes"),
        Fate::Zeroed => ("New", "a fault that takes a zeroed frame"),
        Fate::Mapped => ("Map", "a fault that maps a frame which is there already"),
        Fate::Straight => ("No fault", "it goes straight through"),
        Fate::Signal => ("SIGSEGV", "it is not allowed"),
    }
}

/// What a figure would mean.
pub(crate) fn meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Plain => "",
        Meaning::Freed => "nobody uses it: it is freed",
        Meaning::Leaves => "the writer leaves it",
        Meaning::Same => "as it is now",
        Meaning::Adds => "the copy adds a reference",
        Meaning::Straight => "it goes straight through",
        Meaning::OneEach => "one for each page",
        Meaning::SharesAll => "parent and child share them all",
        Meaning::EveryPresent => "every page that is there",
        Meaning::EveryPrivate => "every private page",
        Meaning::Untouched => "none as long as nothing is touched",
        Meaning::Needed => "all of them are still needed",
        Meaning::All => "all of them",
    }
}
