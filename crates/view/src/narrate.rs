//! The narration of the command at the cursor. The sentences are `explain`'s; here they are only put in order.

use forkscope_explain::{explain, OnMachine};
use forkscope_sim::note::Note;
use forkscope_sim::Step;

use crate::input::{Running, SceneInput};
use crate::layout::moment::{Fault, Moment};
use crate::model::narration::{Headline, Narration, NarrationStep, Progress};

/// Longer commands show only the steps around the cursor.
const MOST_STEPS: usize = 120;

/// The steps of the command at the cursor.
pub(crate) fn narration(input: &SceneInput<'_>) -> Narration {
    let Some(running) = input.running else { return Narration::default() };
    let first = running.taken.saturating_sub(MOST_STEPS / 2).min(running.steps.len().saturating_sub(MOST_STEPS));
    let shown = running.steps.iter().enumerate().skip(first).take(MOST_STEPS);
    Narration {
        headline: Some(headline(&running)),
        steps: shown.map(|(i, step)| narrate(input, i, step, running.taken)).collect(),
        taken: running.taken,
    }
}

fn narrate(input: &SceneInput<'_>, index: usize, step: &Step, taken: usize) -> NarrationStep {
    let words = explain(&step.note, &OnMachine::new(&step.machine, input.naming));
    let function = step.note.kernel_fn();
    NarrationStep {
        number: index + 1,
        brief: words.brief().to_owned(),
        title: words.title,
        why: words.why,
        function: function.name.to_owned(),
        file: function.file.to_owned(),
        progress: progress(index + 1, taken),
    }
}

fn progress(number: usize, taken: usize) -> Progress {
    match number.cmp(&taken) {
        std::cmp::Ordering::Less => Progress::Done,
        std::cmp::Ordering::Equal => Progress::Current,
        std::cmp::Ordering::Greater => Progress::Next,
    }
}

fn headline(running: &Running<'_>) -> Headline {
    let fault = Moment::after(&running.steps[..running.taken.min(running.steps.len())]).fault;
    let trap = fault.and_then(|fault| fault.trap);
    Headline {
        kind: kind(running, fault).to_owned(),
        alarm: trap.is_some(),
        title: running.title.to_owned(),
        address: trap.map(|(addr, _)| addr.to_string()).unwrap_or_default(),
        code: trap.map(|(_, code)| format!("{code:#x}")).unwrap_or_default(),
        code_text: trap.map(|(_, code)| code_text(code)).unwrap_or_default(),
        position: position(running.taken, running.steps.len()),
    }
}

/// What kind of thing the command is; a fault once there is one.
fn kind(running: &Running<'_>, fault: Option<Fault>) -> &'static str {
    if fault.is_some_and(|fault| fault.trap.is_some()) {
        return "Page fault";
    }
    match running.steps.first().map(|step| &step.note) {
        Some(Note::SyscallEntered { .. }) => "System call",
        Some(Note::Translated { .. }) => "Memory access",
        _ => "From outside",
    }
}

/// The bits of an x86 page-fault error code, as words.
fn code_text(code: u32) -> String {
    let bit = |bit: u32, set: &'static str, clear: &'static str| if code >> bit & 1 == 1 { set } else { clear };
    [bit(0, "present", "not present"), bit(1, "write", "read"), bit(2, "user", "kernel")].join(", ")
}

/// `step 6 of 10`.
pub(crate) fn position(taken: usize, steps: usize) -> String {
    match (taken, steps) {
        (_, 0) => "no steps".to_owned(),
        (0, _) => "not started".to_owned(),
        _ => format!("step {taken} of {steps}"),
    }
}
