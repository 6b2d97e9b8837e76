//! Answers to questions.

use forkscope_lang::Lang;
use forkscope_sim::PageSize;

use super::value::{readable, Value};
use super::Computed;
use crate::parser::parse_term;
use crate::wording::Phrase;

/// The right answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    page: PageSize,
    computed: Computed,
}

impl Answer {
    pub(super) fn new(page: PageSize, computed: Computed) -> Self {
        Self { page, computed }
    }

    /// The value, if it could be computed.
    pub fn value(&self) -> Option<&Value> {
        self.computed.as_ref().ok()
    }

    /// The answer for people: the value, or why there is none.
    pub fn text(&self, lang: Lang) -> String {
        match &self.computed {
            Ok(Value::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            Ok(Value::Memory(memory)) => readable(memory).to_owned(),
            Ok(value) => Phrase::from(value).say(lang),
            Err(why) => why.say(lang),
        }
    }

    /// Whether what somebody typed is this answer. Numbers may be written in any way (`12K`, `12 KB`, `0x3000`, `3 pages`, `3 frames`), texts
    /// and bytes with or without quotes, words in capitals or not, and whatever it is as the page itself says it.
    pub fn accepts(&self, typed: &str) -> bool {
        let Ok(right) = &self.computed else {
            return false;
        };
        let typed = typed.trim();
        if typed.is_empty() {
            return false;
        }
        [Lang::En, Lang::Zh].iter().any(|lang| self.text(*lang).trim() == typed)
            || self.is_written(right, typed)
            || self.is_meant(right, &typed.to_ascii_lowercase())
            || matches!(right, Value::Byte(byte) if typed.as_bytes() == [*byte] && !byte.is_ascii_digit())
    }

    /// Whether this is how the language writes it.
    fn is_written(&self, right: &Value, typed: &str) -> bool {
        let written = parse_term(typed).and_then(|term| Value::written(self.page, &term));
        written.is_some_and(|written| written.equals(right))
    }

    /// Whether somebody means it who does not know how the language writes it.
    fn is_meant(&self, right: &Value, lower: &str) -> bool {
        match right {
            Value::Flag(right) => match lower {
                "y" | "yes" | "true" | "是" => *right,
                "n" | "no" | "false" | "否" => !*right,
                _ => false,
            },
            Value::Count(_) => lower.split_once(' ').is_some_and(|(number, of)| {
                of.chars().all(|c| c.is_alphabetic() || c == ' ') && self.is_written(right, number)
            }),
            Value::Bytes(_) => {
                let plain = lower.trim_end_matches("bytes").trim_end_matches("byte").trim_end_matches('b');
                self.is_written(right, &plain.trim_end_matches('i').to_ascii_uppercase())
            }
            // The stage tells who runs right now from who is ready to; the kernel has one state for both.
            Value::Word(word) => lower == word || word == "running" && lower == "ready",
            Value::Byte(_) | Value::Text(_) | Value::Memory(_) => false,
        }
    }
}
