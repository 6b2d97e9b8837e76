//! Changes in words.

use forkscope_explain::{effect_line, Names};
use forkscope_sim::effect::Holder;
use forkscope_sim::frame::FrameKind;
use forkscope_sim::{Effect, MmId, Pfn, Pid, Pte};

use crate::fixture::{Family, PAGE, PARENT};

/// A family in which address space 1 is the parent's.
struct Owned;

impl Names for Owned {
    fn process(&self, pid: Pid) -> String {
        Family.process(pid)
    }

    fn page(&self, pid: Pid, vpn: forkscope_sim::Vpn) -> String {
        Family.page(pid, vpn)
    }

    fn owner(&self, mm: MmId) -> Option<Pid> {
        (mm == MmId(1)).then_some(PARENT)
    }
}

#[test]
fn counts_are_told_before_and_after() {
    let effect = Effect::RefcountChanged { pfn: Pfn(5), from: 2, to: 1, holder: Holder::Mapping };
    assert_eq!(effect_line(&effect, &Family), "refcount of frame 5: 2 → 1 (a mapping)");
}

#[test]
fn page_table_entries_are_told_with_their_bits() {
    let effect = Effect::PteChanged { mm: MmId(1), vpn: PAGE, from: Pte::NONE, to: crate::fixture::writable() };
    assert_eq!(effect_line(&effect, &Owned), "PTE of parent.heap[1]: none → 6 PW-DX");
}

#[test]
fn an_address_space_without_an_owner_goes_by_its_number() {
    let effect = Effect::MmDestroyed { mm: MmId(7) };
    assert_eq!(effect_line(&effect, &Owned), "mm 7 gone");
    let kind = FrameKind::Table { mm: MmId(7), level: forkscope_sim::tables::Level::Pte };
    assert_eq!(
        effect_line(&Effect::FrameFreed { pfn: Pfn(9), kind }, &Owned),
        "frame 9 free, it was a PTE table of mm 7"
    );
}
