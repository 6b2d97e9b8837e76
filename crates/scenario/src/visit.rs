//! One walk over a statement, for everything that changes all names, numbers, texts or spans of it.

use std::sync::Arc;

use crate::ast::{
    Act, Backing, Bind, Block, Body, Call, Expression, FileAct, Item, Mmap, Mremap, Name, Number, PageRef, Pages,
    Payload, Place, Program, Query, Range, Script, Setting, SettingValue, Size, Statement, Term, Text, Touch, Value,
};
use crate::span::Span;

/// What is done at the leaves.
pub(crate) trait VisitMut {
    /// At a name.
    fn name(&mut self, name: &mut Name);
    /// At a number.
    fn number(&mut self, number: &mut Number);
    /// At a text.
    fn text(&mut self, text: &mut Text);
    /// At every span that belongs to none of these.
    fn span(&mut self, span: &mut Span);

    /// At a statement.
    fn statement(&mut self, statement: &mut Statement) {
        walk_statement(self, statement);
    }
}

/// Takes the places out of a tree.
struct Eraser;

impl VisitMut for Eraser {
    fn name(&mut self, name: &mut Name) {
        name.span = Span::default();
    }

    fn number(&mut self, number: &mut Number) {
        number.span = Span::default();
    }

    fn text(&mut self, text: &mut Text) {
        text.span = Span::default();
    }

    fn span(&mut self, span: &mut Span) {
        *span = Span::default();
    }
}

impl Script {
    /// The same script without lines and places, to compare what two scripts say.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        erase(&mut self.items);
        self
    }
}

fn erase(items: &mut [Item]) {
    for item in items {
        item.line = 0;
        item.span = Span::default();
        match &mut item.body {
            Body::Empty | Body::Invalid(_) => {}
            Body::Statement(statement) => Eraser.statement(Arc::make_mut(statement)),
            Body::Repeat(repeat) => {
                repeat.count_span = Span::default();
                if let Some(variable) = &mut repeat.variable {
                    variable.span = Span::default();
                }
                match &mut repeat.block {
                    Block::Lines { items, .. } | Block::Inline(items) => erase(items),
                }
            }
        }
    }
}

fn walk_statement<V: VisitMut + ?Sized>(v: &mut V, statement: &mut Statement) {
    match statement {
        Statement::Title(text) | Statement::Note(text) => v.text(text),
        Statement::Machine(settings) => settings.iter_mut().for_each(|setting| walk_setting(v, setting)),
        Statement::Process { name, program } => {
            v.name(name);
            program.iter_mut().for_each(|program| v.name(program));
        }
        Statement::Program(program) => walk_program(v, program),
        Statement::File { name, size, .. } | Statement::Memfd { name, size } => {
            v.name(name);
            walk_size(v, size);
        }
        Statement::DropCaches => {}
        Statement::Cgroup { name, limit, pids } => {
            v.name(name);
            limit.iter_mut().for_each(|limit| walk_size(v, limit));
            pids.iter_mut().for_each(|pids| v.number(pids));
        }
        Statement::Reclaim(size) => walk_size(v, size),
        Statement::Ksm | Statement::Khugepaged => {}
        Statement::Ask { question, answer } => {
            v.text(question);
            walk_term(v, answer);
        }
        Statement::Expect(Expression { left, compare, .. }) => {
            walk_term(v, left);
            if let Some((_, right)) = compare {
                walk_term(v, right);
            }
        }
        Statement::Act { process, act } => {
            v.name(process);
            walk_act(v, act);
        }
    }
}

fn walk_setting<V: VisitMut + ?Sized>(v: &mut V, setting: &mut Setting) {
    v.span(&mut setting.span);
    match &mut setting.value {
        SettingValue::Size(size) => walk_size(v, size),
        SettingValue::Number(number) => v.number(number),
        SettingValue::Word(word) => v.span(&mut word.span),
    }
}

fn walk_program<V: VisitMut + ?Sized>(v: &mut V, program: &mut Program) {
    let Program { name, text, data, bss, stack } = program;
    v.name(name);
    for size in [text, data, bss, stack].into_iter().flatten() {
        walk_size(v, size);
    }
}

fn walk_act<V: VisitMut + ?Sized>(v: &mut V, act: &mut Act) {
    match act {
        Act::Mmap(mmap) => walk_mmap(v, mmap),
        Act::Mremap(mremap) => {
            let Mremap { range, to, size, at } = mremap.as_mut();
            walk_range(v, range);
            to.iter_mut().for_each(|to| v.name(to));
            size.iter_mut().for_each(|size| walk_size(v, size));
            walk_place(v, at.as_mut());
        }
        Act::Munmap(range)
        | Act::Mprotect(range, _)
        | Act::Madvise(range, _)
        | Act::Mlock(range)
        | Act::Munlock(range)
        | Act::Vmsplice(range)
        | Act::Pin(range)
        | Act::Read(range) => {
            walk_range(v, range);
        }
        Act::Write(range, value) => {
            walk_range(v, range);
            value.iter_mut().for_each(|value| walk_value(v, value));
        }
        Act::Dma(value) => walk_value(v, value),
        Act::File(act) => walk_file_act(v, act),
        Act::Unsplice | Act::Unpin => {}
        Act::Touch(Touch { range, percent, seed }) => {
            walk_range(v, range);
            for number in [percent, seed].into_iter().flatten() {
                v.number(number);
            }
        }
        Act::Brk(size) | Act::Bind(Bind::AddressSpace(size) | Bind::Data(size)) => walk_size(v, size),
        Act::Bind(Bind::Processes(number) | Bind::OomScoreAdj { amount: number, .. }) => v.number(number),
        Act::Bind(Bind::Group(name)) => v.name(name),
        Act::Fork(name)
        | Act::Vfork(name)
        | Act::Thread(name)
        | Act::Exec(name)
        | Act::Wait(name)
        | Act::Kill(name) => v.name(name),
        Act::Spawn(name, program) => {
            v.name(name);
            v.name(program);
        }
        Act::PthreadExit => {}
        Act::Exit(status) => status.iter_mut().for_each(|status| v.number(status)),
    }
}

fn walk_file_act<V: VisitMut + ?Sized>(v: &mut V, act: &mut FileAct) {
    match act {
        FileAct::Read { from, into } => {
            walk_range(v, from);
            into.iter_mut().for_each(|into| walk_range(v, into));
        }
        FileAct::Write { to, payload } => {
            walk_range(v, to);
            match payload {
                Some(Payload::Value(value)) => walk_value(v, value),
                Some(Payload::Memory(from)) => walk_range(v, from),
                None => {}
            }
        }
        FileAct::Fsync(name) => v.name(name),
        FileAct::Truncate(name, size) => {
            v.name(name);
            walk_size(v, size);
        }
        FileAct::Msync(range) | FileAct::ReadMem(range) => walk_range(v, range),
        FileAct::ReadRemote(target, range) => {
            v.name(target);
            walk_range(v, range);
        }
        FileAct::WriteMem(range, value) => {
            walk_range(v, range);
            value.iter_mut().for_each(|value| walk_value(v, value));
        }
    }
}

fn walk_value<V: VisitMut + ?Sized>(v: &mut V, value: &mut Value) {
    match value {
        Value::Text(text) => v.text(text),
        Value::Char(_, span) => v.span(span),
        Value::Byte(number) => v.number(number),
    }
}

fn walk_mmap<V: VisitMut + ?Sized>(v: &mut V, mmap: &mut Mmap) {
    v.name(&mut mmap.name);
    walk_size(v, &mut mmap.size);
    match &mut mmap.backing {
        Some(Backing::Anon(span)) => v.span(span),
        Some(Backing::File { file, page }) => {
            v.name(file);
            page.iter_mut().for_each(|page| v.number(page));
        }
        None => {}
    }
    walk_place(v, mmap.at.as_mut());
}

fn walk_place<V: VisitMut + ?Sized>(v: &mut V, at: Option<&mut Place>) {
    match at {
        Some(Place::Address(number)) => v.number(number),
        Some(Place::Range(range)) => walk_range(v, range),
        None => {}
    }
}

fn walk_range<V: VisitMut + ?Sized>(v: &mut V, range: &mut Range) {
    v.span(&mut range.span);
    v.name(&mut range.vma);
    match &mut range.pages {
        Some(Pages::One(page)) => v.number(page),
        Some(Pages::Span(from, to)) => {
            v.number(from);
            v.number(to);
        }
        None => {}
    }
    range.offset.iter_mut().for_each(|offset| v.number(offset));
}

fn walk_size<V: VisitMut + ?Sized>(v: &mut V, size: &mut Size) {
    v.span(&mut size.span);
    v.number(&mut size.amount);
}

fn walk_term<V: VisitMut + ?Sized>(v: &mut V, term: &mut Term) {
    match term {
        Term::Number(number) => v.number(number),
        Term::Size(size) => walk_size(v, size),
        Term::Text(text) => v.text(text),
        Term::Char(_, span) => v.span(span),
        Term::Word(word) => v.span(&mut word.span),
        Term::Call(Call { query, span }) => {
            v.span(span);
            walk_query(v, query);
        }
    }
}

fn walk_query<V: VisitMut + ?Sized>(v: &mut V, query: &mut Query) {
    match query {
        Query::Page(_, page) => walk_page(v, page),
        Query::Same(one, other) => {
            walk_page(v, one);
            walk_page(v, other);
        }
        Query::Process(_, name) | Query::Group(_, name) | Query::File(_, name) => v.name(name),
        Query::Machine(_) => {}
    }
}

fn walk_page<V: VisitMut + ?Sized>(v: &mut V, PageRef { process, range }: &mut PageRef) {
    v.name(process);
    walk_range(v, range);
}
