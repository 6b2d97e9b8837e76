//! Splitting and merging VMAs (`mm/vma.c`).

use super::huge_split::{split_at, split_edges};
use super::zap::{insert_vma, remove_vma};
use super::Who;
use crate::addr::{PageRange, Vpn};
use crate::effect::Effect;
use crate::machine::Tx;
use crate::note::Note;
use crate::vma::{VmFlags, Vma};

/// Cuts a VMA in two at `at`, which lies inside it, and gives the upper part.
pub(super) fn split(tx: &mut Tx, who: Who, vma: Vma, at: Vpn) -> Vma {
    split_at(tx, who, at);
    tx.note(Note::SplittingVma { pid: who.pid, vma, at });
    let lower = vma.clipped(PageRange { start: vma.start, end: at });
    let upper = vma.clipped(PageRange { start: at, end: vma.end });
    tx.emit(Effect::VmaChanged { mm: who.mm, from: vma, to: lower });
    insert_vma(tx, who.mm, upper);
    upper
}

/// Cuts so that `range` holds whole VMAs only, and gives them in order.
pub(super) fn isolate(tx: &mut Tx, who: Who, range: PageRange) -> Vec<Vma> {
    for at in [range.start, range.end] {
        let around = tx.mm(who.mm).and_then(|mm| mm.vma(at)).copied();
        if let Some(vma) = around.filter(|vma| vma.start < at) {
            split(tx, who, vma, at);
        }
    }
    tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(range))
}

/// Adds a new mapping, as part of its neighbours where that can be (`vma_merge_new_range`).
pub(super) fn insert_or_merge(tx: &mut Tx, who: Who, vma: Vma) {
    let (prev, next) = neighbours(tx, who, vma.range());
    let prev = prev.filter(|prev| continues(prev, &vma) && absorbs(prev, &vma));
    let next = next.filter(|next| continues(&vma, next) && absorbs(next, &vma));
    let next = next.filter(|next| prev.is_none_or(|prev| anons_agree(&prev, next)));
    tx.note(Note::Mapping { pid: who.pid, vma, merged: prev.is_some() || next.is_some() });
    match (prev, next) {
        (Some(prev), next) => grow_left(tx, who, prev, next, next.map_or(vma.end, |next| next.end)),
        (None, Some(next)) => {
            let to = Vma { start: vma.start, pgoff: vma.pgoff, ..next };
            tx.emit(Effect::VmaChanged { mm: who.mm, from: next, to });
        }
        (None, None) => insert_vma(tx, who.mm, vma),
    }
    adopt_anon_vma(tx, who, vma);
}

/// Lets `prev` reach up to `end`, over `next` if there is one.
fn grow_left(tx: &mut Tx, who: Who, prev: Vma, next: Option<Vma>, end: Vpn) {
    let anon_vma = prev.anon_vma.or(next.and_then(|next| next.anon_vma));
    if let Some(next) = next {
        remove_vma(tx, who.mm, next);
    }
    tx.emit(Effect::VmaChanged { mm: who.mm, from: prev, to: Vma { end, anon_vma, ..prev } });
}

/// Gives a part of a VMA other flags: by joining it to a neighbour that has them, or by cutting it out (`vma_modify_flags`).
pub(super) fn modify_flags(tx: &mut Tx, who: Who, vma: Vma, range: PageRange, flags: VmFlags) {
    split_edges(tx, who, range);
    let part = Vma { flags, ..vma.clipped(range) };
    let (prev, next) = neighbours(tx, who, part.range());
    let prev = prev.filter(|prev| part.start == vma.start && continues(prev, &part) && absorbs(prev, &vma));
    let next = next.filter(|next| part.end == vma.end && continues(&part, next) && absorbs(next, &vma));
    let next = next.filter(|next| prev.is_none_or(|prev| anons_agree(&prev, next)));
    if prev.is_none() && next.is_none() {
        cut_out(tx, who, vma, part);
        return;
    }
    let range =
        PageRange { start: prev.map_or(part.start, |prev| prev.start), end: next.map_or(part.end, |next| next.end) };
    tx.note(Note::MergingVmas { pid: who.pid, range });
    shrink(tx, who, vma, part.range());
    let anon_vma = |near: Vma| near.anon_vma.or(part.anon_vma);
    match (prev, next) {
        (Some(prev), next) => grow_left(tx, who, Vma { anon_vma: prev.anon_vma, ..prev }, next, range.end),
        (None, Some(next)) => {
            let to = Vma { start: part.start, pgoff: part.pgoff, anon_vma: anon_vma(next), ..next };
            tx.emit(Effect::VmaChanged { mm: who.mm, from: next, to });
        }
        (None, None) => {}
    }
    adopt_anon_vma(tx, who, part);
}

/// A VMA without anonymous-memory bookkeeping that has taken over pages of one with it takes that over as well (`dup_anon_vma`).
fn adopt_anon_vma(tx: &mut Tx, who: Who, part: Vma) {
    let merged = tx.mm(who.mm).and_then(|mm| mm.vma(part.start)).copied();
    if let Some(merged) = merged.filter(|merged| merged.anon_vma.is_none() && part.anon_vma.is_some()) {
        let to = Vma { anon_vma: part.anon_vma, ..merged };
        tx.emit(Effect::VmaChanged { mm: who.mm, from: merged, to });
    }
}

/// Takes `gone`, one of its ends or all of it, away from a VMA.
fn shrink(tx: &mut Tx, who: Who, vma: Vma, gone: PageRange) {
    let rest = if gone.start == vma.start {
        PageRange { start: gone.end, end: vma.end }
    } else {
        PageRange { start: vma.start, end: gone.start }
    };
    if rest.is_empty() {
        // The neighbour that grows over it maps the same file, so that an object never loses its last mapping here.
        remove_vma(tx, who.mm, vma);
    } else {
        tx.emit(Effect::VmaChanged { mm: who.mm, from: vma, to: vma.clipped(rest) });
    }
}

fn cut_out(tx: &mut Tx, who: Who, vma: Vma, part: Vma) {
    let vma = if vma.start < part.start { split(tx, who, vma, part.start) } else { vma };
    if part.end < vma.end {
        split(tx, who, vma, part.end);
    }
    let from = vma.clipped(part.range());
    tx.emit(Effect::VmaChanged { mm: who.mm, from, to: Vma { flags: part.flags, ..from } });
}

fn neighbours(tx: &Tx, who: Who, range: PageRange) -> (Option<Vma>, Option<Vma>) {
    let Some(mm) = tx.mm(who.mm) else { return (None, None) };
    let prev = mm.vma_before(range.start).filter(|vma| vma.end == range.start);
    let next = mm.vma_from(range.end).filter(|vma| vma.start == range.end);
    (prev.copied(), next.copied())
}

/// Whether `right` goes on where `left` ends: same flags, same backing, next page of it.
fn continues(left: &Vma, right: &Vma) -> bool {
    left.end == right.start
        && left.flags == right.flags
        && left.backing == right.backing
        && left.pgoff + left.pages() == right.pgoff
}

/// Whether a neighbour may grow over pages of `vma` (`is_mergeable_anon_vma`).
fn absorbs(near: &Vma, vma: &Vma) -> bool {
    match (near.anon_vma, vma.anon_vma) {
        (None, None) => true,
        (None, Some(_)) => !vma.is_fork_child(),
        (Some(_), None) => !near.is_fork_child(),
        (Some(near), Some(own)) => near.id == own.id,
    }
}

/// Whether the VMAs on both sides may become one (`can_vma_merge_right`).
fn anons_agree(prev: &Vma, next: &Vma) -> bool {
    match (prev.anon_vma, next.anon_vma) {
        (Some(prev), Some(next)) => prev.id == next.id,
        (None, _) | (_, None) => true,
    }
}
