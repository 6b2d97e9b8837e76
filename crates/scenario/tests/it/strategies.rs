//! Arbitrary scripts, as trees.

use std::sync::Arc;

use forkscope_scenario::ast::{
    Act, Advice, Backing, Bind, Block, Body, Call, Comparison, Expression, FileAct, Item, Mmap, Mremap, Name, Number,
    NumberValue, PageRef, Pages, Payload, Perm, Place, Program, Query, Range, Repeat, Script, Setting, SettingValue,
    Sharing, Size, Statement, Term, Text, Touch, Unit, Value, Word,
};
use forkscope_scenario::functions::{
    FileFunction, GroupFunction, MachineFunction, PageFunction, ProcessFunction, ValueType, FLAGS, OUTCOMES, STATES,
};
use forkscope_scenario::hole::{Hole, HoleOperation};
use forkscope_scenario::machine_key::{KeyType, MachineKey};
use forkscope_scenario::Span;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const NOWHERE: Span = Span { start: 0, end: 0 };

/// The variables that holes may name.
type Scope = &'static [&'static str];
const SCOPES: [Scope; 3] = [&[], &["i"], &["i", "j"]];

pub(crate) fn script() -> impl Strategy<Value = Script> {
    vec(item(0), 0..12).prop_map(|items| Script { items })
}

/// A line at this depth of `repeat`.
fn item(depth: usize) -> BoxedStrategy<Item> {
    let line = prop_oneof![
        1 => Just(Body::Empty),
        8 => statement(SCOPES[depth]).prop_map(|statement| Body::Statement(Arc::new(statement))),
    ];
    let body = if depth + 1 < SCOPES.len() {
        prop_oneof![8 => line, 1 => repeat(depth).prop_map(Body::Repeat)].boxed()
    } else {
        line.boxed()
    };
    (body, of(comment())).prop_map(|(body, comment)| Item { line: 0, span: NOWHERE, body, comment }).boxed()
}

fn repeat(depth: usize) -> impl Strategy<Value = Repeat> {
    let variable = SCOPES[depth + 1][depth];
    let block = prop_oneof![
        (vec(item(depth + 1), 0..4), of(comment())).prop_map(|(items, close)| Block::Lines { items, close }),
        vec(statement(SCOPES[depth + 1]), 0..4)
            .prop_map(|statements| Block::Inline(statements.into_iter().map(Item::of).collect())),
    ];
    (0..4_u64, block).prop_map(move |(count, block)| Repeat {
        count,
        count_span: NOWHERE,
        variable: Some(word(variable)),
        block,
    })
}

fn comment() -> impl Strategy<Value = String> {
    "#[^\\p{C}\\p{Z}]{0,8}( [^\\p{C}\\p{Z}]{1,8}){0,2}"
}

fn word(text: &str) -> Word {
    Word { text: text.to_owned(), span: NOWHERE }
}

fn statement(scope: Scope) -> BoxedStrategy<Statement> {
    prop_oneof![
        text().prop_map(Statement::Title),
        text().prop_map(Statement::Note),
        subsequence(MachineKey::ALL, 1..=MachineKey::ALL.len()).prop_flat_map(settings).prop_map(Statement::Machine),
        (name(scope), of(file(scope))).prop_map(|(name, program)| Statement::Process { name, program }),
        program(scope).prop_map(Statement::Program),
        (file(scope), size(scope), any::<bool>(), any::<bool>())
            .prop_map(|(name, size, cold, read_only)| Statement::File { name, size, cold, read_only }),
        Just(Statement::DropCaches),
        (file(scope), size(scope)).prop_map(|(name, size)| Statement::Memfd { name, size }),
        (name(scope), of(size(scope)), of(number(scope, u64::MAX))).prop_map(|(name, limit, pids)| Statement::Cgroup {
            name,
            limit,
            pids
        }),
        size(scope).prop_map(Statement::Reclaim),
        Just(Statement::Ksm),
        Just(Statement::Khugepaged),
        (text(), term(scope)).prop_map(|(question, answer)| Statement::Ask { question, answer }),
        expression(scope).prop_map(Statement::Expect),
        (name(scope), act(scope)).prop_map(|(process, act)| Statement::Act { process, act }),
        (name(scope), act(scope)).prop_map(|(process, act)| Statement::Act { process, act }),
    ]
    .boxed()
}

fn settings(keys: Vec<MachineKey>) -> impl Strategy<Value = Vec<Setting>> {
    let setting = |key: MachineKey| {
        let value = match key.info().takes {
            KeyType::Size | KeyType::OneSize(_) => size(&[]).prop_map(SettingValue::Size).boxed(),
            KeyType::Number => number(&[], u64::MAX).prop_map(SettingValue::Number).boxed(),
            KeyType::Small(most) => number(&[], most).prop_map(SettingValue::Number).boxed(),
            KeyType::Choice(words) => select(words).prop_map(|text| SettingValue::Word(word(text))).boxed(),
        };
        value.prop_map(move |value| Setting { key, span: NOWHERE, value })
    };
    keys.into_iter().map(setting).collect::<Vec<_>>()
}

fn program(scope: Scope) -> impl Strategy<Value = Program> {
    let part = || of(size(scope));
    (file(scope), part(), part(), part(), part()).prop_map(|(name, text, data, bss, stack)| Program {
        name,
        text,
        data,
        bss,
        stack,
    })
}

fn bind(scope: Scope) -> impl Strategy<Value = Bind> {
    prop_oneof![
        size(scope).prop_map(Bind::AddressSpace),
        size(scope).prop_map(Bind::Data),
        number(scope, u64::MAX).prop_map(Bind::Processes),
        (any::<bool>(), number(scope, 1000)).prop_map(|(negative, amount)| Bind::OomScoreAdj { negative, amount }),
        name(scope).prop_map(Bind::Group),
    ]
}

fn act(scope: Scope) -> BoxedStrategy<Act> {
    prop_oneof![
        mmap(scope).prop_map(Act::Mmap),
        pages_of(scope).prop_map(Act::Munmap),
        (pages_of(scope), select(Perm::ALL)).prop_map(|(range, perm)| Act::Mprotect(range, perm)),
        (pages_of(scope), select(Advice::ALL)).prop_map(|(range, advice)| Act::Madvise(range, advice)),
        (pages_of(scope), of(name(scope)), size(scope), of(place(scope))).prop_map(|(range, to, size, at)| {
            let at = at.filter(|_| to.is_some());
            Act::Mremap(Box::new(Mremap { range, to, size: Some(size), at }))
        }),
        (pages_of(scope), name(scope)).prop_map(|(range, to)| Act::Mremap(Box::new(Mremap {
            range,
            to: Some(to),
            size: None,
            at: None
        }))),
        pages_of(scope).prop_map(Act::Mlock),
        pages_of(scope).prop_map(Act::Munlock),
        pages_of(scope).prop_map(Act::Vmsplice),
        pages_of(scope).prop_map(Act::Pin),
        select(&[Act::Unsplice, Act::Unpin][..]),
        value(scope).prop_map(Act::Dma),
        size(scope).prop_map(Act::Brk),
        bind(scope).prop_map(Act::Bind),
        range(scope).prop_map(Act::Read),
        (range(scope), of(value(scope))).prop_map(|(range, value)| Act::Write(range, value)),
        (pages_of(scope), of(number(scope, 100)), of(number(scope, u64::MAX)))
            .prop_map(|(range, percent, seed)| Act::Touch(Touch { range, percent, seed })),
        file_act(scope).prop_map(|act| Act::File(Box::new(act))),
        name(scope).prop_map(Act::Fork),
        name(scope).prop_map(Act::Vfork),
        name(scope).prop_map(Act::Thread),
        (name(scope), file(scope)).prop_map(|(name, program)| Act::Spawn(name, program)),
        Just(Act::PthreadExit),
        file(scope).prop_map(Act::Exec),
        of(number(scope, 255)).prop_map(Act::Exit),
        name(scope).prop_map(Act::Wait),
        name(scope).prop_map(Act::Kill),
    ]
    .boxed()
}

fn file_act(scope: Scope) -> impl Strategy<Value = FileAct> {
    let of_file = || (range(scope), file(scope)).prop_map(|(range, vma)| Range { vma, ..range });
    let payload = prop_oneof![value(scope).prop_map(Payload::Value), range(scope).prop_map(Payload::Memory)];
    let whole = (0..9_u64).prop_map(|pages| Size { amount: decimal(pages), unit: Unit::Mib, span: NOWHERE });
    prop_oneof![
        (of_file(), of(range(scope))).prop_map(|(from, into)| FileAct::Read { from, into }),
        (of_file(), of(payload)).prop_map(|(to, payload)| FileAct::Write { to, payload }),
        file(scope).prop_map(FileAct::Fsync),
        pages_of(scope).prop_map(FileAct::Msync),
        (file(scope), whole).prop_map(|(file, size)| FileAct::Truncate(file, size)),
        range(scope).prop_map(FileAct::ReadMem),
        (name(scope), range(scope)).prop_map(|(target, range)| FileAct::ReadRemote(target, range)),
        (range(scope), of(value(scope))).prop_map(|(range, value)| FileAct::WriteMem(range, value)),
    ]
}

fn place(scope: Scope) -> impl Strategy<Value = Place> {
    prop_oneof![
        (0..1_u64 << 35).prop_map(|page| Place::Address(decimal(page << 12))),
        pages_of(scope).prop_map(Place::Range),
    ]
}

fn mmap(scope: Scope) -> impl Strategy<Value = Mmap> {
    let backing = prop_oneof![
        Just(Backing::Anon(NOWHERE)),
        (file(scope), of(number(scope, u64::MAX))).prop_map(|(file, page)| Backing::File { file, page }),
    ];
    let sharing = of(select(vec![Sharing::Private, Sharing::Shared]));
    let noreserve = any::<bool>();
    (name(scope), size(scope), sharing, of(backing), of(select(Perm::ALL)), noreserve, of(place(scope))).prop_map(
        |(name, size, sharing, backing, perm, noreserve, at)| Mmap {
            name,
            size,
            sharing,
            backing,
            perm,
            noreserve,
            at,
        },
    )
}

fn value(scope: Scope) -> impl Strategy<Value = Value> {
    prop_oneof![
        vec(any::<u8>(), 1..20).prop_map(|bytes| Value::Text(Text { bytes, span: NOWHERE })),
        any::<u8>().prop_map(|byte| Value::Char(byte, NOWHERE)),
        number(scope, 255).prop_map(Value::Byte),
    ]
}

fn name(scope: Scope) -> BoxedStrategy<Name> {
    let plain = "[a-zA-Z_父][a-z0-9_]{0,5}".prop_filter("a word of the language", |name| name != "repeat");
    let text = if scope.is_empty() {
        plain.boxed()
    } else {
        prop_oneof![plain.clone(), (plain, hole(scope)).prop_map(|(name, hole)| format!("{name}{hole}"))].boxed()
    };
    text.prop_map(|text| Name { text, span: NOWHERE }).boxed()
}

/// The name of a file or program.
fn file(scope: Scope) -> impl Strategy<Value = Name> {
    (name(scope), of("[a-z]{1,3}")).prop_map(|(name, ending)| match ending {
        Some(ending) => Name { text: format!("{}.{ending}", name.text), span: NOWHERE },
        None => name,
    })
}

fn hole(scope: Scope) -> impl Strategy<Value = Hole> {
    let operation = select(vec![HoleOperation::Add, HoleOperation::Subtract, HoleOperation::Multiply]);
    (select(scope), of((operation, any::<u64>())))
        .prop_map(|(variable, step)| Hole { variable: variable.to_owned(), step })
}

fn number(scope: Scope, most: u64) -> BoxedStrategy<Number> {
    let plain = prop_oneof![0..=most.min(9), 0..=most];
    let written = (plain, any::<bool>()).prop_map(|(value, hex)| match hex {
        true => NumberValue::Hex(value),
        false => NumberValue::Decimal(value),
    });
    let value = if scope.is_empty() {
        written.boxed()
    } else {
        prop_oneof![4 => written, 1 => hole(scope).prop_map(NumberValue::Hole)].boxed()
    };
    value.prop_map(|value| Number { value, span: NOWHERE }).boxed()
}

fn size(scope: Scope) -> impl Strategy<Value = Size> {
    let unit = select(vec![Unit::Pages, Unit::Kib, Unit::Mib, Unit::Gib]);
    (number(scope, 1 << 17), unit).prop_map(|(amount, unit)| Size { amount, unit, span: NOWHERE })
}

fn range(scope: Scope) -> impl Strategy<Value = Range> {
    let pages = of(prop_oneof![
        number(scope, u64::MAX).prop_map(Pages::One),
        (0..1000_u64, 1..1000_u64).prop_map(|(from, more)| Pages::Span(decimal(from), decimal(from + more))),
    ]);
    (name(scope), pages, of(number(scope, 4095))).prop_map(|(vma, pages, offset)| Range {
        vma,
        pages,
        offset,
        span: NOWHERE,
    })
}

fn pages_of(scope: Scope) -> impl Strategy<Value = Range> {
    range(scope).prop_map(|range| Range { offset: None, ..range })
}

fn decimal(value: u64) -> Number {
    Number { value: NumberValue::Decimal(value), span: NOWHERE }
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![vec(any::<u8>(), 0..20), ".{0,20}".prop_map(String::into_bytes)]
        .prop_map(|bytes| Text { bytes, span: NOWHERE })
}

fn page(scope: Scope) -> impl Strategy<Value = Box<PageRef>> {
    (name(scope), name(scope), number(scope, u64::MAX), of(number(scope, 4095))).prop_map(
        |(process, vma, page, offset)| {
            Box::new(PageRef { process, range: Range { vma, pages: Some(Pages::One(page)), offset, span: NOWHERE } })
        },
    )
}

fn call(scope: Scope) -> impl Strategy<Value = Call> {
    prop_oneof![
        (select(PageFunction::ALL), page(scope)).prop_map(|(function, page)| Query::Page(function, page)),
        (page(scope), page(scope)).prop_map(|(one, other)| Query::Same(one, other)),
        (select(ProcessFunction::ALL), name(scope)).prop_map(|(function, name)| Query::Process(function, name)),
        (select(FileFunction::ALL), file(scope)).prop_map(|(function, name)| Query::File(function, name)),
        (select(GroupFunction::ALL), name(scope)).prop_map(|(function, name)| Query::Group(function, name)),
        select(MachineFunction::ALL).prop_map(Query::Machine),
    ]
    .prop_map(|query| Call { query, span: NOWHERE })
}

fn term(scope: Scope) -> impl Strategy<Value = Term> {
    prop_oneof![
        number(scope, u64::MAX).prop_map(Term::Number),
        size(scope).prop_map(Term::Size),
        text().prop_map(Term::Text),
        any::<u8>().prop_map(|byte| Term::Char(byte, NOWHERE)),
        select(FLAGS).prop_map(|text| Term::Word(word(text))),
        call(scope).prop_map(Term::Call),
    ]
}

fn expression(scope: Scope) -> impl Strategy<Value = Expression> {
    let compared = call(scope).prop_flat_map(move |call| {
        let gives = call.query.function().info().gives;
        let comparison = match gives {
            ValueType::Count | ValueType::Bytes | ValueType::Byte => select(Comparison::ALL).boxed(),
            ValueType::Flag | ValueType::Text | ValueType::State | ValueType::Outcome => {
                select(vec![Comparison::Equal, Comparison::NotEqual]).boxed()
            }
        };
        let compare = (comparison, written(gives, scope)).prop_map(Some);
        let compare = if gives == ValueType::Flag { prop_oneof![compare, Just(None)].boxed() } else { compare.boxed() };
        (Just(Term::Call(call)), compare)
    });
    (any::<bool>(), compared).prop_map(|(negated, (left, compare))| Expression { negated, left, compare })
}

/// Something that may stand beside a computed value.
fn written(gives: ValueType, scope: Scope) -> BoxedStrategy<Term> {
    let word_of = |words: &'static [&'static str]| select(words).prop_map(|text| Term::Word(word(text)));
    match gives {
        ValueType::Count => number(scope, u64::MAX).prop_map(Term::Number).boxed(),
        ValueType::Bytes => size(scope).prop_map(Term::Size).boxed(),
        ValueType::Flag => word_of(FLAGS).boxed(),
        ValueType::Byte => number(scope, 255).prop_map(Term::Number).boxed(),
        ValueType::Text => text().prop_map(Term::Text).boxed(),
        ValueType::State => word_of(STATES).boxed(),
        ValueType::Outcome => prop_oneof![word_of(OUTCOMES), text().prop_map(Term::Text)].boxed(),
    }
}
