//! A set of words, kept sorted.

use litemap::LiteMap;

/// Words, each once, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordSet(LiteMap<String, ()>);

impl WordSet {
    /// Whether the word is there.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }

    /// Adds a word.
    pub(crate) fn insert(&mut self, word: String) {
        self.0.insert(word, ());
    }

    /// The words.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }
}

impl Extend<String> for WordSet {
    fn extend<I: IntoIterator<Item = String>>(&mut self, words: I) {
        words.into_iter().for_each(|word| self.insert(word));
    }
}

impl FromIterator<String> for WordSet {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> WordSet {
        let mut set = WordSet::default();
        set.extend(words);
        set
    }
}
