//! `/proc/PID/smaps` and `smaps_rollup` (`show_smap`, `show_smaps_rollup`, `__show_smap`).

use forkscope_sim::smaps::Smaps;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Machine, PageSize, Pid, Vma};

use super::line::{hex8, padded, words, Lines};
use super::maps;
use super::refers::{area, process, Part, Refers};
use crate::input::Naming;

pub(super) fn print(lines: &mut Lines, machine: &Machine, naming: &dyn Naming, pid: Pid) {
    let Some((_, mm)) = machine.mm_of(pid) else { return };
    for vma in mm.vmas.values() {
        if lines.are_enough() {
            return;
        }
        let all = area(machine.page_size(), pid, vma, Part::Resident);
        let sum = machine.smaps_of(mm, vma);
        lines.push(maps::head(machine, naming, mm, vma), all);
        lines.kilobytes("Size:", sum.size, all);
        lines.kilobytes("KernelPageSize:", machine.page_size().bytes(), Refers::Nothing);
        lines.kilobytes("MMUPageSize:", machine.page_size().bytes(), Refers::Nothing);
        let figures = Figures { sum: &sum, locked: locked(vma, &sum), rolled_up: false };
        figures.print(lines, |part| area(machine.page_size(), pid, vma, part));
        let eligible = if machine.config().thp_eligible(vma) { " 1" } else { " 0" };
        lines.push(padded("THPeligible:", 22) + eligible, Refers::Nothing);
        lines.push(padded("ProtectionKey:", 22) + " 0", Refers::Nothing);
        lines.push(vm_flags(machine.page_size(), vma), Refers::Nothing);
    }
}

pub(super) fn rollup(lines: &mut Lines, machine: &Machine, pid: Pid) {
    let Some((_, mm)) = machine.mm_of(pid) else { return };
    let mut all = Smaps::default();
    let mut pinned = 0;
    let (mut first, mut end) = (None, 0);
    for vma in mm.vmas.values() {
        let sum = machine.smaps_of(mm, vma);
        pinned += locked(vma, &sum);
        all += sum;
        first = first.or(Some(vma.start.addr(machine.page_size()).0));
        end = vma.end.addr(machine.page_size()).0;
    }
    let head = format!("{}-{} ---p 00000000 00:00 0 ", hex8(first.unwrap_or(0)), hex8(end));
    lines.push(padded(&head, 73) + "[rollup]", process(pid, Part::Resident));
    Figures { sum: &all, locked: pinned, rolled_up: true }.print(lines, |part| process(pid, part));
}

/// Pss of a VMA that is VM_LOCKED, in 1/4096 bytes.
fn locked(vma: &Vma, sum: &Smaps) -> u64 {
    match vma.is_locked() {
        true => sum.pss,
        false => 0,
    }
}

/// What both files print (`__show_smap`).
struct Figures<'a> {
    sum: &'a Smaps,
    locked: u64,
    rolled_up: bool,
}

impl Figures<'_> {
    fn print(&self, lines: &mut Lines, refers: impl Fn(Part) -> Refers) {
        let Figures { sum, locked, rolled_up } = *self;
        let mut put = |name: &str, bytes: u64, part: Option<Part>| {
            lines.kilobytes(name, bytes, part.map_or(Refers::Nothing, &refers));
        };
        put("Rss:", sum.rss, Some(Part::Resident));
        put("Pss:", sum.pss_bytes(), Some(Part::Resident));
        put("Pss_Dirty:", sum.pss_dirty_bytes(), Some(Part::Dirty));
        if rolled_up {
            put("Pss_Anon:", sum.pss_anon >> 12, Some(Part::Anonymous));
            put("Pss_File:", sum.pss_file >> 12, Some(Part::Cached));
            put("Pss_Shmem:", sum.pss_shmem >> 12, Some(Part::Cached));
        }
        put("Shared_Clean:", sum.shared_clean, Some(Part::SharedClean));
        put("Shared_Dirty:", sum.shared_dirty, Some(Part::SharedDirty));
        put("Private_Clean:", sum.private_clean, Some(Part::PrivateClean));
        put("Private_Dirty:", sum.private_dirty, Some(Part::PrivateDirty));
        put("Referenced:", sum.referenced, Some(Part::Referenced));
        put("Anonymous:", sum.anonymous, Some(Part::Anonymous));
        put("KSM:", sum.ksm, None);
        put("LazyFree:", sum.lazyfree, Some(Part::LazyFree));
        put("AnonHugePages:", sum.anon_huge, Some(Part::Anonymous));
        put("ShmemPmdMapped:", 0, None);
        put("FilePmdMapped:", 0, None);
        put("Shared_Hugetlb:", 0, None);
        put("Private_Hugetlb:", 0, None);
        put("Swap:", sum.swap, None);
        put("SwapPss:", sum.swap_pss_bytes(), None);
        put("Locked:", locked >> 12, None);
    }
}

/// The flags in the order of their bits (`show_smap_vma_flags`). Files are open for reading and writing, so every access may be asked for.
fn vm_flags(page: PageSize, vma: &Vma) -> String {
    let has = |flag| vma.flags.contains(flag);
    let mut text = String::from("VmFlags:");
    let flags = [
        (has(VmFlags::READ), "rd"),
        (has(VmFlags::WRITE), "wr"),
        (has(VmFlags::EXEC), "ex"),
        (has(VmFlags::SHARED), "sh"),
        (true, "mr"),
        (true, "mw"),
        (true, "me"),
        (has(VmFlags::SHARED), "ms"),
        (maps::is_stack(page, vma), "gd"),
        (has(VmFlags::LOCKED), "lo"),
        (has(VmFlags::DONTCOPY), "dc"),
        (has(VmFlags::ACCOUNT), "ac"),
        (has(VmFlags::NORESERVE), "nr"),
        (has(VmFlags::WIPEONFORK), "wf"),
        (has(VmFlags::HUGEPAGE), "hg"),
        (has(VmFlags::NOHUGEPAGE), "nh"),
        (has(VmFlags::MERGEABLE), "mg"),
    ];
    words(&mut text, &flags);
    text.push(' ');
    text
}
