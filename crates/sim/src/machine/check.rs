//! The invariants of the machine.

use std::collections::BTreeMap;

use super::Machine;
use crate::addr::{PageRange, Pfn, Vpn, TASK_SIZE};
use crate::cgroup::GroupId;
use crate::file::FileKind;
use crate::folio::huge_base;
use crate::frame::{FrameFlags, FrameKind};
use crate::mm::{Mm, MmId, Rss};
use crate::policy::CopyPolicy;
use crate::pte::Pte;
use crate::smaps::Usage;
use crate::swap::Slot;
use crate::tables::Level;
use crate::vma::Vma;

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants say what is wrong, the fields where")]
pub enum Violation {
    Mapcount { pfn: Pfn, counted: u32, mapped: u32 },
    Refcount { pfn: Pfn, counted: u32, expected: u32 },
    FreeFrameMapped { pfn: Pfn },
    Mlocks { pfn: Pfn, counted: u32, locked: u32 },
    FramesLost { free: u32, used: u32, ram: u32 },
    ExclusiveButShared { pfn: Pfn },
    FolioMapcount { head: Pfn, counted: u32, mapped: u32 },
    FolioRefcount { head: Pfn, counted: u32, expected: u32 },
    FolioSharedUnseen { head: Pfn },
    WritableButNotExclusive { mm: MmId, vpn: Vpn },
    PteOutsideVma { mm: MmId, vpn: Vpn },
    VmasOverlap { mm: MmId, at: Vpn },
    RssWrong { mm: MmId, counted: Rss, mapped: Rss },
    ChargesWrong { group: GroupId, counted: u64, charged: u64 },
    CommittedWrong { counted: u64, promised: u64 },
    UsageWrong { counted: Usage, mapped: Usage },
    StaleTlb { mm: MmId, vpn: Vpn },
    SwapEntries { slot: Slot, counted: u32, held: u32 },
    SwapCache { pfn: Pfn, slot: Option<Slot> },
    MmUsers { mm: MmId, counted: u32, tasks: u32 },
}

/// What the page tables hold: PTEs by frame, and entries by swap slot.
#[derive(Default)]
struct Counts {
    mapped: BTreeMap<Pfn, u32>,
    slots: BTreeMap<Slot, u32>,
}

pub(super) fn check(machine: &Machine) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut counts = Counts::default();
    let mut held: BTreeMap<Pfn, u32> = BTreeMap::new();
    for (id, mm) in machine.mms() {
        check_mm(machine, id, mm, &mut counts, &mut found);
        for (_, pfn) in Level::ALL.iter().flat_map(|level| mm.tables.tables(*level)) {
            *held.entry(pfn).or_default() += 1;
        }
        let tasks = machine.tasks().filter(|task| task.mm == Some(id)).count() as u32;
        if tasks != mm.users {
            found.push(Violation::MmUsers { mm: id, counted: mm.users, tasks });
        }
    }
    for (_, file) in machine.files() {
        for pfn in file.cache.values() {
            *held.entry(*pfn).or_default() += 1;
        }
        for slot in file.swapped.values() {
            *counts.slots.entry(*slot).or_default() += 1;
        }
    }
    for hold in machine.holds() {
        *held.entry(hold.pfn).or_default() += hold.kind.references();
    }
    for (pfn, _) in machine.swap().cache() {
        *held.entry(pfn).or_default() += 1;
    }
    check_swap(machine, &counts.slots, &mut found);
    check_locks(machine, &mut found);
    let mapped_usage = usage(machine);
    if machine.usage() != mapped_usage {
        found.push(Violation::UsageWrong { counted: machine.usage(), mapped: mapped_usage });
    }
    check_frames(machine, &counts.mapped, &held, &mut found);
    check_folios(machine, &mut found);
    for entry in machine.tlb().iter() {
        let pte = machine.mm(entry.mm).map_or(Pte::NONE, |mm| mm.tables.get(entry.vpn));
        let stale = pte.pfn() != entry.pte.pfn() || !pte.is_usable() || (entry.pte.is_writable() && !pte.is_writable());
        if stale {
            found.push(Violation::StaleTlb { mm: entry.mm, vpn: entry.vpn });
        }
    }
    found
}

fn check_mm(machine: &Machine, id: MmId, mm: &Mm, counts: &mut Counts, found: &mut Vec<Violation>) {
    let mut rss = Rss::default();
    let mut last = Vpn(0);
    for vma in mm.vmas.values() {
        if vma.start < last || vma.end <= vma.start {
            found.push(Violation::VmasOverlap { mm: id, at: vma.start });
        }
        last = vma.end;
    }
    for (vpn, pte) in mm.tables.populated(PageRange { start: Vpn(0), end: TASK_SIZE }) {
        if let Some(slot) = pte.swap_slot().filter(|_| mm.vma(vpn).is_some()) {
            *counts.slots.entry(slot).or_default() += 1;
            rss.swap += 1;
            continue;
        }
        let (Some(pfn), Some(vma)) = (pte.pfn(), mm.vma(vpn)) else {
            found.push(Violation::PteOutsideVma { mm: id, vpn });
            continue;
        };
        if pfn == Pfn::ZERO_PAGE {
            continue;
        }
        *counts.mapped.entry(pfn).or_default() += u32::from(is_first_user(machine, id, mm, vpn));
        if let Some(kind) = machine.frame(pfn).and_then(|frame| frame.kind.rss()) {
            *rss.slot(kind) += 1;
        }
        check_private_pte(machine, mm, (id, vpn), vma, pte, found);
    }
    if rss != mm.rss {
        found.push(Violation::RssWrong { mm: id, counted: mm.rss, mapped: rss });
    }
}

/// Whether an address space is the first of those that use a page's table: entries of a shared table count once.
fn is_first_user(machine: &Machine, id: MmId, mm: &Mm, vpn: Vpn) -> bool {
    let table = mm.tables.table(Level::Pte, vpn);
    let first = || machine.mms().find(|(_, other)| other.tables.table(Level::Pte, vpn) == table);
    mm.tables.is_pmd_writable(vpn) || first().is_some_and(|(first, _)| first == id)
}

/// Frames count the locked VMAs that map them.
fn check_locks(machine: &Machine, found: &mut Vec<Violation>) {
    let mut locked: BTreeMap<Pfn, u32> = BTreeMap::new();
    for (_, mm) in machine.mms() {
        for vma in mm.vmas.values().filter(|vma| vma.is_locked()) {
            for pfn in mm.tables.populated(vma.range()).filter_map(|(_, pte)| pte.pfn()) {
                *locked.entry(pfn).or_default() += u32::from(pfn != Pfn::ZERO_PAGE);
            }
        }
    }
    for (pfn, frame) in machine.frames().iter() {
        let locked = locked.get(&pfn).copied().unwrap_or(0);
        if frame.mlocks != locked {
            found.push(Violation::Mlocks { pfn, counted: frame.mlocks, locked });
        }
    }
    for (group, counted) in machine.groups().iter() {
        let charged = machine.groups().charged(group).filter(|pfn| machine.frame(*pfn).is_some()).count() as u64;
        if charged != counted.current() {
            found.push(Violation::ChargesWrong { group, counted: counted.current(), charged });
        }
    }
    let promised = committed(machine);
    if machine.committed() != promised {
        found.push(Violation::CommittedWrong { counted: machine.committed(), promised });
    }
}

/// Slots are held by as many entries as they count, or by the swap cache alone; the cache and the frames know each other.
fn check_swap(machine: &Machine, held: &BTreeMap<Slot, u32>, found: &mut Vec<Violation>) {
    for (slot, used) in machine.swap().iter() {
        let held = held.get(&slot).copied().unwrap_or(0);
        if used.entries != held || (held == 0 && used.cached.is_none()) {
            found.push(Violation::SwapEntries { slot, counted: used.entries, held });
        }
    }
    let unused = held.iter().filter(|(slot, _)| machine.swap().get(**slot).is_none());
    found.extend(unused.map(|(slot, held)| Violation::SwapEntries { slot: *slot, counted: 0, held: *held }));
    for (pfn, frame) in machine.frames().iter() {
        let slot = machine.swap().slot_of(pfn);
        let known = slot.and_then(|slot| machine.swap().get(slot)).and_then(|used| used.cached) == Some(pfn);
        let flagged = frame.flags.contains(FrameFlags::SWAPCACHE);
        if flagged != slot.is_some() || (flagged && !known) {
            found.push(Violation::SwapCache { pfn, slot });
        }
    }
}

/// Under the Linux policy, a writable PTE of a private mapping maps an exclusive anonymous frame.
fn check_private_pte(machine: &Machine, mm: &Mm, at: (MmId, Vpn), vma: &Vma, pte: Pte, found: &mut Vec<Violation>) {
    let linux = matches!(machine.config().copy, CopyPolicy::Linux | CopyPolicy::OnDemand);
    // The first page of a huge page stands for all of it.
    let decisive = if pte.is_huge() { mm.tables.get(huge_base(at.1)) } else { pte };
    let exclusive = decisive.pfn().and_then(|pfn| machine.frame_view(pfn)).is_some_and(|frame| frame.exclusive);
    if linux && pte.is_writable() && !vma.is_shared() && !exclusive {
        found.push(Violation::WritableButNotExclusive { mm: at.0, vpn: at.1 });
    }
}

fn check_frames(machine: &Machine, mapped: &BTreeMap<Pfn, u32>, held: &BTreeMap<Pfn, u32>, found: &mut Vec<Violation>) {
    let mut used = 0;
    for (pfn, frame) in machine.frames().iter() {
        used += 1;
        let mappings = mapped.get(&pfn).copied().unwrap_or(0);
        if frame.mapcount != mappings {
            found.push(Violation::Mapcount { pfn, counted: frame.mapcount, mapped: mappings });
        }
        let buffers = u32::from(frame.flags.contains(FrameFlags::PRIVATE));
        let zero = u32::from(frame.kind == FrameKind::Zero);
        let expected = mappings + held.get(&pfn).copied().unwrap_or(0) + buffers + zero;
        let expected = if machine.folio(pfn).is_some() { 0 } else { expected };
        if frame.refcount != expected {
            found.push(Violation::Refcount { pfn, counted: frame.refcount, expected });
        }
        // A page of the swap cache that nobody maps is nobody's.
        let nobodys = mappings == 0 && frame.flags.contains(FrameFlags::SWAPCACHE);
        if frame.flags.contains(FrameFlags::EXCLUSIVE) && (mappings > 1 || nobodys) {
            found.push(Violation::ExclusiveButShared { pfn });
        }
    }
    let lost = mapped.keys().chain(held.keys()).filter(|pfn| machine.frame(**pfn).is_none());
    found.extend(lost.map(|pfn| Violation::FreeFrameMapped { pfn: *pfn }));
    let (free, ram) = (machine.frames().free_count(), machine.config().ram.max(2));
    if free + used != ram {
        found.push(Violation::FramesLost { free, used, ram });
    }
}

/// Committed_AS, summed over address spaces and objects.
fn committed(machine: &Machine) -> u64 {
    let promised: u64 = machine.mms().map(|(_, mm)| mm.committed()).sum();
    let of_objects = machine.files().map(|(_, file)| match file.kind {
        FileKind::Regular => 0,
        FileKind::SharedAnon => file.pages,
        FileKind::Memfd => file.cache.len() as u64,
    });
    promised + of_objects.sum::<u64>()
}

/// The counts of large folios: a PMD entry counts once, and so does each PTE.
fn check_folios(machine: &Machine, found: &mut Vec<Violation>) {
    let mut entries: BTreeMap<Pfn, BTreeMap<MmId, u32>> = BTreeMap::new();
    for (id, mm) in machine.mms() {
        for (vpn, pte) in mm.tables.populated(PageRange { start: Vpn(0), end: TASK_SIZE }) {
            let counts = !pte.is_huge() || huge_base(vpn) == vpn;
            let folio = pte.pfn().filter(|_| counts).and_then(|pfn| machine.folio(pfn));
            if let Some((head, _)) = folio {
                *entries.entry(head).or_default().entry(id).or_default() += 1;
            }
        }
    }
    for (head, folio) in machine.folios() {
        let by_mm = entries.remove(&head).unwrap_or_default();
        let mapped = by_mm.values().sum();
        let end = u64::from(head.0) + folio.pages();
        let held = machine.holds().iter().filter(|hold| hold.pfn >= head && u64::from(hold.pfn.0) < end).count();
        if folio.large_mapcount != mapped {
            found.push(Violation::FolioMapcount { head, counted: folio.large_mapcount, mapped });
        }
        let expected = mapped + held as u32;
        if folio.refcount != expected {
            found.push(Violation::FolioRefcount { head, counted: folio.refcount, expected });
        }
        if by_mm.len() > 1 && !folio.maybe_shared {
            found.push(Violation::FolioSharedUnseen { head });
        }
    }
}

/// Memory in use, counted page by page.
fn usage(machine: &Machine) -> Usage {
    let mut usage = Usage::default();
    let mut mapped: BTreeMap<Pfn, bool> = BTreeMap::new();
    let mut tables: BTreeMap<Pfn, ()> = BTreeMap::new();
    for (_, mm) in machine.mms() {
        tables.extend(Level::ALL.iter().flat_map(|level| mm.tables.tables(*level)).map(|(_, pfn)| (pfn, ())));
        for (vpn, pte) in mm.tables.populated(PageRange { start: Vpn(0), end: TASK_SIZE }) {
            let Some(pfn) = pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE) else { continue };
            let shared_mapping = mm.vma(vpn).is_some_and(Vma::is_shared);
            usage.if_eager += u64::from(!shared_mapping);
            *mapped.entry(pfn).or_insert(false) |= shared_mapping;
        }
    }
    usage.if_eager += mapped.values().filter(|shared| **shared).count() as u64;
    usage.mapped = mapped.len() as u64;
    usage.tables = tables.len() as u64;
    usage
}
