//! The same thing done to pages here and there: what it did to one page is done at once to each further one that is like it.

use super::First;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::effect::Effect;
use crate::frame::Frame;
use crate::machine::{Seen, Tx};
use crate::mem::Who;
use crate::pte::Pte;
use crate::runs::Value;
use crate::tables::Level;
use crate::tlb::TlbEntry;

/// Does the same to each of some pages, in order, up to the first error.
pub(in crate::mem) fn chosen_pages<E>(
    tx: &mut Tx,
    who: Who,
    pages: &mut dyn Iterator<Item = Vpn>,
    act: &mut dyn FnMut(&mut Tx, Vpn) -> Result<(), E>,
) -> Result<(), E> {
    let mut known: Option<Known> = None;
    for vpn in pages {
        if let Some(known) = known.as_mut().filter(|known| known.fits(tx, vpn)) {
            known.again(tx, vpn);
            continue;
        }
        if let Some(known) = known.take() {
            known.first.count(tx, known.times);
        }
        let Some(first) = First::look_at(tx, who, PageRange::new(vpn, 1)) else {
            act(tx, vpn)?;
            continue;
        };
        let seen = tx.see(who.mm, vpn, &mut |tx| act(tx, vpn))?;
        known = seen.and_then(|seen| Known::of(first, tx, &seen));
    }
    if let Some(known) = known {
        known.first.count(tx, known.times);
    }
    Ok(())
}

/// What was done to a page, and how often it was done to others since.
struct Known {
    first: First,
    /// What its PTE became.
    now: Pte,
    /// What the frame that it had became, if that changed.
    left: Option<Frame>,
    /// The frame that it got.
    new: Option<Frame>,
    /// Whether the TLB took the translation.
    filled: bool,
    times: u64,
}

impl Known {
    /// What was done, if it can be done again: nothing may have changed but the page's PTE, its frames and what is counted.
    fn of(first: First, tx: &Tx, seen: &Seen) -> Option<Known> {
        let now = first.now(tx, seen)?;
        let (old, new) = (first.pte.pfn(), now.pfn()?);
        let left = old.and_then(|pfn| tx.frame(pfn));
        let stays = old.is_none_or(|_| left.is_some());
        let moved = old != Some(new);
        // What is charged to a control group is charged page by page.
        let is_next = first.next == Some(new) && tx.groups().is_empty();
        if !stays || new == Pfn::ZERO_PAGE || old == Some(Pfn::ZERO_PAGE) || (moved && !is_next) {
            return None;
        }
        let unchanged = |left: &Frame| first.frame.as_ref().is_some_and(|frame| frame.leads_to(0, left));
        let left = left.filter(|left| !unchanged(left));
        let new = if moved { tx.frame(new) } else { None };
        Some(Known { now, left, new, filled: seen.filled, times: 0, first })
    }

    /// Whether a page is as the first one was, in all that matters to what is done.
    fn fits(&self, tx: &Tx, vpn: Vpn) -> bool {
        let First { who, vma, pte, frame, .. } = &self.first;
        let Some(mm) = tx.mm(who.mm).filter(|mm| vma.range().contains(vpn) && mm.tables.is_pmd_writable(vpn)) else {
            return false;
        };
        let here = mm.tables.get(vpn);
        let same_pte = here.flags() == pte.flags() && here.is_plain() == pte.is_plain();
        let same_frame = match (here.pfn(), frame) {
            (Some(pfn), Some(frame)) => {
                pfn != Pfn::ZERO_PAGE && tx.frame(pfn).is_some_and(|here| frame.leads_to(0, &here))
            }
            (None, None) => here.is_none() && mm.tables.table(Level::Pte, vpn).is_some(),
            (Some(_), None) | (None, Some(_)) => false,
        };
        let room = self.new.is_none() || tx.frames().next_user().is_some();
        same_pte && same_frame && room && tx.tlb().get(who.mm, vpn).is_none() == self.filled
    }

    fn again(&mut self, tx: &mut Tx, vpn: Vpn) {
        let First { who, .. } = self.first;
        let old = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
        if let Some((pfn, left)) = old.pfn().zip(self.left.clone()) {
            tx.change_frames(pfn, 1, self.first.frame.clone(), Some(left));
        }
        let mut at = old.pfn();
        if let Some((pfn, new)) = tx.frames().next_user().zip(self.new.clone()) {
            tx.change_frames(pfn, 1, None, Some(new));
            at = Some(pfn);
        }
        let now = at.map_or(self.now, |pfn| Pte::new(pfn, self.now.flags()));
        tx.set_ptes(who.mm, PageRange::new(vpn, 1), old, now);
        if self.filled {
            tx.emit(Effect::TlbFilled { entry: TlbEntry { mm: who.mm, vpn, pte: now } });
        }
        self.times += 1;
    }
}
