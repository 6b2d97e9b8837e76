//! The bits of a page table entry.

use forkscope_explain::Lang;
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

/// First bit, width, and the words of a field, in English and in Chinese.
type Shape = (u32, u32, &'static str, [&'static str; 2], [&'static str; 2]);

/// x86-64 (Intel SDM vol. 3, 4.5), with the bit that Linux keeps for itself.
const SHAPES: [Shape; 13] = [
    (63, 1, "63", ["NX"; 2], ["no instruction fetch", "不可取指执行"]),
    (59, 4, "62–59", ["keys", "键"], ["protection keys, and bits that are free", "保护键，以及空闲的位"]),
    (
        58,
        1,
        "58",
        ["SD"; 2],
        [
            "saved dirty: Linux keeps the dirty bit here while writing is not allowed",
            "saved dirty：不允许写时 Linux 把脏位存在这里",
        ],
    ),
    (52, 6, "57–52", ["free", "空闲"], ["free for software", "供软件使用"]),
    (12, 40, "51–12", ["frame number", "页帧号"], ["the frame that the page is in", "页所在的页帧"]),
    (9, 3, "11–9", ["soft", "软件"], ["free for software", "供软件使用"]),
    (
        8,
        1,
        "8",
        ["G"; 2],
        [
            "global; in an entry that is not present Linux marks PROT_NONE with it",
            "global：全局；在不存在的表项中 Linux 用它表示 PROT_NONE",
        ],
    ),
    (
        7,
        1,
        "7",
        ["PS"; 2],
        [
            "page size: a PMD entry that maps 2 MiB, where the walk ends",
            "page size：映射 2 MiB 的 PMD 表项，遍历到此为止",
        ],
    ),
    (6, 1, "6", ["D"; 2], ["dirty: stored through", "dirty：脏，写过"]),
    (5, 1, "5", ["A"; 2], ["accessed: used", "accessed：访问过"]),
    (2, 1, "2", ["U/S"; 2], ["user mode may use it", "用户态可用"]),
    (1, 1, "1", ["R/W"; 2], ["writing is allowed", "允许写"]),
    (0, 1, "0", ["P"; 2], ["present", "存在"]),
];

/// The entry of a page that was swapped out: Linux's own use of the bits (`arch/x86/include/asm/pgtable_64.h`).
const SWAP_SHAPES: [Shape; 8] = [
    (59, 5, "63–59", ["type", "类型"], ["the number of the swap area", "交换区的编号"]),
    (
        SLOT_BIT,
        50,
        "58–9",
        ["offset", "偏移"],
        [
            "the slot in the swap area; it stands there with all bits inverted, so that no such entry reads as a frame (L1TF)",
            "交换区中的槽位；存放时各位取反，这样的表项就不会被当作页帧（L1TF）",
        ],
    ),
    (8, 1, "8", ["G"; 2], ["0: an entry with PROT_NONE would have it", "0：PROT_NONE 的表项才有"]),
    (7, 1, "7", ["PS"; 2], ["0: pmd_present looks at it as well", "0：pmd_present 也看它"]),
    (4, 3, "6–4", ["free", "空闲"], ["free", "空闲"]),
    (
        3,
        1,
        "3",
        ["E"; 2],
        ["exclusive: PageAnonExclusive when the page went", "exclusive：页离开时是 PageAnonExclusive"],
    ),
    (2, 1, "2", ["F"; 2], ["write-protected by userfaultfd", "被 userfaultfd 写保护"]),
    (1, 1, "1", ["SD"; 2], ["soft dirty", "soft dirty：软脏"]),
];

/// Where the slot of a swap entry begins.
const SLOT_BIT: u32 = 9;
const PAGE_SIZE_BIT: u32 = 7;

pub(super) fn entry(lang: Lang, pte: Pte, next: Option<Pte>) -> EntryBits {
    // In a PTE the bit is PAT, which nothing here sets.
    let is_huge = pte.is_huge() || next.is_some_and(Pte::is_huge);
    let is_swap = |pte: Pte| pte.swap_slot().is_some();
    let shapes = || SHAPES.iter().filter(|shape| shape.0 != PAGE_SIZE_BIT || is_huge);
    // Bits that mean something else afterwards do not change: the whole word does.
    let then = next.filter(|next| is_swap(*next) == is_swap(pte));
    let fields = match is_swap(pte) {
        true => SWAP_SHAPES.iter().chain(shapes().next_back()).map(|shape| field(lang, shape, pte, then)).collect(),
        false => shapes().map(|shape| field(lang, shape, pte, then)).collect(),
    };
    EntryBits { word: word(pte), next: next.map(word), fields }
}

fn field(lang: Lang, shape: &Shape, pte: Pte, next: Option<Pte>) -> Field {
    let (first, width, bits, name, meaning) = *shape;
    let [name, meaning] = [name, meaning].map(|[en, zh]| lang.pick(en, zh));
    let value = |pte: Pte| match pte.swap_slot().filter(|_| first == SLOT_BIT) {
        Some(slot) => slot.to_string(),
        None => ((pte.bits() >> first) & ((1 << width) - 1)).to_string(),
    };
    let now = value(pte);
    Field { bits, name, meaning, next: next.map(value).filter(|next| *next != now), value: now }
}

fn word(pte: Pte) -> String {
    format!("{:#018x}", pte.bits())
}
