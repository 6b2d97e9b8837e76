//! The text and its run: typing, loading, reading, what to do when a run is there.

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use forkscope_timeline::Cursor;
use forkscope_view::Moved;

use super::{Session, Target};
use crate::state::lines::{insert_after, utf16};
use crate::state::past::{How, Past};
use crate::state::reading::Reading;
use crate::state::run::Run;

impl Session {
    #[inline(never)]
    pub(super) fn edit(&mut self, text: Rc<str>, how: How) -> bool {
        let changed = *text != *self.text;
        if changed {
            self.leave_branch();
            self.put_text(text, how);
        }
        self.touched |= changed;
        changed
    }

    /// Another text of the same document, with the way back.
    pub(super) fn put_text(&mut self, text: Rc<str>, how: How) {
        Rc::make_mut(&mut self.past).record(&self.text, &text, how);
        self.text = text;
    }

    pub(super) fn undo(&mut self) -> bool {
        self.travel(Past::undo)
    }

    pub(super) fn redo(&mut self) -> bool {
        self.travel(Past::redo)
    }

    fn travel(&mut self, go: fn(&mut Past, &Rc<str>) -> Option<Rc<str>>) -> bool {
        let Some(text) = go(Rc::make_mut(&mut self.past), &self.text) else { return false };
        self.text = text;
        self.touched = true;
        self.playback = self.playback.paused();
        self.read()
    }

    #[inline(never)]
    pub(super) fn load(&mut self, text: Rc<str>, target: Target) -> bool {
        self.document += 1;
        self.touched = true;
        self.text = text;
        self.past = Rc::default();
        self.target = target;
        self.answers = Rc::default();
        self.guesses = Rc::default();
        self.log = Rc::default();
        self.bookmarks = Rc::default();
        self.branches = Rc::default();
        self.playback = self.playback.paused();
        self.read()
    }

    /// Reads the text. Without errors a run is wanted, which begins with what is the same as before.
    pub(super) fn read(&mut self) -> bool {
        self.reading = Rc::new(Reading::of(&self.text));
        self.progress = None;
        if !self.reading.has_errors() {
            self.wanted += 1;
        }
        true
    }

    #[inline(never)]
    pub(super) fn restart(&mut self) -> bool {
        self.target = Target::Start;
        self.answers = Rc::default();
        self.guesses = Rc::default();
        self.playback = self.playback.paused();
        self.read()
    }

    #[inline(never)]
    pub(super) fn set_policy(&mut self, policy: Option<CopyPolicy>) -> bool {
        if policy == self.policy {
            return false;
        }
        self.policy = policy;
        self.playback = self.playback.paused();
        self.read()
    }

    #[inline(never)]
    pub(super) fn next_policy(&mut self) -> bool {
        let all = CopyPolicy::ALL;
        let at = all.iter().position(|policy| *policy == self.policy()).unwrap_or(0);
        self.set_policy(Some(all[(at + 1) % all.len()]))
    }

    pub(super) fn set_progress(&mut self, done: usize, all: usize) -> bool {
        self.progress = Some((done, all));
        true
    }

    #[inline(never)]
    pub(super) fn stop(&mut self) -> bool {
        self.stopped = self.wanted;
        self.progress.is_some()
    }

    /// A run is there. One that is not wanted any more is let go.
    pub(super) fn ran(&mut self, wanted: u32, run: Rc<Run>) -> bool {
        if wanted != self.wanted {
            return false;
        }
        let was_at_end = self.is_at_end();
        self.keep_guesses_of(&run);
        self.run = run;
        self.progress = None;
        match std::mem::take(&mut self.target) {
            Target::Stay if was_at_end => self.stand(self.run.history().end(), Moved::Sought),
            Target::Stay => self.stand(self.run.history().seek(self.cursor), Moved::Sought),
            Target::Start => self.stand(Cursor::default(), Moved::Sought),
            Target::At(place) => self.stand(self.run.history().seek(place), Moved::Sought),
            Target::Line(line) => self.step_onto(line),
            Target::Tour { plays } => self.tour(plays),
        }
        self.moved = Moved::Sought;
        true
    }

    fn step_onto(&mut self, line: usize) {
        match self.run.act_of_line(line) {
            Some(act) => self.perform(act),
            None => self.stand(self.run.history().end(), Moved::Sought),
        }
        self.report();
    }

    /// A visit begins before the first fork, and may play on from there; where less motion is wanted, it jumps behind it and stays.
    fn tour(&mut self, plays: bool) {
        let act = self.run.opening();
        self.stand(self.run.history().seek(Cursor::after(act)), Moved::Sought);
        if plays && !self.run.is_empty() {
            self.playback = self.playback.playing(self.calm.then_some(act));
        }
    }

    /// Puts a line in after the act at the cursor, and steps onto it once it has run.
    #[inline(never)]
    pub(super) fn insert(&mut self, line: &str) -> bool {
        self.leave_branch();
        let (text, number) = insert_after(&self.text, self.line_to_write(), line);
        self.put_text(text.into(), How::Put);
        self.target = Target::Line(number);
        self.playback = self.playback.paused();
        self.touched = true;
        self.read()
    }

    /// The line behind which a new one goes: the one at the cursor, or the last line of the `repeat` around it; at the end, the last of all. An act
    /// that is being shown counts as done.
    pub(crate) fn line_to_write(&self) -> usize {
        let written = self.text.trim_end().lines().count();
        let shown = self.playback.until.filter(|_| self.playback.playing).map(|act| Cursor::after(act + 1));
        let cursor = shown.unwrap_or(self.cursor);
        if self.run.is_empty() || cursor == self.run.history().end() {
            return written;
        }
        let line = self.run.line(self.run.at_hand(cursor));
        if cursor == Cursor::default() {
            return line.saturating_sub(1);
        }
        self.reading.end_of_item(line).min(written)
    }

    #[inline(never)]
    pub(super) fn jump_to(&mut self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let times = self.jump.map_or(0, |(_, times)| times);
        self.jump = Some((utf16(before), times + 1));
        true
    }
}
