//! What a command is called, and what came of it, in words.

use std::rc::Rc;

use forkscope_explain::{command_title, outcome, summary, Digest};
use forkscope_scenario::CommandResult;
use forkscope_sim::Command;

use super::{Run, ScriptNames};

impl Run {
    /// What an act is about, in a few words: "parent writes heap[1]".
    pub(crate) fn title(&self, act: usize) -> Rc<str> {
        if let Some((_, title)) = self.title.borrow().as_ref().filter(|(known, _)| *known == act) {
            return Rc::clone(title);
        }
        let title: Rc<str> = self.work_out_title(act).into();
        *self.title.borrow_mut() = Some((act, Rc::clone(&title)));
        title
    }

    fn work_out_title(&self, act: usize) -> String {
        match self.command(act) {
            Some((command, ran, names)) => command_title(&command, Some(&ran), &names),
            None => self.acts.get(act).map(|act| act.source.clone()).unwrap_or_default(),
        }
    }

    /// What came of an act, in a sentence.
    pub(crate) fn sentence(&self, act: usize) -> String {
        let Some(entry) = self.history.entry(act) else { return String::new() };
        if let Some(CommandResult::Refused(why)) = &entry.outcome.result {
            return format!("Nobody could run it: {why}.");
        }
        if let Some(expectation) = entry.outcome.expect() {
            let holds = if expectation.held { "It holds" } else { "It does not hold" };
            return format!("{holds}: {}.", expectation.actual.join(", "));
        }
        let Some((command, ran, names)) = self.command(act) else { return "It is in the script.".to_owned() };
        let machine = self.history.world_after(act).machine().clone();
        if let Some(remark) = outcome(&command, &ran, &machine, &names) {
            let hint = remark.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
            return format!("{} {}{hint}", stopped(&remark.what), remark.why);
        }
        let steps = self.history.micro_steps(act).steps;
        let digest = Digest::of(steps.iter().map(|step| &step.note));
        stopped(&summary(&command, &ran, &digest, &names))
    }

    /// The command of an act, what it came to, and the names it is told with; none for a line that does nothing to the machine.
    fn command(&self, act: usize) -> Option<(Command, Result<forkscope_sim::Outcome, forkscope_sim::Refused>, ScriptNames)> {
        let world = self.history.world_after(act);
        let command = world.command(self.history.run().plan().lines().get(act)?)?;
        let ran = world.machine().clone().run(&command, &mut forkscope_sim::Silent);
        Some((command, ran, self.names_at(act)))
    }

    /// The names after an act: a child has its name already while it is being forked.
    pub(crate) fn names_at(&self, act: usize) -> ScriptNames {
        ScriptNames(self.history.world_after(act + 1).names().clone())
    }
}

fn stopped(sentence: &str) -> String {
    if sentence.ends_with(['.', '!', '?']) {
        sentence.to_owned()
    } else {
        format!("{sentence}.")
    }
}
