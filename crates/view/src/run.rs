//! A position of a script's run, drawn: from the history to the input of a scene.

use std::borrow::Cow;

use forkscope_explain::{command_title, Lang, Names, Plain};
use forkscope_scenario::{names, Plan};
use forkscope_sim::cgroup::GroupId;
use forkscope_sim::file::FileId;
use forkscope_sim::{Machine, PageRange, PageSize, Pid, Vpn};
use forkscope_timeline::script::Ran;
use forkscope_timeline::{Cursor, Timeline};

use crate::input::{Act, Moved, Naming, PageName, Running, SceneInput};
use crate::layout::plan::is_large;
use crate::ledger::Ledger;
use crate::size::SizeClass;
use crate::{scene, Scene};

/// How many earlier machines a picture depends on: frames keep their places along them.
const PAST: usize = 256;

/// Where a run stands, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'l> {
    /// The position.
    pub cursor: Cursor,
    /// How it was reached.
    pub moved: Moved,
    /// How much room there is.
    pub size: SizeClass,
    /// Processes that were opened or folded by hand, by number.
    pub folds: &'l [(u32, bool)],
    /// All commands as the timeline shows them; none where no timeline is drawn.
    pub acts: &'l [Act],
    /// The language of all words.
    pub lang: Lang,
    /// What is known of positions that were drawn lately: an empty one does, and one that is kept with the history saves work.
    pub ledger: &'l Ledger,
}

/// Draws a position of a run.
pub fn draw(history: &Timeline<Plan>, look: &Look<'_>) -> Scene {
    let cursor = history.seek(look.cursor);
    let place = history.place(cursor);
    let act = place.command.unwrap_or(0);
    let (before, after) = (history.world_after(act), history.world_after(act + 1));
    let machine = history.machine_at(cursor);
    // Where nothing has a place of its own, nothing has to keep it: earlier machines may have to run again.
    let first = if is_large(&machine) { act } else { act.saturating_sub(PAST) };
    let past: Vec<Machine> = (first..act).map(|done| history.world_after(done + 1).machine().clone()).collect();
    let ran = history.answered(act);
    let steps = history.micro_steps(act).steps;
    let names = ScriptNames::of(after.names(), look.lang);
    let title = title(ran.as_ref(), &names);
    let running = (!steps.is_empty()).then(|| Running {
        pid: ran.as_ref().and_then(|ran| ran.command.actor()),
        start: before.machine(),
        steps: &steps,
        taken: usize::try_from(place.taken).unwrap_or(usize::MAX).min(steps.len()),
        title: &title,
    });
    scene(&SceneInput {
        size: look.size,
        naming: &names,
        machine: &machine,
        past: &past,
        running,
        acts: look.acts,
        act,
        begun: cursor != Cursor::default(),
        moved: look.moved,
        folds: look.folds,
        ledger: look.ledger,
    })
}

/// The position after each command that does something: notes, questions, expectations and declarations have no picture of their own.
pub fn ends(history: &Timeline<Plan>) -> impl Iterator<Item = Cursor> + '_ {
    let does = |command: &usize| history.entry(*command).is_some_and(|entry| entry.steps > 0);
    (0..history.progress().done).filter(does).map(|command| Cursor::after(command + 1))
}

/// What a command is about, in a few words: `parent writes heap[1]`. Nothing for a line that is no command.
fn title(ran: Option<&Ran>, names: &dyn Names) -> String {
    ran.map_or_else(String::new, |ran| command_title(&ran.command, Some(&ran.answer), names))
}

/// What a script calls things, in a language.
#[derive(Clone, Debug)]
pub struct ScriptNames<'n>(Cow<'n, names::Names>, Lang);

impl<'n> ScriptNames<'n> {
    /// The names of a world.
    pub fn of(names: &'n names::Names, lang: Lang) -> ScriptNames<'n> {
        ScriptNames(Cow::Borrowed(names), lang)
    }

    /// The same, to be kept when the world is gone.
    pub fn into_owned(self) -> ScriptNames<'static> {
        ScriptNames(Cow::Owned(self.0.into_owned()), self.1)
    }

    /// The range within one name: `heap`, `heap[1]` or `heap[1..3]`.
    fn within_one(&self, pid: Pid, range: PageRange) -> Option<String> {
        let last = Vpn(range.end.0.checked_sub(1)?);
        let ((name, first), (end_name, last)) = (self.0.page(pid, range.start)?, self.0.page(pid, last)?);
        let whole = self.0.range(pid, name) == Some(range);
        match (name == end_name, whole, last - first.min(last)) {
            (false, _, _) => None,
            (true, true, _) => Some(name.to_owned()),
            (true, false, 0) => Some(format!("{name}[{first}]")),
            (true, false, _) => Some(format!("{name}[{first}..{}]", last + 1)),
        }
    }
}

impl Names for ScriptNames<'_> {
    fn lang(&self) -> Lang {
        self.1
    }

    fn page_size(&self) -> PageSize {
        self.0.page_size()
    }

    fn process(&self, pid: Pid) -> String {
        self.0.process(pid).map_or_else(|| Plain.process(pid), str::to_owned)
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        let label = self.0.page_label(pid, vpn).or_else(|| self.0.label_beyond(pid, vpn));
        label.unwrap_or_else(|| Plain.page(pid, vpn))
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        self.within_one(pid, range).unwrap_or_else(|| Plain.range(pid, range))
    }

    fn file(&self, file: FileId) -> String {
        self.0.file(file).map_or_else(|| Plain.file(file), str::to_owned)
    }

    fn group(&self, group: GroupId) -> String {
        self.0.group(group).map_or_else(|| Plain.group(group), str::to_owned)
    }
}

impl Naming for ScriptNames<'_> {
    fn page_name(&self, pid: Pid, vpn: Vpn) -> PageName {
        match self.0.page(pid, vpn) {
            Some((region, index)) => PageName { region: region.to_owned(), index },
            None => PageName { region: vpn.addr(self.0.page_size()).to_string(), index: 0 },
        }
    }

    fn order(&self, pid: Pid) -> usize {
        self.0.processes().take_while(|(other, _)| *other < pid).count()
    }
}
