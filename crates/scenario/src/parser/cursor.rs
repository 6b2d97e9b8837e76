//! A position in a line: one token ahead, and the ways to say what is missing.

use crate::ast::Word;
use crate::diag::{Code, Diagnostic};
use crate::lexer::{plain_quote, LexError, Lexer, Token, TokenKind};
use crate::span::Span;
use crate::suggest::closest;
use crate::symbol::Symbol;
use crate::wording::{one_of, Message, Phrase};

/// What reading a piece of a line gives. The error is boxed: it is large, and rare.
pub(crate) type Parse<T> = Result<T, Box<Diagnostic>>;

/// The repeats around a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The variable of each, outermost first; `None` where there is none.
    repeats: Vec<Option<String>>,
    /// How many of them could not be read, so that any variable may be theirs.
    unread: usize,
}

impl Scope {
    pub(crate) fn enter(&mut self, variable: Option<&Word>) {
        self.repeats.push(variable.map(|word| word.text.clone()));
    }

    pub(crate) fn leave(&mut self) {
        self.repeats.pop();
    }

    pub(crate) fn enter_unread(&mut self, count: usize) {
        self.unread += count;
    }

    /// How many repeats enclose the place.
    pub(crate) fn depth(&self) -> usize {
        self.repeats.len() + self.unread
    }
}

/// A position in a line.
pub(crate) struct Cursor<'a> {
    lexer: Lexer<'a>,
    next: Token,
    first: Span,
    last: Option<Span>,
    pub(crate) scope: Scope,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(line: &'a str, start: usize, scope: Scope) -> Self {
        let mut lexer = Lexer::new(line, start);
        let next = lexer.next_token();
        Self { first: next.span, last: None, next, lexer, scope }
    }

    /// The token ahead.
    pub(crate) fn peek(&self) -> &TokenKind {
        &self.next.kind
    }

    /// Where the token ahead stands.
    pub(crate) fn span(&self) -> Span {
        self.next.span
    }

    /// The source of the token ahead.
    pub(crate) fn source(&self) -> &'a str {
        self.lexer.slice(self.next.span)
    }

    pub(crate) fn bump(&mut self) -> Token {
        let next = self.lexer.next_token();
        let token = std::mem::replace(&mut self.next, next);
        self.last = Some(token.span);
        token
    }

    /// From the first token to the last one that was taken.
    pub(crate) fn consumed(&self) -> Span {
        self.last.map_or(Span::new(self.first.range().start, 0), |last| self.first.to(last))
    }

    /// From a place to the last token that was taken.
    pub(crate) fn since(&self, start: Span) -> Span {
        self.last.map_or(start, |last| start.to(last))
    }

    /// Whether the token ahead stands right behind the last one, without a blank.
    pub(crate) fn is_glued(&self) -> bool {
        self.last.is_some_and(|last| last.end == self.next.span.start)
    }

    /// The comment ahead.
    pub(crate) fn comment(&self) -> Option<String> {
        (self.next.kind == TokenKind::Comment).then(|| self.source().trim_end().to_owned())
    }

    pub(crate) fn at_line_end(&self) -> bool {
        matches!(self.next.kind, TokenKind::End | TokenKind::Comment)
    }

    /// Whether a statement must end here.
    pub(crate) fn at_stop(&self) -> bool {
        self.at_line_end() || self.at(Symbol::Semicolon) || self.at(Symbol::BraceClose)
    }

    pub(crate) fn at(&self, symbol: Symbol) -> bool {
        self.next.kind == TokenKind::Symbol(symbol)
    }

    pub(crate) fn at_any_word(&self) -> bool {
        self.next.kind == TokenKind::Word
    }

    pub(crate) fn at_word(&self, word: &str) -> bool {
        self.at_any_word() && self.source() == word
    }

    /// Takes a symbol if it is ahead, and gives its place.
    pub(crate) fn eat(&mut self, symbol: Symbol) -> Option<Span> {
        self.at(symbol).then(|| self.bump().span)
    }

    /// Takes a word if it is ahead.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let there = self.at_word(word);
        if there {
            self.bump();
        }
        there
    }

    /// Takes any word, if one is ahead.
    pub(crate) fn take_word(&mut self) -> Option<Word> {
        self.at_any_word().then(|| Word { text: self.source().to_owned(), span: self.bump().span })
    }

    pub(crate) fn expect(&mut self, symbol: Symbol) -> Parse<Span> {
        match self.eat(symbol) {
            Some(span) => Ok(span),
            None => Err(self.unexpected(one_of(&[symbol.as_str()]))),
        }
    }

    pub(crate) fn expect_line_end(&self) -> Parse<()> {
        if self.at_line_end() {
            return Ok(());
        }
        if let TokenKind::Bad(error) = self.next.kind {
            return Err(self.bad(error));
        }
        let message = message!("nothing may follow here, but {} does", self.found());
        Err(Box::new(
            Diagnostic::error(Code::TrailingText, self.span(), message).expecting(text!("the end of the line")),
        ))
    }

    /// "Expected this, found that", at the token ahead.
    pub(crate) fn unexpected(&self, expected: impl Into<Message>) -> Box<Diagnostic> {
        if let TokenKind::Bad(error) = self.next.kind {
            return self.bad(error);
        }
        let expected = expected.into();
        let message = message!("expected {}, found {}", expected.clone(), self.found());
        Box::new(Diagnostic::error(Code::Unexpected, self.span(), message).expecting(expected))
    }

    /// A word that is none of a list: names the list, and the one that is close.
    pub(crate) fn none_of(&self, code: Code, what: impl Into<Phrase>, words: &[&'static str]) -> Box<Diagnostic> {
        if !self.at_any_word() {
            return self.unexpected(message!("{}: {}", what, one_of(words)));
        }
        let message = message!("`{}` is no {}", shorten(self.source()), what);
        let diagnostic = Diagnostic::error(code, self.span(), message).expecting(one_of(words));
        Box::new(diagnostic.suggest(closest(self.source(), words.iter().copied())))
    }

    /// Whether a hole may name this variable here.
    pub(crate) fn check_variable(&self, variable: &str, span: Span) -> Parse<()> {
        let mut known = self.scope.repeats.iter().flatten();
        if self.scope.unread > 0 || known.any(|known| known == variable) {
            return Ok(());
        }
        let message = message!("no `repeat` around this line counts with `{}`", shorten(variable));
        let known = self.scope.repeats.iter().flatten().map(String::as_str);
        let diagnostic = Diagnostic::error(Code::UnknownVariable, span, message);
        Err(Box::new(match closest(variable, known) {
            Some(known) => diagnostic.help(message!("did you mean `{}`?", format!("{{{known}}}"))),
            None => diagnostic.help(text!("a hole such as `{i}` stands inside of `repeat N as i { ... }`")),
        }))
    }

    /// The token ahead, for people.
    pub(crate) fn found(&self) -> Phrase {
        match self.next.kind {
            TokenKind::End => text!("the end of the line").into(),
            TokenKind::Comment => text!("a comment").into(),
            TokenKind::Text(_) => text!("a text").into(),
            TokenKind::Word
            | TokenKind::Number { .. }
            | TokenKind::Hole(_)
            | TokenKind::Byte(_)
            | TokenKind::Symbol(_)
            | TokenKind::Bad(_) => format!("`{}`", shorten(self.source())).into(),
        }
    }

    fn bad(&self, error: LexError) -> Box<Diagnostic> {
        let span = self.span();
        Box::new(match error {
            LexError::UnterminatedText => unterminated(self.source(), span),
            LexError::UnterminatedByte => {
                Diagnostic::error(Code::UnterminatedText, span, text!("this byte has no closing `'` on its line"))
                    .help(text!("a byte is written `'A'`, a text `\"hello\"`"))
            }
            LexError::BadEscape => Diagnostic::error(Code::BadEscape, span, text!("a `\\` here begins no escape"))
                .expecting(one_of(&["\\n", "\\t", "\\0", "\\\\", "\\\"", "\\'", "\\x41"])),
            LexError::NotOneByte => {
                Diagnostic::error(Code::BadByte, span, text!("between `'` and `'` stands one byte"))
                    .help(text!("a text of several bytes is written `\"hello\"`"))
            }
            LexError::Character(c) => unknown_character(c, span),
            LexError::Dressed(c) => dressed(c, self.source(), span),
        })
    }
}

fn unknown_character(c: char, span: Span) -> Diagnostic {
    let shown = if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") };
    let diagnostic =
        Diagnostic::error(Code::UnknownCharacter, span, message!("{} means nothing in the language", shown));
    match plain_form(c) {
        Some(plain) => diagnostic.fix(message!("write the plain `{}`", plain.to_string()), span, plain),
        None if c == '/' => diagnostic.help(text!("a comment begins with `#`")),
        None => diagnostic,
    }
}

/// A text whose quotes a word processor has dressed up: both are put right at once.
fn dressed(first: char, source: &str, span: Span) -> Diagnostic {
    let diagnostic = unknown_character(first, span);
    let Some(quote) = plain_quote(first) else { return diagnostic };
    let inside: String = source.chars().filter(|c| *c != quote && plain_quote(*c) != Some(quote)).collect();
    diagnostic.fix(message!("write the plain `{}`", quote.to_string()), span, format!("{quote}{inside}{quote}"))
}

/// A text that nothing closes. Where only its last quote is dressed up, that one is meant.
fn unterminated(source: &str, span: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::UnterminatedText, span, text!("this text has no closing `\"` on its line"));
    let whole = source.trim_end();
    let end = span.range().start + whole.len();
    match whole.chars().next_back().filter(|last| plain_quote(*last) == Some('"')) {
        Some(last) => {
            let place = Span::new(end - last.len_utf8(), end);
            diagnostic.fix(message!("write the plain `{}`", '"'.to_string()), place, '"')
        }
        None if whole.contains(['#', '\\']) => diagnostic,
        None => diagnostic.fix(text!("close it with `\"`"), Span::new(end, end), '"'),
    }
}

/// The ASCII character that an input method or a word processor has dressed up.
fn plain_form(c: char) -> Option<char> {
    match c {
        '\u{2013}' | '\u{2014}' | '\u{2212}' => Some('-'),
        '\u{3010}' => Some('['),
        '\u{3011}' => Some(']'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => plain_quote(c),
    }
}

/// A piece of the source, short enough for a message.
pub(crate) fn shorten(source: &str) -> String {
    const MOST: usize = 32;
    let mut chars = source.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let head: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        format!("{head}…")
    } else {
        head
    }
}
