//! One address, taken apart: the walk through the tables, the bits of the entry, the frame and what holds it, the VMA.
//!
//! [`inspect`] is a pure function of a machine and an address, as everything here; the page shows it beside the cell it is about.

mod bits;
mod frame;
mod walk;

use forkscope_explain::{outlook, Term};
use forkscope_sim::folio::huge_base;
use forkscope_sim::{Machine, Pid, VirtAddr};

use crate::input::Naming;
use crate::model::mark::Mark;
use crate::words;

pub use bits::{EntryBits, Field};
pub use frame::{Bytes, FrameFacts, HexRow};
pub use walk::{Part, TableRow, TableView, Walk};

/// What there is to say about an address of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The process.
    pub process: String,
    /// Its number.
    pub pid: u32,
    /// Its colour and shape.
    pub mark: Mark,
    /// The page in the words of the script: `heap[1]`; the address where no mapping has a name.
    pub page: String,
    /// The address: `0x7ffff7ff7a10`.
    pub address: String,
    /// The way through the tables.
    pub walk: Walk,
    /// The bits of the entry that the walk ends at; none where a table on the way is missing.
    pub entry: Option<EntryBits>,
    /// What the entry comes to: `5 × 4096 + 0xa10 = 0x5a10`; empty when nothing is mapped.
    pub physical: String,
    /// What an access would do, and why: one sentence.
    pub verdict: String,
    /// The frame; none when nothing is mapped.
    pub frame: Option<FrameFacts>,
    /// Facts about the mapping; none where no VMA covers the address.
    pub vma: Vec<Fact>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it is about.
    pub label: &'static str,
    /// What there is.
    pub value: String,
    /// The word of the glossary that the label is.
    pub term: Option<Term>,
}

/// Takes an address of a process apart. `later` is the machine at the end of the command at hand, where that is known: what it changes of the
/// entry is shown beside it.
pub fn inspect(machine: &Machine, later: Option<&Machine>, naming: &dyn Naming, pid: Pid, address: u64) -> Inspection {
    let page = machine.page_size();
    let page_size = page.bytes();
    let (vpn, offset) = (VirtAddr(address).vpn(page), address % page_size);
    let pte = machine.pte(pid, vpn);
    let vma = machine.vma(pid, vpn);
    let walk = walk::walk(naming.lang(), machine, (pid, vpn), offset);
    // A PMD entry names the first frame of a huge page.
    let first = if pte.is_huge() { huge_base(vpn) } else { vpn };
    let (now, next) = (machine.pte(pid, first), later.map(|machine| machine.pte(pid, first)));
    let entry = walk.reached.then(|| bits::entry(naming.lang(), now, next.filter(|next| *next != now)));
    let physical = pte.pfn().map(|pfn| {
        let at = u64::from(pfn.0) * page_size + offset;
        let (start, rest) =
            if pte.is_zero_page() { (pfn, offset) } else { (now.pfn().unwrap_or(pfn), address - first.addr(page).0) };
        format!("{start} × {page_size} + {rest:#x} = {at:#x}")
    });
    Inspection {
        process: naming.process(pid),
        pid: pid.0,
        mark: Mark::of(naming.order(pid)),
        page: if vma.is_some() { naming.page(pid, vpn) } else { String::new() },
        address: format!("{address:#x}"),
        walk,
        entry,
        physical: physical.unwrap_or_default(),
        verdict: outlook(machine.outlook(pid, vpn), naming),
        frame: frame::facts(machine, naming, pid, vpn, offset),
        vma: vma.map(|vma| vma_facts(machine, naming, pid, vma)).unwrap_or_default(),
    }
}

fn vma_facts(machine: &Machine, naming: &dyn Naming, pid: Pid, vma: &forkscope_sim::Vma) -> Vec<Fact> {
    let lang = naming.lang();
    let page = machine.page_size();
    let smaps = machine.mm_of(pid).map(|(_, mm)| machine.smaps_of(mm, vma)).unwrap_or_default();
    let backing = match vma.file() {
        Some(file) => lang.say("{}, from page {}", "{}，从第 {} 页起", &[&naming.file(file), &vma.pgoff]),
        None => lang.pick("anonymous memory", "匿名内存").to_owned(),
    };
    let fact = |label, value, term| Fact { label, value, term };
    vec![
        fact(lang.pick("Mapping", "映射"), naming.page_name(pid, vma.start).region, Some(Term::Vma)),
        fact(lang.pick("Addresses", "地址"), format!("{}-{}", vma.start.addr(page), vma.end.addr(page)), None),
        fact(lang.pick("Permissions", "权限"), vma.perms(), None),
        fact(lang.pick("Backed by", "后备"), backing, vma.file().map(|_| Term::PageCache)),
        fact(lang.pick("Size", "大小"), words::memory(page, vma.pages()), None),
        fact("Rss", words::bytes(smaps.rss), Some(Term::Rss)),
        fact("Pss", words::bytes(smaps.pss_bytes()), Some(Term::Pss)),
        fact(lang.pick("Private", "私有"), words::bytes(smaps.uss()), Some(Term::Uss)),
    ]
}
