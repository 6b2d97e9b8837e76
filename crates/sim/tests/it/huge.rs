//! The invariants where memory comes in huge pages and smaller folios: random histories over some 2 MiB each.

use forkscope_sim::command::Accesses;
use forkscope_sim::thp::Thp;
use forkscope_sim::{Call, Config, CopyPolicy, Machine, Pid, Ret, Silent};
use proptest::prelude::*;

use crate::naive::Naive;
use crate::props::{end_all, gives_up, lost};
use crate::world::{boot_with, run, steps, widened, Step};

/// How many pages stand for one of the small random calls: four make a huge page, so ranges end inside of huge pages and between them.
const WIDE: u64 = 128;

fn config(copy: CopyPolicy) -> impl Strategy<Value = Config> {
    let thp = prop_oneof![3 => Just(Thp::Always), 1 => Just(Thp::Madvise)];
    let mthp = prop_oneof![2 => Just(0_u8), 1 => 2..9_u8];
    let ram = prop_oneof![1 => Just(1 << 15), 2 => 3000..9000_u32];
    let swap = prop_oneof![1 => Just(0_u32), 1 => 0..3000_u32];
    (thp, mthp, ram, swap).prop_map(move |(thp, mthp, ram, swap)| Config {
        copy,
        thp,
        mthp,
        ram,
        swap,
        ..Config::default()
    })
}

fn any_config() -> impl Strategy<Value = Config> {
    prop::sample::select(CopyPolicy::ALL.to_vec()).prop_flat_map(config)
}

/// Whole pages only, as the naive memory knows no other.
fn whole(step: &Step) -> Step {
    widened(&Step { who: step.who * 3, ..step.clone() }, WIDE)
}

fn has_folios(machine: &Machine) -> bool {
    machine.folios().next().is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_agree_after_every_command(steps in steps(25), config in any_config()) {
        let mut machine = boot_with(config);
        let may_have = config.thp == Thp::Always && config.copy != CopyPolicy::OnDemand;
        for (at, step) in steps.iter().map(|step| widened(step, WIDE)).enumerate() {
            run(&mut machine, &step, &mut Silent);
            prop_assert_eq!(machine.check(), vec![], "after {:?}", step);
            // The start of every history maps some 2 MiB and writes to them.
            prop_assert!(at != 1 || !may_have || has_folios(&machine));
        }
        end_all(&mut machine);
        prop_assert!(lost(&machine).is_empty() && !has_folios(&machine), "{:?}", lost(&machine));
        prop_assert_eq!(machine.check(), vec![]);
    }

    #[test]
    fn a_process_reads_what_it_would_read_with_small_pages(steps in steps(25), config in any_config()) {
        let config = Config { ram: 1 << 16, ..config };
        let (mut machine, mut naive) = (boot_with(config), Naive::new(Pid(1)));
        for step in steps.iter().filter(|step| !gives_up(step)).map(whole) {
            let Some((pid, call, result)) = run(&mut machine, &step, &mut Silent) else { break };
            let want = naive.follow(pid, &call, &result);
            if let (Call::Access(Accesses::Read { .. }), Ok(Ret::Value(seen))) = (&call, result.map(|outcome| outcome.ret)) {
                prop_assert_eq!(Some(seen), want, "{:?}", call);
            }
        }
    }
}
