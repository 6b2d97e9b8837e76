//! `forkscope explain`: what the kernel does, step by step.

use forkscope_explain::{
    command_title, effect_line, explain as words, outcome, summary, Cite, Digest, Explanation, Lang, OnMachine,
};
use forkscope_scenario::outcome::{CommandResult, Said};
use forkscope_scenario::{Plan, StepResult, World};
use forkscope_sim::Step;
use forkscope_timeline::{MicroSteps, Ran, Timeline};
use forkscope_view::run::ScriptNames;

use super::check::figures;
use crate::args::ExplainArgs;
use crate::output::{self, Problem, Status, Style};
use crate::source::Source;

/// Runs a scenario and explains it line by line.
///
/// # Errors
/// When the script cannot be read or is wrong, or the output cannot be written.
pub(crate) fn explain(args: &ExplainArgs, lang: Lang) -> Result<Status, Problem> {
    let source = Source::read(&args.file, lang)?;
    let mut timeline = Timeline::new(source.plan(args.policy)?);
    let narrator = Narrator { verbose: args.verbose, style: Style::of_stdout(), lang };
    let mut status = Status::Held;
    while !timeline.progress().is_finished() {
        let index = timeline.progress().done;
        timeline.advance(1);
        let Some(entry) = timeline.entry(index) else { break };
        if entry.outcome.expect().is_some_and(|expectation| !expectation.held) {
            status = Status::NotHeld;
        }
        output::print(&narrator.line(&timeline, index, &entry.outcome))?;
    }
    Ok(status)
}

/// How a line is told.
struct Narrator {
    verbose: bool,
    style: Style,
    lang: Lang,
}

impl Narrator {
    fn line(&self, timeline: &Timeline<Plan>, index: usize, result: &StepResult) -> String {
        let source = timeline.run().lines().get(index).map(|line| line.text()).unwrap_or_default();
        match (&result.said, timeline.answered(index)) {
            (Some(said), _) => self.said(said),
            (None, Some(ran)) => self.head(result, &source) + &self.command(timeline, index, &ran),
            (None, None) => self.head(result, &source) + &self.refused(result),
        }
    }

    fn head(&self, result: &StepResult, source: &str) -> String {
        let number = match self.lang {
            Lang::En => format!("line {}", result.line),
            Lang::Zh => format!("第 {} 行", result.line),
        };
        let line = self.style.faint(&number);
        format!("\n{line}  {}\n", self.style.strong(source))
    }

    fn said(&self, said: &Said) -> String {
        match said {
            Said::Note(text) => format!("\n  {text}\n"),
            Said::Ask { question, .. } => format!("\n  ? {question}\n"),
            Said::Expect(expectation) if expectation.held => {
                format!("  {}{}\n", self.lang.pick("holds: ", "成立："), expectation.text)
            }
            Said::Expect(expectation) => {
                let wrong = self.lang.pick("does not hold: ", "不成立：");
                let line = format!("{wrong}{} ({})", expectation.text, figures(expectation, self.lang));
                format!("  {}\n", self.style.alarm(&line))
            }
        }
    }

    fn refused(&self, result: &StepResult) -> String {
        match &result.result {
            Some(CommandResult::Refused(why)) => format!("  {}\n", self.style.alarm(&why.say(self.lang))),
            Some(CommandResult::Ok | CommandResult::Asleep | CommandResult::Errno(_) | CommandResult::Signal(_))
            | None => String::new(),
        }
    }

    fn command(&self, timeline: &Timeline<Plan>, index: usize, ran: &Ran) -> String {
        let (before, after) = (timeline.world_after(index), timeline.world_after(index + 1));
        let names = ScriptNames::of(after.names(), self.lang);
        let MicroSteps { steps, dropped } = timeline.micro_steps(index);
        let digest = Digest::of(steps.iter().map(|step| &step.note));
        let summed_up = match dropped {
            0 => summary(&ran.command, &ran.answer, &digest, &names),
            _ => command_title(&ran.command, Some(&ran.answer), &names),
        };
        let mut text = format!("  {summed_up}\n");
        text.extend(steps.iter().enumerate().map(|(at, step)| self.step(at + 1, step, &names)));
        if dropped > 0 {
            text += &match self.lang {
                Lang::En => format!("  and {dropped} more steps\n"),
                Lang::Zh => format!("  还有 {dropped} 步\n"),
            };
        }
        text + &self.remark(&before, ran, &names)
    }

    fn step(&self, number: usize, step: &Step, names: &ScriptNames<'_>) -> String {
        let said = words(&step.note, names);
        let function = self.style.faint(step.note.kernel_fn().name);
        let mut text = format!("  {number:>3}  {} {function}\n       {}\n", output::padded(&said.title, 44), said.why);
        if self.verbose {
            let names = OnMachine::new(&step.machine, names);
            text.extend(step.effects.iter().map(|effect| format!("         - {}\n", effect_line(effect, &names))));
            text += &self.cites(&said);
        }
        text
    }

    /// What to read on, beside the function that stands with the step: pages of the manual, and words of the glossary.
    fn cites(&self, said: &Explanation) -> String {
        let others = said.cites.iter().filter(|cite| !matches!(cite, Cite::LinuxFn(_)));
        let labels: Vec<String> = others.map(|cite| cite.label(self.lang)).collect();
        if labels.is_empty() {
            return String::new();
        }
        format!("         {}{}\n", self.lang.pick("see ", "参见 "), labels.join(self.lang.pick(", ", "、")))
    }

    fn remark(&self, before: &World, ran: &Ran, names: &ScriptNames<'_>) -> String {
        let Some(remark) = outcome(&ran.command, &ran.answer, before.machine(), names) else { return String::new() };
        let hint =
            remark.hint.map_or_else(String::new, |hint| format!("\n     {}{hint}", self.lang.pick("hint: ", "提示：")));
        format!("  {}\n     {}{hint}\n", self.style.alarm(&remark.what), remark.why)
    }
}
