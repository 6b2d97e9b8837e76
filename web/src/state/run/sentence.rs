//! What a command is called, and what came of it, in words.

use std::rc::Rc;

use forkscope_explain::{command_title, outcome, summary, Digest};
use forkscope_scenario::CommandResult;
use forkscope_timeline::{MicroSteps, Ran};
use forkscope_view::run::ScriptNames;

use super::Run;
use crate::lang::{lang, stopped};

impl Run {
    /// What an act is about, in a few words: "parent writes heap[1]".
    pub(crate) fn title(&self, act: usize) -> Rc<str> {
        let now = (act, lang());
        if let Some((.., title)) = self.title.borrow().as_ref().filter(|(act, lang, _)| (*act, *lang) == now) {
            return Rc::clone(title);
        }
        let title: Rc<str> = self.work_out_title(act).into();
        *self.title.borrow_mut() = Some((act, lang(), Rc::clone(&title)));
        title
    }

    fn work_out_title(&self, act: usize) -> String {
        match self.history.answered(act) {
            Some(ran) => command_title(&ran.command, Some(&ran.answer), &self.names_at(act)),
            None => self.acts.get(act).map(|act| act.source.clone()).unwrap_or_default(),
        }
    }

    /// What came of an act, in a sentence.
    pub(crate) fn sentence(&self, act: usize) -> String {
        let Some(entry) = self.history.entry(act) else { return String::new() };
        if let Some(CommandResult::Refused(why)) = &entry.outcome.result {
            return say!("Nobody could run it: {}.", why.say(lang()));
        }
        if let Some(expectation) = entry.outcome.expect() {
            let holds = if expectation.held { say!("It holds") } else { say!("It does not hold") };
            let (colon, stop) = (lang().pick(": ", "："), lang().pick(".", "。"));
            return format!("{holds}{colon}{}{stop}", expectation.figures(lang()));
        }
        let Some(Ran { command, answer }) = self.history.answered(act) else {
            return say!("It is in the script.").to_owned();
        };
        let names = self.names_at(act);
        let machine = self.history.world_after(act).machine().clone();
        if let Some(remark) = outcome(&command, &answer, &machine, &names) {
            let hint = remark.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
            return format!("{} {}{hint}", stopped(&remark.what), remark.why);
        }
        let MicroSteps { steps, dropped } = self.history.micro_steps(act);
        if dropped > 0 {
            // What the first steps come to is not what all of them do.
            return stopped(&command_title(&command, Some(&answer), &names));
        }
        let digest = Digest::of(steps.iter().map(|step| &step.note));
        stopped(&summary(&command, &answer, &digest, &names))
    }

    /// The names after an act: a child has its name already while it is being forked.
    pub(crate) fn names_at(&self, act: usize) -> ScriptNames<'static> {
        ScriptNames::of(self.history.world_after(act + 1).names(), lang()).into_owned()
    }
}
