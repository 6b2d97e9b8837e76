//! Histories of scenarios.

use forkscope_scenario::{parse, CommandResult, Plan};
use forkscope_sim::{Command, Ret};
use forkscope_timeline::{Cursor, Timeline};

const SCRIPT: &str = "\
title \"A write after fork\"
process parent
parent: mmap heap 3 pages
parent: write heap[0] \"A\"

parent: fork child
note \"Shared.\"
parent: write heap[0] \"X\"
";

fn history(script: &str) -> Timeline<Plan> {
    let mut timeline = Timeline::new(parse(script).plan);
    timeline.advance(usize::MAX);
    timeline
}

#[test]
fn every_line_that_is_run_is_an_entry() {
    let timeline = history(SCRIPT);
    let lines: Vec<u32> = timeline.entries().map(|entry| entry.outcome.line).collect();
    assert_eq!(lines, [2, 3, 4, 6, 7, 8]);
    assert!(timeline.entries().all(|entry| matches!(entry.outcome.result, Some(CommandResult::Ok) | None)));
}

#[test]
fn a_line_is_found_by_its_number() {
    let timeline = history(SCRIPT);
    assert_eq!([1, 4, 5, 8].map(|line| timeline.at_line(line)), [1, 3, 4, 6].map(Cursor::after));
}

#[test]
fn the_simulators_answer_can_be_had_again() {
    let ran = history(SCRIPT).answered(3).expect("a command");
    assert!(matches!(ran.command, Command::Do { .. }));
    assert!(matches!(ran.answer.map(|outcome| outcome.ret), Ok(Ret::Pid(child)) if child.0 == 2));
    assert!(history(SCRIPT).answered(4).is_none(), "a note is no command");
}

#[test]
fn a_line_added_at_the_end_keeps_the_history() {
    let mut timeline = history(SCRIPT);
    assert_eq!(timeline.edit(parse(&format!("{SCRIPT}child: read heap[0]\n")).plan), 6);
    assert!(timeline.advance(1).is_finished());
}

#[test]
fn another_policy_is_another_history() {
    let mut timeline = history(SCRIPT);
    let eager = parse(SCRIPT).plan.with_policy(forkscope_sim::CopyPolicy::Eager);
    assert_eq!(timeline.edit(eager), 0);
}
