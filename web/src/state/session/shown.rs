//! What components show of a session.

use std::rc::Rc;

use forkscope_view::{PlayKind, Stage};

use super::Session;
use crate::protocol::State;
use crate::state::lines::count;
use crate::state::marks::Marks;
use crate::state::offers::{offers, Offer};
use crate::state::paint::Paint;

impl Session {
    /// What stands beside the lines of the script. Of an older run nothing does: its lines may be elsewhere by now.
    pub(crate) fn marks(&self) -> Rc<Marks> {
        let wrong = Rc::clone(self.reading.wrong_lines());
        if self.reading.has_errors() || self.run.is_empty() {
            return Rc::new(Marks { current: None, beside: Rc::from([]), wrong });
        }
        let current = (self.cursor.command > 0 || self.cursor.step.is_some()).then(|| self.run.line(self.act()));
        let beside = match self.predicts {
            // Whether expectations to come hold would tell what commands do.
            true => self.run.beside().iter().filter(|(line, _)| Some(*line) <= current).copied().collect(),
            false => Rc::clone(self.run.beside()),
        };
        Rc::new(Marks { current, beside, wrong })
    }

    /// Colours for the lines of the script.
    pub(crate) fn paint(&self) -> Rc<Paint> {
        let fresh = self.is_read();
        let good = fresh && !self.reading.has_errors();
        Rc::new(Paint {
            wrong: if fresh { Rc::clone(self.reading.wrong()) } else { Rc::default() },
            // What is expected of commands to come would tell what they do.
            masked: if self.predicts { self.marks().current.unwrap_or(0) } else { usize::MAX },
            actual: if good { self.run.actual() } else { Rc::default() },
        })
    }

    /// The state of the script in a few words: `13 lines, no errors`.
    pub(crate) fn state_text(&self) -> String {
        let lines = match count(&self.text) {
            1 => say!("{} line", 1),
            lines => say!("{} lines", lines),
        };
        match self.reading.errors() {
            0 => lines + say!(", no errors"),
            1 => lines + &say!(", {} error", 1),
            errors => lines + &say!(", {} errors", errors),
        }
    }

    /// Where a line typed at the prompt goes.
    pub(crate) fn where_lines_go(&self) -> String {
        if self.run.is_empty() || self.is_at_end() {
            say!("runs after the last line").to_owned()
        } else {
            match self.line_to_write() {
                0 => say!("runs before line 1").to_owned(),
                line => say!("runs after line {}", line),
            }
        }
    }

    /// What can be typed next.
    pub(crate) fn offers(&self, typed: &str, stage: &Stage) -> Vec<Offer> {
        offers(typed, self, stage)
    }

    /// How long to stay at this step while playing, in milliseconds.
    pub(crate) fn dwell(&self, play: PlayKind) -> u32 {
        self.playback.dwell(&self.run.kind(self.act()), play, self.cursor.step.is_none())
    }

    /// What a host is told.
    pub(crate) fn host_state(&self) -> State {
        let state = State {
            title: crate::drafts::title_of(&self.text),
            step: self.cursor().to_string(),
            command: u32::try_from(self.cursor.command).unwrap_or(u32::MAX),
            commands: u32::try_from(self.run.acts().len()).unwrap_or(u32::MAX),
            playing: self.playback.playing,
            errors: u32::try_from(self.reading.errors()).unwrap_or(u32::MAX),
            policy: "",
        };
        state.under(self.policy())
    }
}
