//! What `expect` holds to be true and what `ask` takes as the answer.

use super::act::spelled;
use super::value::{Name, Number, Range, Size, Text, Word};
use crate::functions::{FileFunction, Function, GroupFunction, MachineFunction, PageFunction, ProcessFunction};
use crate::span::Span;

/// `[not] TERM [OP TERM]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Whether `not` stands before it.
    pub negated: bool,
    /// The left side, or the whole of a predicate.
    pub left: Term,
    /// The comparison with the right side.
    pub compare: Option<(Comparison, Term)>,
}

spelled! {
    /// How two terms are compared.
    Comparison {
        /// Equal.
        Equal "==",
        /// Not equal.
        NotEqual "!=",
        /// Less.
        Less "<",
        /// Less or equal.
        AtMost "<=",
        /// More.
        More ">",
        /// More or equal.
        AtLeast ">=",
    }
}

/// A value, written out or computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `3`
    Number(Number),
    /// `12K`
    Size(Size),
    /// `"text"`
    Text(Text),
    /// `'A'`
    Char(u8, Span),
    /// `running`, `ok`, `ENOMEM`, `yes`
    Word(Word),
    /// `refcount(parent.heap[1])`, `frames_used`
    Call(Call),
}

impl Term {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Number(number) => number.span,
            Self::Size(size) => size.span,
            Self::Text(text) => text.span,
            Self::Char(_, span) => *span,
            Self::Word(word) => word.span,
            Self::Call(call) => call.span,
        }
    }
}

/// A function with what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is computed, of what.
    pub query: Query,
    /// Where it stands.
    pub span: Span,
}

/// What is computed, of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Something of a page.
    Page(PageFunction, Box<PageRef>),
    /// Whether two pages are mapped to one frame.
    Same(Box<PageRef>, Box<PageRef>),
    /// Something of a process.
    Process(ProcessFunction, Name),
    /// Something of a control group.
    Group(GroupFunction, Name),
    /// Something of a file.
    File(FileFunction, Name),
    /// Something of the machine, or of the last command.
    Machine(MachineFunction),
}

impl Query {
    /// The function that computes it.
    pub fn function(&self) -> Function {
        match self {
            Self::Page(function, _) => Function::Page(*function),
            Self::Same(..) => Function::Same,
            Self::Process(function, _) => Function::Process(*function),
            Self::Group(function, _) => Function::Group(*function),
            Self::File(function, _) => Function::File(*function),
            Self::Machine(function) => Function::Machine(*function),
        }
    }
}

/// `PROCESS.RANGE`, the range being one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRef {
    /// Whose.
    pub process: Name,
    /// Which.
    pub range: Range,
}
