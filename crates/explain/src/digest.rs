//! The steps of one command, counted: what a single sentence about the command needs.
//!
//! A digest is an [`Observer`], so it can be taken while a command runs; or notes are added one by one.

use forkscope_sim::folio::PMD_PAGES;
use forkscope_sim::note::{Fault, Purpose, ReclaimVerdict};
use forkscope_sim::policy::{CopyReason, PteVerdict, RangeVerdict, ReuseReason, WpVerdict};
use forkscope_sim::thp::HugeVerdict;
use forkscope_sim::{Event, Machine, Note, Observer, Pfn, Pid};

/// What the steps of a command came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Page faults, those that ended in a signal included.
    pub traps: u64,
    /// Pages copied by faults.
    pub copies: u64,
    /// The first of them.
    pub first_copy: Option<FirstCopy>,
    /// Frames written in place after a fault.
    pub reuses: u64,
    /// The first of them, and why.
    pub first_reuse: Option<(Pfn, ReuseReason)>,
    /// Zeroed frames taken.
    pub zeroed: u64,
    /// The first of them.
    pub first_zeroed: Option<Pfn>,
    /// Large folios taken.
    pub folios: u64,
    /// The first frame of the first of them, and how many it has.
    pub first_folio: Option<(Pfn, u64)>,
    /// PMD entries split into PTEs.
    pub splits: u64,
    /// Times the zero page was mapped.
    pub zero_page: u64,
    /// Faults on pages of files and shared memory that map the object's own frame.
    pub from_cache: u64,
    /// Write-protected pages of shared mappings that became writable.
    pub made_writable: u64,
    /// Pages read from disk.
    pub disk_pages: u64,
    /// Present pages that fork shares.
    pub shared: u64,
    /// Present pages that fork copied itself.
    pub copied_at_fork: u64,
    /// VMAs whose page tables fork did not copy.
    pub left_to_faults: u64,
    /// Present pages unmapped.
    pub unmapped: u64,
    /// Faults on swapped-out pages.
    pub swapped_in: u64,
    /// Pages read from swap for them, and ahead.
    pub swap_reads: u64,
    /// Pages written to swap.
    pub swapped_out: u64,
    /// Frames that went without a write, because they were clean or given up.
    pub dropped: u64,
    /// Huge pages that took the place of small ones.
    pub collapsed: u64,
    /// Pages that ksmd pointed at a shared frame.
    pub merged: u64,
    /// Merged pages that got frames of their own again.
    pub unmerged: u64,
    /// Whom the OOM killer chose.
    pub oom_victim: Option<Pid>,
    reason: Option<Reason>,
}

/// The first page that a fault copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstCopy {
    /// From this frame.
    pub from: Pfn,
    /// To this one.
    pub to: Pfn,
    /// Why.
    pub reason: CopyReason,
    /// The references to the old frame when that was decided.
    pub refcount: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reason {
    reason: CopyReason,
    refcount: u32,
}

impl Digest {
    /// Counts the notes of a command.
    pub fn of<'a>(notes: impl IntoIterator<Item = &'a Note>) -> Digest {
        let mut digest = Digest::default();
        notes.into_iter().for_each(|note| digest.add(note));
        digest
    }

    /// Counts one more note.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most steps say nothing that one sentence has room for")]
    pub fn add(&mut self, note: &Note) {
        match *note {
            Note::Trapped { .. } => self.traps += 1,
            Note::Handled { fault, .. } => self.handled(fault),
            Note::WriteDecided { frame, verdict: WpVerdict::Copy(reason), .. } => {
                self.reason = Some(Reason { reason, refcount: frame.refcount });
            }
            Note::WriteDecided { frame, verdict: WpVerdict::Reuse(reason), .. } => {
                self.reuses += 1;
                self.first_reuse.get_or_insert((frame.pfn, reason));
            }
            Note::Copying { from, to, .. } => self.copied(from, to),
            Note::Allocating { pfn, purpose: Purpose::Zeroed, .. } => {
                self.zeroed += 1;
                self.first_zeroed.get_or_insert(pfn);
            }
            Note::AllocatingFolio { head, order, .. } => {
                self.folios += 1;
                self.first_folio.get_or_insert((head, 1 << order));
            }
            Note::SplittingPmd { .. } => self.splits += 1,
            Note::HugeWriteDecided { frame, verdict: HugeVerdict::Reuse(reason), .. } => {
                self.reuses += 1;
                self.first_reuse.get_or_insert((frame.pfn, reason));
            }
            Note::CopyingPmd { verdict: PteVerdict::ShareAsIs | PteVerdict::ShareWriteProtected, .. } => {
                self.shared += PMD_PAGES;
            }
            Note::ReadingDisk { pages, .. } => self.disk_pages += pages,
            Note::CopyingRange { verdict: RangeVerdict::LeaveToFaults, .. } => self.left_to_faults += 1,
            Note::CopyingPtes { pages, verdict: PteVerdict::CopyNow | PteVerdict::CopyPinned, .. } => {
                self.copied_at_fork += pages;
            }
            Note::CopyingPtes { pages, .. } => self.shared += pages,
            Note::UnmappingAll { pages, .. } | Note::Unmapping { pages, .. } | Note::Zapping { pages, .. } => {
                self.unmapped += pages;
            }
            Note::ReadingSwap { pages, .. } => self.swap_reads += pages,
            Note::WritingSwap { .. } => self.swapped_out += 1,
            Note::ReclaimDecided { verdict: ReclaimVerdict::Discard | ReclaimVerdict::Evict, .. } => self.dropped += 1,
            Note::Collapsing { .. } => self.collapsed += 1,
            Note::KsmMerging { .. } => self.merged += 1,
            Note::KsmBreaking { .. } => self.unmerged += 1,
            Note::OutOfMemory { victim, .. } => self.oom_victim = Some(victim),
            _ => {}
        }
    }

    fn handled(&mut self, fault: Fault) {
        self.reason = None;
        match fault {
            Fault::ZeroPage | Fault::HugeZeroPage => self.zero_page += 1,
            Fault::FileRead | Fault::FileShared => self.from_cache += 1,
            Fault::FileCow => self.reason = Some(Reason { reason: CopyReason::PageCache, refcount: 1 }),
            Fault::SharedWriteProtect => self.made_writable += 1,
            Fault::SwapIn => self.swapped_in += 1,
            Fault::DemandZero
            | Fault::WriteProtect
            | Fault::HugeDemandZero
            | Fault::HugeWriteProtect
            | Fault::Unshare => {}
        }
    }

    fn copied(&mut self, from: Pfn, to: Pfn) {
        let Some(Reason { reason, refcount }) = self.reason else { return };
        self.copies += 1;
        self.first_copy.get_or_insert(FirstCopy { from, to, reason, refcount });
    }
}

impl Observer for Digest {
    fn event(&mut self, _machine: &Machine, event: &Event) {
        match event {
            Event::Note(note) => self.add(note),
            Event::Effect(_) => {}
        }
    }
}
