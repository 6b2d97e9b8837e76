//! What commands emit events through.

use std::ops::Deref;

use super::lru::Batches;
use super::Machine;
use crate::addr::{PageRange, Pfn, Vpn};
use crate::command::Sharing;
use crate::effect::{Effect, FrameChange, Holder};
use crate::event::{Event, Observer, Unseen};
use crate::frame::{Frame, FrameFlags, FrameKind};
use crate::hold::{Hold, HoldKind};
use crate::mm::{Mm, MmId, RssKind};
use crate::note::Note;
use crate::pte::Pte;
use crate::tables::Level;
use crate::tlb::TlbScope;
use crate::vma::Vma;

/// A command under way: the machine to read, and the way to change it.
pub(crate) struct Tx<'a> {
    pub(super) machine: &'a mut Machine,
    observer: &'a mut dyn Observer,
    /// Whether the observer wants to be told now.
    told: bool,
    /// Whether what is still to come is of no use to it.
    done: bool,
    /// What happened that it was not told.
    unseen: Unseen,
    /// What is looked at closely, to do it again for more pages.
    seen: Option<Seen>,
    /// Frames on their way to other lists.
    pub(super) batches: Batches,
}

/// What happened to the one page that effects are looked at for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) mm: MmId,
    pub(crate) vpn: Vpn,
    /// Whether nothing changed but this page's PTE, two frames, and what is counted.
    pub(crate) plain: bool,
    /// The frames that changed.
    pub(crate) frames: [Option<Pfn>; 2],
    /// Whether the TLB took its translation.
    pub(crate) filled: bool,
}

impl<'a> Tx<'a> {
    /// More neighbours than this are changed in one effect, even if somebody looks on.
    pub(crate) const SINGLY: u64 = 64;

    pub(super) fn new(machine: &'a mut Machine, observer: &'a mut dyn Observer) -> Tx<'a> {
        let told = observer.wants_events();
        let (unseen, batches) = (Unseen::default(), Batches::default());
        Tx { machine, observer, told, done: false, unseen, seen: None, batches }
    }

    pub(super) fn finish(self) {
        if self.unseen != Unseen::default() {
            self.observer.unseen(self.unseen);
        }
    }

    /// Applies an effect and tells of it.
    pub(crate) fn emit(&mut self, effect: Effect) {
        self.machine.apply(&effect);
        if self.told {
            self.observer.event(self.machine, &Event::Effect(effect));
        } else if let Some(seen) = &mut self.seen {
            seen.see(&effect);
        }
    }

    /// Tells of a step.
    pub(crate) fn note(&mut self, note: Note) {
        if self.told {
            self.observer.event(self.machine, &Event::Note(note));
            self.told = self.observer.wants_events();
            self.done = self.observer.is_done();
        } else {
            let traps = u64::from(matches!(note, Note::Trapped { .. }));
            self.count_unseen(Unseen { steps: 1, traps });
        }
    }

    /// Whether each event is told right now.
    pub(crate) fn is_told(&self) -> bool {
        self.told
    }

    /// Whether nobody has any use for what is still to come.
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    /// Whether what happens to a page is looked at, to do it again.
    pub(crate) fn is_seen(&self) -> bool {
        self.seen.is_some()
    }

    /// Whether so many neighbours change in one effect: many, or if nobody looks on.
    pub(crate) fn changes_at_once(&self, neighbours: u64) -> bool {
        neighbours > if self.told { Tx::SINGLY } else { 1 }
    }

    /// Steps that were taken and not told.
    pub(crate) fn unseen(&self) -> Unseen {
        self.unseen
    }

    /// Counts steps that were taken and not told.
    pub(crate) fn count_unseen(&mut self, more: Unseen) {
        self.unseen.steps += more.steps;
        self.unseen.traps += more.traps;
    }

    /// Does something to a page and looks at what it changes; only while nobody else looks on.
    pub(crate) fn see<E>(
        &mut self,
        mm: MmId,
        vpn: Vpn,
        act: &mut dyn FnMut(&mut Tx) -> Result<(), E>,
    ) -> Result<Option<Seen>, E> {
        self.seen = Some(Seen { mm, vpn, plain: true, frames: [None; 2], filled: false });
        let done = act(self);
        let seen = self.seen.take();
        done.map(|()| seen)
    }

    /// Sets the PTEs of a run of pages, of which the first was `from`.
    pub(crate) fn set_ptes(&mut self, mm: MmId, range: PageRange, from: Pte, to: Pte) {
        if from != to {
            self.emit(Effect::PtesChanged { mm, range, from, to });
        }
    }

    /// Changes frames that are alike, or takes or frees them.
    pub(crate) fn change_frames(&mut self, pfn: Pfn, frames: u32, from: Option<Frame>, to: Option<Frame>) {
        self.emit(Effect::FramesChanged { pfn, frames, change: Box::new(FrameChange { from, to }) });
    }

    // The effects that nearly every command has, with their "before" filled in.

    /// Sets a PTE.
    pub(crate) fn set_pte(&mut self, mm: MmId, vpn: Vpn, to: Pte) {
        let from = self.mm(mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
        if from != to {
            let others = self.table_sharers(mm, vpn);
            for mm in std::iter::once(mm).chain(others) {
                self.emit(Effect::PteChanged { mm, vpn, from, to });
            }
        }
    }

    /// The other address spaces that use the PTE table of a page (on-demand fork).
    fn table_sharers(&self, mm: MmId, vpn: Vpn) -> Vec<MmId> {
        let Some(tables) = self.mm(mm).map(|mm| &mm.tables).filter(|tables| !tables.is_pmd_writable(vpn)) else {
            return Vec::new();
        };
        let table = tables.table(Level::Pte, vpn);
        let shares = |other: &Mm| other.tables.table(Level::Pte, vpn) == table;
        self.mms().filter(|(id, other)| *id != mm && shares(other)).map(|(id, _)| id).collect()
    }

    /// Takes a reference to a frame.
    pub(crate) fn get_frame(&mut self, pfn: Pfn, holder: Holder) {
        if self.get_folio(pfn, 0) {
            return;
        }
        let Some(from) = self.frame(pfn).map(|frame| frame.refcount) else { return };
        self.emit(Effect::RefcountChanged { pfn, from, to: from + 1, holder });
    }

    /// Drops a reference to a frame, which becomes free with its last.
    pub(crate) fn put_frame(&mut self, pfn: Pfn, holder: Holder) {
        if !self.put_folio(pfn, 0) {
            self.put_references(pfn, holder, 1);
        }
    }

    /// Takes the references of a hold.
    pub(crate) fn get_hold(&mut self, hold: Hold) {
        let Some(from) = self.frame(hold.pfn).map(|frame| frame.refcount) else { return };
        if !self.get_folio(hold.pfn, pins(hold)) {
            let to = from + hold.kind.references();
            self.emit(Effect::RefcountChanged { pfn: hold.pfn, from, to, holder: Holder::Process(hold.kind) });
        }
        self.emit(Effect::HoldTaken { hold });
    }

    /// Drops the references of a hold; the frame becomes free with its last.
    pub(crate) fn put_hold(&mut self, hold: Hold) {
        self.emit(Effect::HoldDropped { hold });
        if !self.put_folio(hold.pfn, pins(hold)) {
            self.put_references(hold.pfn, Holder::Process(hold.kind), hold.kind.references());
        }
    }

    fn put_references(&mut self, pfn: Pfn, holder: Holder, count: u32) {
        let Some((from, kind)) = self.frame(pfn).map(|frame| (frame.refcount, frame.kind)) else { return };
        self.emit(Effect::RefcountChanged { pfn, from, to: from.saturating_sub(count), holder });
        if from <= count {
            self.emit(Effect::FrameFreed { pfn, kind });
        }
    }

    /// Counts one more PTE of a VMA that maps a frame.
    pub(crate) fn add_rmap(&mut self, mm: MmId, pfn: Pfn, vma: &Vma) {
        self.count_mapping(pfn, vma, 1);
        self.map_folio_page(mm, pfn);
    }

    /// Counts one PTE of a VMA less that maps a frame.
    pub(crate) fn remove_rmap(&mut self, mm: MmId, pfn: Pfn, vma: &Vma) {
        self.count_mapping(pfn, vma, -1);
        self.unmap_folio_page(mm, pfn);
    }

    fn count_mapping(&mut self, pfn: Pfn, vma: &Vma, delta: i32) {
        let Some(from) = self.frame(pfn).map(|frame| frame.mapcount) else { return };
        let sharing = if vma.is_shared() { Sharing::Shared } else { Sharing::Private };
        self.emit(Effect::MapcountChanged { pfn, from, to: from.saturating_add_signed(delta), sharing });
        if vma.is_locked() {
            self.count_mlock(pfn, delta);
        }
    }

    /// Sets and clears page flags. PageAnonExclusive is never set where the kernel of the policy has no such flag.
    pub(crate) fn flag_frame(&mut self, pfn: Pfn, set: FrameFlags, clear: FrameFlags) {
        let (set, clear) = self.flag_folio(pfn, set, clear);
        let Some(from) = self.frame(pfn).map(|frame| frame.flags) else { return };
        let known = if self.config().copy.marks_exclusive() { FrameFlags::all() } else { !FrameFlags::EXCLUSIVE };
        let to = (from - clear) | (set & known);
        if from != to {
            self.emit(Effect::FlagsChanged { pfn, from, to });
        }
    }

    /// Counts pages in or out of a resident-set counter.
    pub(crate) fn add_rss(&mut self, mm: MmId, kind: RssKind, delta: i64) {
        let Some(mut rss) = self.mm(mm).map(|mm| mm.rss) else { return };
        let from = *rss.slot(kind);
        self.emit(Effect::RssChanged { mm, kind, from, to: from.saturating_add_signed(delta) });
    }
}

/// How many pins of a large folio a hold counts for: it has a counter of its own for them.
fn pins(hold: Hold) -> u32 {
    match hold.kind {
        HoldKind::Pin => 1,
        HoldKind::Pipe => 0,
    }
}

impl Seen {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not known to be of one page alone is not done again"
    )]
    fn see(&mut self, effect: &Effect) {
        match effect {
            Effect::FrameAllocated { pfn, .. }
            | Effect::ContentsChanged { pfn, .. }
            | Effect::RefcountChanged { pfn, .. }
            | Effect::MapcountChanged { pfn, sharing: Sharing::Private, .. }
            | Effect::FlagsChanged { pfn, .. } => self.see_frame(*pfn),
            Effect::PteChanged { mm, vpn, .. } | Effect::TlbFlushed { scope: TlbScope::Page(mm, vpn) } => {
                self.plain &= (*mm, *vpn) == (self.mm, self.vpn);
            }
            Effect::RssChanged { mm, .. } => self.plain &= *mm == self.mm,
            Effect::TlbFilled { entry } => {
                self.filled = true;
                self.plain &= (entry.mm, entry.vpn) == (self.mm, self.vpn);
            }
            Effect::FaultCounted { .. } | Effect::Tallied(_) => {}
            _ => self.plain = false,
        }
    }

    fn see_frame(&mut self, pfn: Pfn) {
        let place = self.frames.iter().position(|seen| seen.is_none_or(|seen| seen == pfn));
        match place {
            Some(place) => self.frames[place] = Some(pfn),
            None => self.plain = false,
        }
    }
}

impl Deref for Tx<'_> {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        self.machine
    }
}

/// Which resident-set counter a frame counts in; none for the zero page and page tables.
impl FrameKind {
    pub(crate) fn rss(self) -> Option<RssKind> {
        match self {
            FrameKind::Anon | FrameKind::Ksm => Some(RssKind::Anon),
            FrameKind::File { .. } => Some(RssKind::File),
            FrameKind::Shmem { .. } => Some(RssKind::Shmem),
            FrameKind::Zero | FrameKind::Table { .. } => None,
        }
    }
}
