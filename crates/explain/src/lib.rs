//! Events to words: every sentence about a step of the kernel lives in this crate, and nowhere else.
//!
//! | function | what it puts into words |
//! | --- | --- |
//! | [`explain`] | a step of the kernel: title, reason, what to read on |
//! | [`command_title`] | what a command is about: `parent writes heap[1]` |
//! | [`outcome`] | how it ended: errors with a hint, signals, commands that nobody could run |
//! | [`summary`] | the whole command in one sentence, from a [`Digest`] of its steps |
//! | [`in_a_word`] | what a command would come to, in a word or two |
//! | [`outlook`] | what the next access to an address would meet |
//! | [`ask`], [`fate`], [`meaning`] | questions about a command that has not run yet, and their answers |
//! | [`effect_line`] | one change of the machine |
//! | [`Term`], [`Cite`] | the glossary, and what to read on |
//!
//! How processes, pages and files are called comes from outside, through [`Names`], and so does the language. Sentences are in `en` and
//! `zh`, one file per family of events, in exhaustive matches (`family` has the one of steps, for both): an event without a sentence in each
//! language does not compile.
//!
//! What the sentences say must be true of Linux 6.18 and of no scenario in particular: a sentence sees one note with its inputs, and
//! does not guess what happened before.

mod context;
mod digest;
mod en;
mod explanation;
mod family;
mod glossary;
mod names;
mod question;
mod zh;

use forkscope_sim::{Command, Effect, Machine, Note, Outcome, Outlook, Refused};

pub use digest::Digest;
pub use explanation::{Cite, Explanation, Remark, Tone};
pub use forkscope_lang::{put, Lang};
pub use glossary::Term;
pub use names::{Names, OnMachine, Plain};
pub use question::{Ask, Fate, Meaning};

use context::Cx;

/// The longest title, in characters.
pub const MAX_TITLE: usize = 70;
/// The longest first sentence of a reason: what stands below the title where there is little room.
pub const MAX_BRIEF: usize = 76;
/// The longest reason.
pub const MAX_WHY: usize = 120;

/// Explains a step.
pub fn explain(note: &Note, names: &dyn Names) -> Explanation {
    let mut explanation = en::note(Cx::new(names), note);
    if names.lang() == Lang::Zh {
        let zh::Words { title, why } = zh::note(Cx::new(names), note);
        explanation = Explanation { title, why, ..explanation };
    }
    explanation.cites.insert(0, Cite::LinuxFn(note.kernel_fn()));
    explanation
}

/// What a command is about, as the head of its narration: `parent writes heap[1]`.
///
/// `ran` is what it came to, if it ran already: a child or a new process then has its name in the title.
pub fn command_title(command: &Command, ran: Option<&Result<Outcome, Refused>>, names: &dyn Names) -> String {
    match names.lang() {
        Lang::En => en::title(Cx::new(names), command, ran),
        Lang::Zh => zh::title(Cx::new(names), command, ran),
    }
}

/// How a command ended, with what a beginner may do about it; `None` when it ended as commands do.
///
/// `machine` is the one that the command ran on, as it was before or is afterwards.
pub fn outcome(
    command: &Command,
    ran: &Result<Outcome, Refused>,
    machine: &Machine,
    names: &dyn Names,
) -> Option<Remark> {
    match names.lang() {
        Lang::En => en::outcome(Cx::new(names), command, ran, machine),
        Lang::Zh => zh::outcome(Cx::new(names), command, ran, machine),
    }
}

/// A command in one sentence: `parent writes heap[1]: copied frame 5 to frame 6, because its refcount is 2`.
pub fn summary(command: &Command, ran: &Result<Outcome, Refused>, digest: &Digest, names: &dyn Names) -> String {
    match names.lang() {
        Lang::En => en::summary(Cx::new(names), command, ran, digest),
        Lang::Zh => zh::summary(Cx::new(names), command, ran, digest),
    }
}

/// What a command that is still to be done would come to, from a [`Digest`] of its steps: `copies`, `no fault`.
pub fn in_a_word(digest: &Digest, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::in_a_word(digest),
        Lang::Zh => zh::in_a_word(digest),
    }
}

/// What the next access to an address would meet, and why.
pub fn outlook(outlook: Outlook, names: &dyn Names) -> String {
    match names.lang() {
        Lang::En => en::outlook(outlook),
        Lang::Zh => zh::outlook(outlook),
    }
}

/// A question about a command that has not run yet, and what may be looked at to find out.
pub fn ask(ask: Ask, lang: Lang) -> (String, String) {
    match lang {
        Lang::En => en::question::ask(ask),
        Lang::Zh => zh::question::ask(ask),
    }
}

/// An answer to what comes of an access: in a word, and in a few more.
pub fn fate(fate: Fate, lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => en::question::fate(fate),
        Lang::Zh => zh::question::fate(fate),
    }
}

/// What a figure would mean as an answer; may be empty.
pub fn meaning(meaning: Meaning, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::question::meaning(meaning),
        Lang::Zh => zh::question::meaning(meaning),
    }
}

/// A change of the machine in one short line: "refcount of frame 5: 2 → 1".
pub fn effect_line(effect: &Effect, names: &dyn Names) -> String {
    match names.lang() {
        Lang::En => en::effect(Cx::new(names), effect),
        Lang::Zh => zh::effect(Cx::new(names), effect),
    }
}
