//! What a first visit runs: a list of functions, recorded, and some that stay with it in any case.

use crate::module::Module;
use anyhow::{ensure, Context, Result};
use std::collections::BTreeSet;

/// A stub takes about as much; shorter functions are not worth one.
pub(crate) const SHORTEST: usize = 20;

/// Begins a line of the head.
const HEAD: [char; 2] = ['#', '*'];

/// The list. Its head is written by hand: comments, and lines `* PATH`, which keep every function that mentions the path. What follows is
/// recorded: a line for each function that ran, as [`key_of`] writes it.
#[derive(Default)]
pub struct Visit {
    always: Vec<String>,
    seen: BTreeSet<String>,
}

impl Visit {
    /// Reads a list.
    pub fn parse(text: &str) -> Self {
        let mut visit = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('*') {
                Some(path) => visit.always.push(path.trim().to_owned()),
                None => {
                    visit.seen.insert(line.to_owned());
                }
            }
        }
        visit
    }

    /// Whether a first visit runs a function, by the linker's name.
    pub(crate) fn runs(&self, name: &str) -> bool {
        self.keeps(&path_of(name)) || self.seen.contains(&key_of(name))
    }

    fn keeps(&self, path: &str) -> bool {
        self.always.iter().any(|kept| mentions(path, kept))
    }

    /// How many lines concern none of some functions, by the linker's names.
    pub(crate) fn idle<'n>(&self, names: impl Iterator<Item = &'n str>) -> usize {
        let keys: BTreeSet<String> = names.map(key_of).collect();
        self.seen.difference(&keys).count()
    }
}

/// A list with the head of `old` and the functions that ran. `ran` has a byte for each function of the module `bound` that is not imported.
pub fn record(bound: &[u8], old: &str, ran: &[u8]) -> Result<String> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    ensure!(ran.len() == module.bodies.len(), "another module was watched");
    let head: Vec<&str> = old.lines().take_while(|line| line.is_empty() || line.starts_with(HEAD)).collect();
    let visit = Visit::parse(&head.join("\n"));
    let worth = module.bodies.iter().zip(ran).map(|(body, ran)| *ran == 1 && body.range().len() >= SHORTEST);
    let names = module.defined().zip(worth).filter(|(_, worth)| *worth).filter_map(|(at, _)| module.names.get(&at));
    let seen: BTreeSet<String> = names.filter(|name| !visit.keeps(&path_of(name))).map(|name| key_of(name)).collect();
    let lines = head.into_iter().map(str::to_owned).chain(seen);
    Ok(lines.map(|line| line + "\n").collect())
}

/// The path in a linker's name, without hashes.
pub(crate) fn path_of(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// How a list writes a function: its path without what changes with every second edit, the numbers of closures and most arguments of
/// types. One type of ours alone is kept, so that each component counts for itself, and so is what is dropped.
fn key_of(name: &str) -> String {
    let path = without_numbers(&path_of(name));
    if path.starts_with("core::ptr::drop_in_place") {
        return path;
    }
    let mut key = String::with_capacity(path.len());
    let mut rest = path.as_str();
    while let Some(letter) = rest.chars().next() {
        let end = if letter == '<' && key.ends_with(|last| is_part_of_word(last) || last == ':') {
            closing(rest)
        } else {
            None
        };
        match end {
            Some(end) if is_own_type(&rest[1..end]) => {
                key += &rest[..=end];
                rest = &rest[end + 1..];
            }
            Some(end) => {
                key.truncate(key.trim_end_matches(':').len());
                rest = &rest[end + 1..];
            }
            None => {
                key.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    key
}

/// `{closure#7}` becomes `{closure}`; a number behind a dot, by which LLVM tells copies apart, goes.
fn without_numbers(path: &str) -> String {
    let path = match path.rsplit_once('.') {
        Some((before, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => path,
    };
    let mut pieces = path.split('#');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    pieces.for_each(|piece| text += piece.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    text
}

/// Where the bracket closes with which a text begins.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if !text[..at].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn is_own_type(argument: &str) -> bool {
    argument.starts_with("forkscope_") && argument.chars().all(|letter| is_part_of_word(letter) || letter == ':')
}

/// Whether a path stands in another as whole words.
fn mentions(path: &str, part: &str) -> bool {
    path.match_indices(part).any(|(at, _)| {
        let before = path[..at].chars().next_back();
        let after = path[at + part.len()..].chars().next();
        !before.is_some_and(|letter| is_part_of_word(letter) || letter == ':') && !after.is_some_and(is_part_of_word)
    })
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, path: &str, runs: bool) {
        assert_eq!(Visit::parse(list).runs(path), runs, "{path} by {list:?}");
    }

    #[test]
    fn what_was_seen_runs_and_nothing_else() {
        check("app::open", "app::open", true);
        check("app::open", "app::open::help", false);
        check("# app::open", "app::open", false);
    }

    #[test]
    fn a_kept_path_keeps_what_is_below_it_and_what_is_made_for_it() {
        check("* app::dialogs", "app::dialogs", true);
        check("* app::dialogs", "app::dialogs::share::open", true);
        check("* app::dialogs", "<lib::Scope<app::dialogs::Share> as lib::Any>::view", true);
        check("* app::dialogs", "app::dialogs_of_old", false);
        check("* app::dialogs", "other::app::dialogs", false);
    }

    #[test]
    fn numbers_and_arguments_do_not_count() {
        let key = key_of("<lib::Map<app::Key, u8> as lib::Iter<u8>>::each::<app::run::{closure#3}, fn() -> u8>.17");
        assert_eq!(key, "<lib::Map as lib::Iter>::each");
        assert_eq!(key_of("app::run::<u8>::{closure#0}::{closure#12}"), "app::run::{closure}::{closure}");
        assert_eq!(key_of("<app::Set as lib::Ord<u8>>::lt"), "<app::Set as lib::Ord>::lt");
    }

    #[test]
    fn types_of_ours_and_what_is_dropped_count() {
        assert_eq!(key_of("<lib::Scope<forkscope_web::app::App>>::new"), "<lib::Scope<forkscope_web::app::App>>::new");
        assert_eq!(key_of("core::ptr::drop_in_place::<lib::Vec<u8>>"), "core::ptr::drop_in_place::<lib::Vec<u8>>");
    }
}
