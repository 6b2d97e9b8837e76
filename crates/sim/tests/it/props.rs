//! The invariants, on random command sequences with several processes.

use forkscope_sim::command::{Accesses, Advice};
use forkscope_sim::frame::FrameKind;
use forkscope_sim::{Call, Command, CopyPolicy, Machine, Pfn, Pid, Recorder, Refused, Ret, Silent};
use proptest::prelude::*;

use crate::naive::Naive;
use crate::world::{boot_with_swap, run, steps, Act, Step};
use crate::PAGE_SIZE;

/// Enough that nothing ever runs out.
const PLENTY: u32 = 1 << 14;
/// Not enough for all pages.
const SWAP: u32 = 16;

fn boot(policy: CopyPolicy, ram: u32) -> Machine {
    boot_with_swap(policy, ram, SWAP)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_bits_and_lists_agree_after_every_command(steps in steps(40), policy in policy()) {
        let mut machine = boot(policy, PLENTY);
        for step in &steps {
            run(&mut machine, step, &mut Silent);
            prop_assert_eq!(machine.check(), vec![], "after {:?}", step);
        }
    }

    #[test]
    fn a_process_reads_what_it_would_read_if_fork_copied_everything(steps in steps(40)) {
        for policy in CopyPolicy::ALL {
            let (mut machine, mut naive) = (boot(policy, PLENTY), Naive::new(Pid(1)));
            for step in &steps {
                let Some((pid, call, result)) = run(&mut machine, step, &mut Silent) else { break };
                let want = naive.follow(pid, &call, &result);
                if let (Call::Access(Accesses::Read { .. }) | Call::File(_), Ok(Ret::Value(seen))) = (&call, result.map(|outcome| outcome.ret)) {
                    prop_assert_eq!(Some(seen), want, "{:?}: {:?}", policy, call);
                }
            }
        }
    }

    #[test]
    fn policies_differ_in_cost_never_in_results(steps in steps(40)) {
        let results = |policy| {
            let mut machine = boot(policy, PLENTY);
            // What a pipe holds is where they do differ.
            let told = |call: &Call| *call != Call::Unsplice;
            let ret = |step| {
                let (_, call, result) = run(&mut machine, step, &mut Silent)?;
                Some(result.map(|outcome| Some(outcome.ret).filter(|_| told(&call))))
            };
            // What was given up is lost sooner or later, as reclaim finds it: that is a cost that shows.
            steps.iter().filter(|step| !gives_up(step)).map(ret).collect::<Vec<_>>()
        };
        let linux = results(CopyPolicy::Linux);
        for policy in CopyPolicy::ALL {
            prop_assert_eq!(&linux, &results(policy), "{:?}", policy);
        }
    }

    #[test]
    fn proportional_shares_add_up_to_the_frames_mapped(steps in steps(40)) {
        let mut machine = boot(CopyPolicy::Linux, PLENTY);
        steps.iter().for_each(|step| drop(run(&mut machine, step, &mut Silent)));
        let owners: Vec<Pid> = machine.mms().filter_map(|(mm, _)| machine.owner(mm)).collect();
        let all: Vec<_> = owners.into_iter().map(|pid| machine.smaps_rollup(pid)).collect();
        for smaps in &all {
            prop_assert!(smaps.uss() <= smaps.pss_bytes() && smaps.pss_bytes() <= smaps.rss);
        }
        let mappings: u64 = all.iter().map(|smaps| smaps.rss / PAGE_SIZE).sum();
        let (sum, mapped) = (all.iter().map(|smaps| smaps.pss).sum::<u64>(), (machine.usage().mapped * PAGE_SIZE) << 12);
        prop_assert!(sum <= mapped && mapped - sum <= mappings, "{sum} of {mapped}, {mappings} mappings");
    }

    #[test]
    fn a_refused_command_changes_nothing(steps in steps(30), ram in 24..80_u32) {
        let mut machine = boot(CopyPolicy::Linux, ram);
        for step in &steps {
            let before = machine.clone();
            let Some((_, call, Err(_))) = run(&mut machine, step, &mut Silent) else { continue };
            if !is_done_in_part(&call) {
                prop_assert_eq!(seen(&machine), seen(&before), "{:?}", call);
            }
        }
    }

    #[test]
    fn no_frame_is_lost_when_memory_runs_out(steps in steps(60), ram in 20..60_u32, swap in 0..40_u32, policy in policy()) {
        let mut machine = boot_with_swap(policy, ram, swap);
        for step in &steps {
            run(&mut machine, step, &mut Silent);
            prop_assert_eq!(machine.check(), vec![], "after {:?}", step);
        }
        end_all(&mut machine);
        let lost = lost(&machine);
        prop_assert!(lost.is_empty() && machine.check().is_empty() && only_objects_swapped(&machine), "{lost:?}");
    }

    #[test]
    fn a_history_replayed_gives_an_equal_machine_observed_or_not(steps in steps(30)) {
        let replay = |observed: bool| {
            let mut machine = boot(CopyPolicy::Linux, PLENTY);
            for step in &steps {
                let mut recorder = Recorder::new(if observed { 1000 } else { 0 });
                run(&mut machine, step, &mut recorder);
                if let Some(last) = recorder.finish(&machine).last() {
                    assert_eq!(drawn(&last.machine), drawn(&machine));
                }
            }
            drawn(&machine)
        };
        let mut silent = boot(CopyPolicy::Linux, PLENTY);
        steps.iter().for_each(|step| drop(run(&mut silent, step, &mut Silent)));
        prop_assert_eq!(replay(true), drawn(&silent));
        prop_assert_eq!(replay(false), drawn(&silent));
    }
}

/// As many as `PROPTEST_CASES` says, or enough for every day.
pub(crate) fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(3000)
}

/// Whether it gives pages up, which are lost sooner or later, as reclaim finds them.
pub(crate) fn gives_up(step: &Step) -> bool {
    matches!(step.call, Act::Plain(Call::Madvise { advice: Advice::Free, .. }))
}

/// Whether every slot in use is one of a memfd, which outlives its processes.
fn only_objects_swapped(machine: &Machine) -> bool {
    machine.files().map(|(_, file)| file.swapped.len()).sum::<usize>() == machine.swap().used() as usize
}

fn policy() -> impl Strategy<Value = CopyPolicy> {
    prop::sample::select(CopyPolicy::ALL.to_vec())
}

/// Calls of which Linux itself does a part before it fails.
fn is_done_in_part(call: &Call) -> bool {
    matches!(
        call,
        Call::Mprotect { .. }
            | Call::Madvise { .. }
            | Call::Mlock(_)
            | Call::Munlock(_)
            | Call::Mremap { .. }
            | Call::Vmsplice(_)
            | Call::Pin(_)
            | Call::Fork
            | Call::File(_)
    )
}

/// The machine without the numbers that are given out next: a refused call may use some up.
fn seen(machine: &Machine) -> String {
    drawn(machine).split("next: ").next().map(str::to_owned).unwrap_or_default()
}

fn drawn(machine: &Machine) -> String {
    format!("{machine:?}")
}

/// Frames in use that no page cache holds: lost, once all processes are gone.
pub(crate) fn lost(machine: &Machine) -> Vec<Pfn> {
    let kept = |kind: FrameKind| kind == FrameKind::Zero || kind.is_page_cache();
    machine.frames().iter().filter(|(_, frame)| !kept(frame.kind)).map(|(pfn, _)| pfn).collect()
}

pub(crate) fn end_all(machine: &mut Machine) {
    let alive: Vec<Pid> = machine.tasks().map(|task| task.pid).collect();
    // Twice: who sleeps until another one ends can end only after it.
    for pid in alive.iter().rev().chain(alive.iter().rev()).copied() {
        let ended = machine.run(&Command::Do { pid, call: Call::Exit { status: 0 } }, &mut Silent);
        assert!(matches!(ended, Ok(_) | Err(Refused::NotRunning(..) | Refused::NoProcess(_))));
    }
}
