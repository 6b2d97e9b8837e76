//! What is wrong with a script: where, what was expected, and what may have been meant.
//!
//! Key types: [`Diagnostic`], [`Code`], [`Diagnostics`]. `render` draws them as plain text.

use std::fmt;

use forkscope_lang::Lang;

use crate::span::{LineIndex, Position, Span};
use crate::wording::{Message, Template};

/// How many diagnostics are listed; of the rest only the number is kept.
pub(crate) const MAX_DIAGNOSTICS: usize = 200;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// The line and column where it starts.
    pub position: Position,
    /// What is wrong, in a sentence without a full stop.
    pub message: Message,
    /// What would have been right there, as a phrase ("a size such as `3 pages`").
    pub expected: Option<Message>,
    /// What may help.
    pub help: Option<Fix>,
}

/// A way out: words, and where possible the text that mends the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to do, in a sentence without a full stop.
    pub text: Message,
    /// The text to put in the place of a part of the script.
    pub replacement: Option<(Span, String)>,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The script runs, and does what Linux does; that may not be what was meant.
    Warning,
    /// Nothing of the script is run.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word().say(Lang::En))
    }
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static Template {
        match self {
            Self::Warning => text!("warning"),
            Self::Error => text!("error"),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $text:literal),+ $(,)?) => {
        /// The kinds of diagnostics; each has a stable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable name, as in `error[unknown-verb]`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

codes! {
    /// The script is larger than the parser takes.
    ScriptTooLong "script-too-long",
    /// The repeats make more lines than are run.
    TooManyCommands "too-many-commands",
    /// `repeat` within `repeat` within `repeat`, too often.
    TooDeep "too-deep",
    /// A `{` without its `}`.
    UnclosedRepeat "unclosed-repeat",
    /// A `}` without its `{`.
    StrayBrace "stray-brace",
    /// A quote without its partner.
    UnterminatedText "unterminated-text",
    /// A backslash followed by something that is no escape.
    BadEscape "bad-escape",
    /// A byte between single quotes that is not one byte.
    BadByte "bad-byte",
    /// A character that means nothing in the language.
    UnknownCharacter "unknown-character",
    /// Something else stands where a part of a line was expected.
    Unexpected "unexpected",
    /// Something stands behind the end of a statement.
    TrailingText "trailing-text",
    /// A line starts with a word that starts no line.
    UnknownWord "unknown-word",
    /// A process is told to do something that the language has no word for.
    UnknownVerb "unknown-verb",
    /// A word of the language that this version cannot run.
    NotYet "not-yet",
    /// An option, key or one of a list of words that does not exist.
    UnknownOption "unknown-option",
    /// An option that was given before.
    DuplicateOption "duplicate-option",
    /// A function that does not exist.
    UnknownFunction "unknown-function",
    /// A size without its unit.
    MissingUnit "missing-unit",
    /// A number that is larger or smaller than what its place takes.
    NumberOutOfRange "number-out-of-range",
    /// A page range that ends before it starts, or an offset behind the end.
    BadRange "bad-range",
    /// A name that is too long or holds what names do not hold.
    BadName "bad-name",
    /// Two sides of a comparison that cannot be compared.
    BadComparison "bad-comparison",
    /// A hole whose variable no enclosing `repeat` has.
    UnknownVariable "unknown-variable",
    /// A process that nothing starts.
    UnknownProcess "unknown-process",
    /// A mapping that the process never had.
    UnknownVma "unknown-vma",
    /// A program that is not described before.
    UnknownProgram "unknown-program",
    /// A file that is not made before.
    UnknownFile "unknown-file",
    /// A control group that is not made before.
    UnknownGroup "unknown-group",
    /// A name that is given twice.
    DuplicateName "duplicate-name",
    /// A process that acts after it has exited.
    AfterExit "after-exit",
    /// A statement that has its place at the head of the script.
    Misplaced "misplaced",
    /// `wait` for a process that is no child.
    NotAChild "not-a-child",
    /// A text that does not fit where it is written.
    TextTooLong "text-too-long",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, span: Span, message: impl Into<Message>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            position: Position::default(),
            message: message.into(),
            expected: None,
            help: None,
        }
    }

    /// A warning.
    pub fn warning(code: Code, span: Span, message: impl Into<Message>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// What was expected, as it stands beside the place.
    pub fn expectation(&self) -> Option<Message> {
        self.expected.clone().map(|expected| message!("expected {}", expected))
    }

    /// Whether the message itself says what was expected.
    pub fn says_expected(&self) -> bool {
        let expected = self.expected.as_ref().map(|expected| expected.say(Lang::En));
        expected.is_some_and(|expected| self.message.say(Lang::En).contains(&expected))
    }

    /// Adds what was expected.
    #[must_use]
    pub(crate) fn expecting(mut self, expected: impl Into<Message>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds words that help.
    #[must_use]
    pub fn help(mut self, text: impl Into<Message>) -> Self {
        self.help = Some(Fix { text: text.into(), replacement: None });
        self
    }

    /// Adds words that help and the text that mends the script.
    #[must_use]
    pub fn fix(mut self, text: impl Into<Message>, span: Span, replacement: impl Into<String>) -> Self {
        self.help = Some(Fix { text: text.into(), replacement: Some((span, replacement.into())) });
        self
    }

    /// Adds "did you mean ...", if there is something close.
    #[must_use]
    pub(crate) fn suggest(self, suggestion: Option<&str>) -> Self {
        match suggestion {
            Some(word) => {
                let span = self.span;
                self.fix(message!("did you mean `{}`?", word), span, word)
            }
            None => self,
        }
    }
}

/// The diagnostics of a script, in the order of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    omitted: usize,
    errors: usize,
}

impl Diagnostics {
    /// The diagnostics that are listed.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// How many more there are.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Whether the script may be run.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds one, unless the same is said about the same place already.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let same = |other: &Diagnostic| other.code == diagnostic.code && other.span == diagnostic.span;
        if self.list.iter().any(same) {
            return;
        }
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
        }
        if self.list.len() < MAX_DIAGNOSTICS {
            self.list.push(diagnostic);
        } else {
            self.omitted += 1;
        }
    }

    /// Sorts by place and works out lines and columns.
    pub(crate) fn locate(&mut self, text: &str) {
        let index = LineIndex::new(text);
        self.list.sort_by_key(|diagnostic| diagnostic.span);
        for diagnostic in &mut self.list {
            diagnostic.position = index.position(text, diagnostic.span.start as usize);
        }
    }
}
