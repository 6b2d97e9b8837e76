//! Holes: the places in names, texts and numbers that `repeat` fills in.
//!
//! A hole is `{i}`, or `{i+1}`, `{i-1}`, `{i*4}`: one variable, at most one operation, no blanks inside.

use std::fmt;

use crate::lexer::{continues_word, starts_word};

/// A place that `repeat` fills with the number of the round.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hole {
    /// The variable of the enclosing `repeat`.
    pub variable: String,
    /// What is done to its value.
    pub step: Option<(HoleOperation, u64)>,
}

/// What a hole does to the value of its variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoleOperation {
    /// `{i+1}`
    Add,
    /// `{i-1}`
    Subtract,
    /// `{i*4}`
    Multiply,
}

impl HoleOperation {
    const ALL: [Self; 3] = [Self::Add, Self::Subtract, Self::Multiply];

    /// How it is written.
    pub fn symbol(self) -> char {
        match self {
            Self::Add => '+',
            Self::Subtract => '-',
            Self::Multiply => '*',
        }
    }
}

impl Hole {
    /// Reads a hole from the start of a text; also gives its length in bytes.
    pub fn at_start(text: &str) -> Option<(Self, usize)> {
        let inside = text.strip_prefix('{')?;
        let length = inside.find(|c| !belongs(c))?;
        let (inside, after) = inside.split_at_checked(length)?;
        let hole = Self::parse(inside).filter(|_| after.starts_with('}'))?;
        Some((hole, length + 2))
    }

    /// What the hole is filled with when its variable has a value; `None` below zero or beyond 64 bits.
    pub fn fill(&self, value: u64) -> Option<u64> {
        match self.step {
            None => Some(value),
            Some((HoleOperation::Add, by)) => value.checked_add(by),
            Some((HoleOperation::Subtract, by)) => value.checked_sub(by),
            Some((HoleOperation::Multiply, by)) => value.checked_mul(by),
        }
    }

    fn parse(inside: &str) -> Option<Self> {
        let end = inside.find(|c| !continues_word(c)).unwrap_or(inside.len());
        let (variable, step) = inside.split_at_checked(end)?;
        if !variable.starts_with(starts_word) {
            return None;
        }
        Some(Self { variable: variable.to_owned(), step: Self::parse_step(step)? })
    }

    /// `Some(None)` when there is no operation, `None` when there is something else.
    #[expect(clippy::option_option, reason = "absent and wrong are two things")]
    fn parse_step(text: &str) -> Option<Option<(HoleOperation, u64)>> {
        let Some(symbol) = text.chars().next() else {
            return Some(None);
        };
        let operation = HoleOperation::ALL.into_iter().find(|operation| operation.symbol() == symbol)?;
        let digits = text.get(1..)?;
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let by = plain.then(|| digits.parse().ok())??;
        Some(Some((operation, by)))
    }
}

fn belongs(c: char) -> bool {
    continues_word(c) || matches!(c, '+' | '-' | '*')
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            None => write!(f, "{{{}}}", self.variable),
            Some((operation, by)) => {
                write!(f, "{{{}{}{by}}}", self.variable, operation.symbol())
            }
        }
    }
}

/// The pieces of a text that may hold holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Ordinary text.
    Plain(&'a str),
    /// A hole.
    Hole(Hole),
}

/// Splits a text at its holes.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')) {
        let open = at + found;
        let Some((hole, length)) = text.get(open..).and_then(Hole::at_start) else {
            at = open + 1;
            continue;
        };
        if plain < open {
            pieces.push(Piece::Plain(&text[plain..open]));
        }
        pieces.push(Piece::Hole(hole));
        at = open + length;
        plain = at;
    }
    if plain < text.len() {
        pieces.push(Piece::Plain(&text[plain..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_read_and_print_the_same() {
        for text in ["{i}", "{i+1}", "{page-12}", "{i*4}"] {
            let (hole, length) = Hole::at_start(text).expect("a hole");
            assert_eq!((hole.to_string().as_str(), length), (text, text.len()));
        }
    }

    #[test]
    fn other_braces_are_no_holes() {
        for text in ["{", "{}", "{ i}", "{i+}", "{i+x}", "{1}", "{i/2}", "{i+1+1}", "i"] {
            assert_eq!(Hole::at_start(text), None, "{text}");
        }
    }

    #[test]
    fn filling_stays_within_numbers() {
        let fill = |text: &str, value| Hole::at_start(text).and_then(|(hole, _)| hole.fill(value));
        assert_eq!(fill("{i*4}", 3), Some(12));
        assert_eq!(fill("{i-1}", 0), None);
        assert_eq!(fill("{i+1}", u64::MAX), None);
    }

    #[test]
    fn a_text_splits_at_its_holes() {
        let pieces = pieces("a{ {i}b{");
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces[0], Piece::Plain("a{ "));
        assert_eq!(pieces[2], Piece::Plain("b{"));
    }
}
