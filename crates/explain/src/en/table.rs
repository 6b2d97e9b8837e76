//! Page tables that on-demand fork shares.

use forkscope_sim::Pfn;

use super::phrase::{count_of, pages};
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

pub(super) fn sharing(child: &str, count: u64, sharers: u32) -> Explanation {
    let title = format!("Let {child} use the table of {}", pages(count));
    let why = format!("No PTE is copied. The table has {sharers} users, and their PMD entries are read-only.");
    Explanation::new(title, why).tone(Tone::Decision).term(Term::Table)
}

pub(super) fn unsharing(from: Pfn, count: u64) -> Explanation {
    let title = format!("Copy the shared page table, {}", count_of(count, "PTE"));
    let why = format!("The table in frame {from} stays with the others. Its pages become copy-on-write now.");
    Explanation::new(title, why).tone(Tone::Decision).term(Term::Table)
}

pub(super) fn keeping(pfn: Pfn) -> Explanation {
    let why = format!("Nobody else uses the table in frame {pfn} any more: nothing has to be copied.");
    Explanation::new("Make the PMD entry writable again", why).tone(Tone::Decision).term(Term::Table)
}

pub(super) fn leaving(tables: u64) -> Explanation {
    let title = format!("Leave {} to the others", count_of(tables, "shared page table"));
    Explanation::new(title, "The pages in them stay mapped: only the user count of each table drops.").term(Term::Table)
}
