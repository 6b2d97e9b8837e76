//! The words of the page in Chinese, each beside the English ones that stand where they are used: a table for the page, one for pictures, one for scripts.
//!
//! It is loaded when somebody reads Chinese (crates/split), so it is reached through [`word`] alone.

macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        pub(super) const EN: &[&str] = &[$($en),*];
        pub(super) const ZH: &[&str] = &[$($zh),*];
    };
}

mod page;
mod picture;
mod script;

const COUNT: usize = page::EN.len() + picture::EN.len() + script::EN.len();
const EN: [&str; COUNT] = joined([page::EN, picture::EN, script::EN]);
static ZH: [&str; COUNT] = joined([page::ZH, picture::ZH, script::ZH]);

/// Tables, one after the other.
const fn joined<const N: usize>(tables: [&[&'static str]; 3]) -> [&'static str; N] {
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

/// The Chinese words of a text.
#[inline(never)]
pub(crate) fn word(at: usize) -> &'static str {
    ZH.get(at).copied().unwrap_or_default()
}

/// Where an English text stands in the table. A text that is not there does not compile.
pub(crate) const fn at(en: &str) -> usize {
    let mut at = 0;
    while at < EN.len() {
        if same(EN[at].as_bytes(), en.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("this text has no Chinese words in web/src/zh");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_chinese_and_has_the_same_values() {
        let values = |text: &str| text.matches('{').count();
        for (en, zh) in EN.iter().zip(ZH) {
            assert_eq!(values(en), values(zh), "{en} | {zh}");
            assert!(*en != zh || zh.contains("中文"), "{en} | {zh}");
        }
    }

    #[test]
    fn no_text_stands_twice() {
        for (at, en) in EN.iter().enumerate() {
            assert!(!EN[..at].contains(en), "{en}");
        }
    }
}
