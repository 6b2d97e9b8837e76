//! What a line tells of, and the frames behind it.

use forkscope_sim::smaps::Smaps;
use forkscope_sim::{Machine, PageRange, PageSize, Pfn, Pid, VirtAddr, Vma};

/// What a line tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refers {
    /// Nothing on the stage.
    #[default]
    Nothing,
    /// Pages of a process between two addresses, all of them or those that a figure counts.
    Pages {
        /// The process.
        pid: u32,
        /// The address of the first byte.
        start: u64,
        /// The address behind the last.
        end: u64,
        /// Which of them.
        part: Part,
    },
    /// A frame.
    Frame(u32),
}

/// Which pages a figure of `smaps` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Every page that has a frame: Rss, Pss.
    Resident,
    /// Shared_Clean
    SharedClean,
    /// Shared_Dirty
    SharedDirty,
    /// Private_Clean
    PrivateClean,
    /// Private_Dirty
    PrivateDirty,
    /// Dirty, shared or not: Pss_Dirty.
    Dirty,
    /// Referenced
    Referenced,
    /// Anonymous
    Anonymous,
    /// Pages that belong to a file or to shared memory.
    Cached,
    /// LazyFree
    LazyFree,
}

impl Part {
    /// The bytes that these figures count for it.
    fn bytes(self, sum: &Smaps) -> u64 {
        match self {
            Part::Resident => sum.rss,
            Part::SharedClean => sum.shared_clean,
            Part::SharedDirty => sum.shared_dirty,
            Part::PrivateClean => sum.private_clean,
            Part::PrivateDirty => sum.private_dirty,
            Part::Dirty => sum.shared_dirty + sum.private_dirty,
            Part::Referenced => sum.referenced,
            Part::Anonymous => sum.anonymous,
            Part::Cached => sum.rss - sum.anonymous,
            Part::LazyFree => sum.lazyfree,
        }
    }
}

/// All of a process.
pub(super) fn process(pid: Pid, part: Part) -> Refers {
    Refers::Pages { pid: pid.0, start: 0, end: u64::MAX, part }
}

/// A part of a VMA.
pub(super) fn area(page: PageSize, pid: Pid, vma: &Vma, part: Part) -> Refers {
    Refers::Pages { pid: pid.0, start: vma.start.addr(page).0, end: vma.end.addr(page).0, part }
}

/// The frames that a line tells of, in order of address, at most so many. The zero page is none.
///
/// A page is asked for its own figures, so that the rule that counts is the rule that chooses.
pub fn frames_of(machine: &Machine, refers: Refers, most: usize) -> Vec<u32> {
    match refers {
        Refers::Nothing => Vec::new(),
        Refers::Frame(pfn) => vec![pfn],
        Refers::Pages { pid, start, end, part } => {
            let range = PageRange {
                start: VirtAddr(start).vpn(machine.page_size()),
                end: VirtAddr(end).vpn(machine.page_size()),
            };
            pages(machine, Pid(pid), range, part, most)
        }
    }
}

fn pages(machine: &Machine, pid: Pid, range: PageRange, part: Part, most: usize) -> Vec<u32> {
    let mut frames = Vec::new();
    let Some((_, mm)) = machine.mm_of(pid) else { return frames };
    for vma in mm.vmas_in(range) {
        for (vpn, pte) in mm.tables.populated(vma.range().intersect(range)) {
            let counted = part.bytes(&machine.smaps_of(mm, &vma.clipped(PageRange::new(vpn, 1)))) > 0;
            if let Some(pfn) = pte.pfn().filter(|pfn| counted && *pfn != Pfn::ZERO_PAGE) {
                frames.push(pfn.0);
            }
            if frames.len() >= most {
                return frames;
            }
        }
    }
    frames
}
