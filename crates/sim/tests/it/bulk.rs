//! What is done to many pages at once comes to what is done to them one by one.

use forkscope_sim::command::{Accesses, Mapping};
use forkscope_sim::event::Unseen;
use forkscope_sim::{Call, Config, CopyPolicy, Event, Machine, Note, Observer, PageRange, VirtAddr, Vpn, PAGE_SIZE};
use proptest::prelude::*;

use crate::world::{boot_with, run, steps, Act, Step, BASE};

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

fn wide(range: PageRange) -> PageRange {
    PageRange::new(wide_page(range.start), range.pages() * WIDE)
}

fn wide_page(vpn: Vpn) -> Vpn {
    BASE.plus((vpn.0 - BASE.0) * WIDE)
}

fn wide_bytes(at: VirtAddr, len: u64, cut: u64) -> (VirtAddr, u64) {
    let range = wide(PageRange::new(at.vpn(), len / PAGE_SIZE));
    (VirtAddr(range.start.addr().0 + cut), range.pages() * PAGE_SIZE - 2 * cut)
}

/// The same call over many more pages.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other calls are of no range, or stay as small as they are")]
fn widened(step: &Step) -> Step {
    let Act::Plain(call) = &step.call else { return step.clone() };
    let cut = step.who as u64 % 3 * 5;
    let call = match call.clone() {
        Call::Access(Accesses::Read { at, len }) => {
            let (at, len) = wide_bytes(at, len, cut);
            Call::Access(Accesses::Read { at, len })
        }
        Call::Access(Accesses::Write { at, len, data }) => {
            let (at, len) = wide_bytes(at, len, cut);
            Call::Access(Accesses::Write { at, len, data })
        }
        Call::Access(Accesses::Touch { range, value, percent, seed }) => {
            let percent = if cut == 5 { 30 } else { percent };
            Call::Access(Accesses::Touch { range: wide(range), value, percent, seed })
        }
        Call::Mmap(mapping) => Call::Mmap(Mapping { range: wide(mapping.range), ..mapping }),
        Call::Munmap(range) => Call::Munmap(wide(range)),
        Call::Mremap { from, to, pages } => {
            Call::Mremap { from: wide(from), to: to.map(wide_page), pages: pages * WIDE }
        }
        Call::Mprotect { range, access } => Call::Mprotect { range: wide(range), access },
        Call::Madvise { range, advice } => Call::Madvise { range: wide(range), advice },
        Call::Mlock(range) => Call::Mlock(wide(range)),
        Call::Munlock(range) => Call::Munlock(wide(range)),
        other => other,
    };
    Step { who: step.who, call: Act::Plain(call), then: step.then.clone() }
}

fn config() -> impl Strategy<Value = Config> {
    let copy = prop::sample::select(CopyPolicy::ALL.to_vec());
    let ram = prop_oneof![Just(1 << 15), 600..4000_u32];
    (copy, ram, prop_oneof![4 => Just(1_u32), 1 => Just(16)]).prop_map(|(copy, ram, pfn_step)| Config {
        copy,
        ram,
        pfn_step,
        ..Config::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_done_at_once_come_to_what_they_come_to_one_by_one(steps in steps(25), config in config()) {
        let (mut at_once, mut one_by_one) = (boot_with(config), boot_with(config));
        for step in steps.iter().map(widened) {
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
