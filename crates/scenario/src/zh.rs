//! What is said of scripts in Chinese, each text beside the English one that stands where it is used: one table for lines that cannot be read, one for
//! names and figures that do not fit, one for the run, one for links, one for the words of the language.
//!
//! On the page it is loaded when somebody reads Chinese (crates/split), so it is reached through [`word`] alone.

mod check;
mod link;
mod run;
mod syntax;
mod words;

forkscope_lang::tables!("crates/scenario/src/zh": syntax, check, run, link, words);

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
