//! Completion: what may be typed next.

use std::ops::Range;

use super::known::Known;
use super::place::{Place, Tracker};
use crate::functions::{Function, Param, FLAGS, OUTCOMES, STATES};
use crate::lexer::{Lexer, TokenKind};
use crate::machine_key::MachineKey;
use crate::wording::Phrase;
use crate::words::{REPEAT, REPEAT_SUMMARY, VERBS, WORDS};

/// How many proposals are made at most.
const MOST: usize = 60;

/// Something that may be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is shown.
    pub label: String,
    /// What is put into the text.
    pub insert: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words about it; may be empty.
    pub detail: Phrase,
    /// The bytes of the text that it takes the place of.
    pub replace: Range<usize>,
}

/// What a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A word that starts a line.
    Word,
    /// A verb.
    Verb,
    /// A process.
    Process,
    /// A mapping.
    Vma,
    /// A program.
    Program,
    /// A file or memfd.
    File,
    /// A function.
    Function,
    /// A key before `=`.
    Key,
    /// One of a list of words.
    Constant,
}

/// What may be typed at a place in a text, the word before the place taken into account.
pub fn complete(text: &str, cursor: usize) -> Vec<Completion> {
    let cursor = (0..=cursor.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = text.get(..cursor).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(line_start..).unwrap_or("");
    let Some((place, typed)) = follow(line) else {
        return Vec::new();
    };
    let known = Known::of(before.get(..line_start).unwrap_or(""));
    let replace = cursor - typed.len()..cursor;
    let fits = |proposal: &Proposal| proposal.label.to_ascii_lowercase().starts_with(&typed.to_ascii_lowercase());
    let proposals = proposals(place, &known).into_iter().filter(fits).take(MOST);
    proposals
        .map(|Proposal { label, insert, kind, detail }| Completion {
            label,
            insert,
            kind,
            detail,
            replace: replace.clone(),
        })
        .collect()
}

/// Goes to the end of a line: where in the grammar it is, and the word that is being typed. `None` in a comment or text.
fn follow(line: &str) -> Option<(Place<'_>, &str)> {
    let mut lexer = Lexer::new(line, 0);
    let mut tracker = Tracker::new();
    loop {
        let token = lexer.next_token();
        let source = lexer.slice(token.span);
        let at_end = token.span.range().end == line.len();
        match token.kind {
            TokenKind::End => return Some((tracker.place(), "")),
            TokenKind::Comment => return None,
            TokenKind::Bad(_) if at_end => return None,
            TokenKind::Word if at_end => return Some((tracker.place(), source)),
            TokenKind::Word
            | TokenKind::Number { .. }
            | TokenKind::Hole(_)
            | TokenKind::Text(_)
            | TokenKind::Byte(_)
            | TokenKind::Symbol(_)
            | TokenKind::Bad(_) => tracker.feed(&token.kind, source),
        }
    }
}

struct Proposal {
    label: String,
    insert: String,
    kind: CompletionKind,
    detail: Phrase,
}

fn proposals(place: Place<'_>, known: &Known) -> Vec<Proposal> {
    match place {
        Place::Start => start(known),
        Place::Verb => VERBS.iter().map(|verb| spaced(verb.name, CompletionKind::Verb, verb.usage)).collect(),
        Place::Process => names(&known.processes, CompletionKind::Process),
        Place::Program => names(&known.programs, CompletionKind::Program),
        Place::Group | Place::Argument(Param::Group) => names(&known.groups, CompletionKind::Constant),
        Place::File | Place::Argument(Param::File) => names(&known.files, CompletionKind::File),
        Place::Vma(process) => known.vmas(process).map(|name| plain(name, CompletionKind::Vma, "")).collect(),
        Place::Unit => ["pages", "K", "M", "G"].map(|unit| plain(unit, CompletionKind::Constant, "")).into(),
        Place::Words(words) => words.iter().map(|word| option(word)).collect(),
        Place::Key => MachineKey::ALL.iter().map(|key| key_proposal(*key)).collect(),
        Place::Term => terms(),
        Place::Argument(param) => arguments(param, known),
        Place::New(_) | Place::Counter | Place::Nothing => Vec::new(),
    }
}

fn plain(name: &str, kind: CompletionKind, detail: impl Into<Phrase>) -> Proposal {
    Proposal { label: name.to_owned(), insert: name.to_owned(), kind, detail: detail.into() }
}

/// A word that something always follows.
fn spaced(name: &str, kind: CompletionKind, detail: impl Into<Phrase>) -> Proposal {
    Proposal { insert: format!("{name} "), ..plain(name, kind, detail) }
}

fn names(names: &[String], kind: CompletionKind) -> Vec<Proposal> {
    names.iter().map(|name| plain(name, kind, "")).collect()
}

fn start(known: &Known) -> Vec<Proposal> {
    let processes = known
        .processes
        .iter()
        .map(|name| Proposal { insert: format!("{name}: "), ..plain(name, CompletionKind::Process, "") });
    let words = WORDS.iter().map(|word| spaced(word.name, CompletionKind::Word, word.summary));
    let repeat = spaced(REPEAT, CompletionKind::Word, REPEAT_SUMMARY);
    processes.take(MOST / 2).chain(words).chain([repeat]).collect()
}

fn option(word: &str) -> Proposal {
    let kind = if word.ends_with('=') { CompletionKind::Key } else { CompletionKind::Constant };
    plain(word, kind, "")
}

fn key_proposal(key: MachineKey) -> Proposal {
    let info = key.info();
    Proposal { insert: format!("{}=", info.name), ..plain(info.name, CompletionKind::Key, key.summary()) }
}

fn terms() -> Vec<Proposal> {
    let functions = Function::all().map(|function| {
        let info = function.info();
        let insert = if info.params.is_empty() { info.name.to_owned() } else { format!("{}(", info.name) };
        Proposal { insert, ..plain(info.name, CompletionKind::Function, function.summary()) }
    });
    let words = [STATES, FLAGS, OUTCOMES].into_iter().flatten();
    let words = words.map(|word| plain(word, CompletionKind::Constant, ""));
    [spaced("not", CompletionKind::Constant, "")].into_iter().chain(functions).chain(words).collect()
}

fn arguments(param: Param, known: &Known) -> Vec<Proposal> {
    let ending = match param {
        Param::Page => ".",
        Param::Process | Param::Group | Param::File => "",
    };
    let processes = known.processes.iter();
    processes
        .map(|name| Proposal { insert: format!("{name}{ending}"), ..plain(name, CompletionKind::Process, "") })
        .collect()
}
