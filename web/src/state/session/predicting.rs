//! Predicting: what a command will do is asked before it runs, and what comes of it is hidden until it is answered.

use std::rc::Rc;

use forkscope_timeline::Cursor;
use forkscope_view::predict::Question;
use forkscope_view::Moved;

use super::Session;
use crate::protocol::Answered;
use crate::state::ask::Guess;
use crate::state::marks::{add, find};
use crate::state::run::{Kind, Run};

/// A question at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The act that it is about, which comes next.
    pub(crate) act: usize,
    /// The question.
    pub(crate) question: Rc<Question>,
    /// How it was answered, once it was.
    pub(crate) guess: Option<Guess>,
}

impl Session {
    /// Whether commands are asked about.
    pub(crate) fn predicts(&self) -> bool {
        self.predicts
    }

    /// The question at the cursor. A question of the script itself comes first.
    pub(crate) fn asked(&self) -> Option<Asked> {
        if self.predicts {
            self.find_question()
        } else {
            None
        }
    }

    /// Whether there is a question that was not answered yet: what comes after it is hidden.
    pub(crate) fn is_asked(&self) -> bool {
        self.predicts && self.find_question().is_some_and(|asked| asked.guess.is_none())
    }

    #[inline(never)]
    fn find_question(&self) -> Option<Asked> {
        let act = self.cursor.command;
        let own = self.cursor != Cursor::default() && matches!(self.run.kind(self.act()), Kind::Ask(_));
        if self.cursor.step.is_some() || own && self.answer().is_none() {
            return None;
        }
        let guess = find(&self.guesses, act).copied();
        Some(Asked { act, question: self.run.question(act)?, guess })
    }

    /// Asks about commands, or no longer.
    pub(super) fn predict(&mut self, on: bool) -> bool {
        let changed = self.predicts != on;
        self.predicts = on;
        if self.is_asked() {
            self.playback = self.playback.paused();
        }
        changed
    }

    /// Answers the question at the cursor, by the key of a choice.
    pub(super) fn guess(&mut self, key: char) -> bool {
        let Some(Asked { act, question, guess: None }) = self.asked() else { return false };
        let Some(choice) = question.choices.iter().position(|choice| choice.key == key) else { return false };
        let right = choice == question.right;
        self.keep_guess(act, Guess { choice: Some(choice), right });
        let lead = |at: usize| question.choices.get(at).map(|choice| choice.lead.clone()).unwrap_or_default();
        self.report_answer(&question.text, &lead(choice), &lead(question.right), right);
        true
    }

    /// Plays the command at hand; a question that was not answered is left.
    pub(super) fn watch(&mut self) -> bool {
        let Some(Asked { act, guess, .. }) = self.asked() else { return false };
        if guess.is_none() {
            self.keep_guess(act, Guess { choice: None, right: false });
        }
        self.touched = true;
        self.perform(act);
        true
    }

    /// Goes on to the next question that was not answered.
    pub(super) fn next_question(&mut self) -> bool {
        let Some(command) = self.open_question() else { return false };
        self.playback = self.playback.paused();
        self.stand(Cursor::after(command), Moved::Sought);
        true
    }

    /// Whether there is another question after this one.
    pub(crate) fn has_next_question(&self) -> bool {
        self.open_question().is_some()
    }

    /// After how many commands the next open question comes: one of the script or, while predicting, one about the next command.
    fn open_question(&self) -> Option<usize> {
        let from = self.cursor.command;
        let own = self.asks().find(|act| *act >= from && find(&self.answers, *act).is_none()).map(|act| act + 1);
        let open = |act: &&usize| **act > from && find(&self.guesses, **act).is_none();
        let about = self.predicts.then(|| self.run.questions().iter().find(open).copied()).flatten();
        own.into_iter().chain(about).min()
    }

    /// The acts that ask something.
    fn asks(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.run.acts().len()).filter(|act| matches!(self.run.kind(*act), Kind::Ask(_)))
    }

    /// How many questions there are, those of the script and, while predicting, those about commands.
    pub(crate) fn questions(&self) -> usize {
        self.asks().count() + if self.predicts { self.run.questions().len() } else { 0 }
    }

    /// Which question it is, of how many: `2 of 4`.
    pub(crate) fn question_number(&self, act: usize) -> Option<(usize, usize)> {
        let all = self.run.questions();
        all.iter().position(|other| *other == act).map(|at| (at + 1, all.len()))
    }

    fn keep_guess(&mut self, act: usize, guess: Guess) {
        let mut guesses = self.guesses.to_vec();
        add(&mut guesses, act, guess);
        self.guesses = guesses.into();
    }

    /// Forgets what was answered about acts that are others in a new run.
    pub(super) fn keep_guesses_of(&mut self, next: &Run) {
        if self.guesses.is_empty() {
            return;
        }
        let source = |run: &Run, act: usize| run.acts().get(act).map(|act| act.source.clone());
        let same = self.run.policy() == next.policy();
        let kept = self.guesses.iter().filter(|(act, _)| same && source(&self.run, *act) == source(next, *act));
        self.guesses = kept.copied().collect();
    }

    /// Keeps an answer for the host to be told.
    pub(super) fn report_answer(&mut self, question: &str, given: &str, expected: &str, right: bool) {
        let told = self.told.as_ref().map_or(0, |told| told.number) + 1;
        self.told = Some(Rc::new(Answered {
            number: told,
            step: self.cursor().to_string(),
            question: question.to_owned(),
            given: given.to_owned(),
            expected: expected.to_owned(),
            right,
        }));
    }

    /// The last answer that was given.
    pub(crate) fn told(&self) -> Option<&Rc<Answered>> {
        self.told.as_ref()
    }

    /// How many questions were answered right, and how many were answered.
    pub(crate) fn score(&self) -> (usize, usize) {
        let guessed = self.guesses.iter().filter(|(_, guess)| guess.choice.is_some());
        let all = guessed.map(|(_, guess)| guess.right).chain(self.answers.iter().map(|(_, given)| given.right));
        all.fold((0, 0), |(right, answered), this| (right + usize::from(this), answered + 1))
    }
}
