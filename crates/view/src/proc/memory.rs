//! `/proc/meminfo` and `/proc/vmstat`: the whole machine (`fs/proc/meminfo.c`, `mm/vmstat.c`).

use forkscope_sim::folio::PMD_PAGES;
use forkscope_sim::frame::{FrameFlags, FrameKind, FrameRun};
use forkscope_sim::{Machine, Pfn};

use super::line::Lines;
use super::refers::Refers;

/// Frames in use, by what the kernel counts (`enum node_stat_item`).
#[derive(Default)]
struct Counts {
    anon_mapped: u64,
    file: u64,
    file_mapped: u64,
    file_dirty: u64,
    shmem: u64,
    mlocked: u64,
    anon_huge: u64,
    tables: u64,
}

fn counts(machine: &Machine) -> Counts {
    let mut counts = Counts::default();
    for FrameRun { frame, frames, .. } in machine.frames().runs(Pfn(0), machine.config().ram) {
        let frames = u64::from(frames);
        let mapped = if frame.mapcount > 0 { frames } else { 0 };
        match frame.kind {
            FrameKind::Zero => {}
            FrameKind::Anon | FrameKind::Ksm => counts.anon_mapped += mapped,
            FrameKind::Table { .. } => counts.tables += frames,
            FrameKind::File { .. } | FrameKind::Shmem { .. } => {
                let shmem = matches!(frame.kind, FrameKind::Shmem { .. });
                counts.file += frames;
                counts.file_mapped += mapped;
                counts.shmem += if shmem { frames } else { 0 };
                let dirty = !shmem && frame.flags.contains(FrameFlags::DIRTY);
                counts.file_dirty += if dirty { frames } else { 0 };
            }
        }
        counts.mlocked += if frame.mlocks > 0 { frames } else { 0 };
    }
    let huge = machine.folios().filter(|(_, folio)| folio.entire_mapcount > 0);
    counts.anon_huge = huge.map(|(_, folio)| folio.pages()).sum();
    counts
}

pub(super) fn meminfo(lines: &mut Lines, machine: &Machine) {
    let counts = counts(machine);
    let page = machine.page_size().bytes();
    let mut put = |name: &str, frames: u64| lines.kilobytes(name, frames * page, Refers::Nothing);
    put("MemTotal:", machine.config().ram.into());
    put("MemFree:", machine.frames().free_count().into());
    put("Cached:", counts.file);
    put("SwapCached:", machine.swap().cached().into());
    put("Unevictable:", counts.mlocked);
    put("Mlocked:", counts.mlocked);
    put("SwapTotal:", machine.swap().size().into());
    put("SwapFree:", (machine.swap().size() - machine.swap().used()).into());
    put("Dirty:", counts.file_dirty);
    put("AnonPages:", counts.anon_mapped);
    put("Mapped:", counts.file_mapped);
    put("Shmem:", counts.shmem);
    put("PageTables:", counts.tables);
    put("CommitLimit:", machine.commit_limit());
    put("Committed_AS:", machine.committed());
    put("AnonHugePages:", counts.anon_huge);
}

pub(super) fn vmstat(lines: &mut Lines, machine: &Machine) {
    let (counts, totals) = (counts(machine), machine.totals());
    let mut put = |name: &str, count: u64| lines.pair(name, ' ', &count.to_string(), Refers::Nothing);
    put("nr_free_pages", machine.frames().free_count().into());
    put("nr_mlock", counts.mlocked);
    put("nr_anon_pages", counts.anon_mapped);
    put("nr_mapped", counts.file_mapped);
    put("nr_file_pages", counts.file);
    put("nr_dirty", counts.file_dirty);
    put("nr_shmem", counts.shmem);
    put("nr_anon_transparent_hugepages", counts.anon_huge / PMD_PAGES);
    put("nr_page_table_pages", counts.tables);
    put("nr_swapcached", machine.swap().cached().into());
    put("pswpin", totals.swapped_in);
    put("pswpout", totals.swapped_out);
    put("pgfault", totals.faults);
    put("pgmajfault", totals.major_faults);
    put("thp_fault_alloc", totals.thp.fault_alloc);
    put("thp_fault_fallback", totals.thp.fault_fallback);
    put("thp_collapse_alloc", totals.thp.collapse_alloc);
    put("thp_collapse_alloc_failed", totals.thp.collapse_alloc_failed);
    put("thp_split_page", totals.thp.split_page);
    put("thp_deferred_split_page", totals.thp.deferred_split);
    put("thp_split_pmd", totals.thp.split_pmd);
}
