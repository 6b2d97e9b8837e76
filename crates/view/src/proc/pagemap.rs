//! `/proc/PID/pagemap`, decoded: a line for each populated page (`pte_to_pagemap_entry`).

use forkscope_sim::frame::FrameKind;
use forkscope_sim::{Machine, Pfn, Pid, Pte};

use super::line::{hex8, words, Lines};
use super::refers::Refers;
use crate::input::Naming;

/// PM_MMAP_EXCLUSIVE: mapped once.
const EXCLUSIVE: u64 = 1 << 56;
/// PM_FILE: a page of a file or of shared memory.
const FILE: u64 = 1 << 61;
/// PM_SWAP: the number is the area's (5 bits) and the slot's.
const SWAP: u64 = 1 << 62;
/// PM_PRESENT.
const PRESENT: u64 = 1 << 63;

pub(super) fn print(lines: &mut Lines, machine: &Machine, naming: &dyn Naming, pid: Pid) {
    let Some((_, mm)) = machine.mm_of(pid) else { return };
    for vma in mm.vmas.values() {
        for (vpn, pte) in mm.tables.populated(vma.range()) {
            if lines.are_enough() {
                return;
            }
            let (entry, frame) = (entry(machine, pte), pte.pfn().unwrap_or(Pfn::ZERO_PAGE));
            let mut text = format!("{} {entry:#018x}", hex8(vpn.addr(machine.page_size()).0));
            let bits = [
                (entry & PRESENT != 0, "present"),
                (entry & SWAP != 0, "swapped"),
                (entry & FILE != 0, "file"),
                (entry & EXCLUSIVE != 0, "exclusive"),
            ];
            words(&mut text, &bits);
            match pte.swap_slot() {
                Some(slot) => text.push_str(&format!(" slot {slot}")),
                None => text.push_str(&format!(" pfn {frame}")),
            }
            text.push_str("  # ");
            text.push_str(&naming.page(pid, vpn));
            let refers = if frame == Pfn::ZERO_PAGE { Refers::Nothing } else { Refers::Frame(frame.0) };
            lines.push(text, refers);
        }
    }
}

/// The word that the kernel gives for an entry.
fn entry(machine: &Machine, pte: Pte) -> u64 {
    if let Some(slot) = pte.swap_slot() {
        return u64::from(slot.0) << 5 | SWAP;
    }
    let Some(pfn) = pte.pfn() else { return 0 };
    let Some(frame) = machine.frame(pfn).filter(|_| pfn != Pfn::ZERO_PAGE) else { return PRESENT };
    let kind = match frame.kind {
        FrameKind::File { .. } | FrameKind::Shmem { .. } => FILE,
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Zero | FrameKind::Table { .. } => 0,
    };
    let once = if frame.mapcount == 1 { EXCLUSIVE } else { 0 };
    u64::from(pfn.0) | kind | once | PRESENT
}
