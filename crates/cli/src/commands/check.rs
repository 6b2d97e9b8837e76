//! `forkscope check`: do scenarios keep what they promise?

use std::path::Path;

use forkscope_scenario::run::run;
use forkscope_scenario::{Expectation, StepResult};
use forkscope_view::Lang;

use crate::args::CheckArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// How much of the figures is shown, in characters.
const MOST_SHOWN: usize = 160;

/// Runs every file and tells which expectations do not hold, a line for each. Goes on after a file that is wrong.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn check(args: &CheckArgs, lang: Lang) -> Result<Status, Problem> {
    let mut worst = Status::Held;
    for file in &args.files {
        let failures = failures(file, lang).unwrap_or_else(|problem| {
            problem.report();
            worst = Status::Wrong;
            String::new()
        });
        if !failures.is_empty() {
            worst = worst.max(Status::NotHeld);
            output::print(&failures)?;
        }
    }
    Ok(worst)
}

fn failures(file: &Path, lang: Lang) -> Result<String, Problem> {
    let source = Source::read(file, lang)?;
    let run = run(&source.plan(None)?, None);
    Ok(unheld(&source.name, &run.steps, lang))
}

/// A line for every expectation that did not hold.
pub(crate) fn unheld(name: &str, steps: &[StepResult], lang: Lang) -> String {
    let expectations = steps.iter().filter_map(|step| Some((step.line, step.expect()?)));
    let unheld = expectations.filter(|(_, expectation)| !expectation.held);
    let told = unheld.map(|(line, expectation)| {
        let actual = figures(expectation, lang);
        let actual = if actual.is_empty() { actual } else { format!("{}{actual}", lang.pick(": ", "：")) };
        format!("{name}:{line}: expect {} {}{actual}\n", expectation.text, lang.pick("does not hold", "不成立"))
    });
    told.collect()
}

/// The figures that decide an expectation, cut where one is a whole page of text.
pub(crate) fn figures(expectation: &Expectation, lang: Lang) -> String {
    let all = expectation.figures(lang);
    match all.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &all[..end]),
        None => all,
    }
}
