//! A run as JSON: every command with what came of it and the kernel's steps, for programs that read.

use forkscope_explain::{explain, Lang};
use forkscope_scenario::Plan;
use forkscope_timeline::Timeline;

use crate::run::ScriptNames;

/// More steps of one command than this are only counted.
const MOST_STEPS: usize = 256;

/// The run as one JSON object: `title`, and `commands` with `line`, `source`, `result`, `minflt`, `majflt`, `steps` and `more_steps`. A step has
/// `title`, `why`, `function` and `file`. Only the values are in the language that is asked for.
pub fn trace(history: &Timeline<Plan>, lang: Lang) -> String {
    let mut text = String::from("{\n  \"title\": ");
    string(&mut text, history.run().title().unwrap_or_default());
    text.push_str(",\n  \"commands\": [");
    for index in 0..history.progress().done {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        command(&mut text, history, index, lang);
    }
    text.push_str("\n  ]\n}\n");
    text
}

fn command(text: &mut String, history: &Timeline<Plan>, index: usize, lang: Lang) {
    let Some(entry) = history.entry(index) else { return };
    let ran = &entry.outcome;
    let source = history.run().lines().get(index).map(|line| line.text()).unwrap_or_default();
    text.push_str(&format!("    {{\"line\": {}, \"source\": ", ran.line));
    string(text, &source);
    text.push_str(", \"result\": ");
    match &ran.result {
        Some(result) => string(text, &result.to_string()),
        None => text.push_str("null"),
    }
    text.push_str(&format!(", \"minflt\": {}, \"majflt\": {}, \"steps\": [", ran.minflt, ran.majflt));
    let micro = history.micro_steps(index);
    let after = history.world_after(index + 1);
    let names = ScriptNames::of(after.names(), lang);
    for (at, step) in micro.steps.iter().take(MOST_STEPS).enumerate() {
        let said = explain(&step.note, &names);
        let function = step.note.kernel_fn();
        text.push_str(if at == 0 { "\n      " } else { ",\n      " });
        for (lead, value) in [
            ("{\"title\": ", said.title.as_str()),
            (", \"why\": ", said.why.as_str()),
            (", \"function\": ", function.name),
            (", \"file\": ", function.file),
        ] {
            text.push_str(lead);
            string(text, value);
        }
        text.push('}');
    }
    let more = micro.steps.len().saturating_sub(MOST_STEPS) as u64 + micro.dropped;
    text.push_str(&format!("], \"more_steps\": {more}}}"));
}

/// A text as JSON has it (RFC 8259).
fn string(text: &mut String, value: &str) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            control if control < ' ' => text.push_str(&format!("\\u{:04x}", control as u32)),
            other => text.push(other),
        }
    }
    text.push('"');
}
