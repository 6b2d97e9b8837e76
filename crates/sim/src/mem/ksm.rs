//! Kernel samepage merging: pages of mergeable memory that hold the same bytes share one frame (`mm/ksm.c`).
//!
//! A scan goes through the mergeable VMAs of all address spaces, in their order. Of two equal pages the later one's frame becomes the KSM frame, and both
//! are mapped to it read-only; every further equal page joins them. A write to such a page always copies it, even for its last user.
//!
//! # Simplification: one scan merges all there is to merge
//! ksmd goes through a number of pages at a time, remembers a checksum for each, and merges a page only if the checksum has not changed since its last
//! visit. Here a scan goes on until nothing is left to merge. Pages of zeros are merged like others (`use_zero_pages` is 0). A program could tell by
//! timing only.
//!
//! # Simplification: what is in the swap cache is not merged
//! Unless its slot can be given back. Linux merges such a page as well.

use super::anon::copied_frame;
use super::fault::fresh_pte;
use super::huge_split::split_folio;
use super::swap::{free_swap, put_mapping};
use super::{share, wp, Who, EVERYWHERE};
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::{Advice, Outcome, Ret};
use crate::contents::Contents;
use crate::effect::{Effect, Holder, Tally};
use crate::errno::Errno;
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::MmId;
use crate::note::{Access, Note};
use crate::pte::Pte;
use crate::task::Pid;
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// How many entries may map one KSM frame before ksmd makes another (`max_page_sharing`).
const MAX_SHARING: u32 = 256;

/// A page that ksmd looks at.
#[derive(Clone, Copy)]
struct Item {
    mm: MmId,
    vpn: Vpn,
}

/// Merges what can be merged.
pub(crate) fn ksm_scan(tx: &mut Tx) -> Outcome {
    let items = items(tx);
    tx.note(Note::KsmScanning { pages: items.len() as u64 });
    while scan(tx, &items) {}
    Outcome::of(Ret::Done)
}

/// The anonymous pages of mergeable memory, in the order in which they are looked at.
fn items(tx: &Tx) -> Vec<Item> {
    let mut items = Vec::new();
    for (id, mm) in tx.mms() {
        for vma in mm.vmas.values().filter(|vma| vma.flags.contains(VmFlags::MERGEABLE)) {
            let pages = mm.tables.populated(vma.range()).map(|(vpn, _)| Item { mm: id, vpn });
            // What on-demand fork shares a page table of is not looked at: its map counts tell nothing.
            items.extend(pages.filter(|item| mm.tables.is_pmd_writable(item.vpn) && frame_of(tx, *item).is_some()));
        }
    }
    items
}

/// The frame of a page, if it is anonymous.
fn frame_of(tx: &Tx, item: Item) -> Option<Pfn> {
    let pfn = tx.mm(item.mm)?.tables.get(item.vpn).pfn()?;
    tx.frame(pfn).is_some_and(|frame| frame.kind.is_anon()).then_some(pfn)
}

/// Goes through the pages once; tells whether any were merged.
fn scan(tx: &mut Tx, items: &[Item]) -> bool {
    let mut merged = false;
    let mut stable = Tree::default();
    for (pfn, frame) in tx.frames().iter().filter(|(_, frame)| frame.kind == FrameKind::Ksm) {
        stable.insert(&frame.contents, pfn);
    }
    let mut unstable: Tree<Item> = Tree::default();
    for item in items.iter().copied() {
        let Some(pfn) = frame_of(tx, item) else { continue };
        let Some((kind, contents)) = tx.frame(pfn).map(|frame| (frame.kind, frame.contents.clone())) else { continue };
        if kind == FrameKind::Ksm || !is_mergeable(tx, pfn) {
            continue;
        }
        let shared = stable.find(&contents, |pfn| has_room(tx, *pfn, &contents));
        let twin = unstable.find(&contents, |twin| is_twin(tx, *twin, pfn, &contents));
        if (shared.is_some() || twin.is_some()) && was_split(tx, item, twin) {
            merged = true;
            continue;
        }
        if let Some(shared) = shared {
            replace(tx, item, pfn, shared);
        } else if let Some((twin, its)) = twin.and_then(|twin| Some((twin, frame_of(tx, twin)?))) {
            share(tx, item, pfn);
            replace(tx, twin, its, pfn);
            stable.insert(&contents, pfn);
        } else {
            unstable.insert(&contents, item);
            continue;
        }
        merged = true;
    }
    merged
}

fn has_room(tx: &Tx, pfn: Pfn, contents: &Contents) -> bool {
    tx.frame(pfn).is_some_and(|frame| frame.mapcount < MAX_SHARING && frame.contents == *contents)
}

/// Whether a page seen before holds the same bytes in another frame. What fork shares is not merged: it is one frame already.
fn is_twin(tx: &Tx, twin: Item, pfn: Pfn, contents: &Contents) -> bool {
    let same =
        |other: Pfn| tx.frame(other).is_some_and(|frame| frame.kind == FrameKind::Anon && frame.contents == *contents);
    frame_of(tx, twin).is_some_and(|other| other != pfn && same(other)) && is_mergeable_now(tx, frame_of(tx, twin))
}

/// Whether nothing but mappings holds the frame (`write_protect_page`). A swap slot that nobody needs is given back for that.
fn is_mergeable(tx: &mut Tx, pfn: Pfn) -> bool {
    free_swap(tx, pfn);
    is_mergeable_now(tx, Some(pfn))
}

fn is_mergeable_now(tx: &Tx, pfn: Option<Pfn>) -> bool {
    if let Some((_, folio)) = pfn.and_then(|pfn| tx.folio(pfn)) {
        return folio.refcount == folio.large_mapcount;
    }
    let frame = pfn.and_then(|pfn| tx.frame(pfn));
    frame.is_some_and(|frame| frame.refcount == frame.mapcount && !frame.flags.contains(FrameFlags::SWAPCACHE))
}

/// A page's own frame becomes a KSM frame: read-only, and dirty so that it is not lost.
fn share(tx: &mut Tx, item: Item, pfn: Pfn) {
    tx.note(Note::KsmSharing { pid: owner(tx, item.mm), vpn: item.vpn, pfn });
    write_protect(tx, item, pfn);
    tx.emit(Effect::KindChanged { pfn, from: FrameKind::Anon, to: FrameKind::Ksm });
    tx.flag_frame(pfn, FrameFlags::DIRTY, FrameFlags::LAZYFREE);
    tx.mark_accessed(pfn);
}

/// Splits the large folios of pages that are to be merged (`split_huge_page`); true if there were any. What was zeros there has no frame any more.
fn was_split(tx: &mut Tx, item: Item, twin: Option<Item>) -> bool {
    let mut found = false;
    for item in [Some(item), twin].into_iter().flatten() {
        if let Some((head, _)) = frame_of(tx, item).and_then(|pfn| tx.folio(pfn)) {
            split_folio(tx, owner(tx, item.mm), head);
            found = true;
        }
    }
    found
}

fn write_protect(tx: &mut Tx, item: Item, pfn: Pfn) {
    let pte = tx.mm(item.mm).map_or(Pte::NONE, |mm| mm.tables.get(item.vpn));
    // The entry's dirty bit goes, and may be the only word of what the frame holds.
    let dirty = if pte.is_dirty() { FrameFlags::DIRTY } else { FrameFlags::empty() };
    tx.flag_frame(pfn, dirty, FrameFlags::EXCLUSIVE);
    tx.set_pte(item.mm, item.vpn, pte.wrprotect().mkclean());
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(item.mm, item.vpn) });
}

/// Points a page at a KSM frame in place of its own.
fn replace(tx: &mut Tx, item: Item, from: Pfn, to: Pfn) {
    let Item { mm, vpn } = item;
    let Some(vma) = tx.mm(mm).and_then(|mm| mm.vma(vpn)).copied() else { return };
    tx.note(Note::KsmMerging { pid: owner(tx, mm), vpn, from, to });
    write_protect(tx, item, from);
    tx.get_frame(to, Holder::Mapping);
    tx.add_rmap(mm, to, &vma);
    let pte = fresh_pte(&vma, to, Access::Read);
    let executable = vma.flags.contains(VmFlags::EXEC);
    tx.set_pte(mm, vpn, if vma.is_accessible() { pte } else { pte.modify(false, executable) });
    tx.remove_rmap(mm, from, &vma);
    put_mapping(tx, from);
}

/// The lowest process that uses an address space.
fn owner(tx: &Tx, mm: MmId) -> Pid {
    tx.tasks().find(|task| task.mm == Some(mm)).map_or(Pid::OUTSIDE, |task| task.pid)
}

/// Gives every merged page of a range a frame of its own again, as if each were to be read by someone who must not share it (`unmerge_ksm_pages`,
/// `FAULT_FLAG_UNSHARE`): the copies are exclusive, clean and read-only.
///
/// # Errors
/// ENOMEM when frames run out and the process is killed for it.
fn unmerge(tx: &mut Tx, who: Who, part: PageRange) -> Result<(), Errno> {
    let pages: Vec<Vpn> =
        tx.mm(who.mm).map_or(Vec::new(), |mm| mm.tables.populated(part).map(|(vpn, _)| vpn).collect());
    for vpn in pages {
        let item = Item { mm: who.mm, vpn };
        let merged = |pfn: &Pfn| tx.frame(*pfn).is_some_and(|frame| frame.kind == FrameKind::Ksm);
        let Some(pfn) = frame_of(tx, item).filter(merged) else { continue };
        break_page(tx, who, vpn, pfn)?;
    }
    Ok(())
}

fn break_page(tx: &mut Tx, who: Who, vpn: Vpn, pfn: Pfn) -> Result<(), Errno> {
    let (Some(vma), Some(old)) = (tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied(), tx.frame_view(pfn)) else {
        return Ok(());
    };
    tx.note(Note::KsmBreaking { pid: who.pid, vpn, pfn });
    let new = copied_frame(tx, who, vpn, pfn).map_err(|_| Errno::ENOMEM)?;
    let pte = fresh_pte(&vma, new, Access::Read);
    let executable = vma.flags.contains(VmFlags::EXEC);
    tx.set_pte(who.mm, vpn, Pte::NONE);
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(who.mm, vpn) });
    tx.add_rmap(who.mm, new, &vma);
    tx.flag_frame(new, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    tx.set_pte(who.mm, vpn, if vma.is_accessible() { pte } else { pte.modify(false, executable) });
    tx.add_rss(who.mm, crate::mm::RssKind::Anon, 1);
    tx.emit(Effect::Tallied(Tally::CowCopy));
    wp::drop_old(tx, who, &vma, vpn, old);
    tx.emit(Effect::FaultCounted { pid: who.pid, major: false });
    Ok(())
}

/// The flags of a VMA after `MADV_MERGEABLE` or its opposite. Shared memory is not merged; the advice is taken without effect (`ksm_madvise`).
///
/// # Errors
/// ENOMEM when frames run out while merged pages are given frames of their own.
pub(super) fn advise(tx: &mut Tx, who: Who, vma: &Vma, part: PageRange, advice: Advice) -> Result<VmFlags, Errno> {
    if vma.is_shared() {
        return Ok(vma.flags);
    }
    if advice == Advice::Mergeable {
        return Ok(vma.flags | VmFlags::MERGEABLE);
    }
    unmerge_part(tx, who, vma, part)?;
    Ok(vma.flags - VmFlags::MERGEABLE)
}

/// The same for a part of a mapping, if anything there can be merged.
///
/// # Errors
/// As [`unmerge`].
pub(super) fn unmerge_part(tx: &mut Tx, who: Who, vma: &Vma, part: PageRange) -> Result<(), Errno> {
    if vma.flags.contains(VmFlags::MERGEABLE) && vma.anon_vma.is_some() {
        share::unshare_range(tx, who, part)?;
        unmerge(tx, who, part)?;
    }
    Ok(())
}

/// Pages by what they hold.
struct Tree<T>(Vec<(u64, T)>);

impl<T> Default for Tree<T> {
    fn default() -> Tree<T> {
        Tree(Vec::new())
    }
}

impl<T: Copy> Tree<T> {
    /// The first of those with such a sum that fits.
    fn find(&self, contents: &Contents, fits: impl Fn(&T) -> bool) -> Option<T> {
        let sum = contents.checksum();
        let from = self.0.partition_point(|(other, _)| *other < sum);
        self.0[from..].iter().take_while(|(other, _)| *other == sum).map(|(_, item)| *item).find(fits)
    }

    fn insert(&mut self, contents: &Contents, item: T) {
        let sum = contents.checksum();
        let at = self.0.partition_point(|(other, _)| *other <= sum);
        self.0.insert(at, (sum, item));
    }
}

/// What KSM has come to (`/sys/kernel/mm/ksm`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KsmFigures {
    /// KSM frames: `pages_shared`.
    pub shared: u64,
    /// Further entries that map them, each a frame saved: `pages_sharing`.
    pub sharing: u64,
    /// Mergeable pages that are not merged: `pages_unshared`.
    pub unshared: u64,
}

impl crate::machine::Machine {
    /// What KSM has come to, counted in the page tables as they are now. The kernel's own figures follow with the next scan.
    pub fn ksm_figures(&self) -> KsmFigures {
        let mut figures = KsmFigures::default();
        for (_, frame) in self.frames().iter().filter(|(_, frame)| frame.kind == FrameKind::Ksm) {
            figures.shared += 1;
            figures.sharing += u64::from(frame.mapcount) - 1;
        }
        for (_, mm) in self.mms() {
            for vma in mm.vmas_in(EVERYWHERE).iter().filter(|vma| vma.flags.contains(VmFlags::MERGEABLE)) {
                let frames = mm.tables.populated(vma.range()).filter_map(|(_, pte)| self.frame(pte.pfn()?));
                figures.unshared += frames.filter(|frame| frame.kind == FrameKind::Anon).count() as u64;
            }
        }
        figures
    }
}
