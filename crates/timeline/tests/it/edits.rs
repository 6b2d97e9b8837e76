//! Edited runs.

use forkscope_sim::Call;
use forkscope_timeline::Timeline;

use crate::commands::{act, drawn, fork_then_write, history, write, Commands};

fn ends_like(timeline: &Timeline<Commands>, commands: &Commands) {
    let fresh = history(commands);
    assert!(timeline.entries().eq(fresh.entries()));
    assert_eq!(drawn(&timeline.machine_at(timeline.end())), drawn(&fresh.machine_at(fresh.end())));
}

#[test]
fn an_appended_command_costs_one_command() {
    let mut timeline = history(&fork_then_write());
    let mut longer = fork_then_write();
    longer.0.push(act(2, write(0)));
    assert_eq!(timeline.edit(longer.clone()), 5);
    assert_eq!(timeline.progress().done, 5);
    timeline.advance(1);
    ends_like(&timeline, &longer);
}

#[test]
fn a_change_in_the_middle_keeps_what_is_before_it() {
    let mut timeline = history(&fork_then_write());
    let mut other = fork_then_write();
    other.0[3] = act(1, write(1));
    assert_eq!(timeline.edit(other.clone()), 3);
    timeline.advance(usize::MAX);
    ends_like(&timeline, &other);
}

#[test]
fn micro_steps_are_those_of_the_edited_command() {
    let mut timeline = history(&fork_then_write());
    let before = timeline.micro_steps(4).steps.len();
    let mut other = fork_then_write();
    other.0[4] = act(1, Call::Exit { status: 0 });
    timeline.edit(other);
    assert_eq!(timeline.micro_steps(4).steps.len(), 0);
    timeline.advance(1);
    assert_ne!(timeline.micro_steps(4).steps.len(), before);
}

#[test]
fn a_clone_keeps_its_own_history() {
    let mut timeline = history(&fork_then_write());
    let before = timeline.clone();
    timeline.edit(Commands(Vec::new()));
    assert_eq!((timeline.progress().done, before.progress().done), (0, 5));
    ends_like(&before, &fork_then_write());
}
