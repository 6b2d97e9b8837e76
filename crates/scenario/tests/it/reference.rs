//! `docs/scenario-language.md`: its examples run, its errors are the errors, and it leaves no word out.

use forkscope_scenario::ast::Advice;
use forkscope_scenario::functions::{Function, Param};
use forkscope_scenario::machine_key::{KeyType, MachineKey};
use forkscope_scenario::words::{LATER_ADVICE, REPEAT_SUMMARY, REPEAT_USAGE, VERBS, WORDS};
use forkscope_scenario::{parse, print, render::render_all, run};

const REFERENCE: &str = include_str!("../../../../docs/scenario-language.md");

/// The blocks with this mark behind their fence.
fn blocks(mark: &str) -> Vec<String> {
    let fence = format!("```{mark}\n");
    let after = REFERENCE.split(fence.as_str()).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or("").to_owned()).collect()
}

fn contains(row: &str) {
    assert!(REFERENCE.contains(row), "the reference lacks\n{row}");
}

#[test]
fn every_example_runs_and_keeps_its_expectations() {
    for block in blocks("fork") {
        let parsed = parse(&block);
        assert!(parsed.diagnostics.is_empty(), "{}", render_all(&block, &parsed.diagnostics));
        let run = run(&parsed.plan, None);
        let failed = run.steps.iter().filter_map(|step| step.expect()).find(|expectation| !expectation.held);
        assert!(failed.is_none(), "{block}\n{failed:?}");
        assert!(!run.steps.iter().any(|step| matches!(&step.result, Some(result) if result.to_string() == "refused")));
    }
}

#[test]
fn every_example_is_in_canonical_form() {
    for block in blocks("fork") {
        assert_eq!(print(&parse(&block).script), block);
    }
}

#[test]
fn every_error_is_the_error_that_is_quoted() {
    for block in blocks("fork,error") {
        let is_quote = |line: &&str| line.starts_with("# error[") || line.starts_with("# warning[");
        let quoted: Vec<String> = block.lines().filter(is_quote).map(|line| line[2..].to_owned()).collect();
        let diagnostics = parse(&block).diagnostics;
        let said = diagnostics.list().iter().map(|said| format!("{}[{}]: {}", said.severity, said.code, said.message));
        assert_eq!(said.collect::<Vec<_>>(), quoted, "{block}");
    }
}

#[test]
fn every_word_and_verb_has_its_row() {
    for word in WORDS {
        contains(&format!("| `{}` | {} |", word.usage, word.summary));
    }
    for verb in VERBS {
        contains(&format!("| `{}` | {} |", verb.usage.replace('|', "\\|"), verb.summary));
    }
    contains(&format!("`{REPEAT_USAGE}` {REPEAT_SUMMARY}"));
}

#[test]
fn every_function_has_its_row() {
    for function in Function::all() {
        let info = function.info();
        let param = |param: &Param| match param {
            Param::Page => "PAGE",
            Param::Process => "PROCESS",
            Param::Group => "GROUP",
            Param::File => "FILE",
        };
        let params: Vec<&str> = info.params.iter().map(param).collect();
        let call =
            if params.is_empty() { info.name.to_owned() } else { format!("{}({})", info.name, params.join(", ")) };
        contains(&format!("| `{call}` | {} | {} |", info.gives.describe(), function.summary()));
    }
}

#[test]
fn every_key_of_the_machine_has_its_row() {
    for key in MachineKey::ALL {
        let info = key.info();
        let takes = match info.takes {
            KeyType::Size => "a size".to_owned(),
            KeyType::Number => "a number".to_owned(),
            KeyType::Small(most) => format!("a number up to {most}"),
            KeyType::Choice(words) | KeyType::OneSize(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
        };
        contains(&format!("| `{}` | {takes} | `{}` | {} |", info.name, info.default, key.summary()));
    }
}

#[test]
fn every_advice_is_named_whether_it_can_be_run_or_not() {
    for advice in Advice::ALL {
        contains(&format!("| `{}` | MADV_{}", advice.as_str(), advice.as_str().to_uppercase()));
    }
    for word in LATER_ADVICE {
        assert!(REFERENCE.contains(&format!("`{word}`")) || REFERENCE.contains(&format!("`{word} ")), "{word}");
    }
}
