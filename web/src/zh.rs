//! The words of the page in Chinese, each beside the English ones that stand where they are used: a table for the page, one for pictures, one for
//! scripts, one for the gallery.
//!
//! It is loaded when somebody reads Chinese (crates/split), so it is reached through [`word`] alone.

mod gallery;
mod page;
mod picture;
mod script;

forkscope_lang::tables!("web/src/zh": page, picture, script, gallery);

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
