//! A frame: what holds it, and its bytes beside those of its siblings.

use forkscope_sim::contents::Contents;
use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::hold::{Hold, HoldKind};
use forkscope_sim::{Machine, Pfn, Pid, Pte, Vpn};

use crate::input::Naming;
use crate::words;

/// What there is to say about a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameFacts {
    /// Its number.
    pub pfn: u32,
    /// `_refcount`, of the folio if it belongs to a large one.
    pub refcount: u32,
    /// How many entries map it.
    pub mapcount: u32,
    /// PageAnonExclusive, where it can be set at all.
    pub exclusive: Option<bool>,
    /// Whoever holds a reference, one by one: `parent heap[1], read-only`.
    pub holders: Vec<String>,
    /// The control group that it is charged to.
    pub payer: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The bytes of a frame, without the rows that say nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes {
    /// Rows of sixteen, in order.
    pub rows: Vec<HexRow>,
    /// How many rows are left out, all of them filled with this byte; none when all are shown.
    pub left_out: Option<(usize, u8)>,
    /// What it is compared with, in words; empty without siblings.
    pub compared: String,
}

/// Sixteen bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct HexRow {
    /// Where they are in the page.
    pub offset: usize,
    /// The bytes.
    pub bytes: [u8; 16],
    /// Which of them differ from a sibling's.
    pub differs: [bool; 16],
    /// Which of them is the one at the address.
    pub at: Option<usize>,
}

/// Rows to show at most.
const MOST_ROWS: usize = 8;
const ROW: usize = 16;

pub(super) fn facts(machine: &Machine, naming: &dyn Naming, pid: Pid, vpn: Vpn, offset: u64) -> Option<FrameFacts> {
    let pfn = machine.pte(pid, vpn).pfn()?;
    let frame = machine.frame(pfn)?;
    let exclusive = match frame.kind {
        FrameKind::Anon | FrameKind::Ksm => Some(frame.flags.contains(FrameFlags::EXCLUSIVE)),
        FrameKind::Zero | FrameKind::File { .. } | FrameKind::Shmem { .. } | FrameKind::Table { .. } => None,
    };
    Some(FrameFacts {
        pfn: pfn.0,
        refcount: machine.refcount(pfn),
        mapcount: frame.mapcount,
        exclusive,
        holders: holders(machine, naming, pfn),
        payer: machine.groups().payer(pfn).map(|group| naming.group(group)),
        bytes: bytes(machine, naming, (pid, vpn, pfn), offset as usize),
    })
}

fn holders(machine: &Machine, naming: &dyn Naming, pfn: Pfn) -> Vec<String> {
    let lang = naming.lang();
    let Some(frame) = machine.frame(pfn) else { return Vec::new() };
    if frame.kind == FrameKind::Zero {
        return vec![lang.pick("everybody: the zero page is not counted", "所有进程：零页不计数").to_owned()];
    }
    let maps = machine.mappers(pfn);
    let mut holders: Vec<String> = maps.iter().map(|map| mapper(naming, *map)).collect();
    if frame.kind.is_page_cache() {
        holders.push(lang.pick("the page cache", "页缓存").to_owned());
    }
    if let Some(slot) = machine.swap().slot_of(pfn) {
        holders.push(lang.say("the swap cache, for slot {}", "交换缓存，槽位 {}", &[&slot]));
    }
    if frame.flags.contains(FrameFlags::PRIVATE) {
        holders.push(lang.pick("buffers of the file system", "文件系统的缓冲区").to_owned());
    }
    let held: Vec<&Hold> = machine.holds().iter().filter(|hold| hold.pfn == pfn).collect();
    holders.extend(held.iter().map(|hold| holder(naming, hold)));
    let counted: usize = held.iter().map(|hold| hold.kind.references() as usize - 1).sum();
    let others = match machine.folio(pfn) {
        Some((_, folio)) => folio.refcount.saturating_sub(folio.large_mapcount) as usize,
        None => (frame.refcount as usize).saturating_sub(holders.len() + counted),
    };
    if others > 0 {
        holders.push(lang.say(
            "{} more: a pin, a pipe, or the kernel while it handles a fault",
            "另外 {} 个：钉住、管道，或正在处理缺页异常的内核",
            &[&others],
        ));
    }
    holders
}

/// A pipe or a pin: `the pipe of child, since it was heap[0]`.
fn holder(naming: &dyn Naming, hold: &Hold) -> String {
    let (process, page) = (naming.process(hold.pid), naming.page(hold.pid, hold.vpn));
    match hold.kind {
        HoldKind::Pipe => naming.lang().say("the pipe of {}, as {}", "{} 的管道，原为 {}", &[&process, &page]),
        HoldKind::Pin => {
            naming.lang().say("a pin of {}, as {}: counts 1024", "{} 的钉住，原为 {}：计 1024", &[&process, &page])
        }
    }
}

fn mapper(naming: &dyn Naming, (pid, vpn, pte): (Pid, Vpn, Pte)) -> String {
    let lang = naming.lang();
    let access =
        if pte.is_writable() { lang.pick("read-write", "可读写") } else { lang.pick("read-only", "只读") };
    lang.say("{} {}, {}", "{} {}，{}", &[&naming.process(pid), &naming.page(pid, vpn), &access])
}

/// Rows that differ from a sibling first, then the row of the address, then rows that are not all one byte.
fn bytes(machine: &Machine, naming: &dyn Naming, (pid, vpn, pfn): (Pid, Vpn, Pfn), offset: usize) -> Bytes {
    let Some(frame) = machine.frame(pfn) else {
        return Bytes { rows: Vec::new(), left_out: None, compared: String::new() };
    };
    let siblings = siblings(machine, pid, vpn, pfn);
    let others: Vec<Contents> =
        siblings.iter().filter_map(|(_, pfn)| machine.frame(*pfn)).map(|frame| frame.contents).collect();
    let page = frame.contents.to_bytes(machine.page_size());
    let row = |at: usize| hex_row(&page, &others, at * ROW, offset);
    let rows: Vec<HexRow> = (0..page.len() / ROW).map(row).collect();
    let fill = page[page.len() - 1];
    let rank = |row: &HexRow| {
        let differs = row.differs.iter().any(|differs| *differs);
        (!differs, row.at.is_none(), row.bytes.iter().all(|byte| *byte == fill), row.offset)
    };
    let mut chosen = rows.clone();
    chosen.sort_unstable_by_key(rank);
    chosen.truncate(MOST_ROWS);
    chosen.retain(|row| {
        row.offset < 2 * ROW
            || row.at.is_some()
            || row.bytes.iter().any(|byte| *byte != fill)
            || row.differs.contains(&true)
    });
    chosen.sort_unstable_by_key(|row| row.offset);
    let left_out = rows.len() - chosen.len();
    let names = siblings
        .iter()
        .map(|(pid, pfn)| naming.lang().say("frame {} of {}", "{1} 的页帧 {0}", &[pfn, &naming.process(*pid)]));
    Bytes {
        rows: chosen,
        left_out: (left_out > 0).then_some((left_out, fill)),
        compared: words::listed(naming.lang(), &names.collect::<Vec<_>>()),
    }
}

fn hex_row(page: &[u8], others: &[Contents], offset: usize, at: usize) -> HexRow {
    let byte = |column: usize| page[offset + column];
    HexRow {
        offset,
        bytes: std::array::from_fn(byte),
        differs: std::array::from_fn(|column| others.iter().any(|other| other.byte(offset + column) != byte(column))),
        at: at.checked_sub(offset).filter(|column| *column < ROW),
    }
}

/// The frames of the same page in other processes that descend from one another: they once were copies.
fn siblings(machine: &Machine, pid: Pid, vpn: Vpn, pfn: Pfn) -> Vec<(Pid, Pfn)> {
    let is_private = |pid| machine.vma(pid, vpn).is_some_and(|vma| !vma.is_shared());
    let others = machine.tasks().map(|task| task.pid).filter(|other| *other != pid && is_private(*other));
    let mut frames: Vec<(Pid, Pfn)> = Vec::new();
    for other in others.filter(|_| is_private(pid)) {
        let Some(theirs) = machine.pte(other, vpn).pfn() else { continue };
        if theirs != pfn && theirs != Pfn::ZERO_PAGE && frames.iter().all(|(_, known)| *known != theirs) {
            frames.push((other, theirs));
        }
    }
    frames
}
