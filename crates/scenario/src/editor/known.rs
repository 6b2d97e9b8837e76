//! The names that the lines of a script give, for highlighting and completion.

use litemap::LiteMap;

use super::place::makes_process;
use crate::ast::{Act, Statement};
use crate::expand;
use crate::lexer::{Lexer, TokenKind};
use crate::symbol::Symbol;
use crate::word_set::WordSet;
use crate::words::{BRK_VMA, PROGRAM_VMAS};

/// How many statements of a repeat are read for the names that they give.
const LINES: usize = 2000;

/// The names that a text gives.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Processes, in the order in which they are started.
    pub(super) processes: Vec<String>,
    vmas: LiteMap<String, WordSet>,
    pub(super) files: Vec<String>,
    pub(super) programs: Vec<String>,
    pub(super) groups: Vec<String>,
}

impl Known {
    /// Reads the names of the lines before a place. Lines that are wrong give none, and of very long repeats only the first rounds do: nobody chooses
    /// among thousands.
    pub(super) fn of(text: &str) -> Self {
        let (script, _) = crate::parser::parse_syntax(text);
        let mut known = Self::default();
        for line in expand::beginnings(&script, LINES) {
            known.line(&line.statement);
        }
        known
    }

    /// The mappings of a process.
    pub(super) fn vmas(&self, process: &str) -> impl Iterator<Item = &str> {
        self.vmas.get(process).into_iter().flat_map(WordSet::iter).map(String::as_str)
    }

    fn line(&mut self, statement: &Statement) {
        match statement {
            Statement::Process { name, program } => {
                self.processes.push(name.text.clone());
                if program.is_some() {
                    self.vmas.entry(name.text.clone()).or_default().extend(PROGRAM_VMAS.map(str::to_owned));
                }
            }
            Statement::Program(program) => self.programs.push(program.name.text.clone()),
            Statement::File { name, .. } | Statement::Memfd { name, .. } => self.files.push(name.text.clone()),
            Statement::Cgroup { name, .. } => self.groups.push(name.text.clone()),
            Statement::Act { process, act } => self.act(&process.text, act),
            Statement::Title(_)
            | Statement::Machine(_)
            | Statement::Reclaim(_)
            | Statement::Ksm
            | Statement::Khugepaged
            | Statement::DropCaches
            | Statement::Note(_)
            | Statement::Ask { .. }
            | Statement::Expect(_) => {}
        }
    }

    fn act(&mut self, process: &str, act: &Act) {
        let vmas = self.vmas.entry(process.to_owned()).or_default();
        match act {
            Act::Mmap(mmap) => {
                vmas.insert(mmap.name.text.clone());
            }
            Act::Mremap(mremap) => vmas.extend(mremap.to.iter().map(|to| to.text.clone())),
            Act::Brk(_) => {
                vmas.insert(BRK_VMA.to_owned());
            }
            Act::Exec(_) => vmas.extend(PROGRAM_VMAS.map(str::to_owned)),
            Act::Fork(child) | Act::Vfork(child) | Act::Thread(child) => {
                let inherited = vmas.clone();
                self.processes.push(child.text.clone());
                self.vmas.insert(child.text.clone(), inherited);
            }
            Act::Spawn(child, _) => {
                self.processes.push(child.text.clone());
                self.vmas.insert(child.text.clone(), PROGRAM_VMAS.into_iter().map(str::to_owned).collect());
            }
            Act::Munmap(_)
            | Act::Mprotect(..)
            | Act::Madvise(..)
            | Act::Mlock(_)
            | Act::Munlock(_)
            | Act::File(_)
            | Act::Vmsplice(_)
            | Act::Unsplice
            | Act::Pin(_)
            | Act::Unpin
            | Act::Dma(_)
            | Act::Read(_)
            | Act::Write(..)
            | Act::Touch(_)
            | Act::Bind(_)
            | Act::Exit(_)
            | Act::PthreadExit
            | Act::Wait(_)
            | Act::Kill(_) => {}
        }
    }
}

/// The processes of a text in the order in which their names are given, with holes as they are written. Reads words only,
/// so that a line that is wrong elsewhere still gives its name.
pub(super) fn process_names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut lexer = Lexer::new(line, 0);
        let (mut before, mut starts) = ("", true);
        loop {
            let token = lexer.next_token();
            let source = lexer.slice(token.span);
            match token.kind {
                TokenKind::Word => {
                    if (before == "process" || makes_process(before)) && !names.contains(&source) {
                        names.push(source);
                    }
                    before = if starts { source } else { "" };
                    starts = false;
                }
                TokenKind::Symbol(Symbol::Colon | Symbol::Semicolon | Symbol::BraceOpen) => {
                    starts = true;
                    before = "";
                }
                TokenKind::End | TokenKind::Comment => break,
                TokenKind::Number { .. }
                | TokenKind::Hole(_)
                | TokenKind::Text(_)
                | TokenKind::Byte(_)
                | TokenKind::Bad(_)
                | TokenKind::Symbol(_) => before = "",
            }
        }
    }
    names
}
