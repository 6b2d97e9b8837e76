//! A store to a page that is like one which was stored to before: what that one store did is done again.
//!
//! What a store does depends on the flags of the VMA and of the PTE, on what is counted of the frame, and on whether a frame is free; and on nothing
//! else, while there are no control groups, the TLB has no translation of the page, and the frame is a plain one. In all that, a page must be like
//! the one that the lesson is of. What is in the page is its own.

use std::iter::Peekable;

use super::First;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::contents::Contents;
use crate::event::Unseen;
use crate::frame::Stored;
use crate::machine::{Alike, Each, Lesson, Lessons, RssGrown, Seen, Tx};
use crate::mem::Who;
use crate::pte::Pte;
use crate::tables::Level;
use crate::vma::{VmFlags, Vma};

/// What a store makes of the contents of a page.
type Change<'a> = dyn Fn(&Contents) -> Contents + 'a;

/// Stores to a page: by the rules, or by what they did to another page.
///
/// # Errors
/// Those of the rules.
pub(in crate::mem) fn store_page<E>(
    tx: &mut Tx,
    who: Who,
    vpn: Vpn,
    change: &Change,
    by_rules: &mut dyn FnMut(&mut Tx) -> Result<(), E>,
) -> Result<(), E> {
    if tx.is_told() || tx.is_seen() {
        return by_rules(tx);
    }
    let lessons = tx.lessons().clone();
    let page = Page::look(tx, who, vpn);
    if let Some((page, lesson)) = page.as_ref().and_then(|page| page.with_lesson(&lessons)) {
        page.follow(tx, lesson, &[vpn], change);
        return Ok(());
    }
    // What takes no fault is as quick by the rules.
    let faults = tx.mm(who.mm).is_some_and(|mm| !mm.tables.get(vpn).is_writable());
    let first = if faults { First::look_at(tx, who, PageRange::new(vpn, 1)) } else { None };
    let Some(first) = first else { return by_rules(tx) };
    let seen = tx.see(who.mm, vpn, by_rules)?;
    if let Some(lesson) = seen.and_then(|seen| first.lesson(tx, &seen)) {
        tx.learn(lesson);
    }
    Ok(())
}

/// Stores to some pages, in order, up to the first error, or until what is still to come is of no use.
pub(in crate::mem) fn store_chosen<E>(
    tx: &mut Tx,
    who: Who,
    pages: &mut dyn Iterator<Item = Vpn>,
    change: &Change,
    by_rules: &mut dyn FnMut(&mut Tx, Vpn) -> Result<(), E>,
) -> Result<(), E> {
    let mut pages = pages.peekable();
    let mut taken = Vec::new();
    while let Some(vpn) = pages.peek().copied().filter(|_| !tx.is_done()) {
        let lessons = tx.lessons().clone();
        let page = if tx.is_told() { None } else { Page::look(tx, who, vpn) };
        match page.as_ref().and_then(|page| page.with_lesson(&lessons)) {
            Some((page, lesson)) => {
                page.take_alike(tx, lesson, &mut pages, &mut taken);
                page.follow(tx, lesson, &taken, change);
            }
            None => {
                pages.next();
                store_page(tx, who, vpn, change, &mut |tx| by_rules(tx, vpn))?;
            }
        }
    }
    Ok(())
}

/// A page that may be like others: in private anonymous memory, mapping a plain frame or none.
struct Page {
    who: Who,
    vpn: Vpn,
    flags: VmFlags,
    /// Where its VMA ends.
    end: Vpn,
    pte: Pte,
    frame: Option<Stored>,
    /// The frame that a new page gets, and how many are free from there on.
    free: Option<(Pfn, u32)>,
}

impl Page {
    fn look(tx: &Tx, who: Who, vpn: Vpn) -> Option<Page> {
        let mm = tx.mm(who.mm)?;
        let (flags, end) = mm.vma(vpn).filter(|vma| is_private(vma)).map(|vma| (vma.flags, vma.end))?;
        let pte = mm.tables.get(vpn);
        if !tx.groups().is_empty() || !mm.tables.is_pmd_writable(vpn) || tx.tlb().get(who.mm, vpn).is_some() {
            return None;
        }
        let frame = match pte.pfn() {
            Some(pfn) if pte.is_plain() && pfn != Pfn::ZERO_PAGE => {
                Some(tx.frames().stored(pfn).filter(Stored::is_plain)?)
            }
            None if pte.is_none() && mm.tables.table(Level::Pte, vpn).is_some() => None,
            Some(_) | None => return None,
        };
        Some(Page { who, vpn, flags, end, pte, frame, free: tx.frames().next_users() })
    }

    /// The page, and what a store does to it.
    fn with_lesson<'a>(&'a self, lessons: &'a Lessons) -> Option<(&'a Page, &'a Lesson)> {
        let lesson = lessons.iter().find(|lesson| self.is_like(lesson))?;
        Some((self, lesson))
    }

    fn is_like(&self, lesson: &Lesson) -> bool {
        let alike = match (&lesson.before, &self.frame) {
            (Some((flags, before)), Some(frame)) => *flags == self.pte.flags() && before.is_held_like(frame),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        alike && lesson.vma == self.flags && (lesson.new.is_none() || self.free.is_some())
    }

    /// Takes this page and those after it that are like it, and for which there are frames in a row.
    fn take_alike(
        &self,
        tx: &Tx,
        lesson: &Lesson,
        pages: &mut Peekable<&mut dyn Iterator<Item = Vpn>>,
        taken: &mut Vec<Vpn>,
    ) {
        taken.clear();
        taken.extend(pages.next());
        let free = self.free.map_or(1, |(_, frames)| frames as usize);
        let most = if lesson.new.is_some() { free } else { usize::MAX };
        let mut end = None;
        while taken.len() < most {
            let Some(next) = pages.peek() else { break };
            // Where they end is of no use to the last one.
            let end = *end.get_or_insert_with(|| self.end(tx));
            if *next >= end {
                break;
            }
            taken.extend(pages.next());
        }
    }

    /// The end of the pages that are like this one.
    fn end(&self, tx: &Tx) -> Vpn {
        let Some(mm) = tx.mm(self.who.mm) else { return self.vpn };
        let rest = PageRange { start: self.vpn, end: self.end };
        let run = mm.tables.runs(rest).next();
        let mut end = match (run, self.pte.pfn()) {
            (Some(run), Some(pfn)) => {
                let frames = tx.frames().runs(pfn, run.range.pages() as u32).next();
                self.vpn.plus(frames.map_or(1, |run| run.frames.into()))
            }
            (run, _) => run.map_or(rest.end, |run| run.range.start).min(Level::Pte.span(tx.page_size(), self.vpn).end),
        };
        if let Some(span) = mm.tables.protected_spans(rest).next() {
            end = end.min(span.start);
        }
        let cached = tx.tlb().iter().filter(|entry| entry.mm == self.who.mm && entry.vpn > self.vpn);
        cached.map(|entry| entry.vpn).min().map_or(end, |first| first.min(end))
    }

    /// Does to pages like this one what a lesson says.
    fn follow(&self, tx: &mut Tx, lesson: &Lesson, pages: &[Vpn], change: &Change) {
        let contents = self.frame.as_ref().map_or(Contents::ZERO, Stored::contents);
        let stored = change(&contents);
        let next = self.free.map_or(Pfn::ZERO_PAGE, |(pfn, _)| pfn);
        tx.follow(
            lesson,
            &Alike { who: self.who, pages, pfn: self.pte.pfn(), contents: &contents, stored: &stored, next },
        );
    }
}

impl First {
    /// What was seen to happen to the page, if it can be done again to others.
    fn lesson(&self, tx: &Tx, seen: &Seen) -> Option<Lesson> {
        let now = self.now(tx, seen)?;
        let (old, new) = (self.pte.pfn(), now.pfn()?);
        let moved = old != Some(new);
        let of_zero_page = old == Some(Pfn::ZERO_PAGE) || new == Pfn::ZERO_PAGE;
        let taken = !moved || self.next == Some(new);
        let known = is_private(&self.vma) && tx.groups().is_empty() && tx.totals().thp == self.totals.thp;
        if of_zero_page || !taken || !known || !seen.filled {
            return None;
        }
        let before = old.zip(self.frame.clone()).map(|(_, frame)| (self.pte.flags(), frame.into()));
        let left = match old {
            // A frame that nobody holds any more is free: that is of one page alone.
            Some(pfn) => Some(tx.frames().stored(pfn)?),
            None => None,
        };
        let (was, is) = (self.unseen, tx.unseen());
        let each = Each {
            totals: tx.totals().grown(self.totals, 1),
            rss: RssGrown::between(self.rss, tx.mm(self.who.mm)?.rss),
            unseen: Unseen { steps: is.steps - was.steps, traps: is.traps - was.traps },
        };
        let new = if moved { Some(tx.frames().stored(new)?) } else { None };
        Some(Lesson { vma: self.vma.flags, before, flags: now.flags(), left, new, each })
    }
}

/// Whether a VMA is of private anonymous memory that has its bookkeeping.
fn is_private(vma: &Vma) -> bool {
    vma.is_anonymous() && vma.anon_vma.is_some() && !vma.flags.intersects(VmFlags::SHARED | VmFlags::LOCKED)
}
