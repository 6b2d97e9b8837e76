//! What stores to single pages did, to be done again to pages that are like them.
//!
//! A [`Lesson`] says what one store changed, apart from what was in the page: its PTE, the frame it had, the frame it got, and what is counted.
//! A machine keeps the last few, and writes here what following one comes to, without effects: nobody looks on. When a page is like
//! the one a lesson is about is for `mem/bulk` to say.

use std::fmt;
use std::rc::Rc;

use super::{Machine, Totals, Tx};
use crate::addr::{Pfn, Vpn};
use crate::contents::Contents;
use crate::event::Unseen;
use crate::frame::Stored;
use crate::mem::Who;
use crate::mm::Rss;
use crate::pte::{Pte, PteFlags};
use crate::tlb::TlbEntry;
use crate::vma::VmFlags;

/// How many lessons a machine keeps: a parent and a child that write in turns have one each.
const LESSONS: usize = 4;

/// What a store did to a page of private anonymous memory, when nothing changed but the page, its frames and what is counted.
#[derive(Clone)]
pub(crate) struct Lesson {
    /// What the VMA was.
    pub(crate) vma: VmFlags,
    /// What the PTE and the frame were; none if the page had none. The contents do not matter, here and below.
    pub(crate) before: Option<(PteFlags, Stored)>,
    /// The flags of the PTE afterwards.
    pub(crate) flags: PteFlags,
    /// What became of the frame that the page had.
    pub(crate) left: Option<Stored>,
    /// The new frame, if it got one.
    pub(crate) new: Option<Stored>,
    /// What was counted.
    pub(crate) each: Each,
}

/// What is counted for each page.
#[derive(Clone, Copy)]
pub(crate) struct Each {
    pub(crate) totals: Totals,
    /// By how many pages the resident-set counters grew.
    pub(crate) rss: RssGrown,
    pub(crate) unseen: Unseen,
}

/// By how many pages the resident-set counters grew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct RssGrown {
    anon: i64,
    file: i64,
    shmem: i64,
    swap: i64,
}

impl RssGrown {
    pub(crate) fn between(before: Rss, after: Rss) -> RssGrown {
        let grown = |before: u64, after: u64| after as i64 - before as i64;
        RssGrown {
            anon: grown(before.anon, after.anon),
            file: grown(before.file, after.file),
            shmem: grown(before.shmem, after.shmem),
            swap: grown(before.swap, after.swap),
        }
    }

    fn add_to(self, rss: &mut Rss, times: i64) {
        let RssGrown { anon, file, shmem, swap } = self;
        for (counter, grown) in
            [(&mut rss.anon, anon), (&mut rss.file, file), (&mut rss.shmem, shmem), (&mut rss.swap, swap)]
        {
            *counter = counter.wrapping_add_signed(grown * times);
        }
    }
}

/// Pages that a lesson is followed for: their PTEs follow one another, their frames are alike.
pub(crate) struct Alike<'a> {
    pub(crate) who: Who,
    /// The pages, in order.
    pub(crate) pages: &'a [Vpn],
    /// The frame of the first; the others have those as many frames behind it as they are pages behind the first.
    pub(crate) pfn: Option<Pfn>,
    /// What is in these frames.
    pub(crate) contents: &'a Contents,
    /// What the store makes of that.
    pub(crate) stored: &'a Contents,
    /// Where the new frames begin, if the lesson takes any.
    pub(crate) next: Pfn,
}

/// The last few lessons. They change nothing but the time that things take.
#[derive(Clone, Default)]
pub(crate) struct Lessons(Rc<Vec<Lesson>>);

impl fmt::Debug for Lessons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl Lessons {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Lesson> {
        self.0.iter()
    }

    fn learn(&mut self, lesson: Lesson) {
        let lessons = Rc::make_mut(&mut self.0);
        lessons.truncate(LESSONS - 1);
        lessons.insert(0, lesson);
    }
}

impl Machine {
    pub(crate) fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    fn follow(&mut self, lesson: &Lesson, alike: &Alike) {
        let Alike { who, pages, .. } = alike;
        let Each { totals, rss, .. } = &lesson.each;
        self.follow_frames(lesson, alike);
        let pte = |at: usize, vpn: Vpn| {
            let old = alike.pfn.map(|pfn| Pfn(pfn.0 + (vpn.0 - pages[0].0) as u32));
            let new = lesson.new.as_ref().map(|_| Pfn(alike.next.0 + at as u32));
            Pte::new(new.or(old).unwrap_or(Pfn::ZERO_PAGE), lesson.flags)
        };
        let times = pages.len() as u64;
        self.mm_mut(who.mm, |mm| {
            mm.tables.set_each(pages, &pte);
            rss.add_to(&mut mm.rss, times as i64);
        });
        for (at, vpn) in pages.iter().enumerate() {
            self.tlb.fill(TlbEntry { mm: who.mm, vpn: *vpn, pte: pte(at, *vpn) });
        }
        self.count_faults(who.pid, totals, times);
    }

    fn follow_frames(&mut self, lesson: &Lesson, alike: &Alike) {
        let Alike { pages, contents, stored, .. } = alike;
        let frames = pages.len() as u64;
        let mapcounts = |frame: Option<&Stored>| frame.map_or(0, |frame| u64::from(frame.mapcount()));
        let was = mapcounts(lesson.before.as_ref().map(|(_, frame)| frame));
        let is = [lesson.left.as_ref(), lesson.new.as_ref()].map(mapcounts);
        self.mapped.private = self.mapped.private + frames * (is[0] + is[1]) - frames * was;
        self.mapped.frames = self.mapped.frames + frames * (is[0].min(1) + is[1].min(1)) - frames * was.min(1);
        if let Some(new) = &lesson.new {
            self.frames.take_each(alike.next, frames as u32, new.holding(stored));
        }
        if let Some((pfn, left)) = alike.pfn.zip(lesson.left.as_ref()) {
            let left = left.holding(if lesson.new.is_some() { contents } else { stored });
            let pfns = &mut pages.iter().map(|vpn| Pfn(pfn.0 + (vpn.0 - pages[0].0) as u32));
            self.frames.change_each(pfns, left);
        }
    }
}

impl Tx<'_> {
    /// Keeps a lesson.
    pub(crate) fn learn(&mut self, lesson: Lesson) {
        self.machine.lessons.learn(lesson);
    }

    /// Does again to pages what a lesson says.
    pub(crate) fn follow(&mut self, lesson: &Lesson, alike: &Alike) {
        self.machine.follow(lesson, alike);
        let (Unseen { steps, traps }, times) = (lesson.each.unseen, alike.pages.len() as u64);
        self.count_unseen(Unseen { steps: steps * times, traps: traps * times });
    }
}
