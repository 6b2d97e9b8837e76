//! What is shown: the script, its run, and where the run stands.
//!
//! The reducer is pure. Running is not done here: `hooks::use_runner` sees in [`Session::wanted`] that a run is wanted, makes it in slices and hands it in
//! with [`SessionAction::Ran`]. A script with errors leaves the last good run on the stage; the text is always kept.

mod console;
mod history;
mod playing;
mod predicting;
mod reading;
mod shown;

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use forkscope_timeline::Cursor;
use forkscope_view::Moved;
use yew::Reducible;

use crate::protocol::Answered;
use crate::state::ask::{Given, Guess};
use crate::state::log::Exchange;
use crate::state::marks::find;
use crate::state::past::{How, Past};
use crate::state::playback::Playback;
use crate::state::reading::Reading;
use crate::state::run::Run;

pub(crate) use history::Branch;
pub(crate) use playing::{Player, Walk};
pub(crate) use predicting::Asked;

/// What is shown.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// Grows with every change; two sessions are the same when it is the same.
    revision: u64,
    /// Which document the text is; loading another one counts on.
    document: u32,
    text: Rc<str>,
    past: Rc<Past>,
    reading: Rc<Reading>,
    run: Rc<Run>,
    cursor: Cursor,
    moved: Moved,
    policy: Option<CopyPolicy>,
    playback: Playback,
    wanted: u32,
    target: Target,
    progress: Option<(usize, usize)>,
    answers: Rc<[(usize, Given)]>,
    /// Whether commands are asked about before they run.
    predicts: bool,
    guesses: Rc<[(usize, Guess)]>,
    /// The last answer that was given.
    told: Option<Rc<Answered>>,
    log: Rc<Vec<Exchange>>,
    jump: Option<(u32, u32)>,
    /// The wanted run that is to be stopped.
    stopped: u32,
    /// Whether the visitor has changed or walked anything.
    touched: bool,
    /// Nothing is to move by itself.
    calm: bool,
    bookmarks: Rc<[Cursor]>,
    branches: Rc<[Branch]>,
    /// Whether the script has been edited since the last branch was left.
    grown: bool,
}

/// Where to stand once the wanted run is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Target {
    /// Where it stood; at the end, if it stood there.
    #[default]
    Stay,
    /// Before the first act.
    Start,
    /// At a place of a link.
    At(Cursor),
    /// At the act of this line, which then plays.
    Line(usize),
    /// Before the first fork: how a visit begins.
    Tour {
        /// Whether it then plays.
        plays: bool,
    },
}

/// A change of the session.
#[derive(Clone, Debug)]
pub(crate) enum SessionAction {
    /// The visitor typed.
    Edit(Rc<str>),
    /// Another script.
    Load(Rc<str>, Target),
    /// Reads the text, and wants a run if nothing is wrong with it.
    Read,
    /// Puts a line in after the act at the cursor, and steps onto it.
    Insert(String),
    /// A line typed at the prompt.
    Command(String),
    /// Lines pasted at the prompt.
    Commands(String),
    /// The script with a problem mended.
    Mend(Rc<str>),
    /// The script as it was before the last change.
    Undo,
    /// The script as it was before the last change was undone.
    Redo,
    /// Stops the run in the making, and shows how far it came.
    Stop,
    /// How far the wanted run is.
    Progress(usize, usize),
    /// A run is there: the one that was wanted under this number.
    Ran(u32, Rc<Run>),
    /// Runs again.
    Restart,
    /// Another policy, or the script's own.
    SetPolicy(Option<CopyPolicy>),
    /// The next policy.
    NextPolicy,
    /// Goes somewhere.
    Walk(Walk),
    /// Plays, pauses, or plays differently.
    Player(Player),
    /// An answer to the question at the cursor.
    Answer(String),
    /// Forgets the answer to it.
    Retry,
    /// Shows the right answer, after a wrong one.
    ShowAnswer,
    /// Asks about commands before they run, or not.
    Predict(bool),
    /// Answers such a question, by the key of a choice.
    Guess(char),
    /// Plays the command that was asked about.
    Watch,
    /// Goes on to the next such question.
    NextQuestion,
    /// Puts the cursor of the editor at a byte of the script.
    Jump(usize),
    /// Sets a bookmark at the cursor, or takes it away.
    Bookmark,
    /// Returns to a branch, by its number.
    TakeBranch(usize),
    /// The system asks for less motion, or not.
    Calm(bool),
}

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        self.revision == other.revision
    }
}

impl Session {
    /// A session with a script that waits to be read.
    pub(crate) fn new(text: &str, policy: Option<CopyPolicy>, target: Target) -> Session {
        Session {
            revision: 0,
            document: 0,
            text: text.into(),
            past: Rc::default(),
            reading: Rc::default(),
            run: Rc::default(),
            cursor: Cursor::default(),
            moved: Moved::Sought,
            policy,
            playback: Playback::default(),
            wanted: 0,
            target,
            progress: None,
            answers: Rc::default(),
            predicts: false,
            guesses: Rc::default(),
            told: None,
            log: Rc::default(),
            jump: None,
            stopped: 0,
            touched: false,
            calm: false,
            bookmarks: Rc::default(),
            branches: Rc::default(),
            grown: false,
        }
    }

    /// The script as it stands in the editor.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The same, shared.
    pub(crate) fn shared_text(&self) -> Rc<str> {
        Rc::clone(&self.text)
    }

    /// What can be undone and done again.
    pub(crate) fn past(&self) -> &Past {
        &self.past
    }

    /// Which document it is.
    pub(crate) fn document(&self) -> u32 {
        self.document
    }

    /// The last reading of the script; of an older text while the visitor types.
    pub(crate) fn reading(&self) -> &Rc<Reading> {
        &self.reading
    }

    /// Whether the reading is of the text as it stands.
    pub(crate) fn is_read(&self) -> bool {
        self.revision > 0 && self.reading.is_of(&self.text)
    }

    /// The last good run.
    pub(crate) fn run(&self) -> &Rc<Run> {
        &self.run
    }

    /// Where it stands.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// How it came there.
    pub(crate) fn moved(&self) -> Moved {
        self.moved
    }

    /// The policy that was chosen on the page.
    pub(crate) fn chosen_policy(&self) -> Option<CopyPolicy> {
        self.policy
    }

    /// The policy that the run has.
    pub(crate) fn policy(&self) -> CopyPolicy {
        self.policy.unwrap_or_else(|| self.run.policy())
    }

    /// How it is played.
    pub(crate) fn playback(&self) -> Playback {
        self.playback
    }

    /// The number of the run that is wanted; 0 for none yet.
    pub(crate) fn wanted(&self) -> u32 {
        self.wanted
    }

    /// How far the wanted run is, while it is made.
    pub(crate) fn progress(&self) -> Option<(usize, usize)> {
        self.progress
    }

    /// What was typed at the prompt, and what came of it.
    pub(crate) fn log(&self) -> &Rc<Vec<Exchange>> {
        &self.log
    }

    /// The act that is shown: the one under way, or the one that has just run.
    pub(crate) fn act(&self) -> usize {
        self.run.at_hand(self.cursor)
    }

    /// The answer to the question that is shown.
    pub(crate) fn answer(&self) -> Option<&Given> {
        find(&self.answers, self.act())
    }

    /// Where the editor's cursor is to be put.
    pub(crate) fn jump(&self) -> Option<(u32, u32)> {
        self.jump
    }

    /// Whether the run of this number is to be stopped.
    pub(crate) fn is_stopped(&self, wanted: u32) -> bool {
        self.stopped == wanted
    }

    /// Whether the visitor has changed or walked anything.
    pub(crate) fn is_touched(&self) -> bool {
        self.touched
    }
}

impl Reducible for Session {
    type Action = SessionAction;

    fn reduce(self: Rc<Self>, action: SessionAction) -> Rc<Self> {
        let mut next = (*self).clone();
        let changed = next.apply(action);
        if changed {
            next.revision += 1;
            Rc::new(next)
        } else {
            self
        }
    }
}

impl Session {
    /// Carries an action out; says whether anything changed.
    fn apply(&mut self, action: SessionAction) -> bool {
        match action {
            SessionAction::Edit(text) => self.edit(text, How::Typed),
            SessionAction::Load(text, target) => self.load(text, target),
            SessionAction::Read => self.read(),
            SessionAction::Mend(text) => self.edit(text, How::Put) && self.read(),
            SessionAction::Undo => self.undo(),
            SessionAction::Redo => self.redo(),
            SessionAction::Stop => self.stop(),
            SessionAction::Insert(line) => self.insert(&line),
            SessionAction::Command(line) => self.command(&line),
            SessionAction::Commands(lines) => self.commands(&lines),
            SessionAction::Progress(done, all) => self.set_progress(done, all),
            SessionAction::Ran(wanted, run) => self.ran(wanted, run),
            SessionAction::Restart => self.restart(),
            SessionAction::SetPolicy(policy) => self.set_policy(policy),
            SessionAction::NextPolicy => self.next_policy(),
            SessionAction::Answer(given) => self.give_answer(&given),
            SessionAction::Retry => self.forget_answer(),
            SessionAction::ShowAnswer => self.show_answer(),
            SessionAction::Predict(on) => self.predict(on),
            SessionAction::Guess(key) => self.guess(key),
            SessionAction::Watch => self.watch(),
            SessionAction::NextQuestion => self.next_question(),
            SessionAction::Jump(at) => self.jump_to(at),
            SessionAction::Bookmark => self.bookmark(),
            SessionAction::TakeBranch(index) => self.take_branch(index),
            SessionAction::Calm(calm) => std::mem::replace(&mut self.calm, calm) != calm,
            SessionAction::Walk(walk) => self.walk(walk),
            SessionAction::Player(player) => self.play(player),
        }
    }
}

#[cfg(test)]
mod tests;
