//! The language of the page, and how texts are worded in it.
//!
//! The page speaks one language at a time, like the `lang` of its root element, and everything that words something asks here for it:
//! handing it to each function would cost more than all the words. [`App`](crate::app) sets it, before anything is drawn.
//!
//! Texts stand in English where they are used, in [`say!`] and [`text!`]; their Chinese words stand in [`zh`](crate::zh), and a text without
//! them does not compile.

use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) use forkscope_view::{put, Lang};

use crate::zh;

static CHINESE: AtomicBool = AtomicBool::new(false);

/// The language that is spoken.
pub(crate) fn lang() -> Lang {
    match CHINESE.load(Ordering::Relaxed) {
        false => Lang::En,
        true => Lang::Zh,
    }
}

/// Speaks a language from now on.
pub(crate) fn speak(lang: Lang) {
    CHINESE.store(lang == Lang::Zh, Ordering::Relaxed);
}

/// A sentence with its full stop, unless it ends already.
pub(crate) fn stopped(sentence: &str) -> String {
    if sentence.ends_with(['.', '!', '?', '。', '？']) {
        sentence.to_owned()
    } else {
        format!("{sentence}{}", lang().pick(".", "。"))
    }
}

/// A text in both languages, for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    en: &'static str,
    at: usize,
}

impl Text {
    pub(crate) const fn new(en: &'static str) -> Text {
        Text { en, at: zh::at(en) }
    }

    /// Its English words.
    pub(crate) fn english(self) -> &'static str {
        self.en
    }

    /// Its words in the language that is spoken.
    pub(crate) fn say(self) -> &'static str {
        match lang() {
            Lang::En => self.en,
            Lang::Zh => zh::word(self.at),
        }
    }
}

/// A [`Text`]: `text!("Share")`.
macro_rules! text {
    ($en:literal) => {{
        const TEXT: $crate::lang::Text = $crate::lang::Text::new($en);
        TEXT
    }};
}

/// The words of a text: `say!("Share")`, and with values in it `say!("{} frames", count)`.
macro_rules! say {
    ($en:literal) => {
        text!($en).say()
    };
    ($en:literal, $($value:expr),+ $(,)?) => {
        $crate::lang::put(say!($en), &[$(&$value),+])
    };
}
