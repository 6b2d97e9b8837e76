//! The world of a running scenario: the machine, the names, and what the last command came to.
//!
//! Key type: [`World`]. `resolve` turns a line into a command, `evaluate` answers what the script asks about the machine.
//! A world is a value: clones cost next to nothing, so that history keeps them and comparison holds two.

use std::sync::Arc;

use forkscope_sim::command::{Command, Outcome, Program, Ret};
use forkscope_sim::{Machine, Observer, PageRange, Pid, Refused, TaskState, Vpn};

use crate::ast::{Act, Mmap, Mremap, Statement};
use crate::expand::PlannedLine;
use crate::names::Names;
use crate::outcome::{CommandResult, Said, StepResult};
use crate::plan::{Layout, Plan};
use crate::wording::{Message, Phrase};
use crate::words::BRK_VMA;

/// A running scenario.
#[derive(Clone, Debug)]
pub struct World {
    machine: Machine,
    names: Names,
    layout: Arc<Layout>,
    last: Last,
}

/// What the simulator answers to a command.
type Answer = Result<Outcome, Refused>;

/// What the last command came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Last {
    pub(crate) result: Option<CommandResult>,
    pub(crate) minflt: u64,
    pub(crate) majflt: u64,
    pub(crate) value: Option<u8>,
}

impl World {
    /// Boots the machine that a plan asks for; nothing has run yet.
    pub fn boot(plan: &Plan) -> Self {
        Self {
            machine: Machine::boot(*plan.config()),
            names: Names::new(plan.config().page),
            layout: Arc::clone(plan.layout()),
            last: Last::default(),
        }
    }

    /// The machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What the script calls things.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// From now on places mappings as another plan does: one that goes on where this world is.
    pub(crate) fn place_by(&mut self, layout: &Arc<Layout>) {
        self.layout = Arc::clone(layout);
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn last(&self) -> &Last {
        &self.last
    }

    /// The command that a line stands for; `None` when it does nothing to the machine, or cannot be run.
    pub fn command(&self, line: &PlannedLine) -> Option<Command> {
        self.resolve(&line.statement).ok().flatten()
    }

    /// Runs a line. What goes wrong in the simulated world is a result, and the run goes on.
    pub fn exec(&mut self, line: &PlannedLine, observer: &mut dyn Observer) -> StepResult {
        match self.resolve(&line.statement) {
            Ok(None) => StepResult {
                line: line.line,
                result: None,
                answer: None,
                minflt: 0,
                majflt: 0,
                value: None,
                said: self.say(&line.statement),
            },
            Ok(Some(command)) => {
                let (last, answer) = self.run(&line.statement, &command, observer);
                self.last = last;
                self.report(line.line, Some(answer))
            }
            Err(refusal) => {
                self.last = Last { result: Some(CommandResult::Refused(refusal)), ..Last::default() };
                self.report(line.line, None)
            }
        }
    }

    fn report(&self, line: u32, answer: Option<Answer>) -> StepResult {
        let Last { result, minflt, majflt, value } = self.last.clone();
        StepResult { line, result, answer, minflt, majflt, value, said: None }
    }

    fn say(&self, statement: &Statement) -> Option<Said> {
        match statement {
            Statement::Note(text) => Some(Said::Note(text.to_str().into_owned())),
            Statement::Ask { question, answer } => {
                Some(Said::Ask { question: question.to_str().into_owned(), answer: self.answer(answer) })
            }
            Statement::Expect(expression) => Some(Said::Expect(self.expectation(expression))),
            Statement::Title(_)
            | Statement::Machine(_)
            | Statement::Process { .. }
            | Statement::Program(_)
            | Statement::File { .. }
            | Statement::Memfd { .. }
            | Statement::DropCaches
            | Statement::Cgroup { .. }
            | Statement::Reclaim(_)
            | Statement::Ksm
            | Statement::Khugepaged
            | Statement::Act { .. } => None,
        }
    }

    fn run(&mut self, statement: &Statement, command: &Command, observer: &mut dyn Observer) -> (Last, Answer) {
        // A thread that calls exec takes its process's number, and its own is gone afterwards.
        let process = match command {
            Command::Do { pid, .. } => self.machine.tgid(*pid),
            Command::Start { .. }
            | Command::CreateFile { .. }
            | Command::DropCaches
            | Command::CreateGroup { .. }
            | Command::Reclaim { .. }
            | Command::Khugepaged
            | Command::KsmScan => Pid::OUTSIDE,
        };
        let answer = self.machine.run(command, observer);
        let last = match answer {
            Ok(outcome) => {
                self.give_names(statement, command, outcome.ret);
                if let (Statement::Act { act: Act::Exec(program), .. }, Ret::Done) = (statement, outcome.ret) {
                    self.load(process, &program.text);
                }
                Last::of(outcome)
            }
            Err(Refused::Errno(errno)) => Last { result: Some(CommandResult::Errno(errno)), ..Last::default() },
            Err(Refused::NoProcess(pid)) => Last::refused(message!("{} has ended", self.called(pid))),
            Err(Refused::NotRunning(pid, state)) => Last::refused(self.not_running(pid, state)),
        };
        (last, answer)
    }

    pub(crate) fn called(&self, pid: Pid) -> Phrase {
        match self.names.process(pid) {
            Some(name) => format!("`{name}`").into(),
            None => message!("process {}", pid.to_string()).into(),
        }
    }

    fn not_running(&self, pid: Pid, state: TaskState) -> Message {
        let who = self.called(pid);
        match state {
            TaskState::Running => message!("{} has no memory", who),
            TaskState::Waiting(child) => message!("{} sleeps until {} ends", who, self.called(child)),
            TaskState::Suspended(child) => {
                message!("{} is suspended in vfork until {} calls exec or ends", who, self.called(child))
            }
            TaskState::Zombie(_) => message!("{} has ended and is a zombie", who),
        }
    }

    /// Gives the names of a statement to what its command made.
    fn give_names(&mut self, statement: &Statement, command: &Command, ret: Ret) {
        match (statement, ret) {
            (Statement::Process { name, program }, Ret::Pid(pid)) => {
                self.names.add_process(&name.text, pid);
                if let Some(program) = program {
                    self.load(pid, &program.text);
                }
            }
            (Statement::File { name, .. } | Statement::Memfd { name, .. }, Ret::File(file)) => {
                self.names.add_file(&name.text, file);
            }
            (Statement::Cgroup { name, .. }, Ret::Group(_)) => self.names.add_group(&name.text),
            (Statement::Program(program), Ret::File(image)) => {
                let loaded = Program {
                    image,
                    text: self.pages_of(program.text.as_ref()),
                    data: self.pages_of(program.data.as_ref()),
                    bss: self.pages_of(program.bss.as_ref()),
                    stack: self.pages_of(program.stack.as_ref()),
                };
                self.names.add_program(&program.name.text, loaded);
            }
            (Statement::Act { act, .. }, ret) => {
                if let Command::Do { pid, .. } = command {
                    self.give_names_of_act(*pid, act, ret);
                }
            }
            (
                Statement::Title(_)
                | Statement::Machine(_)
                | Statement::Note(_)
                | Statement::Ask { .. }
                | Statement::Expect(_)
                | Statement::Process { .. }
                | Statement::File { .. }
                | Statement::Memfd { .. }
                | Statement::DropCaches
                | Statement::Program(_)
                | Statement::Reclaim(_)
                | Statement::Ksm
                | Statement::Khugepaged
                | Statement::Cgroup { .. },
                _,
            ) => {}
        }
    }

    fn give_names_of_act(&mut self, pid: Pid, act: &Act, ret: Ret) {
        match (act, ret) {
            (Act::Fork(name), Ret::Pid(child)) => {
                self.names.add_process(&name.text, child);
                self.names.inherit(pid, child);
            }
            (Act::Vfork(name) | Act::Thread(name), Ret::Pid(child)) => {
                self.names.add_process(&name.text, child);
                self.names.share(pid, child);
            }
            (Act::Spawn(name, program), Ret::Pid(child)) => {
                self.names.add_process(&name.text, child);
                self.names.inherit(pid, child);
                self.load(child, &program.text);
            }
            (Act::Mmap(Mmap { name, size, .. }), Ret::Addr(start)) => {
                let pages = PageRange::new(start.vpn(self.page_size()), self.pages_of(Some(size)));
                self.names.add_range(pid, &name.text, pages);
            }
            (Act::Mremap(mremap), Ret::Addr(start)) => {
                self.give_names_of_moved(pid, mremap, start.vpn(self.page_size()));
            }
            (Act::Brk(_), Ret::Addr(_)) => {
                if let Some(area) = self.machine.mm_of(pid).map(|(_, mm)| mm.brk) {
                    self.names.add_range(pid, BRK_VMA, area);
                }
            }
            (
                Act::Fork(_)
                | Act::Vfork(_)
                | Act::Thread(_)
                | Act::Spawn(..)
                | Act::PthreadExit
                | Act::Exec(_)
                | Act::Mmap(_)
                | Act::Brk(_)
                | Act::Munmap(_)
                | Act::Mremap(_)
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
                | Act::Wait(_)
                | Act::Kill(_),
                _,
            ) => {}
        }
    }

    /// A new name for pages that were moved; pages that stay keep theirs, which reaches as far as the mapping does if it was given whole.
    fn give_names_of_moved(&mut self, pid: Pid, mremap: &Mremap, start: Vpn) {
        let name = &mremap.range.vma.text;
        let Some(old) = self.names.range(pid, name) else { return };
        let (first, last) = mremap.range.numbers(old.pages());
        let pages = mremap.size.as_ref().map_or(last - first, |size| self.pages_of(Some(size)));
        match &mremap.to {
            Some(to) => self.names.add_range(pid, &to.text, PageRange::new(start, pages)),
            None if mremap.range.pages.is_none() => self.names.add_range(pid, name, PageRange::new(old.start, pages)),
            None if first + pages > old.pages() => {
                self.names.add_range(pid, name, PageRange::new(old.start, first + pages));
            }
            None => {}
        }
    }

    fn load(&mut self, pid: Pid, program: &str) {
        if let Some(loaded) = self.names.program(program) {
            self.names.load(pid, &loaded);
        }
    }
}

impl Last {
    fn refused(why: Message) -> Self {
        Self { result: Some(CommandResult::Refused(why)), ..Self::default() }
    }

    fn of(outcome: Outcome) -> Self {
        let (result, value) = match outcome.ret {
            Ret::Done | Ret::Pid(_) | Ret::File(_) | Ret::Group(_) | Ret::Addr(_) | Ret::Reaped(_) => {
                (CommandResult::Ok, None)
            }
            Ret::Value(byte) => (CommandResult::Ok, Some(byte)),
            Ret::Asleep => (CommandResult::Asleep, None),
            Ret::Signal(signal) => (CommandResult::Signal(signal), None),
        };
        Self { result: Some(result), minflt: outcome.minflt, majflt: outcome.majflt, value }
    }
}
