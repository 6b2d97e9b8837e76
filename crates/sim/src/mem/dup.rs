//! fork's half of memory: the child's VMAs and page tables (`dup_mmap`, `copy_page_range`).

use super::alloc;
use super::anon::new_anon_vma;
use super::fault::fresh_pte;
use super::zap::insert_vma;
use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Fill, Holder, Tally};
use crate::errno::Errno;
use crate::frame::{FrameFlags, FrameKind};
use crate::hold::HoldKind;
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::{Access, Note, VmaVerdict};
use crate::policy::{PteVerdict, RangeVerdict};
use crate::pte::Pte;
use crate::tables::Level;
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// The two sides of a fork.
#[derive(Clone, Copy)]
struct Fork {
    parent: Who,
    child: Who,
}

/// Fills the child's empty address space from the parent's.
///
/// # Errors
/// ENOMEM when a charge is refused or frames run out; what had been made of the child's address space is for the caller to take back.
/// The parent's pages that were already shared stay write-protected, as in Linux: its next write to each finds it alone and reuses it.
pub(crate) fn dup_mmap(tx: &mut Tx, parent: Who, child: Who) -> Result<(), Errno> {
    if let (Some(from), Some(to)) = (tx.mm(child.mm).map(|mm| mm.brk), tx.mm(parent.mm).map(|mm| mm.brk)) {
        tx.emit(Effect::BrkMoved { mm: child.mm, from, to });
    }
    let result = dup_vmas(tx, Fork { parent, child });
    tx.note(Note::FlushingTlb { pid: parent.pid });
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(parent.mm) });
    result
}

fn dup_vmas(tx: &mut Tx, fork: Fork) -> Result<(), Errno> {
    let vmas: Vec<Vma> = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.vmas.values().copied().collect());
    for vma in vmas {
        let verdict = match vma.flags {
            flags if flags.contains(VmFlags::DONTCOPY) => VmaVerdict::LeftOut,
            flags if flags.contains(VmFlags::WIPEONFORK) => VmaVerdict::Wiped,
            _ => VmaVerdict::Inherited,
        };
        tx.note(Note::CopyingVma { pid: fork.parent.pid, child: fork.child.pid, vma, verdict });
        if verdict == VmaVerdict::LeftOut {
            continue;
        }
        let (config, total) = (tx.config().overcommit, u64::from(tx.config().ram));
        if vma.flags.contains(VmFlags::ACCOUNT) && !config.allows(vma.pages(), total) {
            return Err(Errno::ENOMEM);
        }
        let inherited = vma.anon_vma.filter(|_| verdict == VmaVerdict::Inherited);
        let anon_vma = inherited.map(|anon| new_anon_vma(tx, anon.chain + 1));
        // Locks are not inherited.
        let inherited = Vma { anon_vma, flags: vma.flags - VmFlags::LOCKED, ..vma };
        insert_vma(tx, fork.child.mm, inherited);
        if verdict == VmaVerdict::Inherited {
            copy_range(tx, fork, &inherited)?;
        }
    }
    Ok(())
}

fn copy_range(tx: &mut Tx, fork: Fork, vma: &Vma) -> Result<(), Errno> {
    let verdict = tx.config().copy.on_vma(vma);
    let (pid, child) = (fork.parent.pid, fork.child.pid);
    tx.note(Note::CopyingRange { pid, child, vma: *vma, verdict });
    if verdict == RangeVerdict::LeaveToFaults {
        return Ok(());
    }
    for (level, at) in upper_tables(tx, fork.parent, vma.range()) {
        alloc::tables(tx, fork.child, at, level)?;
    }
    let spans = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.tables.leaf_spans(vma.range()));
    for span in spans {
        alloc::tables(tx, fork.child, span.start, Level::Pte)?;
        let part = span.intersect(vma.range());
        let ptes: Vec<_> = tx.mm(fork.parent.mm).map_or(Vec::new(), |mm| mm.tables.populated(part).collect());
        copy_ptes(tx, fork, vma, &ptes)?;
    }
    Ok(())
}

/// The upper tables that serve a range. The child gets each of them, whatever is in it.
fn upper_tables(tx: &Tx, who: Who, range: PageRange) -> Vec<(Level, Vpn)> {
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    let serving = |level: Level| {
        let parts = mm.tables.tables(level).into_iter().map(move |(base, _)| level.span(base).intersect(range));
        parts.filter(|part| !part.is_empty()).map(move |part| (level, part.start))
    };
    [Level::Pud, Level::Pmd].into_iter().flat_map(serving).collect()
}

/// Copies the present entries of one page table; a run of equal treatment is one step.
fn copy_ptes(tx: &mut Tx, fork: Fork, vma: &Vma, ptes: &[(Vpn, Pte)]) -> Result<(), Errno> {
    let verdict_of = |tx: &Tx, pte: Pte| {
        let frame = pte.pfn().and_then(|pfn| tx.frame(pfn));
        let kind = frame.map_or(FrameKind::Zero, |frame| frame.kind);
        if frame.is_some_and(|frame| maybe_dma_pinned(tx, frame.refcount)) {
            tx.config().copy.on_pinned_pte(vma, kind)
        } else {
            tx.config().copy.on_present_pte(vma, kind)
        }
    };
    let verdicts: Vec<PteVerdict> = ptes.iter().map(|(_, pte)| verdict_of(tx, *pte)).collect();
    let mut from = 0;
    while let Some(verdict) = verdicts.get(from).copied() {
        let len = verdicts[from..].iter().take_while(|other| **other == verdict).count();
        let run = &ptes[from..from + len];
        let range = PageRange { start: run[0].0, end: run[len - 1].0.plus(1) };
        let (pid, child) = (fork.parent.pid, fork.child.pid);
        tx.note(Note::CopyingPtes { pid, child, range, pages: len as u64, verdict });
        for (vpn, pte) in run {
            match verdict {
                PteVerdict::ShareWriteProtected => share(tx, fork, vma, *vpn, (*pte, pte.wrprotect())),
                PteVerdict::ShareAsIs => share(tx, fork, vma, *vpn, (*pte, *pte)),
                PteVerdict::CopyNow => copy_now(tx, fork, vma, *vpn, (*pte, Pte::mkold))?,
                PteVerdict::CopyPinned => copy_now(tx, fork, vma, *vpn, (*pte, Pte::mkyoung))?,
            }
        }
        from += len;
    }
    Ok(())
}

/// Whether a frame with so many references may be pinned (`folio_maybe_dma_pinned`), on a machine that has pinned any.
fn maybe_dma_pinned(tx: &Tx, refcount: u32) -> bool {
    refcount >= HoldKind::Pin.references() && tx.holds().iter().any(|hold| hold.kind == HoldKind::Pin)
}

/// Both sides map the frame: the parent through `shared`, the child through the same entry, not accessed yet.
fn share(tx: &mut Tx, fork: Fork, vma: &Vma, vpn: Vpn, (pte, shared): (Pte, Pte)) {
    if let Some((pfn, rss)) = counted(tx, pte) {
        tx.get_frame(pfn, Holder::Mapping);
        tx.add_rmap(pfn, vma);
        tx.add_rss(fork.child.mm, rss, 1);
        tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::EXCLUSIVE);
    }
    tx.set_pte(fork.parent.mm, vpn, shared);
    tx.set_pte(fork.child.mm, vpn, shared.mkold());
}

fn counted(tx: &Tx, pte: Pte) -> Option<(Pfn, RssKind)> {
    let pfn = pte.pfn()?;
    Some((pfn, tx.frame(pfn)?.kind.rss()?))
}

/// The child gets a frame of its own at once (`copy_present_page`).
fn copy_now(tx: &mut Tx, fork: Fork, vma: &Vma, vpn: Vpn, (pte, aged): (Pte, fn(Pte) -> Pte)) -> Result<(), Errno> {
    let (Some(pfn), Some(source)) = (tx.frames().next_user(), pte.pfn()) else { return Err(Errno::ENOMEM) };
    tx.emit(Effect::FrameAllocated { pfn, kind: FrameKind::Anon });
    tx.get_frame(pfn, Holder::Mapping);
    let to = tx.frame(source).map_or(Contents::ZERO, |frame| frame.contents.clone());
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to, how: Fill::CopiedFrom(source) });
    tx.emit(Effect::Tallied(Tally::ForkCopy));
    super::anon::prepare_anon_vma(tx, fork.child.mm, vpn);
    tx.add_rmap(pfn, vma);
    tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    tx.add_rss(fork.child.mm, RssKind::Anon, 1);
    let fresh = aged(fresh_pte(vma, pfn, Access::Write));
    let usable = vma.is_accessible();
    tx.set_pte(fork.child.mm, vpn, if usable { fresh } else { fresh.modify(false, false) });
    Ok(())
}
