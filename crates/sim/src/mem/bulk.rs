//! The same thing done to many pages.
//!
//! Where neighbouring pages are alike (one VMA, one run of PTEs, like frames, or nothing mapped yet), what happens to the first happens to
//! all of them. So the first is done by the rules, page by page as ever, and looked at; if it changed nothing but its own PTE, its frames and
//! what is counted, the rest follows in one step. Whatever else happens (a table or a bookkeeping is made, memory runs out, a signal) is of one page
//! alone, and the next page is done by the rules again.
//!
//! Stores here and there ([`lesson`]) are done in the same way: what a store did to one page it does to the next that is like it, in this command or
//! in a later one.
//!
//! The rule it keeps: machine, counters and outcome are those of doing each page by itself. While somebody looks on, each page is.

mod lesson;

pub(super) use lesson::{store_chosen, store_page};

use super::Who;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::effect::Effect;
use crate::event::Unseen;
use crate::frame::Frame;
use crate::machine::{Seen, Totals, Tx};
use crate::mm::{Rss, RssKind};
use crate::pte::Pte;
use crate::tables::Level;
use crate::tlb::TlbEntry;
use crate::vma::Vma;

/// Pages whose translations the TLB has room for, if they follow one another.
const TLB_REACH: u64 = crate::tlb::PLACES as u64;

/// Does the same to each page of a range, in order, up to the first error, or until what is still to come is of no use.
pub(super) fn each_page<E>(
    tx: &mut Tx,
    who: Who,
    range: PageRange,
    act: &mut dyn FnMut(&mut Tx, Vpn) -> Result<(), E>,
) -> Result<(), E> {
    if range.pages() == 1 {
        return act(tx, range.start);
    }
    let mut at = range.start;
    while at < range.end && !tx.is_done() {
        let Some(first) = First::look(tx, who, PageRange { start: at, end: range.end }) else {
            act(tx, at)?;
            at = at.plus(1);
            continue;
        };
        let seen = tx.see(who.mm, at, &mut |tx| act(tx, at))?;
        let more = seen.map_or(0, |seen| first.again(tx, &seen));
        at = at.plus(1 + more);
    }
    Ok(())
}

/// The first of pages that are alike, as it was before anything was done to it.
struct First {
    who: Who,
    vma: Vma,
    /// How many pages are alike, itself included.
    pages: u64,
    vpn: Vpn,
    pte: Pte,
    frame: Option<Frame>,
    /// The frame that a new page would get.
    next: Option<Pfn>,
    totals: Totals,
    rss: Rss,
    unseen: Unseen,
}

/// What becomes of the frames of the pages that follow.
enum Frames {
    /// They stay what they are.
    Kept,
    /// They change as the first did.
    Changed,
    /// Each page gets a new one; those that it had change as the first one's did.
    New,
}

impl First {
    /// Looks at the first page of a range; nothing if the next one is not like it, or somebody looks on.
    fn look(tx: &Tx, who: Who, range: PageRange) -> Option<First> {
        First::look_at(tx, who, range).filter(|first| first.pages > 1)
    }

    /// Looks at the first page of a range; nothing if somebody looks on, or if there is something special about it.
    fn look_at(tx: &Tx, who: Who, range: PageRange) -> Option<First> {
        let vpn = range.start;
        if tx.is_told() {
            return None;
        }
        let mm = tx.mm(who.mm)?;
        if mm.tables.protected_spans(range).next().is_some() {
            // What happens to a page may be that its table is copied.
            return None;
        }
        let vma = *mm.vma(vpn)?;
        let run = mm.tables.runs(range).next();
        let (pte, end) = match run {
            Some(run) if run.range.start == vpn => (run.pte, run.range.end),
            // Where a folio fits, one fault is for many pages: those are not like the others.
            _ if tx.config().mthp > 0 && tx.config().allows_large_folios(&vma) => return None,
            run if vma.is_anonymous() && mm.tables.table(Level::Pte, vpn).is_some() => {
                let end = Level::Pte.span(tx.page_size(), vpn).end;
                (Pte::NONE, run.map_or(end, |run| run.range.start.min(end)))
            }
            _ => return None,
        };
        let mut pages = end.min(range.end).min(vma.end).0 - vpn.0;
        let mut frame = None;
        if let Some(pfn) = pte.pfn() {
            let run = tx.frames().runs(pfn, pages as u32).next().filter(|run| run.pfn == pfn)?;
            if !pte.is_zero_page() {
                pages = run.frames.into();
            }
            if !pte.is_plain() || !(run.frame.is_plain() || pte.is_zero_page()) {
                return None;
            }
            frame = Some(run.frame);
        } else if !pte.is_none() {
            return None;
        }
        let (next, totals, rss, unseen) = (tx.frames().next_user(), tx.totals(), mm.rss, tx.unseen());
        Some(First { who, vma, pages, vpn, pte, frame, next, totals, rss, unseen })
    }

    /// Does again to the pages that follow what was seen to happen to the first, and gives to how many.
    fn again(&self, tx: &mut Tx, seen: &Seen) -> u64 {
        let Some((frames, pages, now)) = self.outcome(tx, seen) else { return 0 };
        let next = PageRange::new(self.vpn.plus(1), pages);
        match frames {
            Frames::Kept => {}
            Frames::Changed => self.change_old(tx, pages as u32),
            Frames::New => {
                self.change_old(tx, pages as u32);
                if let Some((pfn, frame)) = now.pfn().and_then(|pfn| Some((pfn, tx.frame(pfn)?))) {
                    tx.change_frames(Pfn(pfn.0 + 1), pages as u32, None, Some(frame));
                }
            }
        }
        tx.set_ptes(self.who.mm, next, self.pte.at(1), now.at(1));
        self.count(tx, pages);
        if seen.filled {
            let last = PageRange { start: Vpn(next.start.0.max(next.end.0.saturating_sub(TLB_REACH))), end: next.end };
            for vpn in last.iter() {
                let entry = TlbEntry { mm: self.who.mm, vpn, pte: now.at(vpn.0 - self.vpn.0) };
                tx.emit(Effect::TlbFilled { entry });
            }
        }
        pages
    }

    /// What became of the first page, if that can be done again: what happens to frames, for how many pages, and its PTE.
    fn outcome(&self, tx: &Tx, seen: &Seen) -> Option<(Frames, u64, Pte)> {
        let now = self.now(tx, seen)?;
        let (old, new) = (self.pte.pfn(), now.pfn());
        let mut pages = self.uncached(tx, self.pages - 1, seen)?;
        let frames = if old == new || new == Some(Pfn::ZERO_PAGE) {
            if seen.frames[0].is_some() {
                Frames::Changed
            } else {
                Frames::Kept
            }
        } else {
            let (pfn, frames) = tx.frames().next_users().filter(|(pfn, _)| new == pfn.0.checked_sub(1).map(Pfn))?;
            // What is charged to a control group is charged page by page.
            let taken = self.next == new && pfn > Pfn(0) && tx.groups().is_empty();
            let kept = old.is_none_or(|old| tx.frame(old).is_some());
            pages = if taken && kept { pages.min(frames.into()) } else { 0 };
            Frames::New
        };
        (pages > 0).then_some((frames, pages, now))
    }

    /// The PTE that the first page has now, if nothing changed but it, its frames and what is counted.
    fn now(&self, tx: &Tx, seen: &Seen) -> Option<Pte> {
        let mm = tx.mm(self.who.mm)?;
        let now = mm.tables.get(self.vpn);
        if !seen.plain || mm.vma(self.vpn) != Some(&self.vma) || !now.is_plain() {
            return None;
        }
        let own = [self.pte.pfn(), now.pfn()];
        let foreign = |pfn: &Pfn| !own.contains(&Some(*pfn)) || *pfn == Pfn::ZERO_PAGE;
        (!seen.frames.iter().flatten().any(foreign)).then_some(now)
    }

    /// How many of the pages that follow come before the first that the TLB has a translation of. If the first page was in it, the others are not
    /// like it.
    fn uncached(&self, tx: &Tx, pages: u64, seen: &Seen) -> Option<u64> {
        let here = tx.tlb().iter().filter(|entry| entry.mm == self.who.mm);
        if !seen.filled && tx.tlb().get(self.who.mm, self.vpn).is_some() {
            return None;
        }
        let after = here.map(|entry| entry.vpn).filter(|vpn| *vpn > self.vpn);
        Some(after.map(|vpn| vpn.0 - self.vpn.0 - 1).min().map_or(pages, |first| first.min(pages)))
    }

    /// The frames that the pages had change as that of the first page did.
    fn change_old(&self, tx: &mut Tx, pages: u32) {
        let Some((pfn, from)) = self.pte.pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE).zip(self.frame.as_ref()) else {
            return;
        };
        let to = tx.frame(pfn);
        if to.as_ref().is_none_or(|to| !from.is_like(to)) {
            tx.change_frames(Pfn(pfn.0 + 1), pages, Some(from.clone()), to);
        }
    }

    /// Counts for the pages that follow what was counted for the first.
    fn count(&self, tx: &mut Tx, pages: u64) {
        let Some(mut now) = tx.mm(self.who.mm).map(|mm| mm.rss) else { return };
        let mut before = self.rss;
        for kind in [RssKind::Anon, RssKind::File, RssKind::Shmem] {
            let grown = *now.slot(kind) as i64 - *before.slot(kind) as i64;
            if grown != 0 {
                tx.add_rss(self.who.mm, kind, grown * pages as i64);
            }
        }
        let by = tx.totals().grown(self.totals, pages);
        if by != Totals::default() {
            tx.emit(Effect::FaultsCounted { pid: self.who.pid, by });
        }
        let Unseen { steps, traps } = tx.unseen();
        let times = |now: u64, before: u64| (now - before) * pages;
        tx.count_unseen(Unseen { steps: times(steps, self.unseen.steps), traps: times(traps, self.unseen.traps) });
    }
}
