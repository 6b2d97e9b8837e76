//! The words of the page in Chinese, each beside the English ones that stand where they are used.
//!
//! It is loaded when somebody reads Chinese (`web/later.txt`), so it is reached through [`word`] alone.

macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        const EN: &[&str] = &[$($en),*];
        static ZH: [&str; EN.len()] = [$($zh),*];
    };
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
    panic!("this text has no Chinese words in web/src/zh.rs");
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

table! {
    // Top bar.
    "Language: {}" => "语言：{}",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_chinese_and_has_the_same_values() {
        let values = |text: &str| text.matches('{').count();
        for (en, zh) in EN.iter().zip(ZH) {
            assert_eq!(values(en), values(zh), "{en} | {zh}");
            assert!(zh.chars().any(|letter| ('\u{3000}'..='\u{9fff}').contains(&letter)), "{en} | {zh}");
        }
    }

    #[test]
    fn no_text_stands_twice() {
        for (at, en) in EN.iter().enumerate() {
            assert!(!EN[..at].contains(en), "{en}");
        }
    }
}
