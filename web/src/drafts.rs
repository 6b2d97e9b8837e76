//! The visitor's own scripts, kept in the browser: each document has a slot of its own, so that opening a link or an example never writes over one.
//!
//! One key lists the slots, newest first (`3,1,2`); each slot is a key with nothing but the script. The oldest slots go when there are too many.

use crate::gallery;
use crate::platform::storage;

/// How many drafts are kept.
const MAX_DRAFTS: usize = 8;
const LIST: &str = "forkscope.drafts";

/// A kept script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Its slot.
    pub(crate) id: u32,
    /// Its title line, or its first line.
    pub(crate) title: String,
    /// The script.
    pub(crate) text: String,
}

fn slot(id: u32) -> String {
    format!("forkscope.draft.{id}")
}

fn ids() -> Vec<u32> {
    let list = storage::get(LIST).unwrap_or_default();
    list.split(',').filter_map(|id| id.parse().ok()).take(MAX_DRAFTS).collect()
}

/// The kept scripts, newest first.
pub(crate) fn list() -> Vec<Draft> {
    ids().into_iter().filter_map(get).collect()
}

/// The newest one.
pub(crate) fn newest() -> Option<Draft> {
    ids().into_iter().find_map(get)
}

/// One of them.
pub(crate) fn get(id: u32) -> Option<Draft> {
    let text = storage::get(&slot(id)).filter(|text| !text.trim().is_empty())?;
    Some(Draft { id, title: title_of(&text), text })
}

/// Keeps a script in its slot, or in a new one; says which.
pub(crate) fn keep(id: Option<u32>, text: &str) -> u32 {
    let others = ids();
    let id = id.unwrap_or_else(|| others.iter().max().map_or(1, |last| last.wrapping_add(1)));
    storage::set(&slot(id), text);
    let (list, gone) = reorder(&others, id);
    if list != others {
        storage::set(LIST, &join(&list));
    }
    for old in gone {
        storage::set(&slot(old), "");
    }
    id
}

/// Keeps a script in a slot of its own, unless it is an example or kept already: for when everything else has failed.
pub(crate) fn rescue(text: &str) {
    let known = list().iter().any(|draft| draft.text == text) || gallery::has(text);
    if !known && !text.trim().is_empty() {
        keep(None, text);
    }
}

/// The list with a slot put first, and the slots that fall off its end.
fn reorder(ids: &[u32], first: u32) -> (Vec<u32>, Vec<u32>) {
    let mut list: Vec<u32> = std::iter::once(first).chain(ids.iter().copied().filter(|id| *id != first)).collect();
    let gone = list.split_off(list.len().min(MAX_DRAFTS));
    (list, gone)
}

fn join(ids: &[u32]) -> String {
    ids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// What a script is called: its title, or else its first line that says something.
pub(crate) fn title_of(text: &str) -> String {
    let title = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("title")?.trim().strip_prefix('"')?.split('"').next());
    let first = || text.lines().map(|line| line.trim().trim_start_matches('#').trim()).find(|line| !line.is_empty());
    let found = title.filter(|title| !title.trim().is_empty()).or_else(first).unwrap_or(say!("Untitled"));
    found.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_slot_moves_to_the_front() {
        assert_eq!(reorder(&[3, 2, 1], 2), (vec![2, 3, 1], vec![]));
    }

    #[test]
    fn the_oldest_slot_goes_when_there_are_too_many() {
        assert_eq!(reorder(&[8, 7, 6, 5, 4, 3, 2, 1], 9), (vec![9, 8, 7, 6, 5, 4, 3, 2], vec![1]));
    }

    #[test]
    fn a_script_is_called_by_its_title_or_first_line() {
        assert_eq!(title_of("machine ram=1M\ntitle \"Two\"\n"), "Two");
        assert_eq!(title_of("\n# Hello\nprocess p"), "Hello");
        assert_eq!(title_of(""), "Untitled");
    }
}
