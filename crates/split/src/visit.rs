//! What light visits run: a list of functions, recorded, and some that stay with a first visit in any case.

use crate::module::Module;
use anyhow::{ensure, Context, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A stub takes about as much; shorter functions are not worth one.
pub(crate) const SHORTEST: usize = 20;

/// The same for a function that drops a value.
pub(crate) const SHORTEST_DROP: usize = 120;

/// Begins a line of the head.
const HEAD: [char; 2] = ['#', '*'];

/// Begins the line of a function that a plain first visit does without.
const NEXT: &str = "+ ";

/// A part of the wasm, in the order in which they are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What every visit loads: all that a plain first visit needs.
    First,
    /// What links, embeds and whoever steps need beside it.
    Next,
    /// Everything else.
    Later,
}

/// The list. Its head is written by hand: comments, and lines `* PATH`, which keep every function that mentions the path. What follows is
/// recorded: a line for each function that ran, as [`key_of`] writes it, with a `+` before those that a plain first visit does not run.
#[derive(Default)]
pub struct Visit {
    always: Vec<String>,
    seen: BTreeMap<String, Part>,
}

impl Visit {
    /// Reads a list.
    pub fn parse(text: &str) -> Self {
        let mut visit = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('*') {
                Some(path) => visit.always.push(path.trim().to_owned()),
                None => {
                    let (key, part) = line.strip_prefix(NEXT).map_or((line, Part::First), |key| (key, Part::Next));
                    visit.seen.insert(key.to_owned(), part);
                }
            }
        }
        visit
    }

    /// The part that a function belongs to by itself, by the linker's name.
    pub(crate) fn part_of(&self, name: &str) -> Part {
        if self.keeps(&path_of(name)) {
            return Part::First;
        }
        self.seen.get(&key_of(name)).copied().unwrap_or(Part::Later)
    }

    /// The list as it is for functions of these names, by the linker: a line about none of them means the one function without a line
    /// that is called the same in another module.
    pub(crate) fn following<'n>(&self, names: impl Iterator<Item = &'n str>) -> Self {
        let keys: BTreeSet<String> = names.map(key_of).collect();
        let mut strangers: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for key in keys.iter().filter(|key| !self.seen.contains_key(*key)) {
            strangers.entry(without_modules(key)).or_default().push(key);
        }
        let seen =
            self.seen.iter().map(|(line, part)| match strangers.get(&without_modules(line)).map(Vec::as_slice) {
                Some([moved]) if !keys.contains(line) => ((*moved).clone(), *part),
                _ => (line.clone(), *part),
            });
        Self { always: self.always.clone(), seen: seen.collect() }
    }

    fn keeps(&self, path: &str) -> bool {
        self.always.iter().any(|kept| mentions(path, kept))
    }

    /// How many lines concern none of some functions, by the linker's names.
    pub(crate) fn idle<'n>(&self, names: impl Iterator<Item = &'n str>) -> usize {
        let keys: BTreeSet<String> = names.map(key_of).collect();
        self.seen.keys().filter(|key| !keys.contains(*key)).count()
    }
}

/// A list with the head of `old` and the functions that ran. `first` and `next` have a byte for each function of the module `bound` that
/// is not imported: what plain first visits ran, and what the other light visits did.
pub fn record(bound: &[u8], old: &str, first: &[u8], next: &[u8]) -> Result<String> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    ensure!([first, next].iter().all(|ran| ran.len() == module.bodies.len()), "another module was watched");
    let head: Vec<&str> = old.lines().take_while(|line| line.is_empty() || line.starts_with(HEAD)).collect();
    let visit = Visit::parse(&head.join("\n"));
    let keys = |ran: &[u8]| -> BTreeSet<String> {
        let worth = module.bodies.iter().zip(ran).map(|(body, ran)| *ran == 1 && body.range().len() >= SHORTEST);
        let names = module.defined().zip(worth).filter(|(_, worth)| *worth).filter_map(|(at, _)| module.names.get(&at));
        names.filter(|name| !visit.keeps(&path_of(name))).map(|name| key_of(name)).collect()
    };
    let (first, next) = (keys(first), keys(next));
    let only_next = next.difference(&first).map(|key| format!("{NEXT}{key}"));
    let lines = head.into_iter().map(str::to_owned).chain(first.iter().cloned()).chain(only_next);
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

/// A key with the crates and the names of ours, and without the modules between them.
fn without_modules(key: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(key.len()), key);
    while let Some(at) = rest.find("forkscope_") {
        let length = rest[at..].find(|letter| !is_part_of_word(letter) && letter != ':').unwrap_or(rest.len() - at);
        let path = &rest[at..at + length];
        let words: Vec<&str> = path.trim_end_matches(':').split("::").collect();
        let name = words.iter().position(|word| word.starts_with(char::is_uppercase)).unwrap_or(words.len() - 1);
        text += &rest[..at];
        text += &[&words[..1], &words[name.max(1).min(words.len())..]].concat().join("::");
        text += if path.ends_with(':') { "::" } else { "" };
        rest = &rest[at + length..];
    }
    text + rest
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
        assert_eq!(Visit::parse(list).part_of(path) == Part::First, runs, "{path} by {list:?}");
    }

    #[test]
    fn what_was_seen_runs_and_nothing_else() {
        check("app::open", "app::open", true);
        check("app::open", "app::open::help", false);
        check("# app::open", "app::open", false);
    }

    #[test]
    fn what_a_plain_visit_did_not_run_comes_next() {
        let visit = Visit::parse("+ app::step\napp::open");
        assert_eq!(
            ["app::open", "app::step", "app::help"].map(|path| visit.part_of(path)),
            [Part::First, Part::Next, Part::Later]
        );
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
    fn modules_of_ours_do_not_count_for_what_moved() {
        assert_eq!(without_modules("<forkscope_sim::mem::Mm>::dup::{closure}"), "<forkscope_sim::Mm>::dup::{closure}");
        assert_eq!(without_modules("forkscope_web::app::run::{closure}"), "forkscope_web::run::{closure}");
        assert_eq!(without_modules("lib::a::b"), "lib::a::b");
    }

    #[test]
    fn what_moved_is_found_by_its_name_if_there_is_one_such() {
        let visit = Visit::parse("+ forkscope_web::old::open\nforkscope_web::stays");
        let part = |names: &[&str]| visit.following(names.iter().copied()).part_of("forkscope_web::new::open");
        assert_eq!(part(&["forkscope_web::new::open", "forkscope_web::stays"]), Part::Next);
        assert_eq!(part(&["forkscope_web::new::open", "forkscope_web::old::open"]), Part::Later);
        assert_eq!(part(&["forkscope_web::new::open", "forkscope_web::newer::open"]), Part::Later);
    }

    #[test]
    fn types_of_ours_and_what_is_dropped_count() {
        assert_eq!(key_of("<lib::Scope<forkscope_web::app::App>>::new"), "<lib::Scope<forkscope_web::app::App>>::new");
        assert_eq!(key_of("core::ptr::drop_in_place::<lib::Vec<u8>>"), "core::ptr::drop_in_place::<lib::Vec<u8>>");
    }
}
