//! The languages that sentences come in.

use std::fmt::{Display, Write as _};

/// A language of the page and of the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, in simplified characters.
    Zh,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// Reads a language tag by its first part: `zh`, `zh-CN`, `zh-Hans`, `en-GB`; `None` for a language that is not spoken here.
    pub fn parse(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.word()))
    }

    /// The word for it in links and options: `en`, `zh`.
    pub fn word(self) -> &'static str {
        self.pick("en", "zh")
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        self.pick("English", "简体中文")
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }

    /// What is said in this language, of what both say. Whoever words something gives both: none is left out by mistake.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// A sentence with values in it, of what both languages say: see [`put`].
    pub fn say(self, en: &str, zh: &str, values: &[&dyn Display]) -> String {
        put(self.pick(en, zh), values)
    }
}

/// Puts values into a sentence: `{}` takes the next one, `{1}` the one with this number, so that languages may order them as they like.
pub fn put(sentence: &str, values: &[&dyn Display]) -> String {
    let (mut text, mut next, mut rest) = (String::new(), 0, sentence);
    while let Some((before, (number, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
        let index = number.parse().unwrap_or(next);
        next = index + 1;
        text.push_str(before);
        if let Some(value) = values.get(index) {
            // Writing to a string cannot fail.
            let _ = write!(text, "{value}");
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_first_part() {
        let read = ["zh", "zh-CN", "zh_Hans", "ZH-hant-TW", "en", "en-GB", "de", ""].map(Lang::parse);
        let (zh, en) = (Some(Lang::Zh), Some(Lang::En));
        assert_eq!(read, [zh, zh, zh, zh, en, en, None, None]);
    }

    #[test]
    fn values_go_where_their_language_has_them() {
        let said = |lang: Lang| lang.say("{} of {} frames", "{1} 个页帧中的 {0} 个", &[&3, &"64"]);
        assert_eq!(Lang::ALL.map(said), ["3 of 64 frames", "64 个页帧中的 3 个"]);
        assert_eq!((put("no value", &[]), put("{}, {}", &[&1])), ("no value".to_owned(), "1, ".to_owned()));
    }

    #[test]
    fn words_come_back() {
        assert_eq!(Lang::ALL.map(|lang| Lang::parse(lang.word())), Lang::ALL.map(Some));
    }
}
