//! Forward, back, and to a place.

use forkscope_sim::Note;
use forkscope_timeline::{Cursor, Place, Progress, Timeline};

use crate::commands::{drawn, fork_then_write, history};

const fn at(command: usize, step: Option<usize>) -> Cursor {
    Cursor { command, step }
}

#[test]
fn a_run_goes_as_far_as_it_is_let() {
    let mut timeline = Timeline::new(fork_then_write());
    assert_eq!(timeline.advance(2), Progress { done: 2, total: 5 });
    assert!(!timeline.progress().is_finished() && timeline.end() == Cursor::after(2));
    assert!(timeline.advance(100).is_finished());
}

#[test]
fn a_step_forward_enters_the_next_command_and_leaves_it_at_its_end() {
    let timeline = history(&fork_then_write());
    let steps = timeline.micro_steps(1).steps.len();
    assert_eq!((timeline.step_forward(timeline.start()), steps), (at(1, None), 2));
    assert_eq!(timeline.step_forward(at(1, None)), at(1, Some(0)));
    assert_eq!(timeline.step_forward(at(1, Some(0))), at(2, None));
    assert_eq!(timeline.step_back(at(2, None)), at(1, Some(0)));
    assert_eq!(timeline.step_back(at(1, Some(0))), at(1, None));
}

#[test]
fn nothing_lies_before_the_start_and_behind_the_end() {
    let timeline = history(&fork_then_write());
    assert_eq!(timeline.step_back(timeline.start()), timeline.start());
    assert_eq!(timeline.step_forward(timeline.end()), timeline.end());
    assert_eq!(timeline.seek(at(99, Some(3))), timeline.end());
}

#[test]
fn commands_are_walked_from_wherever_one_stands() {
    let timeline = history(&fork_then_write());
    assert_eq!(timeline.command_forward(at(2, Some(3))), at(3, None));
    assert_eq!(timeline.command_back(at(2, Some(3))), at(2, None));
    assert_eq!(timeline.command_back(at(2, None)), at(1, None));
}

#[test]
fn the_place_says_which_step_of_which_command() {
    let timeline = history(&fork_then_write());
    let steps = timeline.entry(4).map_or(0, |entry| entry.steps);
    assert_eq!(timeline.place(at(4, Some(5))), Place { command: Some(4), taken: 6, steps });
    assert_eq!(timeline.place(at(5, None)), Place { command: Some(4), taken: steps, steps });
    assert_eq!(timeline.place(timeline.start()).command, None);
}

#[test]
fn a_step_shows_the_machine_in_between() {
    let timeline = history(&fork_then_write());
    let steps = timeline.micro_steps(4).steps;
    let copying = steps.iter().position(|step| matches!(step.note, Note::Copying { .. })).expect("a copy");
    let machine = timeline.machine_at(at(4, Some(copying)));
    assert_eq!(drawn(&machine), drawn(&steps[copying].machine));
    assert_ne!(drawn(&machine), drawn(&timeline.machine_at(at(4, None))));
}

#[test]
fn a_line_is_reached_after_its_first_command() {
    let timeline = history(&fork_then_write());
    assert_eq!([20, 21, 999].map(|line| timeline.at_line(line)), [2, 3, 5].map(Cursor::after));
}

#[test]
fn entries_tell_of_faults_and_memory() {
    let timeline = history(&fork_then_write());
    let faulted: Vec<bool> = timeline.entries().map(|entry| entry.faulted()).collect();
    let frames: Vec<(u64, u64)> = timeline.entries().map(|entry| (entry.usage.mapped, entry.usage.if_eager)).collect();
    assert_eq!(faulted, [false, false, true, false, true]);
    assert_eq!(frames, [(0, 0), (0, 0), (1, 1), (1, 2), (2, 2)]);
}
