//! Where the policies part ways: who else holds a frame, and when its page table is copied.

use forkscope_sim::command::{Data, Mapping, Sharing, Source};
use forkscope_sim::file_call::FileCall;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, CopyPolicy, Machine, PageRange, Pid, Ret, Signal, Silent};

use crate::world::{boot, touch, BASE};
use crate::K4;

const P: Pid = Pid(1);
const C: Pid = Pid(2);
const READ_WRITE: VmFlags = VmFlags::READ.union(VmFlags::WRITE);

fn pages(pages: u64) -> PageRange {
    PageRange::new(BASE, pages)
}

/// So many pages that hold 1 each; then the calls. Gives what the last one came to.
fn after(policy: CopyPolicy, of: u64, calls: &[(Pid, Call)]) -> (Machine, Ret, u64) {
    let mut machine = boot(policy, 1 << 13);
    let mapping = Mapping { range: pages(of), access: READ_WRITE, sharing: Sharing::Private, source: Source::Anon };
    let mut last = (Ret::Done, 0);
    for (pid, call) in [(P, Call::Mmap(mapping)), (P, touch(pages(of), 1))].iter().chain(calls) {
        let ran = machine.run(&Command::Do { pid: *pid, call: call.clone() }, &mut Silent).expect("carried out");
        assert_eq!(machine.check(), []);
        last = (ran.ret, ran.minflt);
    }
    (machine, last.0, last.1)
}

fn check(calls: &[(Pid, Call)], want: impl Fn(CopyPolicy) -> u8) {
    for policy in CopyPolicy::ALL {
        let (_, ret, _) = after(policy, 1, calls);
        assert_eq!(ret, Ret::Value(want(policy)), "{policy:?}");
    }
}

#[test]
fn the_mapcount_alone_leaks_what_the_parent_writes_to_the_childs_pipe() {
    let spliced = [(P, Call::Fork), (C, Call::Vmsplice(pages(1))), (C, Call::Munmap(pages(1)))];
    let leaked = [spliced.to_vec(), vec![(P, touch(pages(1), 2)), (C, Call::Unsplice)]].concat();
    check(&leaked, |policy| if policy == CopyPolicy::LinuxMapcount { 2 } else { 1 });
}

#[test]
fn counting_references_alone_moves_a_pinned_page_away_from_its_device() {
    let protect = |access| (P, Call::Mprotect { range: pages(1), access });
    let dma = Call::Dma { data: Data::Fill(9) };
    let moved = [(P, Call::Pin(pages(1))), protect(VmFlags::READ), protect(READ_WRITE), (P, touch(pages(1), 2))];
    let read = [moved.to_vec(), vec![(P, dma), (P, Call::read(BASE.addr(K4), 1))]].concat();
    check(&read, |policy| if policy == CopyPolicy::LinuxRefcount { 2 } else { 9 });
}

#[test]
fn fork_copies_pinned_pages_since_5_9() {
    let frames = |policy| {
        let (m, ..) = after(policy, 1, &[(P, Call::Pin(pages(1))), (P, Call::Fork)]);
        (m.pte(P, BASE).pfn() == m.pte(C, BASE).pfn(), m.totals().fork_copies)
    };
    assert_eq!(frames(CopyPolicy::LinuxMapcount), (true, 0));
    for policy in [CopyPolicy::LinuxRefcount, CopyPolicy::Linux, CopyPolicy::OnDemand] {
        assert_eq!(frames(policy), (false, 1), "{policy:?}");
    }
}

#[test]
fn a_shared_table_is_copied_by_the_first_write_and_kept_by_the_last_user() {
    let m = |calls: &[(Pid, Call)]| after(CopyPolicy::OnDemand, 1024, calls);
    let tables = |m: &Machine| m.usage().tables;
    let (forked, ..) = m(&[(P, Call::Fork)]);
    let (written, _, faults) = m(&[(P, Call::Fork), (C, touch(pages(1), 2))]);
    assert_eq!((tables(&written) - tables(&forked), faults), (1, 1));
    let mapcount = |page| written.pte(C, BASE.plus(page)).pfn().and_then(|pfn| written.frame(pfn)).map(|f| f.mapcount);
    assert_eq!([0, 1, 512].map(mapcount), [Some(1), Some(2), Some(1)]);
    let exit = Call::Exit { status: 0 };
    let (kept, _, faults) = m(&[(P, Call::Fork), (C, exit), (P, touch(pages(2), 2))]);
    assert_eq!((faults, kept.totals().cow_copies, kept.totals().cow_reuses), (1, 0, 0));
}

#[test]
fn what_a_debugger_stored_past_prot_none_is_out_of_reach_on_both_sides_of_fork() {
    let (range, at) = (pages(1), BASE.addr(K4));
    let access = VmFlags::empty();
    let none = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    let store = Call::File(FileCall::WriteMem { at, len: 1, data: Data::Fill(7) });
    let stored = [(P, Call::Munmap(range)), (P, none), (P, store), (P, Call::Fork)];
    for pid in [P, C] {
        let last = |policy, call| after(policy, 1, &[&stored[..], &[(pid, call)]].concat()).1;
        for policy in CopyPolicy::ALL {
            assert_eq!(last(policy, Call::read(at, 1)), Ret::Signal(Signal::SegvAccErr(at)), "{policy:?}");
            let load = Call::File(FileCall::ReadMem { at, len: 1 });
            assert_eq!(last(policy, load), Ret::Value(7), "{policy:?}");
        }
    }
}
