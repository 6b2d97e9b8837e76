//! The punctuation of the language.

macro_rules! symbols {
    ($($(#[$doc:meta])* $name:ident $text:literal),+ $(,)?) => {
        /// A punctuation mark.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Symbol { $($(#[$doc])* $name),+ }

        impl Symbol {
            /// All of them; a mark that begins with another one stands before it.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// How it is written.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

symbols! {
    /// Before the new name in `mremap`.
    Arrow "->",
    /// Before a number below zero.
    Minus "-",
    /// `..` between page numbers.
    DotDot "..",
    /// Equal.
    EqEq "==",
    /// Not equal.
    Ne "!=",
    /// At most.
    Le "<=",
    /// At least.
    Ge ">=",
    /// Less than.
    Lt "<",
    /// More than.
    Gt ">",
    /// Between a key and its value.
    Eq "=",
    /// Between a process and what it does.
    Colon ":",
    /// Opens page numbers.
    BracketOpen "[",
    /// Closes page numbers.
    BracketClose "]",
    /// Between a process and its mapping.
    Dot ".",
    /// Before an offset.
    Plus "+",
    /// Opens arguments.
    ParenOpen "(",
    /// Closes arguments.
    ParenClose ")",
    /// Between arguments.
    Comma ",",
    /// Per cent.
    Percent "%",
    /// Opens the lines of a `repeat`.
    BraceOpen "{",
    /// Closes the lines of a `repeat`.
    BraceClose "}",
    /// Between statements of a `repeat` on one line.
    Semicolon ";",
    /// Before the page of a file.
    At "@",
}

impl Symbol {
    /// The symbol that a text starts with.
    pub(crate) fn at_start(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|symbol| text.starts_with(symbol.as_str()))
    }
}
