//! Walking and playing.

use std::rc::Rc;

use forkscope_timeline::Cursor;
use forkscope_view::Moved;

use super::{Session, SessionAction};
use crate::state::ask::Given;
use crate::state::run::{Kind, Run};

impl Session {
    /// Goes somewhere because the visitor asked; whatever played pauses.
    pub(super) fn walk(&mut self, action: &SessionAction) -> bool {
        let run = Rc::clone(&self.run);
        let Some((to, moved)) = destination(&run, self.cursor, action) else { return false };
        let paused = self.playback.paused();
        let changed = to != self.cursor || paused != self.playback;
        self.playback = paused;
        self.touched |= changed;
        self.stand(to, moved);
        changed
    }

    pub(super) fn stand(&mut self, at: Cursor, moved: Moved) {
        if at != self.cursor {
            self.moved = moved;
        }
        self.cursor = at;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.cursor == self.run.history().end()
    }

    /// Plays, pauses, or plays differently.
    pub(super) fn play(&mut self, action: &SessionAction) -> bool {
        let before = self.playback;
        self.playback = match action {
            SessionAction::Pause => before.paused(),
            SessionAction::PlayPause if before.playing => before.paused(),
            SessionAction::PlayPause | SessionAction::Play => return self.start_playing(),
            SessionAction::Tick => return self.tick(),
            SessionAction::Faster => before.faster(),
            SessionAction::Slower => before.slower(),
            SessionAction::SetSpeed(speed) => before.at(*speed),
            _ => before,
        };
        self.playback != before
    }

    fn start_playing(&mut self) -> bool {
        if self.run.is_empty() {
            return false;
        }
        if self.is_at_end() {
            self.stand(Cursor::default(), Moved::Sought);
        }
        self.touched = true;
        self.playback = self.playback.playing(None);
        true
    }

    fn tick(&mut self) -> bool {
        if !self.playback.playing {
            return false;
        }
        let next = self.run.history().step_forward(self.cursor);
        if next != self.cursor {
            self.stand(next, Moved::Forward);
        }
        if self.rests() {
            self.playback = self.playback.paused();
        }
        true
    }

    /// Whether playing pauses here: at a question without an answer, at the end, at the end of what was to be played.
    fn rests(&self) -> bool {
        let between = self.cursor.step.is_none();
        let asks = between && matches!(self.run.kind(self.act()), Kind::Ask(_)) && self.answer().is_none();
        let done = self.playback.until.is_some_and(|act| between && self.cursor.command > act);
        asks || done || self.is_at_end()
    }

    /// Stands before an act and plays it; where nothing is to move by itself, it stands behind it.
    pub(super) fn perform(&mut self, act: usize) {
        let still = self.calm || self.run.history().entry(act).is_none_or(|entry| entry.steps == 0);
        if still {
            self.stand(Cursor::after(act + 1), Moved::Sought);
        } else {
            self.stand(Cursor::after(act), Moved::Sought);
            self.playback = self.playback.playing(Some(act));
        }
    }

    pub(super) fn give_answer(&mut self, given: &str) -> bool {
        let act = self.act();
        let Some((right, _)) = self.run.judge(act, given).filter(|_| !given.trim().is_empty()) else { return false };
        self.set_answer(act, Some(Given { text: given.trim().to_owned(), right }));
        true
    }

    pub(super) fn forget_answer(&mut self) -> bool {
        let known = self.answer().is_some();
        self.set_answer(self.act(), None);
        known
    }

    fn set_answer(&mut self, act: usize, given: Option<Given>) {
        let at = self.answers.partition_point(|(other, _)| *other < act);
        let (before, after) = self.answers.split_at(at);
        let after = after.iter().filter(|(other, _)| *other != act);
        self.answers = before.iter().cloned().chain(given.map(|given| (act, given))).chain(after.cloned()).collect();
    }
}

/// Where an action leads, and how.
fn destination(run: &Run, at: Cursor, action: &SessionAction) -> Option<(Cursor, Moved)> {
    let history = run.history();
    Some(match action {
        SessionAction::StepForward => (history.step_forward(at), Moved::Forward),
        SessionAction::StepBack => (history.step_back(at), Moved::Back),
        SessionAction::StepBy(by) => (stepped(run, at, *by), Moved::Sought),
        SessionAction::CommandForward => (history.command_forward(at), Moved::Sought),
        SessionAction::CommandBack => (history.command_back(at), Moved::Sought),
        SessionAction::ToStart => (history.start(), Moved::Sought),
        SessionAction::ToEnd => (history.end(), Moved::Sought),
        SessionAction::Seek(cursor) => (history.seek(*cursor), Moved::Sought),
        SessionAction::SeekAct(act, taken) => (history.seek(Cursor { command: *act, step: taken.checked_sub(1) }), Moved::Sought),
        SessionAction::SeekStep(value) => (history.seek(run.cursor_of_step(*value)), Moved::Sought),
        SessionAction::Goto(place) => (run.cursor(*place), Moved::Sought),
        _ => return None,
    })
}

fn stepped(run: &Run, at: Cursor, by: i32) -> Cursor {
    let history = run.history();
    (0..by.unsigned_abs().min(100_000)).fold(at, |at, _| if by < 0 { history.step_back(at) } else { history.step_forward(at) })
}
