//! The words of the language: one table for parser, documentation and completion.
//!
//! Key types: [`WordInfo`] for the words that start a line, [`VerbInfo`] for what processes do. The keys of `machine` have a
//! table of their own, [`crate::machine_key`].
//! A new verb is a row in [`VERBS`], a variant of [`Act`] with its arms in printer and world, and a function in the parser.

mod lines;
mod verbs;

pub use lines::WORDS;
pub use verbs::VERBS;

use crate::ast::{Act, Statement};
use crate::parser::{Cursor, Parse};
use crate::wording::Template;

/// A word that starts a line.
#[derive(Clone, Copy, Debug)]
pub struct WordInfo {
    /// The word.
    pub name: &'static str,
    /// How the line is written.
    pub usage: &'static str,
    /// What it does, in a phrase.
    pub summary: &'static Template,
    /// What follows the word, for completion.
    pub slots: &'static [Slot],
    pub(crate) parse: fn(&mut Cursor<'_>) -> Parse<Statement>,
}

/// A word for what a process does.
#[derive(Clone, Copy, Debug)]
pub struct VerbInfo {
    /// The word.
    pub name: &'static str,
    /// How the act is written, without the process.
    pub usage: &'static str,
    /// What it does, in a phrase, for the reference.
    pub summary: &'static str,
    /// What follows the word, for completion.
    pub slots: &'static [Slot],
    pub(crate) parse: fn(&mut Cursor<'_>) -> Parse<Act>,
}

/// What may stand in a place behind a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A name that the line gives.
    NewName,
    /// A process.
    Process,
    /// A program.
    Program,
    /// A control group.
    Group,
    /// A part of a mapping.
    Range,
    /// A file.
    File,
    /// A part of a file.
    FileRange,
    /// A text, a byte, or a part of a mapping.
    Payload,
    /// An amount of memory.
    Size,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of these, in any order; `KEY=` stands for a key that takes a value.
    Options(&'static [&'static str]),
    /// A text between quotes.
    Text,
    /// A text or a byte.
    Value,
    /// A number.
    Number,
    /// Something that holds or does not hold.
    Expression,
    /// `KEY=VALUE` of the machine.
    Settings,
}

/// What may stand behind the size of a file.
pub(crate) const FILE_OPTIONS: &[&str] = &["cold", "ro"];
/// The names of a program's mappings.
pub(crate) const PROGRAM_VMAS: [&str; 4] = ["text", "data", "bss", "stack"];
/// The name of what `brk` maps.
pub(crate) const BRK_VMA: &str = "brk";

/// The word that opens a block; it is not in [`WORDS`] because it is more than a line.
pub(crate) const REPEAT: &str = "repeat";
/// How a `repeat` is written.
pub const REPEAT_USAGE: &str = "repeat N as i { ... }";
/// What a `repeat` does.
pub const REPEAT_SUMMARY: &Template = text!("runs the lines inside N times; `{i}` counts the rounds from 0");
/// Advice of the language that this version cannot run.
pub const LATER_ADVICE: &[&str] = &[
    "guard_install",
    "guard_remove",
    "willneed",
    "sequential",
    "random",
    "normal",
    "dontdump",
    "dodump",
    "hwpoison",
    "soft_offline",
];

/// The row of a word that starts a line.
pub fn word(name: &str) -> Option<&'static WordInfo> {
    WORDS.iter().find(|info| info.name == name)
}

/// The row of a verb.
pub fn verb(name: &str) -> Option<&'static VerbInfo> {
    VERBS.iter().find(|info| info.name == name)
}

/// The names of all verbs of this version.
pub fn verb_names() -> Vec<&'static str> {
    VERBS.iter().map(|info| info.name).collect()
}

/// The words that start a line in this version, `repeat` among them.
pub fn word_names() -> Vec<&'static str> {
    let names = WORDS.iter().map(|info| info.name);
    names.chain([REPEAT]).collect()
}
