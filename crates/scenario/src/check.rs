//! Names: every process, mapping, file and program that a line uses must have been given before.
//!
//! The rule it keeps: no false alarms. What depends on the run (a fork that fails, a process that a signal ended or that
//! sleeps in `wait`) is left to the run; an error here is an error whatever happens.

mod machine;
mod room;
mod unread;

use std::rc::Rc;

use litemap::LiteMap;

use crate::ast::{
    Act, Backing, Bind, FileAct, Mmap, Mremap, Name, PageRef, Payload, Place, Query, Range, Script, Statement, Term,
};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::expand::PlannedLine;
use crate::parser::shorten;
use crate::suggest::closest;
use crate::word_set::WordSet;
use crate::words::{BRK_VMA, PROGRAM_VMAS};

/// Checks the names of an unrolled script.
pub(crate) fn check(script: &Script, lines: &[PlannedLine], diagnostics: &mut Diagnostics) {
    let mut unread = WordSet::default();
    unread::words_of_invalid_lines(&script.items, &mut unread);
    let mut checker = Checker {
        unread,
        first_lines: first_lines(lines),
        processes: LiteMap::new(),
        programs: LiteMap::new(),
        files: LiteMap::new(),
        groups: LiteMap::new(),
        machine: machine::MachineChecker::default(),
        diagnostics,
    };
    for line in lines {
        checker.line(line);
    }
    let wrong = checker.machine.finish();
    checker.report(wrong);
}

/// The line that starts each process, wherever it stands.
fn first_lines(lines: &[PlannedLine]) -> LiteMap<String, u32> {
    let mut first = LiteMap::new();
    for line in lines {
        let name = match line.statement.as_ref() {
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
            | Statement::Note(_)
            | Statement::Ask { .. }
            | Statement::Expect(_) => None,
        };
        if let Some(name) = name {
            first.entry(name.text.clone()).or_insert(line.line);
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
    /// Whether it may have mappings that are not known here.
    open_ended: bool,
    vmas: Rc<WordSet>,
}

struct Checker<'a> {
    unread: WordSet,
    first_lines: LiteMap<String, u32>,
    processes: LiteMap<String, Process>,
    programs: LiteMap<String, Vec<&'static str>>,
    files: LiteMap<String, u32>,
    groups: LiteMap<String, u32>,
    machine: machine::MachineChecker,
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
            Statement::Reclaim(_) | Statement::Ksm | Statement::DropCaches => self.machine.start(),
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
            self.report(Some(given_twice("program", &program.name)));
        }
    }

    fn file(&mut self, name: &Name, line: u32) {
        self.machine.start();
        if self.files.insert(name.text.clone(), line).is_some() {
            self.report(Some(given_twice("file", name)));
        }
    }

    fn group(&mut self, name: &Name, line: u32) {
        self.machine.start();
        if self.groups.insert(name.text.clone(), line).is_some() {
            self.report(Some(given_twice("control group", name)));
        }
    }

    fn known_group(&mut self, name: &Name) {
        if !self.groups.contains_key(&name.text) {
            let names = self.groups.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownGroup, "control group", name, names, "cgroup NAME limit=SIZE");
            self.report_unless_unread(name, wrong);
        }
    }

    fn process(&mut self, name: &Name, program: Option<&Name>, line: u32) {
        self.machine.start();
        let mut process = Process { line, ..Process::default() };
        if let Some(program) = program {
            self.load(program, &mut process);
        }
        self.start(name, process);
    }

    fn start(&mut self, name: &Name, process: Process) {
        match self.processes.get(&name.text) {
            Some(earlier) => {
                let message =
                    format!("a process `{}` is started in line {} already", shorten(&name.text), earlier.line);
                let diagnostic = Diagnostic::error(Code::DuplicateName, name.span, message);
                self.report(Some(
                    diagnostic.help("a name stands for one process; inside of `repeat`, name them `w{i}`"),
                ));
            }
            None => {
                self.processes.insert(name.text.clone(), process);
            }
        }
    }

    /// Adds the mappings of a program.
    fn load(&mut self, program: &Name, process: &mut Process) {
        match self.programs.get(&program.text) {
            Some(vmas) => {
                Rc::make_mut(&mut process.vmas).extend(vmas.iter().map(|&vma| vma.to_owned()));
            }
            None => {
                process.open_ended = true;
                let names = self.programs.keys().map(String::as_str);
                let wrong = unknown(Code::UnknownProgram, "program", program, names, "program NAME text=SIZE ...");
                self.report_unless_unread(program, wrong);
            }
        }
    }

    /// Reports an unknown name, unless a line that could not be read may have given it.
    fn report_unless_unread(&mut self, name: &Name, diagnostic: Diagnostic) {
        if !self.unread.contains(&name.text) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn act(&mut self, actor: &Name, act: &Act, line: u32) {
        self.machine.start();
        let known = self.known_process(actor);
        let process = self.processes.get(&actor.text).cloned();
        let mut process = process.unwrap_or_else(|| Process { open_ended: true, ..Process::default() });
        if let Some(exited) = process.exited.filter(|_| known) {
            let message = format!("`{}` has exited in line {exited}", shorten(&actor.text));
            self.report(Some(Diagnostic::error(Code::AfterExit, actor.span, message)));
        }
        self.act_of(actor, &mut process, act, line);
        if known {
            self.processes.insert(actor.text.clone(), process);
        }
    }

    fn act_of(&mut self, actor: &Name, process: &mut Process, act: &Act, line: u32) {
        match act {
            Act::Mmap(mmap) => self.mmap(process, mmap),
            Act::Mremap(mremap) => self.mremap(process, mremap),
            Act::Munmap(range)
            | Act::Mprotect(range, _)
            | Act::Madvise(range, _)
            | Act::Mlock(range)
            | Act::Munlock(range)
            | Act::Vmsplice(range)
            | Act::Pin(range)
            | Act::Read(range) => {
                self.range(process, range);
            }
            Act::Write(range, value) => {
                self.range(process, range);
                let wrong = value.as_ref().and_then(|value| room::too_long(range, value));
                self.report(wrong);
            }
            Act::File(act) => self.file_act(process, act),
            Act::Unsplice | Act::Unpin | Act::Dma(_) => {}
            Act::Touch(touch) => self.range(process, &touch.range),
            Act::Brk(_) => {
                Rc::make_mut(&mut process.vmas).insert(BRK_VMA.to_owned());
            }
            Act::Fork(child) => {
                let inherited = Process {
                    line,
                    parent: Some(actor.text.clone()),
                    exited: None,
                    may_sleep: false,
                    ..process.clone()
                };
                self.start(child, inherited);
            }
            Act::Vfork(child) | Act::Thread(child) => self.share(actor, process, act, child, line),
            Act::Spawn(child, program) => {
                let parent = Some(actor.text.clone());
                let mut spawned = Process { line, parent, ..Process::default() };
                self.load(program, &mut spawned);
                self.start(child, spawned);
            }
            Act::Bind(Bind::Group(name)) => self.known_group(name),
            Act::Bind(Bind::AddressSpace(_) | Bind::Data(_) | Bind::Processes(_) | Bind::OomScoreAdj { .. }) => {}
            Act::Exec(program) => self.load(program, process),
            // Another thread that calls exec takes its name again.
            Act::PthreadExit => {}
            Act::Exit(_) => {
                if !process.may_sleep {
                    process.exited.get_or_insert(line);
                }
            }
            Act::Wait(child) => self.wait(actor, process, child),
            Act::Kill(target) => {
                self.known_process(target);
            }
        }
    }

    fn mremap(&mut self, process: &mut Process, mremap: &Mremap) {
        self.range(process, &mremap.range);
        if let Some(Place::Range(range)) = &mremap.at {
            self.range(process, range);
        }
        Rc::make_mut(&mut process.vmas).extend(mremap.to.iter().map(|to| to.text.clone()));
    }

    /// A thread, or the child of a vfork: what is mapped by one is there for the other, so that neither's mappings are known from here on.
    fn share(&mut self, actor: &Name, process: &mut Process, act: &Act, child: &Name, line: u32) {
        process.open_ended = true;
        let made = Process { line, exited: None, may_sleep: false, ..process.clone() };
        let is_child = matches!(act, Act::Vfork(_));
        process.may_sleep |= is_child;
        let parent = if is_child { Some(actor.text.clone()) } else { process.parent.clone() };
        self.start(child, Process { parent, ..made });
    }

    fn known_file(&mut self, file: &Name) {
        if !self.files.contains_key(&file.text) {
            let names = self.files.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownFile, "file", file, names, "file NAME SIZE");
            self.report_unless_unread(file, wrong);
        }
    }

    fn file_act(&mut self, process: &Process, act: &FileAct) {
        match act {
            FileAct::Read { from, into } => {
                self.known_file(&from.vma);
                into.iter().for_each(|into| self.range(process, into));
            }
            FileAct::Write { to, payload } => {
                self.known_file(&to.vma);
                match payload {
                    Some(Payload::Value(value)) => self.report(room::too_long(to, value)),
                    Some(Payload::Memory(from)) => self.range(process, from),
                    None => {}
                }
            }
            FileAct::Fsync(file) | FileAct::Truncate(file, _) => self.known_file(file),
            FileAct::Msync(range) | FileAct::ReadMem(range) => self.range(process, range),
            FileAct::WriteMem(range, value) => {
                self.range(process, range);
                self.report(value.as_ref().and_then(|value| room::too_long(range, value)));
            }
        }
    }

    fn mmap(&mut self, process: &mut Process, mmap: &Mmap) {
        if let Some(Backing::File { file, .. }) = &mmap.backing {
            self.known_file(file);
        }
        if let Some(Place::Range(range)) = &mmap.at {
            self.range(process, range);
        }
        Rc::make_mut(&mut process.vmas).insert(mmap.name.text.clone());
    }

    fn wait(&mut self, actor: &Name, process: &mut Process, child: &Name) {
        if !self.known_process(child) {
            process.may_sleep = true;
            return;
        }
        let Some(found) = self.processes.get(&child.text) else {
            return;
        };
        process.may_sleep |= found.exited.is_none();
        let is_child = found.parent.as_ref() == Some(&actor.text);
        if !is_child && !found.open_ended {
            let message = format!("`{}` is no child of `{}`", shorten(&child.text), shorten(&actor.text));
            let diagnostic = Diagnostic::warning(Code::NotAChild, child.span, message);
            self.report(Some(diagnostic.help("`wait` will return ECHILD")));
        }
    }

    /// Whether a process is started before; reports it if not.
    fn known_process(&mut self, name: &Name) -> bool {
        if self.processes.contains_key(&name.text) {
            return true;
        }
        let shown = shorten(&name.text);
        let later = self.first_lines.get(&name.text);
        let diagnostic = match later {
            Some(line) => {
                let message = format!("process `{shown}` is started only later");
                Diagnostic::error(Code::UnknownProcess, name.span, message).help(format!("line {line} starts it"))
            }
            None => {
                let names = self.processes.keys().map(String::as_str);
                unknown(Code::UnknownProcess, "process", name, names, "process NAME")
            }
        };
        self.report_unless_unread(name, diagnostic);
        false
    }

    fn range(&mut self, process: &Process, range: &Range) {
        let name = &range.vma;
        if process.open_ended || process.vmas.contains(&name.text) {
            return;
        }
        let shown = shorten(&name.text);
        let message = format!("this process has no mapping `{shown}`");
        let names = process.vmas.iter().map(String::as_str);
        let diagnostic = Diagnostic::error(Code::UnknownVma, name.span, message);
        let diagnostic = match closest(&name.text, names) {
            Some(meant) => diagnostic.suggest(Some(meant)),
            None => diagnostic.help(format!("a line `mmap {shown} SIZE` of this process makes it")),
        };
        self.report_unless_unread(name, diagnostic);
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

fn given_twice(what: &str, name: &Name) -> Diagnostic {
    let message = format!("the {what} `{}` is described twice", shorten(&name.text));
    Diagnostic::error(Code::DuplicateName, name.span, message)
}

fn unknown<'a>(code: Code, what: &str, name: &Name, known: impl Iterator<Item = &'a str>, usage: &str) -> Diagnostic {
    let message = format!("there is no {what} `{}`", shorten(&name.text));
    let diagnostic = Diagnostic::error(code, name.span, message);
    match closest(&name.text, known) {
        Some(meant) => diagnostic.suggest(Some(meant)),
        None => diagnostic.help(format!("a line `{usage}` before this one makes it")),
    }
}
