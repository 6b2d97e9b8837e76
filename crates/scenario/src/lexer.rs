//! Splits one line of a script into tokens, on demand.
//!
//! Key types: [`Lexer`], [`Token`], [`TokenKind`]. The parser and the highlighter read tokens from here and nowhere else.
//! The rule it keeps: every byte of a line is either blank or in exactly one token, and no input makes it fail:
//! what is not of the language becomes a [`TokenKind::Bad`].

use crate::hole::Hole;
use crate::span::Span;
use crate::symbol::Symbol;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the script.
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word: letters, digits, `_`, and holes such as `{i}`; its text is the source under its span.
    Word,
    /// A whole number; `value` is `None` when it does not fit into 64 bits.
    Number {
        /// Its value.
        value: Option<u64>,
        /// Whether it was written as `0x...`.
        hex: bool,
    },
    /// A hole that stands alone, where a number may stand: `{i}`.
    Hole(Hole),
    /// A text between double quotes, its escapes resolved.
    Text(Vec<u8>),
    /// A byte between single quotes.
    Byte(u8),
    /// Punctuation.
    Symbol(Symbol),
    /// `#` and everything after it.
    Comment,
    /// Something that is not of the language.
    Bad(LexError),
    /// The end of the line.
    End,
}

/// Why a piece of a line is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LexError {
    /// A `"` without its partner.
    UnterminatedText,
    /// A `'` without its partner.
    UnterminatedByte,
    /// A backslash followed by something that is no escape.
    BadEscape,
    /// `''`, or more than one byte between single quotes.
    NotOneByte,
    /// A character that means nothing here.
    Character(char),
    /// A text or a byte between quotes as word processors write them, the first of which this is.
    Dressed(char),
}

/// Reads the tokens of one line.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    line: &'a str,
    base: usize,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of a line; `base` is the byte offset of the line in its script.
    pub(crate) fn new(line: &'a str, base: usize) -> Self {
        Self { line, base, at: 0 }
    }

    /// The source under a span of this line.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        let range = span.range();
        self.line.get(range.start.saturating_sub(self.base)..range.end.saturating_sub(self.base)).unwrap_or("")
    }

    /// The next token; at the end of the line [`TokenKind::End`], again and again.
    pub(crate) fn next_token(&mut self) -> Token {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
        let start = self.at;
        let kind = self.scan();
        Token { kind, span: Span::new(self.base + start, self.base + self.at) }
    }

    fn scan(&mut self) -> TokenKind {
        let Some(first) = self.rest().chars().next() else {
            return TokenKind::End;
        };
        if starts_word(first) {
            self.word()
        } else if first.is_ascii_digit() {
            self.number()
        } else if first == '"' {
            self.text()
        } else if first == '\'' {
            self.byte()
        } else if first == '#' {
            self.at = self.line.len();
            TokenKind::Comment
        } else {
            self.symbol(first)
        }
    }

    fn word(&mut self) -> TokenKind {
        loop {
            self.skip_while(continues_word);
            match Hole::at_start(self.rest()) {
                Some((_, length)) => self.at += length,
                None => return TokenKind::Word,
            }
        }
    }

    fn number(&mut self) -> TokenKind {
        let after = self.rest().strip_prefix("0x").unwrap_or("");
        let hex = after.starts_with(|c: char| c.is_ascii_hexdigit());
        if hex {
            self.at += 2;
        }
        let radix = if hex { 16 } else { 10 };
        let start = self.at;
        self.skip_while(|c| c.is_digit(radix) || c == '_');
        let digits = &self.line[start..self.at];
        let value = digits
            .chars()
            .filter_map(|c| c.to_digit(radix))
            .try_fold(0_u64, |value, digit| value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit)));
        TokenKind::Number { value, hex }
    }

    fn text(&mut self) -> TokenKind {
        match self.quoted('"') {
            Ok(bytes) => TokenKind::Text(bytes),
            Err(Some(error)) => TokenKind::Bad(error),
            Err(None) => TokenKind::Bad(LexError::UnterminatedText),
        }
    }

    fn byte(&mut self) -> TokenKind {
        match self.quoted('\'') {
            Ok(bytes) => match bytes.as_slice() {
                [byte] => TokenKind::Byte(*byte),
                [] | [_, ..] => TokenKind::Bad(LexError::NotOneByte),
            },
            Err(Some(error)) => TokenKind::Bad(error),
            Err(None) => TokenKind::Bad(LexError::UnterminatedByte),
        }
    }

    /// Reads up to the closing quote; `Err(None)` when there is none.
    fn quoted(&mut self, quote: char) -> Result<Vec<u8>, Option<LexError>> {
        let mut bytes = Vec::new();
        let mut bad = None;
        self.at += 1;
        loop {
            let Some(c) = self.bump() else {
                return Err(None);
            };
            if c == quote {
                return bad.map_or(Ok(bytes), |error| Err(Some(error)));
            }
            if c != '\\' {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            } else if let Some(byte) = self.escape() {
                bytes.push(byte);
            } else {
                bad = Some(LexError::BadEscape);
            }
        }
    }

    fn escape(&mut self) -> Option<u8> {
        match self.bump()? {
            'n' => Some(b'\n'),
            't' => Some(b'\t'),
            '0' => Some(0),
            '\\' => Some(b'\\'),
            '"' => Some(b'"'),
            '\'' => Some(b'\''),
            'x' => {
                let digits = self.rest().get(..2)?;
                let value = u8::from_str_radix(digits, 16).ok()?;
                self.at += 2;
                Some(value)
            }
            _ => None,
        }
    }

    fn symbol(&mut self, first: char) -> TokenKind {
        if let Some((hole, length)) = Hole::at_start(self.rest()) {
            self.at += length;
            return TokenKind::Hole(hole);
        }
        match Symbol::at_start(self.rest()) {
            Some(symbol) => {
                self.at += symbol.as_str().len();
                TokenKind::Symbol(symbol)
            }
            None => {
                let dressed = dressed_length(self.rest());
                self.at += dressed.unwrap_or(first.len_utf8());
                TokenKind::Bad(dressed.map_or(LexError::Character(first), |_| LexError::Dressed(first)))
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or("")
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_while(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
    }
}

/// The length of what begins with such a quote, up to the one that closes it.
fn dressed_length(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    let quote = plain_quote(first)?;
    let closing = |(_, c): &(usize, char)| *c == quote || plain_quote(*c) == Some(quote);
    let (at, last) = rest.char_indices().skip(1).find(closing)?;
    (!rest[first.len_utf8()..at].contains('\\')).then(|| at + last.len_utf8())
}

/// The ASCII quote that a word processor has dressed up.
pub(crate) fn plain_quote(c: char) -> Option<char> {
    match c {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' => Some('"'),
        '\u{2018}' | '\u{2019}' | '\u{ff07}' | '`' => Some('\''),
        _ => None,
    }
}

/// Whether a word may start with this character.
pub(crate) fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether this character may stand inside a word.
pub(crate) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
