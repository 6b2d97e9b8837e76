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

    /// Whether what somebody typed is this answer. Numbers may be written in any way (`12K`, `0x3000`, `3 pages`); texts
    /// with or without quotes.
    pub fn accepts(&self, typed: &str) -> bool {
        let Ok(right) = &self.computed else {
            return false;
        };
        let typed = typed.trim();
        if typed.is_empty() {
            return false;
        }
        if !typed.starts_with('"') && matches!(right, Value::Text(_) | Value::Memory(_)) {
            return self.text(Lang::En).trim() == typed;
        }
        let lower = typed.to_ascii_lowercase();
        match (right, lower.as_str()) {
            (Value::Flag(right), "y" | "yes" | "true") => *right,
            (Value::Flag(right), "n" | "no" | "false") => !*right,
            _ => {
                let written = parse_term(typed).and_then(|term| Value::written(self.page, &term));
                written.is_some_and(|written| written.equals(right))
            }
        }
    }
}
