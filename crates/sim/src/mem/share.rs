//! Shared page tables: what makes on-demand fork cheap (Zhao, Gong, Fonseca: On-Demand-Fork, EuroSys 2021).
//!
//! fork gives the child the parent's PTE tables. A table's own reference count says how many address spaces use it, and neither of their PMD
//! entries allows stores. Who first has to change an entry gets a table of its own, and that is when the pages of these 2 MiB are shared
//! entry by entry, as an ordinary fork shares all of them at once.
//!
//! The rule it keeps: entries of a shared table are the same in all address spaces that use it, and only the accessed bit changes.
//!
//! # Simplification: on today's kernel, and any fault takes the table
//! The prototype is a patch to Linux 5.6. Here everything but the tables is Linux since 5.19. A read of a page that is not there copies a shared
//! table too, where a kernel could fill in the entry for all; so does taking a reference to a page. Tables with locked, pinned or swapped-out pages,
//! or with mappings that fork leaves out or wipes, are copied at once.
//!
//! # Simplification: a map count counts entries
//! The mapcount of a page in a shared table is 1, as in the prototype. So smaps shows it as private, and PSS counts it in full, for each process
//! that uses the table.

use super::alloc::table_frame;
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::effect::{Effect, Holder};
use crate::errno::{Errno, Signal};
use crate::frame::FrameFlags;
use crate::hold::HoldKind;
use crate::machine::Tx;
use crate::mm::{MmId, RssKind};
use crate::note::Note;
use crate::proc::out_of_memory;
use crate::pte::Pte;
use crate::tables::Level;
use crate::tlb::TlbScope;
use crate::vma::VmFlags;

/// Lets the child of a fork use the parent's PTE table of a span. Gives whether it does: if not, the entries are to be copied.
pub(super) fn share_table(tx: &mut Tx, parent: Who, child: Who, span: PageRange) -> bool {
    let table = |tx: &Tx, who: Who| tx.mm(who.mm).and_then(|mm| mm.tables.table(Level::Pte, span.start));
    let Some(pfn) = table(tx, parent) else { return false };
    if let Some(present) = table(tx, child) {
        return present == pfn;
    }
    if !is_shareable(tx, parent.mm, span) {
        return false;
    }
    let Census { pages, private, rss } = census(tx, parent.mm, span);
    let sharers = tx.frame(pfn).map_or(0, |frame| frame.refcount) + 1;
    tx.note(Note::SharingTable { pid: parent.pid, child: child.pid, range: span, pages, sharers });
    tx.get_frame(pfn, Holder::PageTable);
    tx.emit(Effect::TableShared { mm: child.mm, from: parent.mm, base: span.start, pfn, private });
    set_pmd_writable(tx, parent.mm, span.start, false);
    set_pmd_writable(tx, child.mm, span.start, false);
    for (kind, pages) in rss {
        tx.add_rss(child.mm, kind, pages);
    }
    true
}

fn is_shareable(tx: &Tx, mm: MmId, span: PageRange) -> bool {
    let Some(mm) = tx.mm(mm) else { return false };
    let special = VmFlags::DONTCOPY | VmFlags::WIPEONFORK | VmFlags::LOCKED;
    let pins = tx.holds().iter().any(|hold| hold.kind == HoldKind::Pin);
    let pinned = |pfn: Pfn| tx.frame(pfn).is_some_and(|frame| frame.refcount >= HoldKind::Pin.references());
    mm.vmas_in(span).iter().all(|vma| !vma.flags.intersects(special))
        && !mm.tables.runs(span).any(|run| run.pte.swap_slot().is_some())
        && !(pins && mm.tables.populated(span).filter_map(|(_, pte)| pte.pfn()).any(pinned))
}

/// What the entries of a table map.
struct Census {
    /// How many there are.
    pages: u64,
    /// How many of them count as private mappings.
    private: u64,
    /// Resident pages, by kind.
    rss: [(RssKind, i64); 3],
}

fn census(tx: &Tx, mm: MmId, span: PageRange) -> Census {
    let mut census =
        Census { pages: 0, private: 0, rss: [(RssKind::Anon, 0), (RssKind::File, 0), (RssKind::Shmem, 0)] };
    let Some(mm) = tx.mm(mm) else { return census };
    for (vpn, pte) in mm.tables.populated(span) {
        census.pages += 1;
        let kind = pte.pfn().and_then(|pfn| tx.frame(pfn)).and_then(|frame| frame.kind.rss());
        if let Some((_, pages)) = census.rss.iter_mut().find(|(counted, _)| Some(*counted) == kind) {
            *pages += 1;
            census.private += u64::from(mm.vma(vpn).is_some_and(|vma| !vma.is_shared()));
        }
    }
    census
}

/// Whether stores to a page are held back by its PMD entry, because its table is or was shared.
pub(super) fn is_protected(tx: &Tx, mm: MmId, vpn: Vpn) -> bool {
    tx.mm(mm).is_some_and(|mm| !mm.tables.is_pmd_writable(vpn))
}

/// Gives a process that faults a table of its own; room for it is made by the OOM killer.
///
/// # Errors
/// [`Signal::OomKill`] when the process itself was the OOM killer's choice.
pub(super) fn unshare_for_fault(tx: &mut Tx, who: Who, vpn: Vpn) -> Result<(), Signal> {
    while unshare(tx, who, vpn).is_err() {
        out_of_memory(tx, who.pid)?;
    }
    Ok(())
}

/// Gives a process tables of its own for all of a range, before its entries change.
///
/// # Errors
/// ENOMEM when there is no frame for a table.
pub(super) fn unshare_range(tx: &mut Tx, who: Who, range: PageRange) -> Result<(), Errno> {
    protected_spans(tx, who.mm, range).into_iter().try_for_each(|span| unshare(tx, who, span.start))
}

/// Makes the tables of a range ready to lose entries: the process lets go of shared tables that serve nothing else, and gets others of its own.
///
/// # Errors
/// ENOMEM when there is no frame for a table.
pub(super) fn prepare_unmap(tx: &mut Tx, who: Who, range: PageRange) -> Result<(), Errno> {
    for span in protected_spans(tx, who.mm, range) {
        let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(span));
        if vmas.iter().all(|vma| range.start <= vma.start.max(span.start) && vma.end.min(span.end) <= range.end) {
            leave(tx, who.mm, span);
        } else {
            unshare(tx, who, span.start)?;
        }
    }
    Ok(())
}

/// Lets go of all shared tables, when the address space goes.
pub(super) fn leave_all(tx: &mut Tx, who: Who) {
    let spans = protected_spans(tx, who.mm, super::EVERYWHERE);
    if !spans.is_empty() {
        tx.note(Note::LeavingTables { pid: who.pid, tables: spans.len() as u64 });
    }
    spans.into_iter().for_each(|span| leave(tx, who.mm, span));
}

fn protected_spans(tx: &Tx, mm: MmId, range: PageRange) -> Vec<PageRange> {
    tx.mm(mm).map_or(Vec::new(), |mm| mm.tables.protected_spans(range).collect())
}

fn unshare(tx: &mut Tx, who: Who, vpn: Vpn) -> Result<(), Errno> {
    let span = Level::Pte.span(tx.page_size(), vpn);
    let Some(from) = tx.mm(who.mm).and_then(|mm| mm.tables.table(Level::Pte, vpn)) else { return Ok(()) };
    if tx.frame(from).is_some_and(|frame| frame.refcount > 1) {
        copy_table(tx, who, span, from)?;
    } else {
        tx.note(Note::KeepingTable { pid: who.pid, range: span, pfn: from });
    }
    set_pmd_writable(tx, who.mm, span.start, true);
    Ok(())
}

/// A table of its own, with the same entries; now the pages are shared, and write-protected on both sides.
fn copy_table(tx: &mut Tx, who: Who, span: PageRange, from: Pfn) -> Result<(), Errno> {
    if tx.frames().next_table().is_none() {
        return Err(Errno::ENOMEM);
    }
    let Census { pages, private, .. } = census(tx, who.mm, span);
    tx.note(Note::UnsharingTable { pid: who.pid, range: span, from, pages });
    let to = table_frame(tx, who, Level::Pte)?;
    tx.emit(Effect::TableUnshared { mm: who.mm, base: span.start, from, to, private });
    let other = tx.mms().find(|(_, mm)| mm.tables.table(Level::Pte, span.start) == Some(from)).map(|(id, _)| id);
    let ptes: Vec<(Vpn, Pte)> = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.tables.populated(span).collect());
    for (vpn, pte) in ptes {
        let Some(vma) = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied() else { continue };
        if let Some(pfn) = pte.pfn().filter(|pfn| tx.frame(*pfn).is_some_and(|frame| frame.kind.rss().is_some())) {
            tx.get_frame(pfn, Holder::Mapping);
            tx.add_rmap(who.mm, pfn, &vma);
            tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::EXCLUSIVE);
        }
        if !vma.is_shared() {
            for mm in other.into_iter().chain([who.mm]) {
                tx.set_pte(mm, vpn, pte.wrprotect());
            }
        }
    }
    tx.put_frame(from, Holder::PageTable);
    Ok(())
}

/// Lets go of a table; what it maps stays mapped for the others. A table that nobody else uses stays.
fn leave(tx: &mut Tx, mm: MmId, span: PageRange) {
    let Some(pfn) = tx.mm(mm).and_then(|mm| mm.tables.table(Level::Pte, span.start)) else { return };
    if tx.frame(pfn).is_some_and(|frame| frame.refcount < 2) {
        set_pmd_writable(tx, mm, span.start, true);
        return;
    }
    let Census { private, rss, .. } = census(tx, mm, span);
    for (kind, pages) in rss {
        tx.add_rss(mm, kind, -pages);
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(mm) });
    tx.emit(Effect::TableLeft { mm, base: span.start, pfn, private });
    tx.put_frame(pfn, Holder::PageTable);
}

fn set_pmd_writable(tx: &mut Tx, mm: MmId, base: Vpn, to: bool) {
    let Some(from) = tx.mm(mm).map(|mm| mm.tables.is_pmd_writable(base)) else { return };
    if from != to {
        tx.emit(Effect::PmdChanged { mm, base, from, to });
    }
}
