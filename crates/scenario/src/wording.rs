//! What is said to people, before it is said in a language: templates, and what stands in them.
//!
//! Key types: [`Template`], [`Message`], [`Phrase`]. Templates stand in English where they are used, in [`text!`] and [`message!`]; their Chinese
//! words stand in `zh`, and a template without them does not compile. Nothing becomes a message that is not made of templates, so nothing is
//! said in one language alone.

use std::fmt;

use forkscope_lang::{put, Lang};

use crate::zh;

/// A [`Template`]: `text!("a size")`.
macro_rules! text {
    ($en:literal) => {{
        const TEMPLATE: &$crate::wording::Template = &$crate::wording::Template::new($en);
        TEMPLATE
    }};
}

/// A [`Message`] with values: `message!("there is no file `{}` yet", name)`.
macro_rules! message {
    ($en:literal, $($value:expr),+ $(,)?) => {
        $crate::wording::Message::from(text!($en))$(.with($value))+
    };
}

/// A sentence or phrase in both languages, with places for values: see [`put`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Template {
    en: &'static str,
    at: usize,
}

impl Template {
    pub(crate) const fn new(en: &'static str) -> Self {
        Self { en, at: zh::at(en) }
    }

    /// Its words in a language.
    pub fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => zh::word(self.at),
        }
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.en, f)
    }
}

impl fmt::Display for Template {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

/// A template with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    template: &'static Template,
    values: Vec<Phrase>,
}

/// What stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The same in every language: a name, a number, a piece of a script.
    Plain(String),
    /// Words.
    Words(Message),
    /// One of these words of the language: "`a`, `b` or `c`".
    OneOf(Vec<&'static str>),
}

impl Message {
    /// With one more value.
    #[must_use]
    pub(crate) fn with(mut self, value: impl Into<Phrase>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The message in a language.
    pub fn say(&self, lang: Lang) -> String {
        let words = self.template.say(lang);
        if self.values.is_empty() {
            // Braces in it are those of the scenario language.
            return words.to_owned();
        }
        let values: Vec<String> = self.values.iter().map(|value| value.say(lang)).collect();
        let values: Vec<&dyn fmt::Display> = values.iter().map(|value| value as &dyn fmt::Display).collect();
        put(words, &values)
    }
}

impl Phrase {
    /// The phrase in a language.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Words(message) => message.say(lang),
            Self::OneOf(words) => listed(words, lang),
        }
    }
}

/// Any of these words of the language: "`a`, `b` or `c`".
pub(crate) fn one_of(words: &[&'static str]) -> Message {
    message!("{}", Phrase::OneOf(words.to_vec()))
}

fn listed(words: &[&str], lang: Lang) -> String {
    let mut listed = String::new();
    for (at, word) in words.iter().enumerate() {
        listed += match (at, at + 1 == words.len()) {
            (0, _) => "",
            (_, false) => lang.pick(", ", "、"),
            (_, true) => lang.pick(" or ", " 或 "),
        };
        listed = listed + "`" + word + "`";
    }
    listed
}

impl fmt::Display for Message {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl From<&'static Template> for Message {
    fn from(template: &'static Template) -> Self {
        Self { template, values: Vec::new() }
    }
}

impl From<&'static Template> for Phrase {
    fn from(template: &'static Template) -> Self {
        Self::Words(template.into())
    }
}

impl From<Message> for Phrase {
    fn from(message: Message) -> Self {
        Self::Words(message)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<u32> for Phrase {
    fn from(number: u32) -> Self {
        u64::from(number).into()
    }
}

impl From<u64> for Phrase {
    fn from(number: u64) -> Self {
        Self::Plain(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_in_the_language_of_their_message() {
        let found = message!("expected {}, found {}", one_of(&["a", "b", "c"]), text!("a text"));
        assert_eq!(found.to_string(), "expected `a`, `b` or `c`, found a text");
        assert_eq!(found.say(Lang::Zh), "这里应为 `a`、`b` 或 `c`，却是一段文本");
    }
}
