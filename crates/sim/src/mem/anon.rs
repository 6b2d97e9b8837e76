//! Faults on anonymous memory that is not mapped yet (`do_anonymous_page`), and the bookkeeping that comes with the first page.

use super::fault::{fresh_pte, Severity};
use super::{alloc, large, Who};
use crate::addr::{Pfn, Vpn};
use crate::contents::Contents;
use crate::effect::{Effect, Fill};
use crate::errno::Signal;
use crate::frame::{FrameFlags, FrameKind};
use crate::machine::Tx;
use crate::mm::{MmId, RssKind};
use crate::note::{Access, Note, Purpose};
use crate::vma::{AnonVma, VmFlags, Vma};

/// A read of untouched memory: everybody's page of zeros, read-only and not counted.
pub(super) fn map_zero_page(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Severity {
    let pte = fresh_pte(vma, Pfn::ZERO_PAGE, Access::Read);
    tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
    tx.set_pte(who.mm, vpn, pte);
    Severity::Minor
}

/// A write to untouched memory: a zeroed frame of its own.
pub(super) fn map_zeroed(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn) -> Result<Severity, Signal> {
    prepare_anon_vma(tx, who.mm, vpn);
    if large::map_zeroed(tx, who, vma, vpn) {
        return Ok(Severity::Minor);
    }
    let pfn = zeroed_frame(tx, who, vpn)?;
    map_anon(tx, who, vma, vpn, pfn);
    tx.add_rss(who.mm, RssKind::Anon, 1);
    Ok(Severity::Minor)
}

/// A frame of zeros for an anonymous page.
pub(super) fn zeroed_frame(tx: &mut Tx, who: Who, vpn: Vpn) -> Result<Pfn, Signal> {
    let pfn = alloc::page(tx, who, vpn, FrameKind::Anon, Purpose::Zeroed)?;
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to: Contents::ZERO, how: Fill::Zeroed });
    Ok(pfn)
}

/// A frame with the bytes of another, for an anonymous page.
pub(super) fn copied_frame(tx: &mut Tx, who: Who, vpn: Vpn, source: Pfn) -> Result<Pfn, Signal> {
    let pfn = alloc::page(tx, who, vpn, FrameKind::Anon, Purpose::Copy)?;
    copy_frame(tx, who, vpn, source, pfn);
    Ok(pfn)
}

/// Copies the bytes of a frame to a new one.
pub(super) fn copy_frame(tx: &mut Tx, who: Who, vpn: Vpn, source: Pfn, pfn: Pfn) {
    tx.note(Note::Copying { pid: who.pid, vpn, from: source, to: pfn });
    let to = tx.frame(source).map_or(Contents::ZERO, |frame| frame.contents.clone());
    tx.emit(Effect::ContentsChanged { pfn, from: Contents::ZERO, to, how: Fill::CopiedFrom(source) });
}

/// Maps a new anonymous frame writable; it is exclusive (`folio_add_new_anon_rmap`).
pub(super) fn map_anon(tx: &mut Tx, who: Who, vma: &Vma, vpn: Vpn, pfn: Pfn) {
    let pte = fresh_pte(vma, pfn, Access::Write);
    tx.note(Note::SettingPte { pid: who.pid, vpn, pte });
    tx.add_rmap(who.mm, pfn, vma);
    tx.flag_frame(pfn, FrameFlags::EXCLUSIVE, FrameFlags::empty());
    tx.set_pte(who.mm, vpn, pte);
}

/// Gives the VMA around `vpn` its anonymous-memory bookkeeping, unless it has it: a neighbour's if that fits, or its own
/// (`__anon_vma_prepare`, `find_mergeable_anon_vma`).
pub(super) fn prepare_anon_vma(tx: &mut Tx, mm: MmId, vpn: Vpn) {
    let Some(space) = tx.mm(mm) else { return };
    let Some(vma) = space.vma(vpn).copied().filter(|vma| vma.anon_vma.is_none()) else { return };
    let next = space.vma_from(vma.end).filter(|next| are_compatible(&vma, next));
    let prev = space.vma_before(vma.start).filter(|prev| are_compatible(prev, &vma));
    let reusable = |near: Option<&Vma>| near.and_then(|near| near.anon_vma).filter(|anon| anon.chain == 1);
    let anon_vma = reusable(next).or(reusable(prev)).unwrap_or_else(|| new_anon_vma(tx, 1));
    tx.emit(Effect::VmaChanged { mm, from: vma, to: Vma { anon_vma: Some(anon_vma), ..vma } });
}

/// A bookkeeping number that nobody else has.
pub(super) fn new_anon_vma(tx: &mut Tx, chain: u32) -> AnonVma {
    let anon_vma = AnonVma { id: tx.next_anon_vma(), chain };
    tx.emit(Effect::AnonVmaCreated { anon_vma });
    anon_vma
}

/// Whether two neighbours differ in their permissions only (`anon_vma_compatible`).
fn are_compatible(left: &Vma, right: &Vma) -> bool {
    left.end == right.start
        && left.backing == right.backing
        && left.flags - VmFlags::ACCESS == right.flags - VmFlags::ACCESS
        && left.pgoff + left.pages() == right.pgoff
}
