//! Slots of the swap area and the swap cache: who holds a slot, and when it is given back.

use super::Who;
use crate::addr::Pfn;
use crate::effect::{Effect, Holder};
use crate::frame::FrameFlags;
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::Note;
use crate::swap::Slot;
use crate::task::Pid;

/// One more entry holds the slot (`swap_duplicate`).
pub(super) fn duplicate(tx: &mut Tx, slot: Slot) {
    let Some(from) = tx.swap().get(slot).map(|slot| slot.entries) else { return };
    tx.emit(Effect::SwapEntriesChanged { slot, from, to: from + 1 });
}

/// One entry less holds the slot, which is free when nothing holds it and the swap cache has no frame for it (`swap_free`).
pub(super) fn free_entry(tx: &mut Tx, slot: Slot) {
    let Some((from, cached)) = tx.swap().get(slot).map(|slot| (slot.entries, slot.cached)) else { return };
    tx.emit(Effect::SwapEntriesChanged { slot, from, to: from.saturating_sub(1) });
    if from <= 1 && cached.is_none() {
        tx.emit(Effect::SlotFreed { slot });
    }
}

/// A swap entry that was taken out of a page table gives up its slot; with the last one a frame in the swap cache goes too
/// (`free_swap_and_cache`).
pub(super) fn zap_entry(tx: &mut Tx, mm: crate::mm::MmId, slot: Slot) {
    tx.add_rss(mm, RssKind::Swap, -1);
    free_slot_and_cache(tx, slot);
}

/// Gives up a hold of a slot, and the frame that the swap cache has for it if nobody maps that.
pub(super) fn free_slot_and_cache(tx: &mut Tx, slot: Slot) {
    free_entry(tx, slot);
    let cached = tx.swap().get(slot).and_then(|slot| slot.cached);
    if let Some(pfn) = cached.filter(|pfn| tx.frame(*pfn).is_some_and(|frame| frame.mapcount == 0)) {
        free_swap(tx, pfn);
    }
}

/// Takes a frame out of the swap cache and frees its slot, if no entry holds that any more. The bytes are in memory alone then, so the page is dirty
/// (`folio_free_swap`).
pub(super) fn free_swap(tx: &mut Tx, pfn: Pfn) {
    let Some(slot) = tx.swap().slot_of(pfn) else { return };
    if tx.swap().get(slot).is_some_and(|slot| slot.entries == 0) {
        uncache(tx, pfn, slot);
        tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::empty());
        tx.put_frame(pfn, Holder::SwapCache);
        tx.emit(Effect::SlotFreed { slot });
    }
}

/// The same, as a step of its own.
pub(super) fn drop_swap_cache(tx: &mut Tx, pid: Pid, pfn: Pfn) {
    let unneeded = |slot: &Slot| tx.swap().get(*slot).is_some_and(|slot| slot.entries == 0);
    if let Some(slot) = tx.swap().slot_of(pfn).filter(unneeded) {
        tx.note(Note::DroppingSwapCache { pid, pfn, slot });
        free_swap(tx, pfn);
    }
}

/// Drops the reference of a mapping that is gone. A frame that nobody maps leaves the swap cache if nobody needs its slot
/// (`free_swap_cache`).
pub(super) fn put_mapping(tx: &mut Tx, pfn: Pfn) {
    if tx.frame(pfn).is_some_and(|frame| frame.mapcount == 0) {
        free_swap(tx, pfn);
    }
    tx.put_frame(pfn, Holder::Mapping);
}

/// Gives a page a slot, and its frame to the swap cache. None when the swap area is full (`folio_alloc_swap`).
pub(super) fn alloc_slot(tx: &mut Tx, pid: Pid, pfn: Pfn) -> Option<Slot> {
    let slot = tx.swap().next_free()?;
    tx.note(Note::TakingSlot { pid, pfn, slot });
    tx.emit(Effect::SlotAllocated { slot });
    cache(tx, pfn, slot);
    Some(slot)
}

/// The swap cache holds a frame for a slot.
pub(super) fn cache(tx: &mut Tx, pfn: Pfn, slot: Slot) {
    tx.emit(Effect::SwapCached { slot, pfn });
    tx.get_frame(pfn, Holder::SwapCache);
    tx.flag_frame(pfn, FrameFlags::SWAPCACHE, FrameFlags::empty());
}

/// The swap cache forgets a frame; its reference is for the caller to drop.
pub(super) fn uncache(tx: &mut Tx, pfn: Pfn, slot: Slot) {
    tx.emit(Effect::SwapUncached { slot, pfn });
    tx.flag_frame(pfn, FrameFlags::empty(), FrameFlags::SWAPCACHE);
}

/// The slot that holds a page of an address space.
pub(super) fn slot_at(tx: &Tx, who: Who, vpn: crate::addr::Vpn) -> Option<Slot> {
    tx.mm(who.mm)?.tables.get(vpn).swap_slot()
}
