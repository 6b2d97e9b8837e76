//! Going through a history shows what happened, whatever happened.

use forkscope_sim::{Call, Command, Machine, PageRange, Pid, Silent};
use forkscope_timeline::{Cursor, Run, Timeline};
use proptest::prelude::*;

use crate::commands::{act, drawn, history, map, write, Commands, HEAP};
use crate::K4;

fn call() -> impl Strategy<Value = Call> {
    let read = |page| Call::read(HEAP.plus(page).addr(K4), 1);
    let unmap = |page| Call::Munmap(PageRange::new(HEAP.plus(page), 1));
    prop_oneof![
        6 => (0..5_u64).prop_map(write),
        3 => (0..5_u64).prop_map(read),
        3 => Just(Call::Fork),
        1 => Just(map(4)),
        1 => (0..4_u64).prop_map(unmap),
        1 => Just(Call::Exit { status: 0 }),
        1 => (2..5_u32).prop_map(|child| Call::Wait { child: Pid(child) }),
    ]
}

fn commands() -> impl Strategy<Value = Commands> {
    let acts = prop::collection::vec((1..4_u32, call()), 0..20);
    acts.prop_map(|acts| {
        let first = [Command::Start { program: None }, act(1, map(4))];
        Commands(first.into_iter().chain(acts.into_iter().map(|(pid, call)| act(pid, call))).collect())
    })
}

/// The machines after each command, run without a history.
fn live(commands: &Commands) -> Vec<String> {
    let mut machine: Machine = commands.start();
    let mut drawings = vec![drawn(&machine)];
    for index in 0..commands.len() {
        let _ = commands.step(index, &mut machine, &mut Silent);
        drawings.push(drawn(&machine));
    }
    drawings
}

/// All positions from the start on, by this way of going.
fn walk(from: Cursor, next: impl Fn(Cursor) -> Cursor) -> Vec<Cursor> {
    let steps = std::iter::successors(Some(from), |at| Some(next(*at)).filter(|next| next != at));
    steps.collect()
}

fn shown(timeline: &Timeline<Commands>, positions: &[Cursor]) -> Vec<String> {
    positions.iter().map(|at| drawn(&timeline.machine_at(*at))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn replayed_is_live(commands in commands()) {
        let timeline = history(&commands);
        let positions: Vec<Cursor> = (0..=commands.len()).map(Cursor::after).collect();
        prop_assert_eq!(shown(&timeline, &positions), live(&commands));
    }

    #[test]
    fn the_way_back_is_the_way_there(commands in commands()) {
        let timeline = history(&commands);
        let there = walk(timeline.start(), |at| timeline.step_forward(at));
        let mut back = walk(timeline.end(), |at| timeline.step_back(at));
        back.reverse();
        prop_assert_eq!(&there, &back);
        prop_assert_eq!(shown(&timeline, &there), shown(&timeline, &back));
    }

    #[test]
    fn the_last_micro_step_leaves_the_machine_as_the_command_does(commands in commands()) {
        let timeline = history(&commands);
        for command in 0..commands.len() {
            let steps = timeline.micro_steps(command);
            let entry = timeline.entry(command).expect("it has run");
            prop_assert_eq!((steps.steps.len(), steps.dropped), (entry.recorded, entry.steps - entry.recorded as u64));
            if let Some(last) = steps.steps.last() {
                prop_assert_eq!(drawn(&last.machine), drawn(&timeline.world_after(command + 1)));
            }
        }
    }

    #[test]
    fn an_edited_history_is_a_new_one(commands in commands(), other in commands(), keep in 0..20_usize) {
        let mut timeline = history(&commands);
        let edited = Commands(commands.0.iter().take(keep).chain(&other.0).cloned().collect());
        timeline.edit(edited.clone());
        timeline.advance(usize::MAX);
        let positions: Vec<Cursor> = (0..=edited.len()).map(Cursor::after).collect();
        prop_assert_eq!(shown(&timeline, &positions), live(&edited));
    }
}
