//! Writes to write-protected pages (`do_wp_page`): reuse the frame, or copy it.

use super::anon::{copied_frame, map_anon, prepare_anon_vma, zeroed_frame};
use super::cache::make_writable;
use super::fault::Severity;
use super::swap::{drop_swap_cache, put_mapping};
use super::Who;
use crate::addr::{Pfn, Vpn};
use crate::effect::{Effect, Tally};
use crate::errno::Signal;
use crate::frame::{FrameFlags, FrameView};
use crate::machine::Tx;
use crate::mm::RssKind;
use crate::note::Note;
use crate::policy::{CopyReason, ReuseReason, WpVerdict};
use crate::pte::Pte;
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// A write to a write-protected page of a private mapping: the decision that copy-on-write is about.
///
/// # Simplification: no references but mappings, page cache and buffers
/// A frame that the kernel has just allocated sits in a per-CPU batch on its way to the LRU lists, with one more reference. The handler
/// drains the batch of its own CPU before it decides; here there is one CPU, so that the batch never shows.
pub(super) fn private(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pte: Pte) -> Result<Severity, Signal> {
    let Some(frame) = pte.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return Ok(Severity::Minor) };
    let verdict = tx.config().copy.on_write_protected(frame);
    tx.note(Note::WriteDecided { pid: who.pid, vpn, frame, verdict });
    match verdict {
        WpVerdict::Reuse(ReuseReason::LastReference | ReuseReason::OnlyMapping) => {
            drop_swap_cache(tx, who.pid, frame.pfn);
            reuse(tx, who, vma, vpn, frame.pfn, pte);
        }
        WpVerdict::Reuse(ReuseReason::Exclusive | ReuseReason::OnlyAddressSpace) => {
            reuse(tx, who, vma, vpn, frame.pfn, pte);
        }
        WpVerdict::Copy(reason) => copy(tx, who, vma, vpn, frame, reason)?,
    }
    Ok(Severity::Minor)
}

/// A write to a write-protected page of a shared mapping (`wp_page_shared`).
pub(super) fn shared(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pte: Pte) -> Severity {
    let Some(pfn) = pte.pfn() else { return Severity::Minor };
    make_writable(tx, who, vma, vpn, pfn);
    tx.note(Note::Reusing { pid: who.pid, vpn, pfn });
    tx.set_pte(who.mm, vpn, pte.mkyoung().mkwrite().mkdirty());
    Severity::Minor
}

/// Nobody else needs the frame: the entry becomes writable if the VMA is, nothing is copied (`wp_page_reuse`).
fn reuse(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pfn: Pfn, pte: Pte) {
    tx.note(Note::Reusing { pid: who.pid, vpn, pfn });
    tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    let pte = if vma.is_writable() { pte.mkwrite() } else { pte };
    tx.set_pte(who.mm, vpn, pte.mkyoung().mkdirty());
    tx.emit(Effect::Tallied(Tally::CowReuse));
}

/// The writer gets a frame of its own (`wp_page_copy`): copy, clear the entry and flush it, set the new one, drop the old frame.
fn copy(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, old: FrameView, reason: CopyReason) -> Result<(), Signal> {
    prepare_anon_vma(tx, who.mm, vpn);
    let new = match reason {
        CopyReason::ZeroPage => zeroed_frame(tx, who, vpn)?,
        CopyReason::Shared
        | CopyReason::MappedElsewhere
        | CopyReason::LastPage
        | CopyReason::Ksm
        | CopyReason::PageCache => copied_frame(tx, who, vpn, old.pfn)?,
    };
    ptep_clear_flush(tx, who, vpn);
    map_anon(tx, who, vma, vpn, new);
    tx.add_rss(who.mm, RssKind::Anon, 1);
    if reason != CopyReason::ZeroPage {
        tx.emit(Effect::Tallied(Tally::CowCopy));
        drop_old(tx, who, vma, vpn, old);
    }
    Ok(())
}

/// Takes the entry of the old frame away and flushes it, before one for the copy is set: no CPU may see both. Making room for the copy may have ended the
/// other mappers, but never changed this entry: the process would be gone.
pub(super) fn ptep_clear_flush(tx: &mut Tx, who: Who, vpn: Vpn) {
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    tx.note(Note::ClearingPte { pid: who.pid, vpn, pte });
    tx.set_pte(who.mm, vpn, Pte::NONE);
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Page(who.mm, vpn) });
}

pub(super) fn drop_old(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, old: FrameView) {
    let remaining = tx.refcount(old.pfn).saturating_sub(1);
    tx.note(Note::Dropping { pid: who.pid, vpn, pfn: old.pfn, remaining });
    if let Some(kind) = old.kind.rss() {
        tx.add_rss(who.mm, kind, -1);
    }
    tx.remove_rmap(who.mm, old.pfn, vma);
    put_mapping(tx, old.pfn);
}
