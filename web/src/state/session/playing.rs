//! Walking and playing.

use std::rc::Rc;

use forkscope_timeline::Cursor;
use forkscope_view::Moved;

use super::Session;
use crate::state::ask::Given;
use crate::state::run::{Kind, Run};

/// Going somewhere in a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Walk {
    /// To a position.
    Seek(Cursor),
    /// To so many micro-steps of an act.
    SeekAct(usize, usize),
    /// To a micro-step, counted through all acts.
    SeekStep(usize),
    /// To a place of a link.
    Goto(Cursor),
    /// One micro-step on.
    StepForward,
    /// One micro-step back.
    StepBack,
    /// So many micro-steps on, or back.
    StepBy(i32),
    /// To the end of this act or the next.
    CommandForward,
    /// To the start of this act or the one before.
    CommandBack,
    /// To the next bookmark, or to the one before.
    Bookmark {
        /// Whether it is the next.
        next: bool,
    },
    /// To the start.
    ToStart,
    /// To the end.
    ToEnd,
}

/// Playing a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Player {
    /// Plays or pauses.
    PlayPause,
    /// Plays.
    Play,
    /// Pauses.
    Pause,
    /// It is time for the next step.
    Tick,
    /// The visitor has begun to do something: what plays by itself goes to the end of the command at hand, to that of the first fork at least, and rests.
    Rest,
    /// Faster.
    Faster,
    /// Slower.
    Slower,
    /// At this speed.
    SetSpeed(f32),
}

impl Session {
    /// Goes somewhere because the visitor asked; whatever played pauses.
    #[inline(never)]
    pub(super) fn walk(&mut self, walk: Walk) -> bool {
        let run = Rc::clone(&self.run);
        let walk = if let Walk::Bookmark { next } = walk {
            self.bookmark_from_here(next).map_or(Walk::StepBy(0), Walk::Goto)
        } else {
            walk
        };
        let on = matches!(walk, Walk::StepForward | Walk::CommandForward) && self.is_asked();
        let walk = if on { Walk::StepBy(0) } else { walk };
        let (to, moved) = destination(&run, self.cursor, walk);
        let paused = self.playback.paused();
        let changed = to != self.cursor || paused != self.playback;
        self.playback = paused;
        self.touched |= changed;
        self.grown &= !changed;
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
    pub(super) fn play(&mut self, player: Player) -> bool {
        let before = self.playback;
        self.playback = match player {
            Player::Pause => before.paused(),
            Player::PlayPause if before.playing => before.paused(),
            Player::PlayPause | Player::Play => return self.start_playing(),
            Player::Tick => return self.tick(),
            Player::Rest => return self.rest(),
            Player::Faster => before.faster(),
            Player::Slower => before.slower(),
            Player::SetSpeed(speed) => before.at(speed),
        };
        self.playback != before
    }

    fn start_playing(&mut self) -> bool {
        if self.run.is_empty() || self.is_asked() {
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
        if self.calm && !self.touched {
            self.stand(self.next_command(), Moved::Sought);
        } else {
            self.stand(self.run.history().step_forward(self.cursor), Moved::Forward);
        }
        if self.rests() {
            self.playback = self.playback.paused();
        }
        true
    }

    #[inline(never)]
    fn rest(&mut self) -> bool {
        let by_itself = self.playback.playing && !self.touched;
        if by_itself {
            self.playback = self.playback.paused();
            let to = if self.cursor.step.is_some() { self.next_command() } else { self.cursor };
            let forked = self.run.history().seek(Cursor::after(self.run.opening() + 1));
            self.stand(to.max(forked), Moved::Sought);
        }
        by_itself
    }

    fn next_command(&self) -> Cursor {
        self.run.history().seek(Cursor::after(self.cursor.command + 1))
    }

    /// Whether playing pauses here: at a question without an answer, at the end, at the end of what was to be played.
    fn rests(&self) -> bool {
        let between = self.cursor.step.is_none();
        let asks = between && matches!(self.run.kind(self.act()), Kind::Ask(_)) && self.answer().is_none();
        let done = self.playback.until.is_some_and(|act| between && self.cursor.command > act);
        asks || done || self.is_at_end() || self.is_asked()
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

    #[inline(never)]
    pub(super) fn give_answer(&mut self, given: &str) -> bool {
        let act = self.act();
        let open = !given.trim().is_empty() && self.answer().is_none_or(|given| !given.shown);
        let Some((right, answer)) = self.run.judge(act, given).filter(|_| open) else {
            return false;
        };
        if let Kind::Ask(question) = self.run.kind(act) {
            self.report_answer(&question, given.trim(), &answer, right);
        }
        self.set_answer(act, Some(Given { text: given.trim().to_owned(), right, shown: false }));
        true
    }

    #[inline(never)]
    pub(super) fn forget_answer(&mut self) -> bool {
        let known = self.answer().is_some_and(|given| !given.shown);
        if known {
            self.set_answer(self.act(), None);
        }
        known
    }

    /// Shows what is right, after an answer that is not. It cannot be mended any more.
    #[inline(never)]
    pub(super) fn show_answer(&mut self) -> bool {
        let Some(given) = self.answer().filter(|given| !given.right && !given.shown).cloned() else { return false };
        self.set_answer(self.act(), Some(Given { shown: true, ..given }));
        true
    }

    fn set_answer(&mut self, act: usize, given: Option<Given>) {
        let at = self.answers.partition_point(|(other, _)| *other < act);
        let (before, after) = self.answers.split_at(at);
        let after = after.iter().filter(|(other, _)| *other != act);
        self.answers = before.iter().cloned().chain(given.map(|given| (act, given))).chain(after.cloned()).collect();
    }
}

/// Where a walk leads, and how.
fn destination(run: &Run, at: Cursor, walk: Walk) -> (Cursor, Moved) {
    let history = run.history();
    match walk {
        Walk::StepForward => (history.step_forward(at), Moved::Forward),
        Walk::StepBack => (history.step_back(at), Moved::Back),
        Walk::StepBy(by) => (stepped(run, at, by), Moved::Sought),
        Walk::CommandForward => (history.command_forward(at), Moved::Sought),
        Walk::CommandBack => (history.command_back(at), Moved::Sought),
        Walk::ToStart => (history.start(), Moved::Sought),
        Walk::ToEnd => (history.end(), Moved::Sought),
        Walk::Seek(cursor) => (history.seek(cursor), Moved::Sought),
        Walk::SeekAct(act, taken) => (history.seek(Cursor { command: act, step: taken.checked_sub(1) }), Moved::Sought),
        Walk::SeekStep(value) => (history.seek(run.cursor_of_step(value)), Moved::Sought),
        Walk::Goto(place) => (run.history().seek(place), Moved::Sought),
        // Where the bookmarks are only the session knows.
        Walk::Bookmark { .. } => (at, Moved::Sought),
    }
}

fn stepped(run: &Run, at: Cursor, by: i32) -> Cursor {
    let history = run.history();
    (0..by.unsigned_abs().min(100_000))
        .fold(at, |at, _| if by < 0 { history.step_back(at) } else { history.step_forward(at) })
}
