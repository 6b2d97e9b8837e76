//! One frame on its way out (`shrink_folio_list`): a slot, the entries that map it, the write, and the frame itself.

use super::huge_split::split_folio;
use super::reclaim::is_held;
use super::swap::{alloc_slot, duplicate, uncache};
use crate::addr::{Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Holder, Tally};
use crate::frame::{FrameFlags, FrameKind, FrameView};
use crate::hold::HoldKind;
use crate::machine::Tx;
use crate::mm::{MmId, RssKind};
use crate::note::{Note, ReclaimVerdict};
use crate::pte::Pte;
use crate::swap::Slot;
use crate::task::Pid;
use crate::tlb::TlbScope;

/// The entries that map some frames, in order of frame, address space and page: what Linux finds by its reverse mapping.
pub(super) struct Mappings(pub(super) Vec<(Pfn, MmId, Vpn)>);

impl Mappings {
    fn of(&self, pfn: Pfn) -> &[(Pfn, MmId, Vpn)] {
        let from = self.0.partition_point(|entry| entry.0 < pfn);
        let to = self.0.partition_point(|entry| entry.0 <= pfn);
        &self.0[from..to]
    }
}

/// What becomes of a frame whose bytes had to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It is free: memory is short.
    Free,
    /// The swap cache keeps it until memory is short: what `MADV_PAGEOUT` leaves behind, since the write is under way when it returns.
    StayCached,
}

/// Takes a frame away from all that map it and gets its bytes out of memory; tells whether the frame is free.
pub(super) fn page_out(tx: &mut Tx, pid: Pid, pfn: Pfn, mappings: &Mappings, afterwards: Afterwards) -> bool {
    if let Some((head, _)) = tx.folio(pfn) {
        split_folio(tx, pid, head);
    }
    let Some(frame) = tx.frame_view(pfn).filter(|frame| frame.folio.is_none()) else { return false };
    let maps = mappings.of(pfn);
    let advised = afterwards == Afterwards::StayCached && matches!(frame.kind, FrameKind::Shmem { .. });
    let decided = decide(tx, frame, maps, afterwards);
    let unmaps = match decided {
        ReclaimVerdict::Evict | ReclaimVerdict::SwapOut => true,
        ReclaimVerdict::KeepNoSwap => advised,
        ReclaimVerdict::Discard
        | ReclaimVerdict::KeepRewritten
        | ReclaimVerdict::KeepDirty
        | ReclaimVerdict::KeepHeld => false,
    };
    let held = tx.frame(pfn).is_some_and(|frame| is_held(tx, pfn, &frame));
    if held && decided == ReclaimVerdict::Discard {
        // Its entry is put back: who holds it may write to it yet (`try_to_unmap_one`).
        return false;
    }
    let verdict = if held && unmaps { ReclaimVerdict::KeepHeld } else { decided };
    tx.note(Note::ReclaimDecided { pid, frame, verdict });
    match verdict {
        ReclaimVerdict::Discard => discard(tx, pid, pfn, maps),
        ReclaimVerdict::Evict => evict(tx, pid, frame, maps),
        ReclaimVerdict::SwapOut => return swap_out(tx, pid, frame, maps, afterwards),
        ReclaimVerdict::KeepNoSwap => {
            // Shared memory is unmapped before anybody looks for a slot.
            if advised {
                unmap(tx, pid, pfn, maps, None);
            }
            tx.flag_frame(pfn, FrameFlags::ACTIVE, FrameFlags::empty());
            return false;
        }
        ReclaimVerdict::KeepHeld => {
            keep_held(tx, pid, frame, maps);
            return false;
        }
        ReclaimVerdict::KeepRewritten => {
            // `try_to_unmap_one` puts the entry back, and the page is anonymous memory like any other again.
            tx.flag_frame(pfn, FrameFlags::DIRTY | FrameFlags::ACTIVE, FrameFlags::LAZYFREE);
            return false;
        }
        ReclaimVerdict::KeepDirty => {
            unmap(tx, pid, pfn, maps, None);
            tx.flag_frame(pfn, FrameFlags::DIRTY | FrameFlags::ACTIVE, FrameFlags::empty());
            return false;
        }
    }
    true
}

/// What reclaim does with a frame. A page of shared memory that nobody wrote to is zeros and needs no slot; but without swap only advice looks at such
/// pages at all, as they stand in the lists of anonymous memory (`can_reclaim_anon_pages`). Advice looks once: a page that was given up and written
/// again it only finds to be in use. When memory is short, the next look follows at once, and is the one that counts here.
fn decide(tx: &Tx, frame: FrameView, maps: &[(Pfn, MmId, Vpn)], afterwards: Afterwards) -> ReclaimVerdict {
    let flags = tx.frame(frame.pfn).map_or(FrameFlags::empty(), |frame| frame.flags);
    let dirty = flags.contains(FrameFlags::DIRTY) || maps.iter().any(|(_, mm, vpn)| pte_at(tx, *mm, *vpn).is_dirty());
    let has_slot = frame.swap_entries.is_some();
    let is_scanned = afterwards == Afterwards::StayCached || tx.swap().next_free().is_some();
    match frame.kind {
        FrameKind::File { .. } if dirty => ReclaimVerdict::KeepDirty,
        FrameKind::File { .. } => ReclaimVerdict::Evict,
        FrameKind::Anon if flags.contains(FrameFlags::LAZYFREE) && !dirty => ReclaimVerdict::Discard,
        FrameKind::Anon if flags.contains(FrameFlags::LAZYFREE) && afterwards == Afterwards::StayCached => {
            ReclaimVerdict::KeepRewritten
        }
        FrameKind::Anon if has_slot && !dirty => ReclaimVerdict::Evict,
        FrameKind::Shmem { .. } if !dirty && (has_slot || is_scanned) => ReclaimVerdict::Evict,
        FrameKind::Anon | FrameKind::Shmem { .. } if has_slot || tx.swap().next_free().is_some() => {
            ReclaimVerdict::SwapOut
        }
        FrameKind::Anon | FrameKind::Shmem { .. } | FrameKind::Zero | FrameKind::Ksm | FrameKind::Table { .. } => {
            ReclaimVerdict::KeepNoSwap
        }
    }
}

/// Unmaps a page that something else holds, which shows only then: it stays in the page cache, or in the swap cache, unwritten.
fn keep_held(tx: &mut Tx, pid: Pid, frame: FrameView, maps: &[(Pfn, MmId, Vpn)]) {
    let pfn = frame.pfn;
    let slot = match frame.kind {
        FrameKind::Anon => match tx.swap().slot_of(pfn).or_else(|| alloc_slot(tx, pid, pfn)) {
            Some(slot) => Some(slot),
            None => return,
        },
        FrameKind::Zero
        | FrameKind::Ksm
        | FrameKind::File { .. }
        | FrameKind::Shmem { .. }
        | FrameKind::Table { .. } => None,
    };
    unmap(tx, pid, pfn, maps, slot);
    if slot.is_some() {
        tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
    }
    if is_pinned(tx, pfn) {
        tx.flag_frame(pfn, FrameFlags::ACTIVE, FrameFlags::empty());
    }
}

/// Whether a page may be pinned (`folio_maybe_dma_pinned`).
pub(super) fn is_pinned(tx: &Tx, pfn: Pfn) -> bool {
    tx.refcount(pfn) >= HoldKind::Pin.references()
}

fn discard(tx: &mut Tx, pid: Pid, pfn: Pfn, maps: &[(Pfn, MmId, Vpn)]) {
    unmap(tx, pid, pfn, maps, None);
}

/// Unmaps a clean frame and lets the cache drop it.
fn evict(tx: &mut Tx, pid: Pid, frame: FrameView, maps: &[(Pfn, MmId, Vpn)]) {
    let pfn = frame.pfn;
    let slot = tx.swap().slot_of(pfn);
    if !maps.is_empty() {
        unmap(tx, pid, pfn, maps, slot);
    }
    tx.note(Note::Evicting { pid, pfn });
    if let Some(slot) = slot {
        uncache(tx, pfn, slot);
        tx.put_frame(pfn, Holder::SwapCache);
    } else if let FrameKind::File { file, index } | FrameKind::Shmem { file, index } = frame.kind {
        if tx.frame(pfn).is_some_and(|frame| frame.flags.contains(FrameFlags::PRIVATE)) {
            tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::PRIVATE);
            tx.put_frame(pfn, Holder::Buffers);
        }
        tx.emit(Effect::PageUncached { file, index, pfn });
        tx.put_frame(pfn, Holder::PageCache);
    }
}

/// Gives the page a slot if it has none, points the entries at the slot, and writes the bytes there. Zeros are not written: since 6.12 a bit of the
/// area stands for them (`swap_zeromap_folio_set`).
fn swap_out(tx: &mut Tx, pid: Pid, frame: FrameView, maps: &[(Pfn, MmId, Vpn)], afterwards: Afterwards) -> bool {
    let pfn = frame.pfn;
    let slot = match frame.kind {
        FrameKind::Shmem { file, index } => {
            if !maps.is_empty() {
                unmap(tx, pid, pfn, maps, None);
            }
            let Some(slot) = alloc_slot(tx, pid, pfn) else { return false };
            tx.emit(Effect::ShmemSwapped { file, index, slot: Some(slot) });
            duplicate(tx, slot);
            tx.emit(Effect::PageUncached { file, index, pfn });
            tx.put_frame(pfn, Holder::PageCache);
            slot
        }
        FrameKind::Zero | FrameKind::Anon | FrameKind::Ksm | FrameKind::File { .. } | FrameKind::Table { .. } => {
            let Some(slot) = tx.swap().slot_of(pfn).or_else(|| alloc_slot(tx, pid, pfn)) else { return false };
            unmap(tx, pid, pfn, maps, Some(slot));
            slot
        }
    };
    let zeros = tx.frame(pfn).is_some_and(|frame| frame.contents == Contents::ZERO);
    tx.note(Note::WritingSwap { pid, pfn, slot, zeros });
    tx.emit(Effect::SwapWritten { slot, pfn });
    if !zeros {
        tx.emit(Effect::Tallied(Tally::SwapOut));
    }
    let aged = FrameFlags::DIRTY | FrameFlags::REFERENCED | FrameFlags::ACTIVE | FrameFlags::LAZYFREE;
    tx.flag_frame(pfn, FrameFlags::empty(), aged);
    // No write of zeros is under way.
    let goes = afterwards == Afterwards::Free || zeros;
    if goes {
        tx.note(Note::Evicting { pid, pfn });
        uncache(tx, pfn, slot);
        tx.put_frame(pfn, Holder::SwapCache);
    }
    goes
}

/// Takes a frame away from the entries that map it. With a slot each becomes a swap entry that holds the slot, exclusive if the page was
/// (`try_to_unmap_one`).
fn unmap(tx: &mut Tx, pid: Pid, pfn: Pfn, maps: &[(Pfn, MmId, Vpn)], slot: Option<Slot>) {
    tx.note(Note::UnmappingFrame { pid, pfn, ptes: maps.len() as u32 });
    let Some(view) = tx.frame_view(pfn) else { return };
    let Some(rss) = view.kind.rss() else { return };
    for (_, mm, vpn) in maps {
        let (mm, vpn) = (*mm, *vpn);
        let Some(vma) = tx.mm(mm).and_then(|mm| mm.vma(vpn)).copied() else { continue };
        if pte_at(tx, mm, vpn).is_dirty() {
            tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
        }
        tx.set_pte(mm, vpn, slot.map_or(Pte::NONE, |slot| Pte::swapped(slot, view.exclusive)));
        tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(mm, vpn) });
        tx.add_rss(mm, rss, -1);
        if let Some(slot) = slot {
            duplicate(tx, slot);
            tx.add_rss(mm, RssKind::Swap, 1);
        }
        tx.remove_rmap(mm, pfn, &vma);
        tx.put_frame(pfn, Holder::Mapping);
    }
    tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::EXCLUSIVE);
}

fn pte_at(tx: &Tx, mm: MmId, vpn: Vpn) -> Pte {
    tx.mm(mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn))
}
