//! What the work of the machine would have cost, in nanoseconds: a model from one table.
//!
//! The figures are medians of one machine under Linux 6.18 with pages of 4 KiB: per page a fault on the zero page took 620 ns, a zero-filled page 1,450,
//! a copy 2,145, a reuse 783; fork itself 78 ns for each entry that it copies, and 57 µs for an empty process; vfork 13 µs. The table takes them
//! apart into what is counted here. It is for comparing policies and calls with each other, not for predicting a machine.
//!
//! # Simplification: what costs nothing
//! System calls that neither fault nor fork, teardown, and stores without a fault are free. A store to a page of zeros that is mapped costs as much as one
//! to a page that is not mapped (1,450 ns; 1,831 were measured).

use crate::addr::PageSize;
use crate::machine::Machine;

/// A trap, the way through the fault handler, and setting one entry.
const FAULT: u64 = 620;
/// What reading from storage adds to a fault.
const STORAGE: u64 = 100_000;
/// Taking memory and filling it with zeros, for each 4 KiB.
const ZEROED: u64 = 830;
/// Taking memory and copying to it, for each 4 KiB.
const COPIED: u64 = 1_365;
/// What a write to a protected page adds: its TLB entry is flushed, and the frame is examined.
const PROTECTED: u64 = 160;
/// Copying one page table entry at fork.
const ENTRY: u64 = 78;
/// Making a task.
const TASK: u64 = 13_000;
/// Making an address space.
const ADDRESS_SPACE: u64 = 44_000;

impl Machine {
    /// What all work since it booted would have cost, in nanoseconds.
    pub fn nanoseconds(&self) -> u64 {
        let totals = self.totals();
        let copied = totals.bytes_copied / PageSize::K4.bytes();
        totals.faults * FAULT
            + totals.major_faults * STORAGE
            + totals.pages_zeroed * ZEROED * (self.page_size().bytes() / PageSize::K4.bytes())
            + copied * COPIED
            + (totals.cow_copies + totals.cow_reuses) * PROTECTED
            + totals.entries_copied * ENTRY
            + u64::from(self.tasks_made()) * TASK
            + u64::from(self.next_mm().0) * ADDRESS_SPACE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts come to what was measured for the whole, within a hundredth.
    fn check(parts: u64, measured: u64) {
        assert!(parts.abs_diff(measured) * 100 <= measured, "{parts} is not {measured}");
    }

    #[test]
    fn the_table_comes_to_what_was_measured() {
        check(FAULT, 622);
        check(FAULT + ZEROED, 1_454);
        check(FAULT + COPIED + PROTECTED, 2_145);
        check(FAULT + PROTECTED, 783);
        check(TASK + ADDRESS_SPACE, 57_000);
    }
}
