//! The visitor's own scripts, kept in the browser: each document has a slot of its own, so that opening a link or an example never writes over one.
//!
//! One key lists the slots, newest first (`3,1,2`); each slot is a key with nothing but the script, and another with its name if it was given one.
//! The oldest slots without a name go when there are too many.

use crate::gallery;
use crate::platform::storage;

/// How many drafts without a name are kept.
const MAX_DRAFTS: usize = 12;
/// The longest name, in characters.
pub(crate) const MAX_NAME: usize = 80;
const LIST: &str = "forkscope.drafts";

/// A kept script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Its slot.
    pub(crate) id: u32,
    /// Its name, or its title line, or its first line.
    pub(crate) title: String,
    /// Whether it was given a name.
    pub(crate) named: bool,
    /// The script.
    pub(crate) text: String,
}

fn slot(id: u32) -> String {
    format!("forkscope.draft.{id}")
}

fn name_slot(id: u32) -> String {
    format!("forkscope.draft.{id}.name")
}

fn ids() -> Vec<u32> {
    let list = storage::get(LIST).unwrap_or_default();
    list.split(',').filter_map(|id| id.parse().ok()).collect()
}

fn name_of(id: u32) -> Option<String> {
    storage::get(&name_slot(id)).filter(|name| !name.is_empty())
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
    let name = name_of(id);
    Some(Draft { id, named: name.is_some(), title: name.unwrap_or_else(|| title_of(&text)), text })
}

/// The slot that holds this very script.
pub(crate) fn slot_of(text: &str) -> Option<u32> {
    list().into_iter().find(|draft| draft.text == text).map(|draft| draft.id)
}

/// Keeps a script in its slot, or in a new one; says which.
pub(crate) fn keep(id: Option<u32>, text: &str) -> u32 {
    let others = ids();
    let id = id.unwrap_or_else(|| others.iter().max().map_or(1, |last| last.wrapping_add(1)));
    storage::set(&slot(id), text);
    let (list, gone) = reorder(&others, id, |id| name_of(id).is_some());
    if list != others {
        storage::set(LIST, &join(&list));
    }
    gone.into_iter().for_each(forget);
    id
}

/// Gives a draft a name, or takes it away again: then it is called as the script says.
pub(crate) fn rename(id: u32, name: &str) {
    let name: String = name.trim().chars().take(MAX_NAME).collect();
    if name.is_empty() {
        storage::remove(&name_slot(id));
    } else {
        storage::set(&name_slot(id), &name);
    }
}

/// Deletes a draft.
pub(crate) fn delete(id: u32) {
    let rest: Vec<u32> = ids().into_iter().filter(|other| *other != id).collect();
    storage::set(LIST, &join(&rest));
    forget(id);
}

/// Brings a deleted draft back.
pub(crate) fn restore(draft: &Draft) {
    keep(Some(draft.id), &draft.text);
    if draft.named {
        rename(draft.id, &draft.title);
    }
}

fn forget(id: u32) {
    storage::remove(&slot(id));
    storage::remove(&name_slot(id));
}

/// Keeps a script in a slot of its own, unless it is an example or kept already: for when everything else has failed.
pub(crate) fn rescue(text: &str) {
    if slot_of(text).is_none() && !gallery::has(text) && !text.trim().is_empty() {
        keep(None, text);
    }
}

/// The list with a slot put first, and the slots without a name that are too many.
fn reorder(ids: &[u32], first: u32, named: impl Fn(u32) -> bool) -> (Vec<u32>, Vec<u32>) {
    let all = std::iter::once(first).chain(ids.iter().copied().filter(|id| *id != first));
    let mut room = MAX_DRAFTS;
    all.partition(|id| {
        let stays = named(*id) || room > 0;
        room -= usize::from(stays && !named(*id));
        stays
    })
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
        assert_eq!(reorder(&[3, 2, 1], 2, |_| false), (vec![2, 3, 1], vec![]));
    }

    #[test]
    fn the_oldest_slot_without_a_name_goes_when_there_are_too_many() {
        let full: Vec<u32> = (1..=12).rev().collect();
        let (list, gone) = reorder(&full, 13, |_| false);
        assert_eq!((list.len(), gone), (12, vec![1]));
        let (list, gone) = reorder(&full, 13, |id| id < 3);
        assert_eq!((list.len(), gone), (13, vec![]));
        assert_eq!(reorder(&list, 14, |id| id == 1).1, [2]);
    }

    #[test]
    fn a_script_is_called_by_its_title_or_first_line() {
        assert_eq!(title_of("machine ram=1M\ntitle \"Two\"\n"), "Two");
        assert_eq!(title_of("\n# Hello\nprocess p"), "Hello");
        assert_eq!(title_of(""), "Untitled");
    }
}
