//! The tree of a script: one item per line, a span on every node, comments and blank lines kept.
//!
//! Key types: [`Script`], [`Item`], [`Statement`], [`Act`]. The parser builds it, the printer writes it back, `expand` unrolls it.
//! The rule it keeps: what was written is told apart from what was left out (`Option`), so that printing gives back what was meant.

mod act;
mod expression;
mod file;
mod value;

pub use act::{Act, Advice, Backing, Bind, Mmap, Mremap, Perm, Place, Sharing, Touch};
pub use expression::{Call, Comparison, Expression, PageRef, Query, Term};
pub use file::{FileAct, Payload};
pub use value::{Name, Number, NumberValue, Pages, Range, Size, Text, Unit, Value, Word};

use std::sync::Arc;

use crate::machine_key::MachineKey;
use crate::span::Span;

/// A whole script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Its lines.
    pub items: Vec<Item>,
}

/// One line, or a `repeat` with the lines inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its first line, counted from 1; 0 in an item that stands in no text.
    pub line: u32,
    /// Where it stands, without the comment behind it.
    pub span: Span,
    /// What stands there.
    pub body: Body,
    /// The comment at the end of the (first) line, with its `#`.
    pub comment: Option<String>,
}

impl Item {
    /// Makes an item that stands in no text yet.
    pub fn of(statement: Statement) -> Self {
        Self { line: 0, span: Span::default(), body: Body::Statement(Arc::new(statement)), comment: None }
    }
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A blank line, or one with a comment only.
    Empty,
    /// A statement.
    /// It is shared with the lines that it is unrolled to.
    Statement(Arc<Statement>),
    /// Statements that are run several times.
    Repeat(Repeat),
    /// A line that could not be read, as it was written.
    Invalid(String),
}

/// `repeat N as i { ... }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// How many rounds.
    pub count: u64,
    /// Where the count stands.
    pub count_span: Span,
    /// The variable that counts the rounds from 0.
    pub variable: Option<Word>,
    /// What is repeated.
    pub block: Block,
}

/// The inside of a `repeat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Written on lines of its own.
    Lines {
        /// The lines.
        items: Vec<Item>,
        /// The comment behind the closing brace, with its `#`.
        close: Option<String>,
    },
    /// Written on one line, separated by `;`.
    Inline(Vec<Item>),
}

impl Block {
    /// What is repeated, however it is written.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::Lines { items, .. } | Self::Inline(items) => items,
        }
    }
}

/// One act, or one word of the scenario about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `title "..."`
    Title(Text),
    /// `machine KEY=VALUE ...`
    Machine(Vec<Setting>),
    /// `process NAME [PROGRAM]`
    Process {
        /// The new process.
        name: Name,
        /// What it runs.
        program: Option<Name>,
    },
    /// `program NAME text=SIZE data=SIZE bss=SIZE stack=SIZE`
    Program(Program),
    /// `file NAME SIZE [cold] [ro]`
    File {
        /// The new file.
        name: Name,
        /// How large it is.
        size: Size,
        /// Whether its pages are not in the page cache.
        cold: bool,
        /// Whether it is opened for reading only.
        read_only: bool,
    },
    /// `memfd NAME SIZE`
    Memfd {
        /// The new file.
        name: Name,
        /// How large it is.
        size: Size,
    },
    /// `drop_caches`
    DropCaches,
    /// `cgroup NAME [limit=SIZE] [pids=N]`
    Cgroup {
        /// The new group.
        name: Name,
        /// `memory.max`; none when not said.
        limit: Option<Size>,
        /// `pids.max`; none when not said.
        pids: Option<Number>,
    },
    /// `reclaim SIZE`
    Reclaim(Size),
    /// `ksm`
    Ksm,
    /// `khugepaged`
    Khugepaged,
    /// `note "..."`
    Note(Text),
    /// `ask "..." ANSWER`
    Ask {
        /// The question.
        question: Text,
        /// What is right.
        answer: Term,
    },
    /// `expect EXPR`
    Expect(Expression),
    /// `process: verb ...`
    Act {
        /// Who acts.
        process: Name,
        /// What it does.
        act: Act,
    },
}

impl Statement {
    /// The name of the process or thread that it makes.
    pub fn makes(&self) -> Option<&Name> {
        match self {
            Statement::Process { name, .. } => Some(name),
            Statement::Act { act, .. } => act.makes(),
            Statement::Title(_)
            | Statement::Machine(_)
            | Statement::Program(_)
            | Statement::File { .. }
            | Statement::Memfd { .. }
            | Statement::DropCaches
            | Statement::Cgroup { .. }
            | Statement::Reclaim(_)
            | Statement::Ksm
            | Statement::Khugepaged
            | Statement::Note(_)
            | Statement::Ask { .. }
            | Statement::Expect(_) => None,
        }
    }

    /// Whoever acts in it, or is started by it.
    pub fn actor(&self) -> Option<&Name> {
        if let Statement::Act { process, .. } = self {
            return Some(process);
        }
        self.makes()
    }
}

/// `KEY=VALUE` of a `machine` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What is set.
    pub key: MachineKey,
    /// Where key and value stand.
    pub span: Span,
    /// What it is set to.
    pub value: SettingValue,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// An amount of memory.
    Size(Size),
    /// A number.
    Number(Number),
    /// One of the key's words.
    Word(Word),
}

/// What `process`, `exec` and `spawn` load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name.
    pub name: Name,
    /// Machine code: read and execute, from a file.
    pub text: Option<Size>,
    /// Initialised data: private, writable, from a file.
    pub data: Option<Size>,
    /// Zeroed data: private, anonymous.
    pub bss: Option<Size>,
    /// The stack: private, anonymous.
    pub stack: Option<Size>,
}
