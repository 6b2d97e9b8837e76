//! The bits of a page table entry.

use forkscope_sim::Pte;

/// An entry as its bits.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryBits {
    /// The whole word: `0x8000000000005065`.
    pub word: String,
    /// The word once the command at hand is done, where it changes it.
    pub next: Option<String>,
    /// Its fields, highest first.
    pub fields: Vec<Field>,
}

/// A field of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where it is: `63`, `51–12`.
    pub bits: &'static str,
    /// What it is called: `NX`, `R/W`.
    pub name: &'static str,
    /// In full, for those who do not know: `no instruction fetch`.
    pub meaning: &'static str,
    /// Its value now.
    pub value: String,
    /// Its value once the command is done, where that is another one.
    pub next: Option<String>,
}

/// First bit, width, and the words of a field.
type Shape = (u32, u32, &'static str, &'static str, &'static str);

/// x86-64 (Intel SDM vol. 3, 4.5), with the bit that Linux keeps for itself.
const SHAPES: [Shape; 13] = [
    (63, 1, "63", "NX", "no instruction fetch"),
    (59, 4, "62–59", "keys", "protection keys, and bits that are free"),
    (58, 1, "58", "SD", "saved dirty: Linux keeps the dirty bit here while writing is not allowed"),
    (52, 6, "57–52", "free", "free for software"),
    (12, 40, "51–12", "frame number", "the frame that the page is in"),
    (9, 3, "11–9", "soft", "free for software"),
    (8, 1, "8", "G", "global; in an entry that is not present Linux marks PROT_NONE with it"),
    (7, 1, "7", "PS", "page size: a PMD entry that maps 2 MiB, where the walk ends"),
    (6, 1, "6", "D", "dirty: stored through"),
    (5, 1, "5", "A", "accessed: used"),
    (2, 1, "2", "U/S", "user mode may use it"),
    (1, 1, "1", "R/W", "writing is allowed"),
    (0, 1, "0", "P", "present"),
];

const PAGE_SIZE_BIT: u32 = 7;

pub(super) fn entry(pte: Pte, next: Option<Pte>) -> EntryBits {
    let field = |shape: &Shape| {
        let (first, width, bits, name, meaning) = *shape;
        let value = |pte: Pte| ((pte.bits() >> first) & ((1 << width) - 1)).to_string();
        let now = value(pte);
        Field { bits, name, meaning, next: next.map(value).filter(|next| *next != now), value: now }
    };
    // In a PTE the bit is PAT, which nothing here sets.
    let is_huge = pte.is_huge() || next.is_some_and(Pte::is_huge);
    let shapes = SHAPES.iter().filter(|shape| shape.0 != PAGE_SIZE_BIT || is_huge);
    EntryBits { word: word(pte), next: next.map(word), fields: shapes.map(field).collect() }
}

fn word(pte: Pte) -> String {
    format!("{:#018x}", pte.bits())
}
