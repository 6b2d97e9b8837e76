//! Values: what terms stand for.

use std::fmt;

use forkscope_lang::Lang;
use forkscope_sim::PageSize;

use crate::ast::Term;
use crate::print::quoted;
use crate::wording::Phrase;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Count(u64),
    /// An amount of memory, in bytes.
    Bytes(u64),
    /// A byte.
    Byte(u8),
    /// Yes or no.
    Flag(bool),
    /// A text that is written out.
    Text(Vec<u8>),
    /// The bytes of memory from some place to the end of the page.
    Memory(Vec<u8>),
    /// A state or a result.
    Word(String),
}

impl Value {
    /// The value of a term that is written out; `None` for one that is computed.
    pub(super) fn written(page: PageSize, term: &Term) -> Option<Self> {
        Some(match term {
            Term::Number(number) => Self::Count(number.get().unwrap_or(0)),
            Term::Size(size) => Self::Bytes(size.bytes(page).unwrap_or(0)),
            Term::Text(text) => Self::Text(text.bytes.clone()),
            Term::Char(byte, _) => Self::Byte(*byte),
            Term::Word(word) if word.text == "yes" => Self::Flag(true),
            Term::Word(word) if word.text == "no" => Self::Flag(false),
            Term::Word(word) => Self::Word(word.text.clone()),
            Term::Call(_) => return None,
        })
    }

    pub(super) fn as_number(&self) -> Option<u64> {
        match self {
            Self::Count(value) | Self::Bytes(value) => Some(*value),
            Self::Byte(byte) => Some(u64::from(*byte)),
            Self::Flag(_) | Self::Text(_) | Self::Memory(_) | Self::Word(_) => None,
        }
    }

    pub(super) fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Count(_) | Self::Bytes(_) | Self::Byte(_) | Self::Text(_) | Self::Memory(_) | Self::Word(_) => None,
        }
    }

    /// Whether two values are equal: numbers by value, a signal also by its name alone (`SIGSEGV`), memory and a text when
    /// the memory begins with the text, memory and memory up to the first zero byte.
    pub(super) fn equals(&self, other: &Self) -> bool {
        if let (Some(left), Some(right)) = (self.as_number(), other.as_number()) {
            return left == right;
        }
        match (self, other) {
            (Self::Word(left), Self::Word(right)) => same_word(left, right) || same_word(right, left),
            (Self::Word(word), Self::Text(text)) | (Self::Text(text), Self::Word(word)) => word.as_bytes() == text,
            (Self::Memory(memory), Self::Text(text)) | (Self::Text(text), Self::Memory(memory)) => {
                memory.starts_with(text)
            }
            (Self::Memory(left), Self::Memory(right)) => until_zero(left) == until_zero(right),
            (left, right) => left == right,
        }
    }
}

fn until_zero(memory: &[u8]) -> &[u8] {
    memory.split(|&byte| byte == 0).next().unwrap_or(memory)
}

/// The part of memory that can be read as a text: up to the first byte that cannot be printed.
pub(super) fn readable(memory: &[u8]) -> &str {
    let valid = memory.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let end = valid.find(|c: char| c.is_control() && c != '\n' && c != '\t');
    valid.get(..end.unwrap_or(valid.len())).unwrap_or(valid)
}

fn same_word(full: &str, word: &str) -> bool {
    full.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl From<&Value> for Phrase {
    /// The value as it stands in a sentence. What the language has a word for is that word: `yes`, `zombie`, `ENOMEM`.
    fn from(value: &Value) -> Self {
        Self::Plain(match value {
            Value::Count(value) => value.to_string(),
            Value::Bytes(bytes) if *bytes > 0 && bytes % 1024 == 0 => format!("{}K", bytes / 1024),
            Value::Bytes(bytes) => return message!("{} bytes", *bytes).into(),
            Value::Byte(byte) if byte.is_ascii_graphic() => format!("{byte:#04x} '{}'", char::from(*byte)),
            Value::Byte(byte) => format!("{byte:#04x}"),
            Value::Flag(true) => "yes".to_owned(),
            Value::Flag(false) => "no".to_owned(),
            Value::Text(text) => quoted(text),
            Value::Memory(memory) => {
                const MOST: usize = 40;
                let shown: String = readable(memory).chars().take(MOST).collect();
                let more = if readable(memory).len() > shown.len() { "…" } else { "" };
                quoted(shown.as_bytes()) + more
            }
            Value::Word(word) => word.clone(),
        })
    }
}

impl fmt::Display for Value {
    /// The value as it stands in a sentence, in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Phrase::from(self).say(Lang::En))
    }
}
