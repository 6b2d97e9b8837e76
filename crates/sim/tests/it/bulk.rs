//! What is done to many pages at once comes to what is done to them one by one.

use forkscope_sim::command::{Accesses, Advice, Mapping, Sharing, Source};
use forkscope_sim::event::Unseen;
use forkscope_sim::thp::Thp;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, CopyPolicy, Effect, Event, Machine, Note, Observer, PageRange, Pid, Recorder, Silent,
};
use proptest::prelude::*;

use crate::world::{boot_with, run, steps, widened, BASE};
use crate::{K4, PAGE_SIZE};

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

    #[test]
    fn the_beginning_of_a_command_is_what_is_recorded_of_all_of_it(steps in steps(15), limit in 0..40_usize) {
        let mut machine = boot_with(Config { ram: 4000, ..Config::default() });
        for step in steps.iter().map(|step| widened(step, WIDE)) {
            let (mut stopped, mut beginning) = (machine.clone(), Recorder::of_beginning(limit));
            run(&mut stopped, &step, &mut beginning);
            let mut all = Recorder::new(limit);
            run(&mut machine, &step, &mut all);
            prop_assert_eq!(beginning.dropped > 0, all.dropped > 0, "{:?}", step);
            let (beginning, all) = (beginning.finish(&stopped), all.finish(&machine));
            prop_assert_eq!(format!("{beginning:?}"), format!("{all:?}"), "{:?}", step);
        }
    }
}

/// The pages of 10 GB.
const TEN_GB: u64 = 10 << 18;
const PARENT: Pid = Pid(1);
const CHILD: Pid = Pid(2);

/// A parent with so many pages and its child. Each has written here and there since the fork.
fn forked(pages: u64, policy: CopyPolicy) -> Machine {
    let mut machine = boot_with(Config { copy: policy, ram: 3 * pages as u32, swap: 1000, ..Config::default() });
    let (range, access) = (PageRange::new(BASE, pages), VmFlags::READ | VmFlags::WRITE);
    let map = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    let some = |percent, seed| Call::Access(Accesses::Touch { range, value: 7, percent, seed });
    let before = [(PARENT, map), (PARENT, Call::touch(range, 1)), (PARENT, Call::Fork)];
    let writes = [(PARENT, some(1, 1)), (CHILD, some(1, 2)), (PARENT, some(2, 3))];
    before.into_iter().chain(writes).for_each(|(pid, call)| ran(&mut machine, &Command::Do { pid, call }));
    machine
}

/// The same, with pages that something is special about: some are locked, in a pipe, pinned, or swapped out.
fn forked_with_special_pages(pages: u64, policy: CopyPolicy) -> Machine {
    let mut machine = forked(pages, policy);
    let few = |first| PageRange::new(BASE.plus(first), 3);
    for (pid, call) in [
        (CHILD, Call::Mlock(few(100))),
        (PARENT, Call::Vmsplice(few(200))),
        (PARENT, Call::Pin(few(300))),
        (CHILD, Call::Vmsplice(few(400))),
    ] {
        ran(&mut machine, &Command::Do { pid, call });
    }
    ran(&mut machine, &Command::Reclaim { pages: 50 });
    machine
}

fn ran(machine: &mut Machine, command: &Command) {
    let outcome = machine.run(command, &mut Silent);
    assert!(outcome.is_ok(), "{command:?}: {outcome:?}");
}

/// What takes all memory away, by whom and how.
fn ways_to_unmap(pages: u64) -> Vec<(Pid, Call)> {
    let range = PageRange::new(BASE, pages);
    let calls = [Call::Exit { status: 0 }, Call::Munmap(range), Call::Madvise { range, advice: Advice::DontNeed }];
    calls.into_iter().flat_map(|call| [PARENT, CHILD].map(|pid| (pid, call.clone()))).collect()
}

/// Runs a call and gives the effects of all its steps.
fn recorded(machine: &mut Machine, pid: Pid, call: &Call) -> Vec<Effect> {
    let mut recorder = Recorder::new(usize::MAX);
    // Some are refused.
    let _ = machine.run(&Command::Do { pid, call: call.clone() }, &mut recorder);
    recorder.finish(machine).into_iter().flat_map(|step| step.effects).collect()
}

#[test]
fn to_record_the_beginning_of_ten_gigabytes_reaches_a_few_pages() {
    let machine = forked(TEN_GB, CopyPolicy::Linux);
    let range = PageRange::new(BASE, TEN_GB);
    let some = |percent| Call::Access(Accesses::Touch { range, value: 7, percent, seed: 5 });
    for call in [Call::read(BASE.addr(K4), TEN_GB * PAGE_SIZE), some(3), some(100)] {
        let (mut stopped, mut recorder) = (machine.clone(), Recorder::of_beginning(200));
        let _ = stopped.run(&Command::Do { pid: CHILD, call: call.clone() }, &mut recorder);
        let changed = stopped.mm_of(CHILD).and_then(|(_, mm)| mm.unlike_pages(machine.mm_of(CHILD)?.1, usize::MAX));
        let reached = changed.iter().flatten().map(|pages| pages.end.0 - BASE.0).max().unwrap_or(0);
        assert!(recorder.steps.len() == 200 && (1..20_000).contains(&reached), "{call:?} went to page {reached}");
    }
}

#[test]
fn ten_gigabytes_in_many_pieces_are_unmapped_in_few_effects() {
    let machine = forked(TEN_GB, CopyPolicy::Linux);
    for (pid, call) in ways_to_unmap(TEN_GB) {
        let mut unmapped = machine.clone();
        let effects = recorded(&mut unmapped, pid, &call).len();
        assert!(effects < 100, "{effects} effects of {call:?} by {pid}");
        let gone = machine.frames().free_count() < unmapped.frames().free_count();
        assert!(gone && unmapped.usage().mapped < machine.usage().mapped, "{call:?} by {pid}");
    }
}

#[test]
fn pages_unmapped_together_leave_the_machine_that_they_leave_one_by_one() {
    for policy in CopyPolicy::ALL {
        let machine = forked_with_special_pages(5000, policy);
        for (pid, call) in ways_to_unmap(5000) {
            let (mut together, mut singly) = (machine.clone(), machine.clone());
            let effects = recorded(&mut together, pid, &call);
            let at_once = effects.iter().any(|effect| matches!(effect, Effect::PagesUnmapped { .. }));
            // Locked memory is not given up.
            let is_refused = pid == CHILD && matches!(call, Call::Madvise { .. });
            assert!(at_once || is_refused, "{call:?} by {pid}, {policy:?}");
            if call == (Call::Exit { status: 0 }) {
                // First a few pages at a time: so few are told one by one.
                let pieces = (0..5000).step_by(50).map(|page| PageRange::new(BASE.plus(page), 50));
                pieces.for_each(|range| drop(recorded(&mut singly, pid, &Call::Munmap(range))));
                recorded(&mut singly, pid, &call);
            } else {
                let outcome = singly.run(&Command::Do { pid, call: call.clone() }, &mut Silent);
                assert_eq!(outcome.is_err(), is_refused, "{call:?} by {pid}, {policy:?}");
            }
            assert_eq!(format!("{together:?}"), format!("{singly:?}"), "{call:?} by {pid}, {policy:?}");
            assert_eq!(together.check(), vec![]);
        }
    }
}
