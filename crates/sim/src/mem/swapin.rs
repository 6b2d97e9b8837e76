//! Faults on pages that were swapped out (`do_swap_page`).
//!
//! # Simplification: readahead by a window of fixed size
//! Linux reads neighbours of the page along with it, up to 8 pages by default, and makes the window larger or smaller by how many of the last ones
//! were of use; on a disk that turns, neighbours are those in the next slots. Here the window is the one that it begins with elsewhere: 3 pages before,
//! 4 behind, within the VMA and the page table, as far as memory is free. A program could tell by the number of major faults.

use super::fault::{fresh_pte, Severity};
use super::{alloc, charge, swap, wp, Who};
use crate::addr::{PageRange, PageSize, Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Fill, Holder, Tally};
use crate::errno::Signal;
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::{Access, Note, Purpose};
use crate::pte::Pte;
use crate::swap::Slot;
use crate::tables::Level;
use crate::vma::Vma;

/// Pages of the readahead window before the page, and behind it.
const BEFORE: u64 = 3;
const BEHIND: u64 = 4;

/// Brings a page back: from the swap cache, or from its slot. The fault is major if the slot had to be read.
///
/// The order is the kernel's: find the frame, give up the slot, drop the swap cache if the slot is not worth keeping, decide whether the page is
/// exclusive, map it, and if a store still cannot go through, go on as for a write-protected page.
pub(super) fn swap_in(
    tx: &mut Tx,
    who: Who,
    access: Access,
    vma: &Vma,
    vpn: Vpn,
    entry: Pte,
) -> Result<Severity, Signal> {
    let Some(slot) = entry.swap_slot() else { return Ok(Severity::Minor) };
    let cached = tx.swap().get(slot).and_then(|slot| slot.cached);
    tx.note(Note::SwapCacheLookup { pid: who.pid, vpn, slot, cached });
    let (pfn, severity) = match cached {
        Some(pfn) => (pfn, Severity::Minor),
        None => (read(tx, who, vma, vpn, slot)?, Severity::Major),
    };
    // The lookup's reference, which becomes the mapping's.
    tx.get_frame(pfn, Holder::Mapping);
    give_up_slot(tx, who, access, vma, (slot, entry, pfn));
    let pte = map(tx, who, access, vma, vpn, (entry, pfn));
    if access == Access::Write && !pte.is_writable() {
        wp::private(tx, who, vma, vpn, pte)?;
    }
    Ok(severity)
}

fn give_up_slot(tx: &mut Tx, who: Who, access: Access, vma: &Vma, (slot, entry, pfn): (Slot, Pte, Pfn)) {
    let entries = tx.swap().get(slot).map_or(0, |slot| slot.entries.saturating_sub(1));
    tx.note(Note::FreeingSwapEntry { pid: who.pid, slot, entries, exclusive: entry.is_swap_exclusive() });
    swap::free_entry(tx, slot);
    if is_slot_worthless(tx, access, vma, pfn) {
        swap::drop_swap_cache(tx, who.pid, pfn);
    }
}

/// Whether the swap cache had better drop the page now (`should_try_to_free_swap`): swap space runs short, the page stays in memory anyway, or it
/// is about to be written and nobody else has it.
fn is_slot_worthless(tx: &Tx, access: Access, vma: &Vma, pfn: Pfn) -> bool {
    let Some(frame) = tx.frame(pfn) else { return false };
    let alone = frame.refcount == 2;
    tx.swap().is_filling() || vma.is_locked() || frame.mlocks > 0 || (access == Access::Write && alone)
}

fn map(tx: &mut Tx, who: Who, access: Access, vma: &Vma, vpn: Vpn, (entry, pfn): (Pte, Pfn)) -> Pte {
    let exclusive = entry.is_swap_exclusive() || tx.frame(pfn).is_some_and(|frame| frame.refcount == 1);
    let read_only = fresh_pte(vma, pfn, Access::Read);
    let pte = match access {
        _ if !exclusive || !vma.is_writable() => read_only,
        Access::Read => read_only.mkwrite(),
        Access::Write => read_only.mkwrite().mkdirty(),
    };
    tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
    tx.add_rss(who.mm, RssKind::Anon, 1);
    tx.add_rss(who.mm, RssKind::Swap, -1);
    tx.add_rmap(who.mm, pfn, vma);
    if exclusive {
        tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    }
    tx.set_pte(who.mm, vpn, pte);
    pte
}

/// Reads the page, and neighbours that are swapped out as well (`swap_vma_readahead`).
fn read(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, slot: Slot) -> Result<Pfn, Signal> {
    let first = alloc::free_frame(tx, who, vpn)?;
    let ahead: Vec<Slot> =
        window(tx.page_size(), vma, vpn).iter().filter_map(|near| swap::slot_at(tx, who, near)).collect();
    let uncached = |slot: &Slot| tx.swap().get(*slot).is_some_and(|slot| slot.cached.is_none());
    let mut missing: Vec<Slot> = ahead.into_iter().filter(|near| *near != slot && uncached(near)).collect();
    missing.truncate(tx.frames().free_count().saturating_sub(1) as usize);
    tx.note(Note::ReadingSwap { pid: who.pid, slot, pages: missing.len() as u64 + 1 });
    tx.note(Note::Allocating { pid: who.pid, vpn, pfn: first, purpose: Purpose::SwapIn });
    read_slot(tx, who, slot, first);
    for near in missing {
        let wanted = uncached_now(tx, near) && charge::has_room_for_one(tx, who.pid);
        let Some(pfn) = tx.frames().next_user().filter(|_| wanted) else { continue };
        read_slot(tx, who, near, pfn);
    }
    Ok(first)
}

fn uncached_now(tx: &Tx, slot: Slot) -> bool {
    tx.swap().get(slot).is_some_and(|slot| slot.cached.is_none())
}

fn window(page: PageSize, vma: &Vma, vpn: Vpn) -> PageRange {
    let around = PageRange { start: Vpn(vpn.0.saturating_sub(BEFORE)), end: vpn.plus(BEHIND + 1) };
    around.intersect(vma.range()).intersect(Level::Pte.span(page, vpn))
}

/// Fills a free frame from a slot; the swap cache holds it.
fn read_slot(tx: &mut Tx, who: Who, slot: Slot, pfn: Pfn) {
    tx.emit(Effect::FrameAllocated { pfn, kind: FrameKind::Anon });
    charge::charge_frame(tx, who.pid, pfn, FrameKind::Anon);
    fill(tx, slot, pfn);
    swap::cache(tx, pfn, slot);
}

/// Reads the bytes of a slot into a frame. Zeros were not written, and are not read (`swap_read_folio_zeromap`).
pub(super) fn fill(tx: &mut Tx, slot: Slot, pfn: Pfn) {
    let to = tx.swap().get(slot).map_or(Contents::ZERO, |slot| slot.contents.clone());
    let zeros = to == Contents::ZERO;
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to, how: Fill::FromSwap(slot) });
    if !zeros {
        tx.emit(Effect::Tallied(Tally::SwapIn));
    }
}
