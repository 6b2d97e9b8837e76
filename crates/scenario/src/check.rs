//! Names: every process, mapping, file and program that a line uses must have been given before.
//!
//! The rule it keeps: no false alarms. What depends on the run (a fork that fails, a process that a signal ended or that
//! sleeps in `wait`) is left to the run; an error here is an error whatever happens.

mod act;
mod known;
mod machine;
mod room;
mod unread;

use std::rc::Rc;

use forkscope_sim::PageSize;
use litemap::LiteMap;

use crate::ast::{Name, PageRef, Query, Script, Statement, Term};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::expand::PlannedLine;
use crate::name_map::NameMap;
use crate::parser::shorten;
use crate::plan::settings;
use crate::word_set::WordSet;
use crate::words::PROGRAM_VMAS;
use known::{given_twice, unknown};

/// Checks the names of an unrolled script.
pub(crate) fn check(script: &Script, lines: &[PlannedLine], diagnostics: &mut Diagnostics) {
    let mut unread = WordSet::default();
    unread::words_of_invalid_lines(&script.items, &mut unread);
    let page = settings::page(lines);
    let mut checker = Checker {
        unread,
        first_lines: first_lines(lines),
        processes: NameMap::new(),
        spaces: Vec::new(),
        programs: LiteMap::new(),
        files: LiteMap::new(),
        groups: LiteMap::new(),
        machine: machine::MachineChecker::new(page),
        page,
        diagnostics,
    };
    for line in lines {
        checker.line(line);
    }
    let wrong = checker.machine.finish();
    checker.report(wrong);
}

/// The line that starts each process, wherever it stands.
fn first_lines(lines: &[PlannedLine]) -> NameMap<u32> {
    let mut first = NameMap::new();
    for line in lines {
        if let Some(name) = line.statement.makes().filter(|name| first.get(&name.text).is_none()) {
            first.insert(&name.text, line.line);
        }
    }
    first
}

#[derive(Clone, Default)]
struct Process {
    /// The line that starts it.
    line: u32,
    parent: Option<String>,
    /// The line after which it certainly runs no more.
    exited: Option<u32>,
    /// Whether a `wait` before may leave it asleep, so that its next acts may not happen.
    may_sleep: bool,
    /// Whether it, or an ancestor, shares its address space: any of those that do may wait for its children.
    shares: bool,
    /// Its address space: a number in [`Checker::spaces`].
    space: usize,
}

/// The names of an address space, which threads and the child of a vfork share. They are never parted again: a child that calls exec may not get there.
#[derive(Clone, Default)]
struct Space {
    vmas: Rc<WordSet>,
    /// Whether it may have mappings that are not known here.
    open_ended: bool,
}

struct Checker<'a> {
    unread: WordSet,
    first_lines: NameMap<u32>,
    processes: NameMap<Process>,
    spaces: Vec<Space>,
    programs: LiteMap<String, Vec<&'static str>>,
    files: LiteMap<String, u32>,
    groups: LiteMap<String, u32>,
    machine: machine::MachineChecker,
    page: PageSize,
    diagnostics: &'a mut Diagnostics,
}

impl Checker<'_> {
    fn line(&mut self, line: &PlannedLine) {
        match line.statement.as_ref() {
            Statement::Title(text) => {
                let wrong = self.machine.title(text.span);
                self.report(wrong);
            }
            Statement::Machine(settings) => {
                for wrong in self.machine.settings(settings) {
                    self.report(Some(wrong));
                }
            }
            Statement::Note(_) => {}
            Statement::Reclaim(_) | Statement::Ksm | Statement::Khugepaged | Statement::DropCaches => {
                self.machine.start();
            }
            Statement::Program(program) => self.program(program),
            Statement::File { name, .. } | Statement::Memfd { name, .. } => {
                self.file(name, line.line);
            }
            Statement::Cgroup { name, .. } => self.group(name, line.line),
            Statement::Process { name, program } => self.process(name, program.as_ref(), line.line),
            Statement::Ask { answer, .. } => self.term(answer),
            Statement::Expect(expression) => {
                self.term(&expression.left);
                if let Some((_, right)) = &expression.compare {
                    self.term(right);
                }
            }
            Statement::Act { process, act } => self.act(process, act, line.line),
        }
    }

    fn report(&mut self, diagnostic: Option<Diagnostic>) {
        if let Some(diagnostic) = diagnostic {
            self.diagnostics.push(diagnostic);
        }
    }

    fn program(&mut self, program: &crate::ast::Program) {
        let parts = [&program.text, &program.data, &program.bss, &program.stack];
        let vmas = PROGRAM_VMAS.into_iter().zip(parts);
        let vmas = vmas.filter(|(_, part)| part.is_some()).map(|(name, _)| name).collect();
        if self.programs.insert(program.name.text.clone(), vmas).is_some() {
            self.report(Some(given_twice(text!("program"), &program.name)));
        }
    }

    fn file(&mut self, name: &Name, line: u32) {
        self.machine.start();
        if self.files.insert(name.text.clone(), line).is_some() {
            self.report(Some(given_twice(text!("file"), name)));
        }
    }

    fn group(&mut self, name: &Name, line: u32) {
        self.machine.start();
        if self.groups.insert(name.text.clone(), line).is_some() {
            self.report(Some(given_twice(text!("control group"), name)));
        }
    }

    fn process(&mut self, name: &Name, program: Option<&Name>, line: u32) {
        self.machine.start();
        let process = Process { line, space: self.space(Space::default()), ..Process::default() };
        if let Some(program) = program {
            self.load(program, &process);
        }
        self.start(name, process);
    }

    fn start(&mut self, name: &Name, process: Process) {
        match self.processes.get(&name.text) {
            Some(earlier) => {
                let message =
                    message!("a process `{}` is started in line {} already", shorten(&name.text), earlier.line);
                let diagnostic = Diagnostic::error(Code::DuplicateName, name.span, message);
                self.report(Some(
                    diagnostic.help(text!("a name stands for one process; inside of `repeat`, name them `w{i}`")),
                ));
            }
            None => {
                self.processes.insert(&name.text, process);
            }
        }
    }

    /// A new address space.
    fn space(&mut self, space: Space) -> usize {
        self.spaces.push(space);
        self.spaces.len() - 1
    }

    /// Adds names to what a process has mapped.
    fn map(&mut self, process: &Process, names: impl IntoIterator<Item = String>) {
        Rc::make_mut(&mut self.spaces[process.space].vmas).extend(names);
    }

    /// Adds the mappings of a program.
    fn load(&mut self, program: &Name, process: &Process) {
        match self.programs.get(&program.text).cloned() {
            Some(vmas) => self.map(process, vmas.into_iter().map(str::to_owned)),
            None => {
                self.spaces[process.space].open_ended = true;
                let names = self.programs.keys().map(String::as_str);
                let wrong =
                    unknown(Code::UnknownProgram, text!("program"), program, names, "program NAME text=SIZE ...");
                self.report_unless_unread(program, wrong);
            }
        }
    }

    fn term(&mut self, term: &Term) {
        let Term::Call(call) = term else {
            return;
        };
        match &call.query {
            Query::Page(_, page) => self.page(page),
            Query::Same(one, other) => {
                self.page(one);
                self.page(other);
            }
            Query::Process(_, name) => {
                self.known_process(name);
            }
            Query::Group(_, name) => self.known_group(name),
            Query::File(_, name) => self.known_file(name),
            Query::Machine(_) => {}
        }
    }

    fn page(&mut self, page: &PageRef) {
        self.known_process(&page.process);
        if let Some(known) = self.processes.get(&page.process.text).cloned() {
            self.range(&known, &page.range);
        }
    }
}
