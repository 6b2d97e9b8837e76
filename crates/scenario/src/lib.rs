//! The Forkscope scenario language: text to statements with exact error positions, and back; the run of a scenario; links.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`span`] | places in a script |
//! | `lexer`, `symbol`, [`hole`] | the pieces of a line |
//! | [`ast`] | the tree of a script |
//! | [`words`], [`machine_key`], [`functions`] | the tables of the language: what starts a line, what processes do, what `expect` computes |
//! | [`diag`], [`render`], [`suggest`] | what is wrong with a script, for people |
//! | [`editor`] | colours and completion |
//! | [`link`] | scripts in links, and how a link presents them |
//! | [`policy`] | the words for the policies of the machine |
//! | [`print()`], [`expand`] | the tree as canonical text, and unrolled into the lines that are run |
//! | [`plan`] | what a script comes to before it runs: the machine, the lines, where mappings are placed |
//! | [`world`], [`names`], `resolve` | a running scenario: the machine, what the script calls things, lines to commands |
//! | [`evaluate`] | what `expect` and `ask` compute |
//! | [`outcome`], [`mod@run`] | what lines come to; whole runs |

#[macro_use]
pub mod wording;

pub mod ast;
mod check;
pub mod diag;
pub mod editor;
pub mod evaluate;
pub mod expand;
pub mod functions;
pub mod hole;
mod lexer;
pub mod link;
pub mod machine_key;
mod name_map;
pub mod names;
pub mod outcome;
mod parser;
pub mod plan;
pub mod policy;
mod print;
pub mod render;
mod resolve;
pub mod run;
pub mod span;
pub mod suggest;
mod symbol;
mod types;
mod visit;
mod word_set;
pub mod words;
pub mod world;
mod zh;

pub use ast::{Act, Script, Statement};
pub use diag::{Code, Diagnostic, Diagnostics, Severity};
pub use editor::{complete, highlight, Completion, CompletionKind, HighlightKind};
pub use evaluate::{Answer, Expectation, Figure, Value};
pub use expand::PlannedLine;
pub use names::Names;
pub use outcome::{CommandResult, Said, StepResult};
pub use parser::{MAX_DEPTH, MAX_SOURCE_BYTES};
pub use plan::Plan;
pub use print::{append, print};
pub use run::{run, Run, Runner};
pub use span::Span;
pub use world::World;

/// A script that was read: its tree, what it comes to, and everything that is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The tree. Lines that could not be read are in it as they were written.
    pub script: Script,
    /// What is run. Not to be run when there are errors.
    pub plan: Plan,
    /// What is wrong, in the order of the lines.
    pub diagnostics: Diagnostics,
}

/// Reads a script. Never fails; [`Parsed::diagnostics`] says what is wrong.
pub fn parse(text: &str) -> Parsed {
    let (script, mut diagnostics) = parser::parse_syntax(text);
    let lines = expand::expand(&script, &mut diagnostics);
    check::check(&script, &lines, &mut diagnostics);
    diagnostics.locate(text);
    let plan = Plan::new(&lines);
    Parsed { script, plan, diagnostics }
}
