//! What processes do: which names an act uses, and what is known of its process afterwards.

use super::{room, Checker, Process, Space};
use crate::ast::{Act, Backing, Bind, FileAct, Mmap, Mremap, Name, Payload, Place};
use crate::diag::{Code, Diagnostic};
use crate::parser::shorten;
use crate::span::Span;
use crate::words::BRK_VMA;

impl Checker<'_> {
    pub(super) fn act(&mut self, actor: &Name, act: &Act, line: u32) {
        self.machine.start();
        let known = self.known_process(actor);
        let process = self.processes.get(&actor.text).cloned();
        let mut process = process.unwrap_or_else(|| {
            let space = self.space(Space { open_ended: true, ..Space::default() });
            Process { space, ..Process::default() }
        });
        if let Some(exited) = process.exited.filter(|_| known) {
            let message = message!("`{}` has exited in line {}", shorten(&actor.text), exited);
            let start = Span { end: actor.span.start, ..actor.span };
            let diagnostic = Diagnostic::error(Code::AfterExit, actor.span, message);
            self.report(Some(diagnostic.fix(text!("make the line a comment, or take it out"), start, "# ")));
        }
        self.act_of(actor, &mut process, act, line);
        if known {
            self.processes.insert(&actor.text, process);
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
                let wrong = value.as_ref().and_then(|value| room::too_long(self.page, range, value));
                self.report(wrong);
            }
            Act::File(act) => self.file_act(process, act),
            Act::Unsplice | Act::Unpin | Act::Dma(_) => {}
            Act::Touch(touch) => self.range(process, &touch.range),
            Act::Brk(_) => {
                self.map(process, [BRK_VMA.to_owned()]);
            }
            Act::Fork(child) => {
                let copy = self.spaces[process.space].clone();
                let inherited = Process {
                    line,
                    space: self.space(copy),
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
                let spawned = Process { line, parent, space: self.space(Space::default()), ..Process::default() };
                self.load(program, &spawned);
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

    fn mmap(&mut self, process: &Process, mmap: &Mmap) {
        if let Some(Backing::File { file, .. }) = &mmap.backing {
            self.known_file(file);
        }
        self.place(process, mmap.at.as_ref());
        self.map(process, [mmap.name.text.clone()]);
    }

    fn mremap(&mut self, process: &Process, mremap: &Mremap) {
        self.range(process, &mremap.range);
        self.place(process, mremap.at.as_ref());
        self.map(process, mremap.to.iter().map(|to| to.text.clone()));
    }

    fn place(&mut self, process: &Process, at: Option<&Place>) {
        match at {
            Some(Place::Range(range)) => self.range(process, range),
            Some(Place::Address(address)) => self.report(room::within_page(self.page, address)),
            None => {}
        }
    }

    fn file_act(&mut self, process: &Process, act: &FileAct) {
        match act {
            FileAct::Read { from, into } => {
                self.known_file(&from.vma);
                self.offset(from);
                into.iter().for_each(|into| self.range(process, into));
            }
            FileAct::Write { to, payload } => {
                self.known_file(&to.vma);
                self.offset(to);
                match payload {
                    Some(Payload::Value(value)) => self.report(room::too_long(self.page, to, value)),
                    Some(Payload::Memory(from)) => self.range(process, from),
                    None => {}
                }
            }
            FileAct::Fsync(file) => self.known_file(file),
            FileAct::Truncate(file, size) => {
                self.known_file(file);
                self.report(room::part_of_page(self.page, size));
            }
            FileAct::Msync(range) | FileAct::ReadMem(range) => self.range(process, range),
            FileAct::ReadRemote(target, range) => {
                self.known_process(target);
                let target = self.processes.get(&target.text).cloned();
                target.iter().for_each(|target| self.range(target, range));
            }
            FileAct::WriteMem(range, value) => {
                self.range(process, range);
                self.report(value.as_ref().and_then(|value| room::too_long(self.page, range, value)));
            }
        }
    }

    /// A thread, or the child of a vfork: what is mapped by one is there for the other.
    fn share(&mut self, actor: &Name, process: &mut Process, act: &Act, child: &Name, line: u32) {
        process.shares = true;
        let made = Process { line, exited: None, may_sleep: false, ..process.clone() };
        let is_child = matches!(act, Act::Vfork(_));
        process.may_sleep |= is_child;
        let parent = if is_child { Some(actor.text.clone()) } else { process.parent.clone() };
        self.start(child, Process { parent, ..made });
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
        if !is_child && !found.shares && !self.spaces[found.space].open_ended {
            let message = message!("`{}` is no child of `{}`", shorten(&child.text), shorten(&actor.text));
            let diagnostic = Diagnostic::warning(Code::NotAChild, child.span, message);
            self.report(Some(diagnostic.help(text!("`wait` will return ECHILD"))));
        }
    }
}
