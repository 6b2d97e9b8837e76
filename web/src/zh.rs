//! The words of the page in Chinese, each beside the English ones that stand where they are used: a table for the page, one for pictures, one for scripts, one for the gallery.
//!
//! It is loaded when somebody reads Chinese (crates/split), so it is reached through [`word`] alone.

use forkscope_lang::{joined, row};

macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        pub(super) const EN: &[&str] = &[$($en),*];
        pub(super) const ZH: &[&str] = &[$($zh),*];
    };
}

mod gallery;
mod page;
mod picture;
mod script;

const COUNT: usize = page::EN.len() + picture::EN.len() + script::EN.len() + gallery::EN.len();
const EN: [&str; COUNT] = joined(&[page::EN, picture::EN, script::EN, gallery::EN]);
static ZH: [&str; COUNT] = joined(&[page::ZH, picture::ZH, script::ZH, gallery::ZH]);

/// The Chinese words of a text.
#[inline(never)]
pub(crate) fn word(at: usize) -> &'static str {
    ZH.get(at).copied().unwrap_or_default()
}

/// Where an English text stands in the table. A text that is not there does not compile.
pub(crate) const fn at(en: &str) -> usize {
    match row(&EN, en) {
        Some(at) => at,
        None => panic!("this text has no Chinese words in web/src/zh"),
    }
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
