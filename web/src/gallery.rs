//! The examples that come with the page: `scenarios/*.fork`, compiled in by the build script.

use crate::lang::Text;

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The file's name without its ending; links may use it.
    pub(crate) name: &'static str,
    /// Its `title`.
    pub(crate) title: Text,
    /// Its first `note`: what it shows.
    pub(crate) about: Text,
    /// The group it stands in, from a `# group:` comment.
    pub(crate) group: Text,
    /// The script.
    pub(crate) text: &'static str,
}

/// All of them, in the order of the gallery.
pub(crate) const EXAMPLES: &[Example] = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// The example of a first visit.
const FIRST: Example = include!(concat!(env!("OUT_DIR"), "/first.rs"));

/// The example of a first visit.
pub(crate) fn first() -> Example {
    FIRST
}

/// Whether a script is one of the examples.
#[inline(never)]
pub(crate) fn has(text: &str) -> bool {
    EXAMPLES.iter().any(|example| example.text == text)
}

/// The examples that a search finds in their words of either language, in groups, in the order of the gallery.
pub(crate) fn search(words: &str) -> Vec<(&'static str, Vec<Example>)> {
    let words = words.to_ascii_lowercase();
    let mut groups: Vec<(&'static str, Vec<Example>)> = Vec::new();
    for example in EXAMPLES.iter().filter(|example| matches(example, &words)) {
        let group = example.group.say();
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, members)) => members.push(*example),
            None => groups.push((group, vec![*example])),
        }
    }
    groups
}

fn matches(example: &Example, words: &str) -> bool {
    let said = [example.title, example.about, example.group];
    let mut all = example.name.to_owned();
    for text in said.into_iter().flat_map(|text| [text.english(), text.say()]) {
        all = all + " " + text;
    }
    let all = all.to_ascii_lowercase();
    words.split_whitespace().all(|word| all.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_something_to_open() {
        assert!(first().text.contains("fork"));
        assert!(has(first().text));
    }

    #[test]
    fn an_empty_search_finds_everything() {
        let found: usize = search(" ").iter().map(|(_, members)| members.len()).sum();
        assert_eq!(found, EXAMPLES.len());
    }

    #[test]
    fn a_newcomer_finds_the_beginning_first() {
        let found = search("");
        let first_of_all = found.first().map(|(group, members)| (*group, members[0].name));
        assert_eq!(first_of_all, Some(("Start here", first().name)));
    }

    #[test]
    fn a_search_for_nonsense_finds_nothing() {
        assert!(search("qqxxzz").is_empty());
    }
}
