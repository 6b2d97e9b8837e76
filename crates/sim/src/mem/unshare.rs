//! Unsharing (FAULT_FLAG_UNSHARE): an anonymous page that is about to be pinned for reading becomes the process's own.
//!
//! Who pins a page to read it wants to see what the process sees, also after its next store. A store to a page that is not exclusive would go to a copy,
//! and the pin would stay behind. So the copy is made before the page is pinned, and mapped read-only: nobody has stored anything.

use super::anon::{copied_frame, prepare_anon_vma};
use super::fault::fresh_pte;
use super::huge::pmd_at;
use super::huge_split::split_pmd;
use super::swap::drop_swap_cache;
use super::wp::{drop_old, ptep_clear_flush};
use super::Who;
use crate::addr::{Pfn, Vpn};
use crate::effect::{Effect, Tally};
use crate::errno::Signal;
use crate::frame::{FrameFlags, FrameKind, FrameView};
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::{Access, Fault, Note};
use crate::policy::{ReuseReason, WpVerdict};
use crate::pte::Pte;
use crate::task::Pid;
use crate::thp::{on_huge_write, HugeVerdict};
use crate::vma::Vma;

/// Whether a page must be unshared before it is pinned to be read for a short time (`gup_must_unshare`): one of anonymous memory that is not exclusive.
/// What a page of a file shows may be read as it is.
pub(super) fn must_unshare(tx: &Tx, who: Who, vpn: Vpn) -> bool {
    let Some(entry) = entry(tx, who, vpn).filter(|entry| !entry.is_writable()) else { return false };
    let Some(frame) = entry.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return false };
    let anonymous = matches!(frame.kind, FrameKind::Anon | FrameKind::Ksm);
    tx.config().copy.unshares_pins() && anonymous && !frame.exclusive
}

/// Makes a page exclusive: it is already if nobody else has it; otherwise it is copied. One fault, which counts for `taker`.
///
/// # Errors
/// [`Signal::OomKill`] when there is no frame for the copy.
pub(super) fn unshare(tx: &mut Tx, who: Who, taker: Pid, vma: &Vma, vpn: Vpn) -> Result<(), Signal> {
    tx.note(Note::Handled { pid: who.pid, vpn, fault: Fault::Unshare });
    if !unshare_pmd(tx, who, vma, vpn) {
        unshare_page(tx, who, vma, vpn)?;
    }
    tx.emit(Effect::FaultCounted { pid: taker, major: false });
    Ok(())
}

/// The entry that maps a page: that of a huge page is the one of its first page, which stands for all.
fn entry(tx: &Tx, who: Who, vpn: Vpn) -> Option<Pte> {
    match pmd_at(tx, who.mm, vpn) {
        Some((_, pmd)) => Some(pmd),
        None => tx.mm(who.mm).map(|mm| mm.tables.get(vpn)),
    }
}

/// False if no PMD entry maps the page any more.
fn unshare_pmd(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> bool {
    let Some((base, pmd)) = pmd_at(tx, who.mm, vpn) else { return false };
    let Some(frame) = pmd.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return false };
    match on_huge_write(tx.config().copy, frame) {
        HugeVerdict::Reuse(reason) => {
            tx.note(Note::WriteDecided { pid: who.pid, vpn, frame, verdict: WpVerdict::Reuse(reason) });
            tx.mark_exclusive(frame.pfn, 1, true);
            true
        }
        HugeVerdict::Allocate | HugeVerdict::Copy | HugeVerdict::Split => {
            split_pmd(tx, who, vma, base);
            false
        }
    }
}

fn unshare_page(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Result<(), Signal> {
    let pfn = tx.mm(who.mm).and_then(|mm| mm.tables.get(vpn).pfn());
    let Some(frame) = pfn.and_then(|pfn| tx.frame_view(pfn)) else { return Ok(()) };
    let verdict = tx.config().copy.on_write_protected(frame);
    tx.note(Note::WriteDecided { pid: who.pid, vpn, frame, verdict });
    match verdict {
        WpVerdict::Reuse(reason) => {
            if matches!(reason, ReuseReason::LastReference | ReuseReason::OnlyMapping) {
                drop_swap_cache(tx, who.pid, frame.pfn);
            }
            tx.flag_frame(frame.pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
            Ok(())
        }
        WpVerdict::Copy(_) => copy(tx, who, vma, vpn, frame),
    }
}

/// As for a store (`wp_page_copy`), but what is mapped in the end is neither writable nor dirty.
fn copy(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, old: FrameView) -> Result<(), Signal> {
    prepare_anon_vma(tx, who.mm, vpn);
    let new = copied_frame(tx, who, vpn, old.pfn)?;
    ptep_clear_flush(tx, who, vpn);
    map_read_only(tx, who, vma, vpn, new);
    tx.add_rss(who.mm, RssKind::Anon, 1);
    tx.emit(Effect::Tallied(Tally::CowCopy));
    drop_old(tx, who, vma, vpn, old);
    Ok(())
}

fn map_read_only(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pfn: Pfn) {
    let pte = fresh_pte(vma, pfn, Access::Read);
    tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
    tx.add_rmap(who.mm, pfn, vma);
    tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    tx.set_pte(who.mm, vpn, pte);
}
