//! Which frames a step is about.

use super::Note;
use crate::addr::Pfn;
use crate::thp::CollapseVerdict;

impl Note {
    /// The frames that the step is about, in the order in which they come up: of a copy, where it is from and where it goes; of a folio, its first.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are about no frame")]
    pub fn frames(&self) -> impl Iterator<Item = Pfn> {
        let (first, second) = match *self {
            Note::Translated { pte, .. }
            | Note::Retried { pte, .. }
            | Note::SettingPte { pte, .. }
            | Note::SettingPmd { pmd: pte, .. } => (pte.pfn(), None),
            Note::WriteDecided { frame, .. }
            | Note::HugeWriteDecided { frame, .. }
            | Note::ReclaimDecided { frame, .. } => (Some(frame.pfn), None),
            Note::PageCacheLookup { cached: pfn, .. }
            | Note::SwapCacheLookup { cached: pfn, .. }
            | Note::CollapseAllocating { head: pfn, .. }
            | Note::CopyingOut { pfn, .. } => (pfn, None),
            Note::Copying { from, to, .. }
            | Note::CopyingFolio { from, to, .. }
            | Note::KsmMerging { from, to, .. } => (Some(from), Some(to)),
            Note::Allocating { pfn, .. }
            | Note::Reusing { pfn, .. }
            | Note::Dropping { pfn, .. }
            | Note::CopyingIn { pfn, .. }
            | Note::CleaningPage { pfn, .. }
            | Note::MakingWritable { pfn, .. }
            | Note::AllocatingFolio { head: pfn, .. }
            | Note::SplittingPmd { head: pfn, .. }
            | Note::CollapseScanned { verdict: CollapseVerdict::Held(pfn), .. }
            | Note::Collapsing { head: pfn, .. }
            | Note::SplittingFolio { head: pfn, .. }
            | Note::DroppingSwapCache { pfn, .. }
            | Note::TakingSlot { pfn, .. }
            | Note::UnmappingFrame { pfn, .. }
            | Note::WritingSwap { pfn, .. }
            | Note::Evicting { pfn, .. }
            | Note::KsmSharing { pfn, .. }
            | Note::KsmBreaking { pfn, .. }
            | Note::UnsharingTable { from: pfn, .. }
            | Note::KeepingTable { pfn, .. }
            | Note::ReadingPipe { pfn, .. }
            | Note::DeviceWriting { pfn, .. } => (Some(pfn), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
}
