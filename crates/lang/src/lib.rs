//! The languages that Forkscope speaks, and how sentences with values in them are put together.
//!
//! Key types: [`Lang`], [`put`]. [`row`] finds the row of a table of words while the program is compiled: a text that is not in the table of its
//! Chinese words does not compile.

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
///
/// Where a Chinese sentence meets a value that begins or ends in Latin letters, digits or a backquote, a space sets them apart, as it is
/// done in print: a value may be either.
pub fn put(sentence: &str, values: &[&dyn Display]) -> String {
    let (mut text, mut next, mut rest) = (String::new(), 0, sentence);
    while let Some((before, (number, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
        let index = number.parse().unwrap_or(next);
        next = index + 1;
        text.push_str(before);
        if let Some(value) = values.get(index) {
            let at = text.len();
            // Writing to a string cannot fail.
            let _ = write!(text, "{value}");
            if before.ends_with(is_chinese) && text[at..].starts_with(is_latin) {
                text.insert(at, ' ');
            }
            if text[at..].ends_with(is_latin) && after.starts_with(is_chinese) {
                text.push(' ');
            }
        }
        rest = after;
    }
    text + rest
}

/// Whether this is a Chinese character; their punctuation is none.
fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// Whether this wants a space beside a Chinese character.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '`'
}

/// The row of a table that holds a text; `None` when it is not there.
pub const fn row(table: &[&str], text: &str) -> Option<usize> {
    let mut at = 0;
    while at < table.len() {
        if same(table[at].as_bytes(), text.as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Tables, one after the other, as one of `N` rows.
pub const fn joined<const N: usize>(tables: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut table, mut row, mut at) = (0, 0, 0);
    while at < N {
        if row == tables[table].len() {
            (table, row) = (table + 1, 0);
        } else {
            all[at] = tables[table][row];
            (row, at) = (row + 1, at + 1);
        }
    }
    all
}

/// A module's table of texts, each with its Chinese words.
#[macro_export]
macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        pub(super) const EN: &[&str] = &[$($en),*];
        pub(super) const ZH: &[&str] = &[$($zh),*];
    };
}

/// The tables of modules as one: where a text stands in it (`at`), and its Chinese words (`word`). A text that is not there does not compile, and
/// the message names the folder of the tables.
#[macro_export]
macro_rules! tables {
    ($folder:literal: $($module:ident),+) => {
        const COUNT: usize = 0 $(+ $module::EN.len())+;
        const EN: [&str; COUNT] = $crate::joined(&[$($module::EN),+]);
        static ZH: [&str; COUNT] = $crate::joined(&[$($module::ZH),+]);

        /// The Chinese words of a text.
        #[inline(never)]
        pub(crate) fn word(at: usize) -> &'static str {
            ZH.get(at).copied().unwrap_or_default()
        }

        /// Where an English text stands in the table. A text that is not there does not compile.
        pub(crate) const fn at(en: &str) -> usize {
            match $crate::row(&EN, en) {
                Some(at) => at,
                None => panic!(concat!("this text has no Chinese words in ", $folder)),
            }
        }
    };
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
    fn chinese_and_latin_letters_are_set_apart() {
        let said = |value: &str| put("这里应为{}，却是{0}的", &[&value]);
        assert_eq!(said("`:`"), "这里应为 `:`，却是 `:` 的");
        assert_eq!(said("一个大小"), "这里应为一个大小，却是一个大小的");
        assert_eq!(put("`{}` 没有值，{} 字节", &[&"堆", &3]), "`堆` 没有值，3 字节");
    }

    #[test]
    fn rows_are_found_in_joined_tables() {
        const TABLE: [&str; 3] = joined(&[&["a"], &[], &["b", "ab"]]);
        assert_eq!(["a", "ab", "c"].map(|text| row(&TABLE, text)), [Some(0), Some(2), None]);
    }

    #[test]
    fn words_come_back() {
        assert_eq!(Lang::ALL.map(|lang| Lang::parse(lang.word())), Lang::ALL.map(Some));
    }
}
