//! `/proc/kpagecount` and `/proc/kpageflags`: a line for each frame in use (`fs/proc/page.c`).

use forkscope_sim::frame::{Frame, FrameFlags, FrameKind};
use forkscope_sim::{Machine, Pfn};

use super::line::{padded, right, words, Lines};
use super::refers::Refers;

pub(super) fn counts(lines: &mut Lines, machine: &Machine) {
    for (pfn, frame) in machine.frames().iter() {
        if lines.are_enough() {
            return;
        }
        let mut text = String::new();
        right(&mut text, pfn.0.into(), 8);
        right(&mut text, frame.mapcount.into(), 8);
        lines.push(text, refers(pfn.0, &frame));
    }
}

pub(super) fn flags(lines: &mut Lines, machine: &Machine) {
    for (pfn, frame) in machine.frames().iter() {
        if lines.are_enough() {
            return;
        }
        let bits = bits(machine, pfn, &frame);
        let word = bits.iter().filter(|(set, _, _)| *set).fold(0_u64, |word, (_, bit, _)| word | 1 << bit);
        let mut text = String::new();
        right(&mut text, pfn.0.into(), 8);
        text = padded(&text, 10);
        text.push_str(&format!("{word:#018x}"));
        let names: Vec<(bool, &str)> = bits.iter().map(|(set, _, name)| (*set, *name)).collect();
        words(&mut text, &names);
        lines.push(text, refers(pfn.0, &frame));
    }
}

fn refers(pfn: u32, frame: &Frame) -> Refers {
    match frame.kind {
        FrameKind::Anon | FrameKind::Ksm | FrameKind::File { .. } | FrameKind::Shmem { .. } => Refers::Frame(pfn),
        FrameKind::Zero | FrameKind::Table { .. } => Refers::Nothing,
    }
}

/// Whether each flag is set, its bit (`include/uapi/linux/kernel-page-flags.h`), and the name that `tools/mm/page-types` gives it.
fn bits(machine: &Machine, pfn: Pfn, frame: &Frame) -> [(bool, u32, &'static str); 18] {
    let head = machine.folio(pfn).map(|(head, _)| head);
    // The kernel shows the flags of the first page for all pages of a large folio, PageAnonExclusive too.
    let flags = machine.page_flags(head.unwrap_or(pfn));
    let has = |flag| flags.contains(flag);
    let (anon, shmem, file) = match frame.kind {
        FrameKind::Anon | FrameKind::Ksm => (true, false, false),
        FrameKind::Shmem { .. } => (false, true, false),
        FrameKind::File { .. } => (false, false, true),
        FrameKind::Zero | FrameKind::Table { .. } => (false, false, false),
    };
    let (zero, table) = (frame.kind == FrameKind::Zero, matches!(frame.kind, FrameKind::Table { .. }));
    [
        (has(FrameFlags::REFERENCED), 2, "referenced"),
        (anon || shmem || file, 3, "uptodate"),
        (has(FrameFlags::DIRTY), 4, "dirty"),
        (has(FrameFlags::ACTIVE), 6, "active"),
        (frame.mapcount > 0, 11, "mmap"),
        (anon, 12, "anonymous"),
        (has(FrameFlags::SWAPCACHE), 13, "swapcache"),
        (shmem || (anon && !has(FrameFlags::LAZYFREE)), 14, "swapbacked"),
        (head == Some(pfn), 15, "compound_head"),
        (head.is_some_and(|head| head != pfn), 16, "compound_tail"),
        (frame.mlocks > 0, 18, "unevictable"),
        (frame.kind == FrameKind::Ksm, 21, "ksm"),
        (head.is_some(), 22, "thp"),
        (zero, 24, "zero_page"),
        (table, 26, "pgtable"),
        (frame.mlocks > 0, 33, "mlocked"),
        (has(FrameFlags::EXCLUSIVE), 34, "anon_exclusive"),
        (has(FrameFlags::PRIVATE), 35, "private"),
    ]
}
