//! The figures of `/proc/PID/smaps` and `status`, computed as the kernel computes them (`fs/proc/task_mmu.c`), and the totals.

use std::ops::AddAssign;

use crate::frame::{FrameFlags, FrameKind};
use crate::machine::{Machine, Piece};
use crate::mm::Mm;
use crate::task::Pid;
use crate::vma::Vma;

/// The kernel keeps PSS as a fixed-point number with this many bits behind the point.
const PSS_SHIFT: u32 = 12;

/// The figures of one VMA, or summed over several. Bytes, except `pss` and its kin: see [`Smaps::pss_bytes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Smaps {
    /// Length of the mapping.
    pub size: u64,
    /// Resident bytes.
    pub rss: u64,
    /// Proportional share, in 1/4096 bytes.
    pub pss: u64,
    /// Proportional share of dirty pages, in 1/4096 bytes.
    pub pss_dirty: u64,
    /// Proportional share of anonymous pages, in 1/4096 bytes.
    pub pss_anon: u64,
    /// Proportional share of pages of files, in 1/4096 bytes.
    pub pss_file: u64,
    /// Proportional share of shared memory, in 1/4096 bytes.
    pub pss_shmem: u64,
    /// Clean pages mapped more than once.
    pub shared_clean: u64,
    /// Dirty pages mapped more than once.
    pub shared_dirty: u64,
    /// Clean pages mapped once.
    pub private_clean: u64,
    /// Dirty pages mapped once.
    pub private_dirty: u64,
    /// Pages marked as accessed.
    pub referenced: u64,
    /// Anonymous pages.
    pub anonymous: u64,
    /// Anonymous pages that PMD entries map (`AnonHugePages`).
    pub anon_huge: u64,
    /// Clean anonymous pages that `MADV_FREE` gave up.
    pub lazyfree: u64,
    /// Pages that ksmd merged.
    pub ksm: u64,
    /// Pages that are swapped out, those of the mapped shared object included.
    pub swap: u64,
    /// Proportional share of swapped-out private pages, in 1/4096 bytes: each divided by the entries that hold its slot.
    pub swap_pss: u64,
}

impl Smaps {
    /// PSS in bytes, rounded down as the kernel prints it.
    pub fn pss_bytes(&self) -> u64 {
        self.pss >> PSS_SHIFT
    }

    /// Dirty PSS in bytes, rounded down.
    pub fn pss_dirty_bytes(&self) -> u64 {
        self.pss_dirty >> PSS_SHIFT
    }

    /// The share that pages of this kind count in.
    fn pss_of(&mut self, kind: FrameKind) -> &mut u64 {
        match kind {
            FrameKind::Anon | FrameKind::Ksm | FrameKind::Zero | FrameKind::Table { .. } => &mut self.pss_anon,
            FrameKind::File { .. } => &mut self.pss_file,
            FrameKind::Shmem { .. } => &mut self.pss_shmem,
        }
    }

    /// Counts pages that are alike (`smaps_account`).
    pub fn count(&mut self, machine: &Machine, Piece { range, pte, frame }: &Piece) {
        let page = machine.page_size().bytes();
        if let Some(entries) = pte.swap_slot().and_then(|slot| machine.swap().get(slot)).map(|slot| slot.entries) {
            self.swap += page;
            self.swap_pss += (page << PSS_SHIFT) / u64::from(entries.max(1));
        }
        let Some(frame) = frame.as_ref().filter(|frame| frame.kind != FrameKind::Zero) else { return };
        let flags = pte.pfn().map_or(frame.flags, |pfn| machine.flags_with(pfn, frame.flags));
        let dirty = pte.is_dirty() || flags.contains(FrameFlags::DIRTY);
        let young = pte.is_accessed() || flags.contains(FrameFlags::REFERENCED);
        let share = (page << PSS_SHIFT) / u64::from(frame.mapcount.max(1)) * range.pages();
        let bytes = page * range.pages();
        self.rss += bytes;
        self.pss += share;
        self.pss_dirty += if dirty { share } else { 0 };
        *self.pss_of(frame.kind) += share;
        self.referenced += if young { bytes } else { 0 };
        self.anonymous += if frame.kind.is_anon() { bytes } else { 0 };
        self.anon_huge += if pte.is_huge() { bytes } else { 0 };
        self.ksm += if frame.kind == FrameKind::Ksm { bytes } else { 0 };
        let given_up = flags.contains(FrameFlags::LAZYFREE) && !dirty;
        self.lazyfree += if given_up { bytes } else { 0 };
        *match (frame.mapcount >= 2, dirty) {
            (true, false) => &mut self.shared_clean,
            (true, true) => &mut self.shared_dirty,
            (false, false) => &mut self.private_clean,
            (false, true) => &mut self.private_dirty,
        } += bytes;
    }

    /// SwapPss in bytes, rounded down.
    pub fn swap_pss_bytes(&self) -> u64 {
        self.swap_pss >> PSS_SHIFT
    }

    /// USS: what would be free if the process ended.
    pub fn uss(&self) -> u64 {
        self.private_clean + self.private_dirty
    }
}

impl AddAssign for Smaps {
    fn add_assign(&mut self, other: Smaps) {
        self.size += other.size;
        self.rss += other.rss;
        self.pss += other.pss;
        self.pss_dirty += other.pss_dirty;
        self.pss_anon += other.pss_anon;
        self.pss_file += other.pss_file;
        self.pss_shmem += other.pss_shmem;
        self.shared_clean += other.shared_clean;
        self.shared_dirty += other.shared_dirty;
        self.private_clean += other.private_clean;
        self.private_dirty += other.private_dirty;
        self.referenced += other.referenced;
        self.anonymous += other.anonymous;
        self.anon_huge += other.anon_huge;
        self.lazyfree += other.lazyfree;
        self.ksm += other.ksm;
        self.swap += other.swap;
        self.swap_pss += other.swap_pss;
    }
}

impl Machine {
    /// The smaps figures of one VMA (`smap_gather_stats`).
    pub fn smaps_of(&self, mm: &Mm, vma: &Vma) -> Smaps {
        let mut sum = self.smaps_around(mm, vma);
        self.pieces(mm, vma.range()).for_each(|piece| sum.count(self, &piece));
        sum
    }

    /// What is known of a VMA without a look at its pages: its length, and what is swapped out of the shared memory that it shows.
    pub fn smaps_around(&self, mm: &Mm, vma: &Vma) -> Smaps {
        let page = self.page_size().bytes();
        Smaps { size: vma.pages() * page, swap: self.shmem_swapped(mm, vma) * page, ..Smaps::default() }
    }

    /// The swapped-out pages of shared memory that a VMA shows (`shmem_swap_usage`). One that is private and writable shows its own copies instead
    /// (`smaps_pte_hole`).
    fn shmem_swapped(&self, mm: &Mm, vma: &Vma) -> u64 {
        let Some(file) = vma.file().and_then(|id| self.file(id)) else { return 0 };
        let shown = vma.pgoff..vma.pgoff + vma.pages();
        let is_hole = |index: u64| mm.tables.get(vma.start.plus(index - vma.pgoff)).is_none();
        let counts = |index: &u64| shown.contains(index) && (!vma.is_private_writable() || is_hole(*index));
        file.swapped.iter().filter(|(index, _)| counts(index)).count() as u64
    }

    /// The figures of a whole process: `smaps_rollup`. Zeros for a process without memory.
    pub fn smaps_rollup(&self, pid: Pid) -> Smaps {
        let mut sum = Smaps::default();
        if let Some((_, mm)) = self.mm_of(pid) {
            for vma in mm.vmas.values() {
                sum += self.smaps_of(mm, vma);
            }
        }
        sum
    }

    /// VmPTE of a process, in bytes: its page-table pages below the PGD.
    pub fn page_table_bytes(&self, pid: Pid) -> u64 {
        self.mm_of(pid).map_or(0, |(_, mm)| mm.tables.count() * self.page_size().bytes())
    }

    /// Memory in use, and what it would be without sharing.
    pub fn usage(&self) -> Usage {
        let mapped = self.mapped();
        Usage { mapped: mapped.frames, if_eager: mapped.private + mapped.shared, tables: mapped.tables }
    }
}

/// Memory in use, in frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Frames that at least one process maps. The zero page does not count.
    pub mapped: u64,
    /// Frames that the same mappings would take if every process had its own copy of every page that it maps privately.
    pub if_eager: u64,
    /// Page-table frames, PGDs included. They are the same either way.
    pub tables: u64,
}
