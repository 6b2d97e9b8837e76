//! Where mappings are placed: every name at the start of a gigabyte of its own.

use litemap::LiteMap;

use forkscope_sim::{PageSize, VirtAddr, Vpn};

use crate::ast::{Act, Statement};
use crate::expand::PlannedLine;

/// Where the first name is placed.
const FIRST_BASE: VirtAddr = VirtAddr(0x2000_0000_0000);
/// Names are placed at multiples of this, in bytes: 1 GiB.
pub(crate) const SLOT: u64 = 1 << 30;

/// The place of every name that is mapped without `at=`.
///
/// Names come in the order of their first `mmap` or `mremap`. Each gets a gigabyte, or as many as its largest mapping needs and a page
/// more, so that names neither merge by accident nor straddle a huge page. A name has one place in all processes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    bases: LiteMap<String, Vpn>,
}

impl Layout {
    /// Places the names of an unrolled script.
    pub(crate) fn of(lines: &[PlannedLine], page: PageSize) -> Self {
        let slot_pages = SLOT >> page.shift();
        let mut order: Vec<&str> = Vec::new();
        let mut slots: LiteMap<&str, u64> = LiteMap::new();
        // The largest length that each name has had so far.
        let mut lengths: LiteMap<&str, u64> = LiteMap::new();
        for line in lines {
            let Statement::Act { act, .. } = line.statement.as_ref() else {
                continue;
            };
            let Some((name, pages, placed)) = names_pages(page, act, &lengths, &slots) else {
                continue;
            };
            lengths.entry(name).and_modify(|length| *length = pages.max(*length)).or_insert(pages);
            if placed {
                continue;
            }
            let wanted = pages / slot_pages + 1;
            slots.entry(name).and_modify(|slot| *slot = wanted.max(*slot)).or_insert_with(|| {
                order.push(name);
                wanted
            });
        }
        let mut next = FIRST_BASE.vpn(page);
        let mut bases = LiteMap::new();
        for name in order {
            bases.insert(name.to_owned(), next);
            next = next.plus(slots.get(name).map_or(slot_pages, |slots| slots.saturating_mul(slot_pages)));
        }
        Self { bases }
    }

    /// The first page of a name.
    pub fn base(&self, name: &str) -> Option<Vpn> {
        self.bases.get(name).copied()
    }
}

/// The name that an act gives to pages, how many, and whether it says where they are.
fn names_pages<'a>(
    page: PageSize,
    act: &'a Act,
    lengths: &LiteMap<&str, u64>,
    slots: &LiteMap<&str, u64>,
) -> Option<(&'a str, u64, bool)> {
    if let Act::Mmap(mmap) = act {
        let pages = mmap.size.bytes(page).unwrap_or(0).div_ceil(page.bytes());
        return Some((&mmap.name.text, pages, mmap.at.is_some()));
    }
    let Act::Mremap(mremap) = act else { return None };
    let old = mremap.range.vma.text.as_str();
    let pages = mremap.pages(page).or_else(|| lengths.get(old).copied()).unwrap_or(0);
    match &mremap.to {
        Some(name) => Some((&name.text, pages, mremap.at.is_some())),
        // What grows where it is needs the room behind its own place.
        None => Some((old, pages, !slots.contains_key(old))),
    }
}
