//! The way from the first table to the frame.

use forkscope_explain::Lang;
use forkscope_sim::folio::{huge_base, PMD_ORDER};
use forkscope_sim::tables::Level;
use forkscope_sim::{Machine, Mm, PageSize, Pid, Vpn};

/// The way through the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// The pieces of the address: so many bits as choose an entry at each level, and the rest for the byte in the page. With pages of 4 KiB that is
    /// nine bits a level and twelve, or 21 in a huge page.
    pub parts: Vec<Part>,
    /// The tables on the way, as far as they exist.
    pub tables: Vec<TableView>,
    /// Whether the way leads to the entry that maps the page, empty or not: a PTE, or the PMD entry of a huge page.
    pub reached: bool,
}

/// A piece of the address.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `PGD`, ..., `PTE`, `offset`.
    pub name: &'static str,
    /// The bits it takes, highest first: `47–39`.
    pub bits: String,
    /// Its binary digits.
    pub digits: String,
    /// Its value: `503`, or `0xa10` for the offset.
    pub value: String,
}

/// A table on the way, and its entries around the one that is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct TableView {
    /// The level.
    pub name: &'static str,
    /// The frame it lies in.
    pub frame: u32,
    /// Entries, in order.
    pub rows: Vec<TableRow>,
}

/// An entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Its index.
    pub index: u64,
    /// The frame number in it; `slot 5` for a page that was swapped out; `–` for nothing.
    pub frame: String,
    /// Whether the walk goes through it.
    pub taken: bool,
}

/// So many entries are shown of each table.
const ROWS: u64 = 5;

pub(super) fn walk(lang: Lang, machine: &Machine, (pid, vpn): (Pid, Vpn), offset: u64) -> Walk {
    let mm = machine.mm_of(pid).map(|(_, mm)| mm);
    let huge = mm.is_some_and(|mm| mm.tables.get(vpn).is_huge());
    let page = machine.page_size();
    let levels = || page.levels().iter().copied().filter(|level| !huge || *level != Level::Pte);
    let tables: Vec<TableView> = levels().map_while(|level| table(lang, mm?, level, vpn)).collect();
    let mut parts: Vec<Part> = levels().map(|level| part(page, level, vpn)).collect();
    parts.push(byte_in_page(lang, page, vpn, offset, huge));
    Walk { parts, reached: tables.len() == levels().count(), tables }
}

fn byte_in_page(lang: Lang, page: PageSize, vpn: Vpn, offset: u64, huge: bool) -> Part {
    let width = page.shift() as usize + if huge { usize::from(PMD_ORDER) } else { 0 };
    let offset = (vpn.addr(page).0 + offset) & ((1 << width) - 1);
    Part {
        name: lang.pick("offset", "偏移"),
        bits: format!("{}–0", width - 1),
        digits: format!("{offset:0width$b}"),
        value: format!("{offset:#x}"),
    }
}

fn part(page: PageSize, level: Level, vpn: Vpn) -> Part {
    let (index, width) = (level.index(page, vpn), level.bits(page) as usize);
    let low = (page.shift() + level.entry_shift(page)) as usize;
    let bits = match width {
        1 => low.to_string(),
        _ => format!("{}–{low}", low + width - 1),
    };
    Part { name: name(level), bits, digits: format!("{index:0width$b}"), value: index.to_string() }
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Pgd => "PGD",
        Level::Pud => "PUD",
        Level::Pmd => "PMD",
        Level::Pte => "PTE",
    }
}

fn table(lang: Lang, mm: &Mm, level: Level, vpn: Vpn) -> Option<TableView> {
    let frame = mm.tables.table(level, vpn)?.0;
    let page = mm.tables.page_size();
    let (taken, entries) = (level.index(page, vpn), 1 << level.bits(page));
    let first = taken.saturating_sub(ROWS / 2).min(ROWS.max(entries) - ROWS);
    let rows = (first..(first + ROWS).min(entries)).map(|index| TableRow {
        index,
        frame: entry(lang, mm, level, neighbour(page, level, vpn, index)).unwrap_or_else(|| "–".to_owned()),
        taken: index == taken,
    });
    Some(TableView { name: name(level), frame, rows: rows.collect() })
}

/// A page that goes through another entry of the same table.
fn neighbour(page: PageSize, level: Level, vpn: Vpn, index: u64) -> Vpn {
    let base = level.span(page, vpn).start;
    Vpn(base.0 + (index << level.entry_shift(page)))
}

/// The frame that an entry points at, or the slot of a page that was swapped out.
fn entry(lang: Lang, mm: &Mm, level: Level, vpn: Vpn) -> Option<String> {
    let below = match level {
        Level::Pgd => match mm.tables.page_size() {
            PageSize::K4 | PageSize::K16 => mm.tables.table(Level::Pud, vpn),
            PageSize::K64 => mm.tables.table(Level::Pmd, vpn),
        },
        Level::Pud => mm.tables.table(Level::Pmd, vpn),
        Level::Pmd => match mm.tables.get(huge_base(vpn)) {
            pmd if pmd.is_huge() => pmd.pfn(),
            _ => mm.tables.table(Level::Pte, vpn),
        },
        Level::Pte => match mm.tables.get(vpn) {
            pte if pte.swap_slot().is_some() => {
                return pte.swap_slot().map(|slot| lang.say("slot {}", "槽位 {}", &[&slot]));
            }
            pte => pte.pfn(),
        },
    };
    below.map(|pfn| pfn.to_string())
}
