//! What is said of scripts in Chinese, each text beside the English one that stands where it is used: one table for lines that cannot be read, one for
//! names and figures that do not fit, one for the run, one for links, one for the words of the language.
//!
//! On the page it is loaded when somebody reads Chinese (crates/split), so it is reached through [`word`] alone.

use forkscope_lang::{joined, row};

macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        pub(super) const EN: &[&str] = &[$($en),*];
        pub(super) const ZH: &[&str] = &[$($zh),*];
    };
}

mod check;
mod link;
mod run;
mod syntax;
mod words;

const COUNT: usize = syntax::EN.len() + check::EN.len() + run::EN.len() + link::EN.len() + words::EN.len();
const EN: [&str; COUNT] = joined(&[syntax::EN, check::EN, run::EN, link::EN, words::EN]);
static ZH: [&str; COUNT] = joined(&[syntax::ZH, check::ZH, run::ZH, link::ZH, words::ZH]);

/// The Chinese words of a text.
#[inline(never)]
pub(crate) fn word(at: usize) -> &'static str {
    ZH.get(at).copied().unwrap_or_default()
}

/// Where an English text stands in the table. A text that is not there does not compile.
pub(crate) const fn at(en: &str) -> usize {
    match row(&EN, en) {
        Some(at) => at,
        None => panic!("this text has no Chinese words in crates/scenario/src/zh"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_chinese_and_has_the_same_values() {
        let is_chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        let values = |text: &str| text.matches('{').count();
        for (en, zh) in EN.iter().zip(ZH) {
            assert_eq!(values(en), values(zh), "{en} | {zh}");
            assert!(zh.contains(is_chinese) || !en.contains(char::is_alphabetic), "{en} | {zh}");
        }
    }

    #[test]
    fn no_text_stands_twice() {
        for (at, en) in EN.iter().enumerate() {
            assert!(!EN[..at].contains(en), "{en}");
        }
    }
}
