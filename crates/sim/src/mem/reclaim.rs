//! Making room: which frames go when memory is short (`mm/vmscan.c`).
//!
//! # Simplification: no LRU lists, no kswapd
//! Linux keeps frames on lists by age, moves them by their accessed bits, and has a thread that reclaims ahead of need. Here memory is reclaimed when it
//! has run out, 1/256 of it at a time, and frames go in this order: those that cost nothing (given up with `MADV_FREE` and not written since; clean and
//! mapped by nobody), then those that nobody has used lately (no accessed bit in a PTE, neither PG_referenced nor PG_active: what `MADV_COLD` makes of a
//! page), then all others; equals by frame number, behind the last one that went. Accessed bits are not cleared on the way. A program could tell by
//! which of its pages fault again.
//!
//! # Simplification: writing is done at once, and only to swap
//! Linux starts the write and frees the frame at a later look. Here the frame is free at once. Dirty pages of files stay: writing them back is
//! the flusher's work, which is not modelled.
//!
//! # Simplification: large folios are split before they go
//! Linux gives a large folio as many slots in a row, if there are any, and writes it as a whole; only without such it splits it. Here it is split in any case.
//! A program could tell by `thp_split_page` and `thp_swpout` of `/proc/vmstat`.
//!
//! # Simplification: merged pages and those in shared page tables stay
//! Linux can swap out a KSM frame. Here it stays in memory, and so does what a page table maps that on-demand fork shares.

use super::huge_split::split_deferred;
use super::swapout::{page_out, Afterwards, Mappings};
use super::{Who, EVERYWHERE};
use crate::addr::{Pfn, Vpn};
use crate::command::{Outcome, Ret};
use crate::effect::Effect;
use crate::errno::{Errno, Refused};
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::MmId;
use crate::note::Note;
use crate::pte::Pte;
use crate::task::Pid;

/// Reclaim frees this part of all frames at a time.
const SHARE: u32 = 256;

/// Frees frames because the world outside asks for it (`memory.reclaim`).
///
/// # Errors
/// EAGAIN when fewer could be freed.
pub(crate) fn reclaim(tx: &mut Tx, pages: u64) -> Result<Outcome, Refused> {
    let wanted = u32::try_from(pages).unwrap_or(u32::MAX);
    if shrink(tx, Pid::OUTSIDE, wanted, None) < wanted {
        return Err(Errno::EAGAIN.into());
    }
    Ok(Outcome::of(Ret::Done))
}

/// Frees at least `needed` frames, and some more while it is at it, if any can go. The frame behind the page that the fault is about stays.
/// False when nothing could go: then it is for the OOM killer.
pub(super) fn make_room(tx: &mut Tx, who: Who, vpn: Vpn, needed: u32) -> bool {
    let keep = tx.mm(who.mm).and_then(|mm| mm.tables.get(vpn).pfn());
    let wanted = needed.max(tx.config().ram / SHARE);
    // Parts of large folios that nobody maps are to be had for nothing.
    if split_deferred(tx, who.pid, keep) {
        return true;
    }
    shrink(tx, who.pid, wanted, keep) > 0
}

/// Frees up to `wanted` frames; gives how many.
fn shrink(tx: &mut Tx, pid: Pid, wanted: u32, keep: Option<Pfn>) -> u32 {
    let mut victims = candidates(tx, keep);
    if victims.is_empty() {
        return 0;
    }
    tx.note(Note::Reclaiming { pid, wanted: wanted.into() });
    let mut freed = 0;
    while freed < wanted && !victims.is_empty() {
        // Those that cannot go after all, for want of slots, make place for others.
        let rest = victims.split_off(victims.len().min((wanted - freed) as usize));
        let mappings = mappings_of(tx, &victims);
        for pfn in victims {
            if page_out(tx, pid, pfn, &mappings, Afterwards::Free) {
                freed += 1;
                tx.emit(Effect::ReclaimHandMoved { to: pfn });
            }
        }
        victims = rest;
    }
    freed
}

/// What the frames are worth, the cheapest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Nothing,
    Unused,
    Used,
}

/// The frames that may go, in the order in which they go.
fn candidates(tx: &Tx, keep: Option<Pfn>) -> Vec<Pfn> {
    let uses = uses(tx);
    let hand = tx.reclaim_hand();
    let rank = |pfn: Pfn, frame: &Frame| {
        let worth = worth(tx, pfn, frame, uses.get(pfn.0 as usize).copied().unwrap_or_default())?;
        // A full area makes frames that need a slot stay: they are not even looked at.
        let stuck = worth != Worth::Nothing && needs_slot(tx, pfn, frame);
        (!stuck).then_some((worth, pfn <= hand, pfn))
    };
    let kept = keep.map(|pfn| tx.folio(pfn).map_or((pfn, 1), |(head, folio)| (head, folio.pages())));
    let is_kept = |pfn: Pfn| kept.is_some_and(|(first, pages)| pfn >= first && u64::from(pfn.0 - first.0) < pages);
    let frames = tx.frames().iter().filter(|(pfn, _)| !is_kept(*pfn));
    let mut ranked: Vec<_> = frames.filter_map(|(pfn, frame)| rank(pfn, &frame)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, pfn)| pfn).collect()
}

fn needs_slot(tx: &Tx, pfn: Pfn, frame: &Frame) -> bool {
    !matches!(frame.kind, FrameKind::File { .. }) && tx.swap().slot_of(pfn).is_none() && tx.swap().next_free().is_none()
}

/// How the page tables use a frame.
#[derive(Clone, Copy, Default)]
struct Use {
    accessed: bool,
    dirty: bool,
    /// A page table that several address spaces use maps it.
    by_shared_table: bool,
}

/// The bits of all entries, by frame.
fn uses(tx: &Tx) -> Vec<Use> {
    let mut uses = vec![Use::default(); tx.config().ram as usize];
    for (_, mm) in tx.mms() {
        let protected = mm.tables.protected_spans(EVERYWHERE).flat_map(|span| mm.tables.populated(span));
        for pfn in protected.filter_map(|(_, pte)| pte.pfn()) {
            if let Some(used) = uses.get_mut(pfn.0 as usize) {
                used.by_shared_table = true;
            }
        }
        for (_, pte) in mm.tables.populated(EVERYWHERE) {
            if let Some(used) = pte.pfn().and_then(|pfn| uses.get_mut(pfn.0 as usize)) {
                used.accessed |= pte.is_accessed();
                used.dirty |= pte.is_dirty();
            }
        }
    }
    uses
}

/// What a frame is worth; none if it cannot go.
fn worth(tx: &Tx, pfn: Pfn, frame: &Frame, used: Use) -> Option<Worth> {
    let flags = tx.page_flags(pfn);
    let dirty = used.dirty || flags.contains(FrameFlags::DIRTY);
    let cached = flags.contains(FrameFlags::SWAPCACHE);
    let reclaimable = match frame.kind {
        FrameKind::Anon => frame.mapcount > 0 || cached,
        FrameKind::File { .. } | FrameKind::Shmem { .. } => true,
        FrameKind::Zero | FrameKind::Ksm | FrameKind::Table { .. } => false,
    };
    let is_file = matches!(frame.kind, FrameKind::File { .. });
    if used.by_shared_table || is_held(tx, pfn, frame) || frame.mlocks > 0 || (is_file && dirty) || !reclaimable {
        return None;
    }
    let given_up = flags.contains(FrameFlags::LAZYFREE) && !dirty;
    let spare = frame.mapcount == 0 && (cached || is_file) && !dirty;
    let lately = used.accessed || flags.intersects(FrameFlags::REFERENCED | FrameFlags::ACTIVE);
    Some(match (given_up || spare, lately) {
        (true, _) => Worth::Nothing,
        (false, false) => Worth::Unused,
        (false, true) => Worth::Used,
    })
}

/// Whether something else than mappings and caches holds a frame: a pipe, a device. Such a frame stays. It may have outlived its object.
pub(super) fn is_held(tx: &Tx, pfn: Pfn, frame: &Frame) -> bool {
    if let Some((_, folio)) = tx.folio(pfn) {
        return folio.refcount != folio.large_mapcount;
    }
    let caches = match frame.kind {
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => {
            let cached = tx.file(file).and_then(|file| file.cache.get(&index)) == Some(&pfn);
            u32::from(cached) + u32::from(frame.flags.contains(FrameFlags::PRIVATE))
        }
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Zero | FrameKind::Table { .. } => {
            u32::from(frame.flags.contains(FrameFlags::SWAPCACHE))
        }
    };
    frame.refcount != frame.mapcount + caches
}

/// Who maps these frames: all entries, by frame.
pub(super) fn mappings_of(tx: &Tx, frames: &[Pfn]) -> Mappings {
    let mut wanted = frames.to_vec();
    wanted.sort_unstable();
    let mut found: Vec<(Pfn, MmId, Vpn)> = Vec::new();
    for (id, mm) in tx.mms() {
        let of_mm = |(vpn, pte): (Vpn, Pte)| {
            let pfn = pte.pfn().filter(|pfn| wanted.binary_search(pfn).is_ok())?;
            Some((pfn, id, vpn))
        };
        found.extend(mm.tables.populated(EVERYWHERE).filter_map(of_mm));
    }
    found.sort_unstable();
    Mappings(found)
}
