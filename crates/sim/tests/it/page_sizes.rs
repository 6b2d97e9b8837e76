//! Machines with pages of 16 and of 64 KiB.

use forkscope_sim::command::{Accesses, Advice, Data, Mapping, Sharing, Source};
use forkscope_sim::tables::Level;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, CopyPolicy, Errno, Machine, PageRange, PageSize, Pid, Refused, Ret, Silent, VirtAddr, Vpn,
};
use proptest::prelude::*;

use crate::naive::Naive;
use crate::props::{cases, end_all, lost};
use crate::world::{boot_with, run, steps, BASE};
use crate::K4;

const P: Pid = Pid(1);
const C: Pid = Pid(2);

fn larger() -> impl Strategy<Value = PageSize> {
    prop::sample::select(vec![PageSize::K16, PageSize::K64])
}

fn config(page: PageSize, copy: CopyPolicy) -> Config {
    Config { page, copy, ram: 1 << 14, swap: 16, ..Config::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() / 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_bits_and_lists_agree_at_every_size(
        steps in steps(40),
        page in larger(),
        copy in prop::sample::select(CopyPolicy::ALL.to_vec()),
    ) {
        let mut machine = boot_with(config(page, copy));
        for step in &steps {
            run(&mut machine, step, &mut Silent);
            prop_assert_eq!(machine.check(), vec![], "after {:?}", step);
        }
        end_all(&mut machine);
        prop_assert_eq!(lost(&machine), vec![]);
    }

    #[test]
    fn a_process_reads_the_same_whatever_the_size_of_pages(steps in steps(40), page in larger()) {
        for copy in CopyPolicy::ALL {
            let (mut machine, mut naive) = (boot_with(config(page, copy)), Naive::new(P));
            for step in &steps {
                let Some((pid, call, result)) = run(&mut machine, step, &mut Silent) else { break };
                let want = naive.follow(pid, &call, &result);
                if let (Call::Access(Accesses::Read { .. }) | Call::File(_), Ok(Ret::Value(seen))) = (&call, result.map(|outcome| outcome.ret)) {
                    prop_assert_eq!(Some(seen), want, "{:?}: {:?}", copy, call);
                }
            }
        }
    }
}

fn act(machine: &mut Machine, pid: Pid, call: Call) -> Result<Ret, Refused> {
    machine.run(&Command::Do { pid, call }, &mut Silent).map(|outcome| outcome.ret)
}

/// A machine with a process that has mapped and written to two pages.
fn with_two_pages(page: PageSize) -> Machine {
    let mut machine = boot_with(config(page, CopyPolicy::Linux));
    let (range, access) = (PageRange::new(BASE, 2), VmFlags::READ | VmFlags::WRITE);
    let mapping = Mapping { range, access, sharing: Sharing::Private, source: Source::Anon };
    let mapped = act(&mut machine, P, Call::Mmap(mapping));
    assert_eq!(mapped, Ok(Ret::Addr(BASE.addr(page))));
    assert_eq!(act(&mut machine, P, Call::touch(range, 1)), Ok(Ret::Done));
    machine
}

#[test]
fn one_byte_written_after_fork_copies_a_page_of_the_machine() {
    for (page, bytes) in [(K4, 4096), (PageSize::K16, 16384), (PageSize::K64, 65536)] {
        let mut machine = with_two_pages(page);
        assert_eq!(act(&mut machine, P, Call::Fork), Ok(Ret::Pid(C)));
        let last = VirtAddr(BASE.plus(1).addr(page).0 - 1);
        assert_eq!(act(&mut machine, C, Call::write(last, 1, Data::Fill(7))), Ok(Ret::Done));
        assert_eq!((machine.totals().cow_copies, machine.totals().bytes_copied), (1, bytes));
        assert_eq!(act(&mut machine, P, Call::read(last, 1)), Ok(Ret::Value(0)));
        assert_eq!(act(&mut machine, C, Call::read(last, 1)), Ok(Ret::Value(7)));
        let rollup = machine.smaps_rollup(P);
        assert_eq!((rollup.rss, rollup.uss()), (2 * bytes, bytes));
    }
}

#[test]
fn a_store_reaches_over_the_end_of_a_page_where_that_is() {
    for page in PageSize::ALL {
        let mut machine = with_two_pages(page);
        let text: Vec<u8> = (0..=255).collect();
        let at = VirtAddr(BASE.plus(1).addr(page).0 - 100);
        assert_eq!(act(&mut machine, P, Call::write(at, 256, Data::Bytes(text.into()))), Ok(Ret::Done));
        for (address, want) in [(at.0, 0), (at.0 + 99, 99), (at.0 + 100, 100), (at.0 + 255, 255), (at.0 + 256, 0)] {
            assert_eq!(act(&mut machine, P, Call::read(VirtAddr(address), 1)), Ok(Ret::Value(want)), "{page:?}");
        }
    }
}

#[test]
fn tables_have_the_shape_of_the_size() {
    let walk = |page: PageSize| {
        let machine = with_two_pages(page);
        let (_, mm) = machine.mm_of(P).unwrap();
        let levels: Vec<Level> = mm.tables.walk(BASE).into_iter().map(|step| step.level).collect();
        (levels, machine.page_table_bytes(P) >> 10)
    };
    assert_eq!(walk(K4), (Level::ALL.to_vec(), 3 * 4));
    assert_eq!(walk(PageSize::K16), (Level::ALL.to_vec(), 3 * 16));
    assert_eq!(walk(PageSize::K64), (vec![Level::Pgd, Level::Pmd, Level::Pte], 2 * 64));
}

#[test]
fn the_bits_of_an_address_are_shared_out_to_the_levels() {
    for (page, bits) in [(K4, [9, 9, 9, 9]), (PageSize::K16, [1, 11, 11, 11]), (PageSize::K64, [6, 0, 13, 13])] {
        assert_eq!(Level::ALL.map(|level| level.bits(page)), bits);
        assert_eq!(bits.iter().sum::<u32>() + page.shift(), 48);
        // Put together again, the indices are the page.
        let vpn = VirtAddr(0x7fed_cba9_8765_4321).vpn(page);
        let vpn = Vpn(vpn.0 & ((1 << (48 - page.shift())) - 1));
        let sum: u64 = page.levels().iter().map(|level| level.index(page, vpn) << level.entry_shift(page)).sum();
        assert_eq!(sum, vpn.0);
    }
}

#[test]
fn there_are_no_huge_pages_but_those_of_small_pages() {
    for page in PageSize::ALL {
        let mut machine = with_two_pages(page);
        let range = PageRange::new(BASE, 2);
        for advice in [Advice::HugePage, Advice::NoHugePage] {
            let want = if page == K4 { Ok(Ret::Done) } else { Err(Refused::Errno(Errno::EINVAL)) };
            assert_eq!(act(&mut machine, P, Call::Madvise { range, advice }), want);
        }
    }
}

#[test]
fn addresses_end_where_they_end_on_every_machine() {
    for page in PageSize::ALL {
        let mut machine = with_two_pages(page);
        let last = Vpn(page.task_size().0 - 1);
        let map = |pages| {
            let (range, access) = (PageRange::new(last, pages), VmFlags::READ);
            Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon })
        };
        assert_eq!(act(&mut machine, P, map(2)), Err(Refused::Errno(Errno::ENOMEM)));
        assert_eq!(act(&mut machine, P, map(1)), Ok(Ret::Addr(last.addr(page))));
    }
}
