//! The narration of the command at the cursor. The sentences are `explain`'s; here they are only put in order.

use forkscope_explain::{explain, Lang, OnMachine};
use forkscope_sim::note::Note;
use forkscope_sim::Step;

use crate::input::{Running, SceneInput};
use crate::layout::moment::{Fault, Moment};
use crate::model::narration::{Headline, Narration, NarrationStep, Progress};
use crate::words;

/// Longer commands show only the steps around the cursor.
const MOST_STEPS: usize = 120;

/// The steps of the command at the cursor.
pub(crate) fn narration(input: &SceneInput<'_>) -> Narration {
    let Some(running) = input.running else { return Narration::default() };
    let first = running.taken.saturating_sub(MOST_STEPS / 2).min(running.steps.len().saturating_sub(MOST_STEPS));
    let shown = running.steps.iter().enumerate().skip(first).take(MOST_STEPS);
    Narration {
        headline: Some(headline(input.naming.lang(), &running)),
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
        frames: step.note.frames().map(|pfn| pfn.0).collect(),
        cites: words.cites,
    }
}

fn progress(number: usize, taken: usize) -> Progress {
    match number.cmp(&taken) {
        std::cmp::Ordering::Less => Progress::Done,
        std::cmp::Ordering::Equal => Progress::Current,
        std::cmp::Ordering::Greater => Progress::Next,
    }
}

fn headline(lang: Lang, running: &Running<'_>) -> Headline {
    let fault = Moment::after(&running.steps[..running.taken.min(running.steps.len())]).fault;
    let trap = fault.and_then(|fault| fault.trap);
    Headline {
        kind: kind(lang, running, fault).to_owned(),
        alarm: trap.is_some(),
        title: running.title.to_owned(),
        address: trap.map(|(addr, _)| addr.to_string()).unwrap_or_default(),
        code: trap.map(|(_, code)| format!("{code:#x}")).unwrap_or_default(),
        code_text: trap.map(|(_, code)| code_text(lang, code)).unwrap_or_default(),
        position: position(lang, running.taken, running.steps.len()),
    }
}

/// What kind of thing the command is; a fault once there is one.
fn kind(lang: Lang, running: &Running<'_>, fault: Option<Fault>) -> &'static str {
    if fault.is_some_and(|fault| fault.trap.is_some()) {
        return lang.pick("Page fault", "缺页异常");
    }
    match running.steps.first().map(|step| &step.note) {
        Some(Note::SyscallEntered { .. }) => lang.pick("System call", "系统调用"),
        Some(Note::Translated { .. }) => lang.pick("Memory access", "内存访问"),
        _ => lang.pick("From outside", "来自外部"),
    }
}

/// The bits of an x86 page-fault error code, as words.
fn code_text(lang: Lang, code: u32) -> String {
    let bit = |bit: u32, set: &'static str, clear: &'static str| if code >> bit & 1 == 1 { set } else { clear };
    let bits = match lang {
        Lang::En => [bit(0, "present", "not present"), bit(1, "write", "read"), bit(2, "user", "kernel")],
        Lang::Zh => [bit(0, "页存在", "页不存在"), bit(1, "写", "读"), bit(2, "用户态", "内核态")],
    };
    words::listed(lang, &bits)
}

/// `step 6 of 10`.
pub(crate) fn position(lang: Lang, taken: usize, steps: usize) -> String {
    match (taken, steps) {
        (_, 0) => lang.pick("no steps", "没有步骤").to_owned(),
        (0, _) => lang.pick("not started", "未开始").to_owned(),
        _ => lang.say("step {} of {}", "第 {} 步，共 {} 步", &[&taken, &steps]),
    }
}
