//! Experiments that were written down as figures, not as operations: each is done again on the machine, line by line of what was observed.
//!
//! | module | experiments |
//! | --- | --- |
//! | `limits` | what is promised, limits, control groups |
//! | `process` | page tables, ways to make a process, threads, signals, mappings |

mod limits;
mod process;

use forkscope_sim::{Call, Outcome, Pid, Refused, Ret};
use serde_json::{json, Value};

use super::arm::Arm;

/// What the machine gives for a line of an experiment.
pub(super) enum Figure {
    /// This, which must be what was observed.
    Is(Value),
    /// Nothing: the simplification of this title is in the way.
    Left(&'static str),
}

/// The lines of an experiment, by the names under which they were observed.
pub(super) type Figures = Vec<(&'static str, Figure)>;

/// Compares an experiment; gives how many lines were compared, and the simplifications that stood in the way of others.
pub(super) fn check(id: &str, observed: &Value) -> (usize, Vec<&'static str>) {
    let figures = again(id, observed);
    let (mut compared, mut left) = (0, Vec::new());
    for (line, want) in observed.as_object().into_iter().flatten().filter(|(line, _)| *line != "reading") {
        match figures.iter().find(|(name, _)| name == line) {
            Some((_, Figure::Is(seen))) => {
                assert_eq!(seen, want, "{id}: {line}");
                compared += 1;
            }
            Some((_, Figure::Left(title))) => left.push(*title),
            None => panic!("{id}: nobody measures {line:?} again"),
        }
    }
    (compared, left)
}

fn again(id: &str, observed: &Value) -> Figures {
    match id {
        "E01" => process::page_tables(observed),
        "E02" => limits::promises(),
        "E04" => limits::rlimits(),
        "E05" => limits::charges(observed),
        "E06" => limits::shared_charges(observed),
        "E08" => process::signals(),
        "E09" => process::primitives(observed),
        "E10" => process::threads(),
        "E12" => process::before_exec(),
        "E13" => process::heap(),
        "E14" => process::mapped_over(),
        _ => panic!("nobody measures {id} again"),
    }
}

/// What was observed, if the machine's figure is it but for at most `slack` more: pages that the real processes had of their own.
fn but_for(observed: &Value, ours: u64, slack: u64) -> Value {
    let theirs = observed.as_u64().unwrap_or_default();
    if (ours..=ours + slack).contains(&theirs) {
        observed.clone()
    } else {
        json!(ours)
    }
}

/// A sentence that holds, or one that says it does not.
fn holds(condition: bool, sentence: &str) -> Figure {
    Figure::Is(if condition { json!(sentence) } else { json!(format!("not: {sentence}")) })
}

/// How a call ended, as it was written down.
fn word(result: Result<Outcome, Refused>) -> String {
    match result {
        Ok(Outcome { ret: Ret::Signal(signal), .. }) => signal.name().rsplit('/').next().unwrap_or_default().to_owned(),
        Ok(_) => "ok".to_owned(),
        Err(Refused::Errno(errno)) => errno.name().to_owned(),
        Err(refused) => format!("{refused:?}"),
    }
}

/// The process that a call makes.
fn made(arm: &mut Arm, pid: Pid, call: Call) -> Pid {
    match arm.call(pid, call) {
        Ok(Outcome { ret: Ret::Pid(made), .. }) => made,
        other => panic!("no process: {other:?}"),
    }
}

/// Carries operations out that must succeed.
fn play(arm: &mut Arm, ops: &[&str]) {
    for op in ops {
        let seen = arm.op(op).unwrap_or_else(|_| panic!("{op} cannot be expressed"));
        assert!(seen.get("err").is_none() && seen.get("sig").is_none(), "{op}: {seen}");
    }
}
