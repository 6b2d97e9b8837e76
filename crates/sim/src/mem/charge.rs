//! Charging frames to memory cgroups (`mem_cgroup_charge`, `try_charge_memcg`): room is made before a frame is taken.
//!
//! A group at its limit first loses clean pages of files that are charged to it; when there are none, the OOM killer takes one of its processes.
//!
//! # Simplification: a group does not swap
//! Linux would also send anonymous pages of the group to swap. Here only the whole machine swaps when its memory is short. A program can tell by which of its
//! pages fault again, and by who is killed.
//!
//! # Simplification: the lowest frame goes first
//! Linux keeps lists of pages by their last use and reclaims the oldest. Here reclaim takes pages that nobody maps before mapped ones, and of equals the lowest
//! frame number. A program can tell by which of its file pages it has to read again.

use super::cache::uncache;
use crate::addr::{Pfn, Vpn};
use crate::cgroup::{GroupEvent, GroupId};
use crate::effect::{Effect, Holder};
use crate::errno::{Errno, Signal};
use crate::file::FileId;
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::{MmId, RssKind};
use crate::note::Note;
use crate::proc::out_of_memory_in;
use crate::pte::Pte;
use crate::task::Pid;
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// How many pages one round of reclaim frees at most (`SWAP_CLUSTER_MAX`).
const BATCH: usize = 32;

/// The group that pays for what is done for a process.
fn payer(tx: &Tx, pid: Pid) -> Option<GroupId> {
    tx.task(pid)?.bounds.group
}

fn has_room(tx: &Tx, group: GroupId, pages: u64) -> bool {
    tx.groups().get(group).is_none_or(|group| group.has_room(pages))
}

/// Makes room for a fault's pages in the group of a process.
///
/// # Errors
/// [`Signal::OomKill`] when the process itself had to be killed for it.
pub(super) fn make_room(tx: &mut Tx, pid: Pid, pages: u64) -> Result<(), Signal> {
    let Some(group) = payer(tx, pid) else { return Ok(()) };
    while !reclaim_for(tx, pid, group, pages) {
        tx.emit(Effect::GroupEventCounted { group, event: GroupEvent::Oom });
        out_of_memory_in(tx, pid, group)?;
    }
    Ok(())
}

/// Makes room for a system call's page, without the OOM killer.
///
/// # Errors
/// ENOMEM when nothing can be reclaimed.
pub(super) fn find_room(tx: &mut Tx, pid: Pid) -> Result<(), Errno> {
    match payer(tx, pid) {
        Some(group) if !reclaim_for(tx, pid, group, 1) => Err(Errno::ENOMEM),
        Some(_) | None => Ok(()),
    }
}

/// Whether a page can be charged without taking anything away.
pub(super) fn has_room_for_one(tx: &Tx, pid: Pid) -> bool {
    payer(tx, pid).is_none_or(|group| has_room(tx, group, 1))
}

/// The group that has no room for a large folio, even after reclaim if the mapping asked for large folios; none when there is room. No process is killed for
/// one: small pages do as well.
pub(super) fn in_the_way_of_folio(tx: &mut Tx, pid: Pid, vma: &Vma, pages: u64) -> Option<GroupId> {
    let group = payer(tx, pid)?;
    let may_reclaim = vma.flags.contains(VmFlags::HUGEPAGE);
    let fits = if may_reclaim { reclaim_for(tx, pid, group, pages) } else { has_room(tx, group, pages) };
    (!fits).then_some(group)
}

/// The group that has no room for the huge page that MADV_COLLAPSE makes, even after reclaim; none when there is room.
pub(super) fn in_the_way_of_collapse(tx: &mut Tx, pid: Pid, pages: u64) -> Option<GroupId> {
    let group = payer(tx, pid)?;
    (!reclaim_for(tx, pid, group, pages)).then_some(group)
}

/// Charges a frame that was just taken.
pub(super) fn charge_frame(tx: &mut Tx, pid: Pid, pfn: Pfn, kind: FrameKind) {
    if let Some(group) = payer(tx, pid) {
        tx.emit(Effect::FrameCharged { pfn, kind, group });
    }
}

/// Whether there is room, after reclaim if need be.
fn reclaim_for(tx: &mut Tx, pid: Pid, group: GroupId, pages: u64) -> bool {
    if has_room(tx, group, pages) {
        return true;
    }
    tx.emit(Effect::GroupEventCounted { group, event: GroupEvent::Max });
    if let Some((current, max)) = tx.groups().get(group).map(|group| (group.current(), group.max)) {
        tx.note(Note::GroupAtLimit { pid, group, current, max });
    }
    while !has_room(tx, group, pages) {
        let clean = reclaimable(tx, group);
        if clean.is_empty() {
            return false;
        }
        tx.note(Note::ReclaimingCache { pid, group, pages: clean.len() as u64 });
        for (pfn, file, index) in clean {
            drop_page(tx, pfn, file, index);
        }
    }
    true
}

/// The next clean pages of files to go, those that nobody maps first.
fn reclaimable(tx: &Tx, group: GroupId) -> Vec<(Pfn, FileId, u64)> {
    let (mut unmapped, mut mapped) = (Vec::new(), Vec::new());
    for pfn in tx.groups().charged(group) {
        let Some(frame) = tx.frame(pfn).filter(may_go) else { continue };
        let FrameKind::File { file, index } = frame.kind else { continue };
        if frame.mapcount == 0 {
            unmapped.push((pfn, file, index));
        } else if unmapped.len() + mapped.len() < BATCH && is_clean_everywhere(tx, pfn, file, index) {
            mapped.push((pfn, file, index));
        }
        if unmapped.len() == BATCH {
            break;
        }
    }
    unmapped.extend(mapped);
    unmapped.truncate(BATCH);
    unmapped
}

/// Whether a frame is held by the page cache, its file system and mappings alone, and is clean.
pub(super) fn may_go(frame: &Frame) -> bool {
    let kept = frame.flags.contains(FrameFlags::DIRTY) || frame.mlocks > 0;
    let buffers = u32::from(frame.flags.contains(FrameFlags::PRIVATE));
    !kept && frame.refcount == frame.mapcount + 1 + buffers
}

/// Every entry that maps a page of a file (`rmap_walk_file`).
pub(super) fn entries(tx: &Tx, pfn: Pfn, file: FileId, index: u64) -> Vec<(MmId, Vma, Vpn, Pte)> {
    let mut found = Vec::new();
    for (id, mm) in tx.mms() {
        for vma in mm.vmas.values().filter(|vma| vma.file() == Some(file)) {
            let inside = index >= vma.pgoff && index - vma.pgoff < vma.pages();
            let vpn = vma.start.plus(index.saturating_sub(vma.pgoff));
            let pte = mm.tables.get(vpn);
            if inside && pte.pfn() == Some(pfn) {
                found.push((id, *vma, vpn, pte));
            }
        }
    }
    found
}

fn is_clean_everywhere(tx: &Tx, pfn: Pfn, file: FileId, index: u64) -> bool {
    entries(tx, pfn, file, index).iter().all(|(_, _, _, pte)| !pte.is_dirty())
}

/// Unmaps a clean page of a file everywhere and takes it out of the page cache.
fn drop_page(tx: &mut Tx, pfn: Pfn, file: FileId, index: u64) {
    for (mm, vma, vpn, _) in entries(tx, pfn, file, index) {
        tx.set_pte(mm, vpn, Pte::NONE);
        tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(mm, vpn) });
        tx.add_rss(mm, RssKind::File, -1);
        tx.remove_rmap(mm, pfn, &vma);
        tx.put_frame(pfn, Holder::Mapping);
    }
    uncache(tx, file, index, pfn);
}
