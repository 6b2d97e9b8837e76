//! Names, numbers, sizes, ranges, texts.

use forkscope_sim::PageSize;

use crate::hole::Hole;
use crate::span::Span;

/// A name that the script gives: of a process, a mapping, a file, a program. It may hold holes (`worker{i}`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A word of the language in a place where several may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value, or the hole that will be filled with it.
    pub value: NumberValue,
    /// Where it stands.
    pub span: Span,
}

/// How a number is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberValue {
    /// `12`
    Decimal(u64),
    /// `0x1f`
    Hex(u64),
    /// `{i}`
    Hole(Hole),
}

impl Number {
    /// Its value; `None` while it is a hole.
    pub fn get(&self) -> Option<u64> {
        match self.value {
            NumberValue::Decimal(value) | NumberValue::Hex(value) => Some(value),
            NumberValue::Hole(_) => None,
        }
    }
}

/// An amount of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many units.
    pub amount: Number,
    /// Of what.
    pub unit: Unit,
    /// Where it stands.
    pub span: Span,
}

impl Size {
    /// The size in bytes on a machine with such pages; `None` while it holds a hole, or beyond 64 bits.
    pub fn bytes(&self, page: PageSize) -> Option<u64> {
        self.amount.get()?.checked_mul(self.unit.bytes(page))
    }
}

/// The unit of a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// As many bytes as a page of the machine has.
    Pages,
    /// 1024 bytes.
    Kib,
    /// 1024 KiB.
    Mib,
    /// 1024 MiB.
    Gib,
}

impl Unit {
    /// The unit in bytes.
    pub fn bytes(self, page: PageSize) -> u64 {
        match self {
            Self::Pages => page.bytes(),
            Self::Kib => 1 << 10,
            Self::Mib => 1 << 20,
            Self::Gib => 1 << 30,
        }
    }
}

/// A part of a mapping: `heap`, `heap[2]`, `heap[2..5]`, each with an offset in bytes if wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The mapping.
    pub vma: Name,
    /// Which of its pages; all of them when not said.
    pub pages: Option<Pages>,
    /// Bytes from the start of the first page.
    pub offset: Option<Number>,
    /// Where it stands.
    pub span: Span,
}

impl Range {
    /// How many pages it names by their numbers; nothing if it names all of a mapping.
    pub(crate) fn counted_pages(&self) -> Option<u64> {
        match self.pages.as_ref()? {
            Pages::One(_) => Some(1),
            Pages::Span(from, to) => to.get()?.checked_sub(from.get()?),
        }
    }

    /// The numbers of its first page and of the page behind its last, in a mapping of this many pages.
    pub(crate) fn numbers(&self, all: u64) -> (u64, u64) {
        match &self.pages {
            None => (0, all),
            Some(Pages::One(page)) => {
                let page = page.get().unwrap_or(0);
                (page, page.saturating_add(1))
            }
            Some(Pages::Span(from, to)) => (from.get().unwrap_or(0), to.get().unwrap_or(0)),
        }
    }
}

/// Page numbers, counted from where the mapping was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pages {
    /// `[i]`
    One(Number),
    /// `[i..j]`, without `j`.
    Span(Number, Number),
}

/// A text between quotes, its escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it stands.
    pub span: Span,
}

impl Text {
    /// The text to show to people.
    pub fn to_str(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// What `write` stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, stored at the start of the range.
    Text(Text),
    /// `'A'`: a byte that fills the range.
    Char(u8, Span),
    /// `0x41`: the same, as a number up to 255.
    Byte(Number),
}
