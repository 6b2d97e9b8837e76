//! What is done to many pages at once comes to what is done to them one by one.

use forkscope_sim::event::Unseen;
use forkscope_sim::thp::Thp;
use forkscope_sim::{Config, CopyPolicy, Event, Machine, Note, Observer};
use proptest::prelude::*;

use crate::world::{boot_with, run, steps, widened};

/// How many pages stand for one of the small random calls: they then reach over page tables.
const WIDE: u64 = 37;

/// Counts steps, told of them or not.
struct Counter {
    looks: bool,
    steps: Unseen,
}

impl Observer for Counter {
    fn wants_events(&self) -> bool {
        self.looks
    }

    fn unseen(&mut self, unseen: Unseen) {
        self.steps.steps += unseen.steps;
        self.steps.traps += unseen.traps;
    }

    fn event(&mut self, _machine: &Machine, event: &Event) {
        if let Event::Note(note) = event {
            self.steps.steps += 1;
            self.steps.traps += u64::from(matches!(note, Note::Trapped { .. }));
        }
    }
}

fn config() -> impl Strategy<Value = Config> {
    let copy = prop::sample::select(CopyPolicy::ALL.to_vec());
    let ram = prop_oneof![Just(1 << 15), 600..4000_u32];
    let thp = (prop::sample::select(Thp::ALL.to_vec()), prop_oneof![2 => Just(0_u8), 1 => 2..9_u8]);
    let pfn_step = prop_oneof![4 => Just(1_u32), 1 => Just(16)];
    (copy, ram, pfn_step, thp).prop_map(|(copy, ram, pfn_step, (thp, mthp))| Config {
        copy,
        ram,
        pfn_step,
        thp,
        mthp,
        ..Config::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_done_at_once_come_to_what_they_come_to_one_by_one(steps in steps(25), config in config()) {
        let (mut at_once, mut one_by_one) = (boot_with(config), boot_with(config));
        for step in steps.iter().map(|step| widened(step, WIDE)) {
            let mut silent = Counter { looks: false, steps: Unseen::default() };
            let mut watcher = Counter { looks: true, steps: Unseen::default() };
            let results = (run(&mut at_once, &step, &mut silent), run(&mut one_by_one, &step, &mut watcher));
            prop_assert_eq!(&results.0.map(|done| done.2), &results.1.map(|done| done.2), "{:?}", step);
            prop_assert_eq!(silent.steps, watcher.steps, "{:?}", step);
            prop_assert_eq!(format!("{at_once:?}"), format!("{one_by_one:?}"), "{:?}", step);
        }
        prop_assert_eq!(at_once.check(), vec![]);
    }
}
