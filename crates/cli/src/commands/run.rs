//! `forkscope run`: the machine after a scenario.

use forkscope_scenario::outcome::CommandResult;
use forkscope_scenario::run::{run as run_plan, Run};
use forkscope_scenario::{Plan, StepResult};
use forkscope_view::run::ScriptNames;
use forkscope_view::{text, Lang};

use super::check::unheld;
use crate::args::{Format, RunArgs};
use crate::json::{Expect, Process, Report, Step};
use crate::machine::{frames, processes, totals, Detail};
use crate::output::{self, complain, Problem, Status};
use crate::source::Source;

/// Machines with more mapped frames are summed up, not drawn.
const MOST_DRAWN: u64 = 4096;

/// Of more commands that failed only the number is told.
const MOST_TOLD: usize = 20;

/// Runs a scenario and shows the machine.
///
/// # Errors
/// When the script cannot be read or is wrong, or the output cannot be written.
pub(crate) fn run(args: &RunArgs, lang: Lang) -> Result<Status, Problem> {
    let source = Source::read(&args.file, lang)?;
    let plan = source.plan(args.policy)?;
    let run = run_plan(&plan, args.step);
    match args.format {
        Format::Text => {
            output::print(&drawn(&run, lang))?;
            complain(format_args!("{}", failed(&source.name, &plan, &run, lang)));
            complain(format_args!("{}", unheld(&source.name, &run.steps, lang)));
        }
        Format::Json => output::print(&json(&run, detail(args))?)?,
    }
    Ok(if run.held() { Status::Held } else { Status::NotHeld })
}

fn detail(args: &RunArgs) -> Detail {
    if args.summary {
        Detail::Summary
    } else {
        Detail::Full
    }
}

/// A line for every command that the kernel refused, that a signal ended, or that nobody was there to carry out.
fn failed(name: &str, plan: &Plan, run: &Run, lang: Lang) -> String {
    let steps = plan.lines().iter().zip(&run.steps);
    let mut told = steps.filter_map(|(line, step)| {
        let why = match step.result.as_ref()? {
            CommandResult::Ok | CommandResult::Asleep => return None,
            result @ (CommandResult::Errno(_) | CommandResult::Signal(_)) => result.to_string(),
            CommandResult::Refused(why) => why.say(lang),
        };
        Some(format!("{name}:{}: {}{}{why}\n", step.line, line.text(), lang.pick(": ", "：")))
    });
    let mut text: String = told.by_ref().take(MOST_TOLD).collect();
    match (told.count(), lang) {
        (0, Lang::En | Lang::Zh) => {}
        (more, Lang::En) => text += &format!("{name}: and {more} more that failed\n"),
        (more, Lang::Zh) => text += &format!("{name}：还有 {more} 条失败\n"),
    }
    text
}

fn drawn(run: &Run, lang: Lang) -> String {
    let machine = run.world.machine();
    let names = ScriptNames::of(run.world.names(), lang);
    let mapped = machine.usage().mapped;
    if mapped <= MOST_DRAWN {
        return text::draw(machine, &names);
    }
    let lines: String = processes(machine, &names, Detail::Summary).iter().map(summed_up).collect();
    match lang {
        Lang::En => format!("{lines}{mapped} frames are mapped\n"),
        Lang::Zh => format!("{lines}{mapped} 个页帧被映射\n"),
    }
}

fn summed_up(process: &Process) -> String {
    let Process { name, pid, state, rss, pss, uss, .. } = process;
    let [rss, pss, uss] = [rss, pss, uss].map(|bytes| bytes >> 10);
    format!("{name} ({pid}) {state}, rss {rss} KiB, pss {pss} KiB, uss {uss} KiB\n")
}

fn json(run: &Run, detail: Detail) -> Result<String, Problem> {
    let report = report(run, detail);
    let text = serde_json::to_string_pretty(&report);
    text.map(|text| text + "\n").map_err(|error| Problem::line(format!("cannot write JSON: {error}")))
}

fn report(run: &Run, detail: Detail) -> Report {
    let machine = run.world.machine();
    let names = ScriptNames::of(run.world.names(), Lang::En);
    Report {
        processes: processes(machine, &names, detail),
        frames: (detail == Detail::Full).then(|| frames(machine)),
        steps: run.steps.iter().filter_map(step).collect(),
        totals: totals(machine),
        expects: run.steps.iter().filter_map(expect).collect(),
    }
}

fn step(step: &StepResult) -> Option<Step> {
    let result = step.result.as_ref()?.to_string();
    Some(Step { line: step.line, result, minflt: step.minflt, majflt: step.majflt, value: step.value })
}

fn expect(step: &StepResult) -> Option<Expect> {
    let expectation = step.expect()?;
    Some(Expect { line: step.line, text: expectation.text.clone(), held: expectation.held })
}
