//! One statement, one line.

use std::fmt::Write;

use crate::ast::{
    Act, Backing, Bind, Call, Expression, FileAct, Mmap, Mremap, Name, Number, NumberValue, PageRef, Pages, Payload,
    Place, Program, Query, Range, Setting, SettingValue, Sharing, Size, Statement, Term, Touch, Unit, Value,
};

/// Writes a statement in canonical form, without a line break.
pub(crate) fn print_statement(statement: &Statement) -> String {
    match statement {
        Statement::Title(title) => format!("title {}", quoted(&title.bytes)),
        Statement::Machine(settings) => {
            let settings: Vec<String> = settings.iter().map(setting).collect();
            format!("machine {}", settings.join(" "))
        }
        Statement::Process { name, program: None } => format!("process {}", name.text),
        Statement::Process { name, program: Some(program) } => format!("process {} {}", name.text, program.text),
        Statement::Program(program) => print_program(program),
        Statement::File { name, size: length, cold, read_only } => {
            let cold = if *cold { " cold" } else { "" };
            let read_only = if *read_only { " ro" } else { "" };
            format!("file {} {}{cold}{read_only}", name.text, size(length))
        }
        Statement::Memfd { name, size: length } => format!("memfd {} {}", name.text, size(length)),
        Statement::DropCaches => "drop_caches".to_owned(),
        Statement::Cgroup { name, limit, pids } => print_group(name, limit.as_ref(), pids.as_ref()),
        Statement::Reclaim(length) => format!("reclaim {}", size(length)),
        Statement::Khugepaged => "khugepaged".to_owned(),
        Statement::Ksm => "ksm".to_owned(),
        Statement::Note(note) => format!("note {}", quoted(&note.bytes)),
        Statement::Ask { question, answer } => {
            format!("ask {} {}", quoted(&question.bytes), print_term(answer))
        }
        Statement::Expect(expression) => format!("expect {}", print_expression(expression)),
        Statement::Act { process, act } => format!("{}: {}", process.text, print_act(act)),
    }
}

fn setting(setting: &Setting) -> String {
    let value = match &setting.value {
        SettingValue::Size(length) => size(length),
        SettingValue::Number(value) => number(value),
        SettingValue::Word(word) => word.text.clone(),
    };
    format!("{}={value}", setting.key.info().name)
}

fn print_program(program: &Program) -> String {
    let parts = [("text", &program.text), ("data", &program.data), ("bss", &program.bss), ("stack", &program.stack)];
    let mut line = format!("program {}", program.name.text);
    for (name, part) in parts {
        if let Some(part) = part {
            let _ = write!(line, " {name}={}", size(part));
        }
    }
    line
}

fn print_act(act: &Act) -> String {
    match act {
        Act::Mmap(mmap) => print_mmap(mmap),
        Act::Munmap(target) => format!("munmap {}", range(target)),
        Act::Mremap(mremap) => print_mremap(mremap),
        Act::Mprotect(target, perm) => format!("mprotect {} {}", range(target), perm.as_str()),
        Act::Mlock(target) => format!("mlock {}", range(target)),
        Act::Munlock(target) => format!("munlock {}", range(target)),
        Act::Madvise(target, advice) => format!("madvise {} {}", range(target), advice.as_str()),
        Act::Vmsplice(target) => format!("vmsplice {}", range(target)),
        Act::Unsplice => "unsplice".to_owned(),
        Act::Pin(target) => format!("pin {}", range(target)),
        Act::Unpin => "unpin".to_owned(),
        Act::Dma(what) => format!("dma {}", value(what)),
        Act::File(act) => print_file_act(act),
        Act::Bind(bind) => print_bind(bind),
        Act::Brk(length) => format!("brk {}", size(length)),
        Act::Read(target) => format!("read {}", range(target)),
        Act::Write(target, None) => format!("write {}", range(target)),
        Act::Write(target, Some(what)) => format!("write {} {}", range(target), value(what)),
        Act::Touch(touch) => print_touch(touch),
        Act::Fork(name) => format!("fork {}", name.text),
        Act::Vfork(name) => format!("vfork {}", name.text),
        Act::Thread(name) => format!("thread {}", name.text),
        Act::Spawn(name, program) => format!("spawn {} {}", name.text, program.text),
        Act::Exec(name) => format!("exec {}", name.text),
        Act::Exit(None) => "exit".to_owned(),
        Act::Exit(Some(status)) => format!("exit {}", number(status)),
        Act::PthreadExit => "pthread_exit".to_owned(),
        Act::Wait(name) => format!("wait {}", name.text),
        Act::Kill(name) => format!("kill {}", name.text),
    }
}

fn print_mmap(mmap: &Mmap) -> String {
    let mut line = format!("mmap {} {}", mmap.name.text, size(&mmap.size));
    match mmap.sharing {
        Some(Sharing::Private) => line.push_str(" private"),
        Some(Sharing::Shared) => line.push_str(" shared"),
        None => {}
    }
    match &mmap.backing {
        Some(Backing::Anon(_)) => line.push_str(" anon"),
        Some(Backing::File { file, page: None }) => {
            let _ = write!(line, " file={}", file.text);
        }
        Some(Backing::File { file, page: Some(page) }) => {
            let _ = write!(line, " file={}@{}", file.text, number(page));
        }
        None => {}
    }
    if let Some(perm) = mmap.perm {
        let _ = write!(line, " {}", perm.as_str());
    }
    if mmap.noreserve {
        line.push_str(" noreserve");
    }
    line + &print_place(mmap.at.as_ref())
}

fn print_mremap(mremap: &Mremap) -> String {
    let mut line = format!("mremap {}", range(&mremap.range));
    if let Some(to) = &mremap.to {
        let _ = write!(line, " -> {}", to.text);
    }
    if let Some(length) = &mremap.size {
        let _ = write!(line, " {}", size(length));
    }
    line + &print_place(mremap.at.as_ref())
}

fn print_place(at: Option<&Place>) -> String {
    match at {
        Some(Place::Address(address)) => format!(" at={}", number(address)),
        Some(Place::Range(place)) => format!(" at={}", range(place)),
        None => String::new(),
    }
}

fn print_bind(bind: &Bind) -> String {
    match bind {
        Bind::AddressSpace(limit) => format!("prlimit as={}", size(limit)),
        Bind::Data(limit) => format!("prlimit data={}", size(limit)),
        Bind::Processes(limit) => format!("prlimit nproc={}", number(limit)),
        Bind::OomScoreAdj { negative, amount } => {
            format!("oom_score_adj {}{}", if *negative { "-" } else { "" }, number(amount))
        }
        Bind::Group(name) => format!("cgroup {}", name.text),
    }
}

fn print_file_act(act: &FileAct) -> String {
    match act {
        FileAct::Read { from, into: None } => format!("pread {}", range(from)),
        FileAct::Read { from, into: Some(into) } => format!("pread {} -> {}", range(from), range(into)),
        FileAct::Write { to, payload: None } => format!("pwrite {}", range(to)),
        FileAct::Write { to, payload: Some(Payload::Value(what)) } => format!("pwrite {} {}", range(to), value(what)),
        FileAct::Write { to, payload: Some(Payload::Memory(from)) } => format!("pwrite {} {}", range(to), range(from)),
        FileAct::Fsync(file) => format!("fsync {}", file.text),
        FileAct::Msync(target) => format!("msync {}", range(target)),
        FileAct::Truncate(file, length) => format!("ftruncate {} {}", file.text, size(length)),
        FileAct::ReadRemote(process, target) => format!("process_vm_readv {} {}", process.text, range(target)),
        FileAct::ReadMem(target) => format!("memread {}", range(target)),
        FileAct::WriteMem(target, None) => format!("memwrite {}", range(target)),
        FileAct::WriteMem(target, Some(what)) => format!("memwrite {} {}", range(target), value(what)),
    }
}

fn print_group(name: &Name, limit: Option<&Size>, pids: Option<&Number>) -> String {
    let mut line = format!("cgroup {}", name.text);
    if let Some(limit) = limit {
        let _ = write!(line, " limit={}", size(limit));
    }
    if let Some(pids) = pids {
        let _ = write!(line, " pids={}", number(pids));
    }
    line
}

fn print_touch(touch: &Touch) -> String {
    let mut line = format!("touch {}", range(&touch.range));
    if let Some(percent) = &touch.percent {
        let _ = write!(line, " {}%", number(percent));
    }
    if let Some(seed) = &touch.seed {
        let _ = write!(line, " seed={}", number(seed));
    }
    line
}

/// Writes an expression in canonical form.
pub(crate) fn print_expression(expression: &Expression) -> String {
    let not = if expression.negated { "not " } else { "" };
    let left = print_term(&expression.left);
    match &expression.compare {
        None => format!("{not}{left}"),
        Some((comparison, right)) => {
            format!("{not}{left} {} {}", comparison.as_str(), print_term(right))
        }
    }
}

/// Writes a term in canonical form.
pub(crate) fn print_term(term: &Term) -> String {
    match term {
        Term::Number(value) => number(value),
        Term::Size(length) => size(length),
        Term::Text(value) => quoted(&value.bytes),
        Term::Char(byte, _) => char(*byte),
        Term::Word(word) => word.text.clone(),
        Term::Call(call) => print_call(call),
    }
}

fn print_call(call: &Call) -> String {
    let name = call.query.function().name();
    match &call.query {
        Query::Page(_, of) => format!("{name}({})", page(of)),
        Query::Same(one, other) => format!("{name}({}, {})", page(one), page(other)),
        Query::Process(_, of) | Query::Group(_, of) | Query::File(_, of) => format!("{name}({})", of.text),
        Query::Machine(_) => name.to_owned(),
    }
}

fn page(page: &PageRef) -> String {
    format!("{}.{}", page.process.text, range(&page.range))
}

fn number(value: &Number) -> String {
    match &value.value {
        NumberValue::Decimal(value) => value.to_string(),
        NumberValue::Hex(value) => format!("{value:#x}"),
        NumberValue::Hole(hole) => hole.to_string(),
    }
}

fn size(length: &Size) -> String {
    let amount = number(&length.amount);
    match length.unit {
        Unit::Pages if length.amount.get() == Some(1) => format!("{amount} page"),
        Unit::Pages => format!("{amount} pages"),
        Unit::Kib => format!("{amount}K"),
        Unit::Mib => format!("{amount}M"),
        Unit::Gib => format!("{amount}G"),
    }
}

fn range(target: &Range) -> String {
    let mut line = target.vma.text.clone();
    match &target.pages {
        None => {}
        Some(Pages::One(page)) => {
            let _ = write!(line, "[{}]", number(page));
        }
        Some(Pages::Span(from, to)) => {
            let _ = write!(line, "[{}..{}]", number(from), number(to));
        }
    }
    if let Some(offset) = &target.offset {
        let _ = write!(line, "+{}", number(offset));
    }
    line
}

fn value(what: &Value) -> String {
    match what {
        Value::Text(value) => quoted(&value.bytes),
        Value::Char(byte, _) => char(*byte),
        Value::Byte(value) => number(value),
    }
}

/// A text between quotes; what cannot be seen is written as an escape.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\0' => out.push_str("\\0"),
                c if is_invisible(c) => escape(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        escape(&mut out, chunk.invalid());
    }
    out.push('"');
    out
}

/// Control characters, line separators, and marks that turn the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn escape(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "\\x{byte:02x}");
    }
}

fn char(byte: u8) -> String {
    match byte {
        b'\n' => "'\\n'".to_owned(),
        b'\t' => "'\\t'".to_owned(),
        0 => "'\\0'".to_owned(),
        b'\'' => "'\\''".to_owned(),
        b'\\' => "'\\\\'".to_owned(),
        b' '..=b'~' => format!("'{}'", char::from(byte)),
        _ => format!("'\\x{byte:02x}'"),
    }
}
