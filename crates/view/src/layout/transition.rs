//! What a step changed, and which transition it plays.

use std::cell::OnceCell;

use forkscope_sim::contents::Contents;
use forkscope_sim::frame::Frame;
use forkscope_sim::note::{Found, Note, Purpose};
use forkscope_sim::{Effect, MmId, PageRange, Pfn, Pid, Vpn};

use crate::index::Index;
use crate::input::{Moved, SceneInput};
use crate::model::play::{Play, PlayKind};

/// What the step at the cursor changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes<'a> {
    effects: &'a [Effect],
    /// Whether they are taken back: what was after them is then the past.
    undone: bool,
    /// The effects by what they change.
    index: OnceCell<Index>,
    /// Those on tasks, VMAs and page tables: all that is asked for where pages and frames are too many to be drawn.
    few: OnceCell<Index>,
}

/// What an effect changes.
#[derive(Clone, Copy)]
enum What {
    Fresh,
    Refcount,
    Mapcount,
    Contents,
    Flags,
    Pte,
    Vma,
    Tables,
    Task,
    Run,
    Other,
}

/// What the step changed that led here: the last one taken, or the one that was taken back.
pub(crate) fn changes<'a>(input: &SceneInput<'a>) -> Changes<'a> {
    let Some(running) = input.running else { return Changes::default() };
    let undone = input.moved == Moved::Back;
    let step = if undone { Some(running.taken) } else { running.taken.checked_sub(1) };
    let step = step.and_then(|step| running.steps.get(step));
    step.map_or_else(Changes::default, |step| Changes::of(&step.effects, undone))
}

/// What plays: the step that was taken, or the one that was taken back.
pub(crate) fn play(input: &SceneInput<'_>) -> Play {
    let steps = input.running.map(|running| (running.steps, running.taken));
    match (input.moved, steps) {
        (Moved::Sought, _) | (_, None) => Play::STILL,
        (Moved::Forward, Some((steps, taken))) => {
            let step = taken.checked_sub(1).and_then(|last| steps.get(last));
            step.map_or(Play::STILL, |step| Play::forward(kind(&step.note)))
        }
        (Moved::Back, Some((steps, taken))) => {
            steps.get(taken).map_or(Play::STILL, |step| Play::back(kind(&step.note)))
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rows of the table; every other step only shows what changed")]
fn kind(note: &Note) -> PlayKind {
    match note {
        Note::Translated { found: Found::NotPresent | Found::ReadOnly, .. } => PlayKind::Found,
        Note::Translated { found: Found::Allowed, .. } | Note::Retried { .. } => PlayKind::Retry,
        Note::Trapped { .. } => PlayKind::Trap,
        Note::VmaChecked { .. } => PlayKind::Check,
        Note::WriteDecided { .. } | Note::HugeWriteDecided { .. } => PlayKind::Decide,
        Note::Allocating { purpose: Purpose::Copy, .. } => PlayKind::Allocate,
        Note::Copying { .. } => PlayKind::Copy,
        Note::ClearingPte { .. } => PlayKind::Flush,
        Note::SettingPte { .. } => PlayKind::Repoint,
        Note::Reusing { .. } => PlayKind::Reuse,
        Note::Dropping { .. } => PlayKind::Drop,
        _ => PlayKind::Change,
    }
}

impl<'a> Changes<'a> {
    fn of(effects: &'a [Effect], undone: bool) -> Changes<'a> {
        Changes { effects, undone, ..Changes::default() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.effects.iter().map(key)))
    }

    fn few(&self) -> &Index {
        let is_of = |key: &u64, what: What| key >> WHAT == what as u64;
        let is_few = |key: &u64| [What::Vma, What::Tables, What::Task].iter().any(|what| is_of(key, *what));
        self.few.get_or_init(|| Index::of(self.effects.iter().map(key).filter(is_few)))
    }

    /// Whether the frame came with the step.
    pub(crate) fn is_fresh(&self, pfn: Pfn) -> bool {
        !self.undone && self.index().has(of_frame(What::Fresh, pfn))
    }

    /// Whether counts, flags or bytes of a frame changed.
    pub(crate) fn touches_frame(&self, pfn: Pfn) -> bool {
        let all = [What::Refcount, What::Mapcount, What::Contents, What::Flags];
        all.into_iter().any(|what| self.index().has(of_frame(what, pfn))) || self.frame_before(pfn).is_some()
    }

    /// Whether page table entries of a range changed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the index names no other effect")]
    pub(crate) fn touches_ptes(&self, mm: MmId, pages: PageRange) -> bool {
        let keys = of_page(What::Pte, mm, pages.start)..of_page(What::Pte, mm, pages.end);
        let mut runs = self.runs().filter_map(|effect| match effect {
            Effect::PtesChanged { mm, range, .. } | Effect::PagesUnmapped { mm, range, .. } => Some((*mm, *range)),
            _ => None,
        });
        let in_a_run = |(other, range): (MmId, PageRange)| other == mm && !range.intersect(pages).is_empty();
        self.index().within(keys).next().is_some() || runs.any(in_a_run)
    }

    /// Whether the VMA that starts at this page changed.
    pub(crate) fn touches_vma(&self, mm: MmId, start: Vpn) -> bool {
        self.few().has(of_page(What::Vma, mm, start))
    }

    /// Whether page tables of an address space came or went.
    pub(crate) fn touches_tables(&self, mm: MmId) -> bool {
        self.few().has(of_page(What::Tables, mm, Vpn(0)))
    }

    /// Whether a process changed.
    pub(crate) fn touches_task(&self, pid: Pid) -> bool {
        self.few().has(of_number(What::Task, pid.0.into()))
    }

    /// The reference count before the step, if it changed.
    pub(crate) fn refcount(&self, pfn: Pfn) -> Option<u32> {
        match self.past(of_frame(What::Refcount, pfn)) {
            Some(Effect::RefcountChanged { from, to, .. }) => Some(if self.undone { *to } else { *from }),
            Some(Effect::FolioChanged { from, to, .. }) => Some(if self.undone { to.refcount } else { from.refcount }),
            _ => self.frame_before(pfn).map(|frame| frame.refcount),
        }
    }

    /// The map count before the step, if it changed.
    pub(crate) fn mapcount(&self, pfn: Pfn) -> Option<u32> {
        match self.past(of_frame(What::Mapcount, pfn)) {
            Some(Effect::MapcountChanged { from, to, .. }) => Some(if self.undone { *to } else { *from }),
            _ => self.frame_before(pfn).map(|frame| frame.mapcount),
        }
    }

    /// The bytes before the step, if they changed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the index names no other effect")]
    pub(crate) fn contents(&self, pfn: Pfn) -> Option<&'a Contents> {
        match self.past(of_frame(What::Contents, pfn))? {
            Effect::ContentsChanged { from, to, .. } => Some(if self.undone { to } else { from }),
            _ => None,
        }
    }

    /// The effects on many pages or frames at once.
    fn runs(&self) -> impl Iterator<Item = &'a Effect> + '_ {
        self.index().all(of_number(What::Run, 0)).filter_map(|at| self.effects.get(at))
    }

    /// What a frame was before, if it was one of many that changed at once.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the index names no other effect")]
    fn frame_before(&self, frame: Pfn) -> Option<&'a Frame> {
        self.runs().find_map(|effect| match effect {
            Effect::FramesChanged { pfn, frames, change } if (pfn.0..pfn.0 + frames).contains(&frame.0) => {
                if self.undone {
                    change.to.as_ref()
                } else {
                    change.from.as_ref()
                }
            }
            _ => None,
        })
    }

    /// The effect that tells what was before: the first of its kind, or the last if they are taken back.
    fn past(&self, key: u64) -> Option<&'a Effect> {
        let mut all = self.index().all(key);
        let at = if self.undone { all.last() } else { all.next() };
        self.effects.get(at?)
    }
}

/// Where a key says what it is of.
const WHAT: u32 = 60;

fn of_number(what: What, number: u64) -> u64 {
    (what as u64) << WHAT | number
}

fn of_frame(what: What, pfn: Pfn) -> u64 {
    of_number(what, pfn.0.into())
}

/// Page numbers have 36 bits at most.
fn of_page(what: What, mm: MmId, vpn: Vpn) -> u64 {
    of_number(what, u64::from(mm.0) << 36 | vpn.0)
}

#[expect(clippy::too_many_lines, reason = "one table of effects")]
fn key(effect: &Effect) -> u64 {
    match effect {
        Effect::FrameAllocated { pfn, .. } => of_frame(What::Fresh, *pfn),
        Effect::FolioAllocated { head, .. } => of_frame(What::Fresh, *head),
        Effect::FolioChanged { head, .. } => of_frame(What::Refcount, *head),
        Effect::MapcountsChanged { head, .. } => of_frame(What::Mapcount, *head),
        Effect::ExclusiveChanged { head, .. } | Effect::FolioSplit { head, .. } => of_frame(What::Flags, *head),
        Effect::FolioCopied { to, .. } => of_frame(What::Contents, *to),
        Effect::HugePmdChanged { mm, vpn, .. } => of_page(What::Pte, *mm, *vpn),
        Effect::RefcountChanged { pfn, .. } => of_frame(What::Refcount, *pfn),
        Effect::MapcountChanged { pfn, .. } => of_frame(What::Mapcount, *pfn),
        Effect::ContentsChanged { pfn, .. } => of_frame(What::Contents, *pfn),
        Effect::FlagsChanged { pfn, .. }
        | Effect::MlocksChanged { pfn, .. }
        | Effect::KindChanged { pfn, .. }
        | Effect::SwapCached { pfn, .. }
        | Effect::SwapUncached { pfn, .. } => of_frame(What::Flags, *pfn),
        Effect::PteChanged { mm, vpn, .. } => of_page(What::Pte, *mm, *vpn),
        Effect::VmaInserted { mm, vma } | Effect::VmaChanged { mm, to: vma, .. } => of_page(What::Vma, *mm, vma.start),
        Effect::FramesMapped { .. }
        | Effect::FramesChanged { .. }
        | Effect::PtesChanged { .. }
        | Effect::PagesUnmapped { .. } => of_number(What::Run, 0),
        Effect::TablesAllocated { mm, .. } | Effect::TablesFreed { mm, .. } => of_page(What::Tables, *mm, Vpn(0)),
        Effect::TableAllocated { mm, .. }
        | Effect::TableFreed { mm, .. }
        | Effect::TableShared { mm, .. }
        | Effect::TableUnshared { mm, .. }
        | Effect::TableLeft { mm, .. }
        | Effect::PmdChanged { mm, .. }
        | Effect::MmCreated { mm, .. } => of_page(What::Tables, *mm, Vpn(0)),
        Effect::TaskCreated { pid, .. }
        | Effect::TaskMmChanged { pid, .. }
        | Effect::StateChanged { pid, .. }
        | Effect::BoundsChanged { pid, .. }
        | Effect::Reparented { pid, .. } => of_number(What::Task, pid.0.into()),
        Effect::HoldTaken { .. }
        | Effect::HoldDropped { .. }
        | Effect::FrameFreed { .. }
        | Effect::FolioFreed { .. }
        | Effect::VmaRemoved { .. }
        | Effect::AnonVmaCreated { .. }
        | Effect::BrkMoved { .. }
        | Effect::MmDestroyed { .. }
        | Effect::MmUsersChanged { .. }
        | Effect::RssChanged { .. }
        | Effect::TaskReaped { .. }
        | Effect::FaultCounted { .. }
        | Effect::FaultsCounted { .. }
        | Effect::TlbFilled { .. }
        | Effect::TlbFlushed { .. }
        | Effect::FileCreated { .. }
        | Effect::FileResized { .. }
        | Effect::PageWrittenBack { .. }
        | Effect::DiskCleared { .. }
        | Effect::LastReadChanged { .. }
        | Effect::FileDropped { .. }
        | Effect::FileMappingsChanged { .. }
        | Effect::PageCached { .. }
        | Effect::PageUncached { .. }
        | Effect::GroupCreated { .. }
        | Effect::FrameCharged { .. }
        | Effect::GroupEventCounted { .. }
        | Effect::SlotAllocated { .. }
        | Effect::SlotFreed { .. }
        | Effect::SwapEntriesChanged { .. }
        | Effect::SwapWritten { .. }
        | Effect::ShmemSwapped { .. }
        | Effect::ReclaimHandMoved { .. }
        | Effect::Tallied(_) => of_number(What::Other, 0),
    }
}
