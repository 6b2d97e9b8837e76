//! What a step changed, and which transition it plays.

use std::collections::{BTreeMap, BTreeSet};

use forkscope_sim::contents::Contents;
use forkscope_sim::note::{Found, Note, Purpose};
use forkscope_sim::{Effect, MmId, Pfn, Pid, Vpn};

use crate::input::{Moved, SceneInput};
use crate::model::play::{Play, PlayKind};

/// What the step at the cursor changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) frames: BTreeSet<Pfn>,
    pub(crate) fresh: BTreeSet<Pfn>,
    pub(crate) refcounts: BTreeMap<Pfn, u32>,
    pub(crate) mapcounts: BTreeMap<Pfn, u32>,
    pub(crate) contents: BTreeMap<Pfn, Contents>,
    pub(crate) ptes: BTreeSet<(MmId, Vpn)>,
    pub(crate) vmas: BTreeSet<(MmId, Vpn)>,
    pub(crate) tables: BTreeSet<MmId>,
    pub(crate) tasks: BTreeSet<Pid>,
}

/// What the step changed that led here: the last one taken, or the one that was taken back.
pub(crate) fn changes(input: &SceneInput<'_>) -> Changes {
    let Some(running) = input.running else { return Changes::default() };
    match input.moved {
        Moved::Sought | Moved::Forward => {
            let step = running.taken.checked_sub(1).and_then(|last| running.steps.get(last));
            step.map_or_else(Changes::default, |step| Changes::of(&step.effects))
        }
        Moved::Back => {
            running.steps.get(running.taken).map_or_else(Changes::default, |step| Changes::undoing(&step.effects))
        }
    }
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
        Note::WriteDecided { .. } => PlayKind::Decide,
        Note::Allocating { purpose: Purpose::Copy, .. } => PlayKind::Allocate,
        Note::Copying { .. } => PlayKind::Copy,
        Note::ClearingPte { .. } => PlayKind::Flush,
        Note::SettingPte { .. } => PlayKind::Repoint,
        Note::Reusing { .. } => PlayKind::Reuse,
        Note::Dropping { .. } => PlayKind::Drop,
        _ => PlayKind::Change,
    }
}

impl Changes {
    /// What these effects changed.
    fn of(effects: &[Effect]) -> Changes {
        let mut changes = Changes::default();
        effects.iter().for_each(|effect| changes.note(effect));
        changes
    }

    /// What changes when these effects are taken back: what was after them is then the past.
    fn undoing(effects: &[Effect]) -> Changes {
        let mut changes = Changes { fresh: BTreeSet::new(), ..Changes::of(effects) };
        for effect in effects {
            changes.look_back(effect);
        }
        changes
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only counts and bytes are shown as they were")]
    fn look_back(&mut self, effect: &Effect) {
        match effect {
            Effect::RefcountChanged { pfn, to, .. } => drop(self.refcounts.insert(*pfn, *to)),
            Effect::MapcountChanged { pfn, to, .. } => drop(self.mapcounts.insert(*pfn, *to)),
            Effect::ContentsChanged { pfn, to, .. } => drop(self.contents.insert(*pfn, to.clone())),
            _ => {}
        }
    }

    fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::FrameAllocated { pfn, .. } => {
                self.fresh.insert(*pfn);
            }
            Effect::RefcountChanged { pfn, from, .. } => {
                self.frames.insert(*pfn);
                self.refcounts.entry(*pfn).or_insert(*from);
            }
            Effect::MapcountChanged { pfn, from, .. } => {
                self.frames.insert(*pfn);
                self.mapcounts.entry(*pfn).or_insert(*from);
            }
            Effect::ContentsChanged { pfn, from, .. } => {
                self.frames.insert(*pfn);
                self.contents.entry(*pfn).or_insert_with(|| from.clone());
            }
            Effect::FlagsChanged { pfn, .. } | Effect::MlocksChanged { pfn, .. } => self.put_frame(*pfn),
            Effect::PteChanged { mm, vpn, .. } => self.put_pte(*mm, *vpn),
            Effect::VmaInserted { mm, vma } | Effect::VmaChanged { mm, to: vma, .. } => self.put_vma(*mm, vma.start),
            Effect::TableAllocated { mm, .. } | Effect::TableFreed { mm, .. } | Effect::MmCreated { mm, .. } => {
                self.tables.insert(*mm);
            }
            Effect::TaskCreated { pid, .. }
            | Effect::TaskMmChanged { pid, .. }
            | Effect::StateChanged { pid, .. }
            | Effect::Reparented { pid, .. } => {
                self.tasks.insert(*pid);
            }
            Effect::FrameFreed { .. }
            | Effect::VmaRemoved { .. }
            | Effect::AnonVmaCreated { .. }
            | Effect::BrkMoved { .. }
            | Effect::MmDestroyed { .. }
            | Effect::MmUsersChanged { .. }
            | Effect::RssChanged { .. }
            | Effect::TaskReaped { .. }
            | Effect::FaultCounted { .. }
            | Effect::TlbFilled { .. }
            | Effect::TlbFlushed { .. }
            | Effect::FileCreated { .. }
            | Effect::FileDropped { .. }
            | Effect::FileMappingsChanged { .. }
            | Effect::PageCached { .. }
            | Effect::PageUncached { .. }
            | Effect::Tallied(_) => {}
        }
    }

    fn put_frame(&mut self, pfn: Pfn) {
        self.frames.insert(pfn);
    }

    fn put_pte(&mut self, mm: MmId, vpn: Vpn) {
        self.ptes.insert((mm, vpn));
    }

    fn put_vma(&mut self, mm: MmId, start: Vpn) {
        self.vmas.insert((mm, start));
    }
}
