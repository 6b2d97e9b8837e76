//! The narration of whole runs.

use expect_test::{expect, expect_file};
use forkscope_explain::{
    command_title, effect_line, explain, in_a_word, outcome, summary, Digest, Lang, Names, OnMachine, MAX_BRIEF,
    MAX_TITLE,
};
use forkscope_sim::command::{Advice, Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind};
use forkscope_sim::policy::{CopyPolicy, Overcommit};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, Recorder, Vpn};

use crate::fixture::{Family, CHILD, HEAP, PARENT};
use crate::K4;

const RW: VmFlags = VmFlags::READ.union(VmFlags::WRITE);

/// Runs commands and tells of them: title, steps, effects if wanted, the end, the summary.
fn told(config: Config, commands: &[Command], effects: bool) -> String {
    told_with(config, commands, &Family, effects)
}

/// The same, with other names or in another language.
pub(crate) fn told_with(config: Config, commands: &[Command], called: &dyn Names, effects: bool) -> String {
    let mut machine = Machine::boot(config);
    let mut out = String::new();
    for command in commands {
        let before = machine.clone();
        let mut recorder = Recorder::new(1000);
        let ran = machine.run(command, &mut recorder);
        let steps = recorder.finish(&machine);
        out += &format!("# {}\n", command_title(command, Some(&ran), called));
        for step in &steps {
            let said = explain(&step.note, called);
            assert!(said.title.chars().count() <= MAX_TITLE && said.brief().chars().count() <= MAX_BRIEF, "{said:?}");
            out += &format!("  {}\n      {}\n", said.title, said.why);
            let names = OnMachine::new(&step.machine, called);
            let lines = step.effects.iter().filter(|_| effects).map(|effect| effect_line(effect, &names));
            lines.for_each(|line| out += &format!("      - {line}\n"));
        }
        if let Some(remark) = outcome(command, &ran, &before, called) {
            out += &format!("  ! {}: {} {}\n", remark.what, remark.why, remark.hint.unwrap_or_default());
        }
        let digest = Digest::of(steps.iter().map(|step| &step.note));
        out += &format!("  = {}\n\n", summary(command, &ran, &digest, called));
    }
    out
}

pub(crate) fn linux() -> Config {
    Config { ram: 64, ..Config::default() }
}

fn start() -> Command {
    Command::Start { program: None }
}

fn parent(call: Call) -> Command {
    Command::Do { pid: PARENT, call }
}

fn child(call: Call) -> Command {
    Command::Do { pid: CHILD, call }
}

fn map(pages: u64, sharing: Sharing, source: Source) -> Call {
    Call::Mmap(Mapping { range: PageRange::new(HEAP, pages), access: RW, sharing, source })
}

fn heap() -> Command {
    parent(map(3, Sharing::Private, Source::Anon))
}

fn page(index: u64) -> Vpn {
    HEAP.plus(index)
}

fn write(index: u64, byte: u8) -> Call {
    Call::write(page(index).addr(K4), 1, Data::Fill(byte))
}

fn read(index: u64) -> Call {
    Call::read(page(index).addr(K4), 1)
}

fn file(cached: bool) -> Command {
    Command::CreateFile { kind: FileKind::Regular, pages: 3, cached, opened: forkscope_sim::file::Opened::ReadWrite }
}

/// What the first scenario does.
pub(crate) fn story() -> Vec<Command> {
    vec![
        start(),
        heap(),
        parent(write(0, b'A')),
        parent(write(1, b'B')),
        parent(read(2)),
        parent(Call::Fork),
        child(read(1)),
        parent(write(1, b'X')),
        child(write(1, b'Y')),
        child(write(2, b'Z')),
        child(Call::Exit { status: 0 }),
        parent(Call::Wait { child: CHILD }),
        parent(write(0, b'C')),
    ]
}

#[test]
fn fork_then_write() {
    expect_file!["narration/run_fork_then_write.txt"].assert_eq(&told(linux(), &story(), false));
}

#[test]
fn fork_then_write_with_every_change() {
    let commands = [start(), heap(), parent(write(0, b'A')), parent(Call::Fork), parent(write(0, b'X'))];
    expect_file!["narration/run_effects.txt"].assert_eq(&told(linux(), &commands, true));
}

#[test]
fn accesses_in_a_word() {
    let source = Source::File { file: FileId(0), pgoff: 0 };
    let mut commands = story();
    commands.extend([file(true), parent(map(3, Sharing::Private, source)), parent(read(0))]);
    let mut machine = Machine::boot(linux());
    let words = commands.iter().map(|command| {
        let mut digest = Digest::default();
        machine.run(command, &mut digest).expect("nothing is refused");
        format!("{}: {}", in_a_word(&digest, Lang::En), in_a_word(&digest, Lang::Zh))
    });
    expect![[r#"
        no fault: 没有缺页异常
        no fault: 没有缺页异常
        allocates: 分配
        allocates: 分配
        maps the zero page: 映射零页
        no fault: 没有缺页异常
        no fault: 没有缺页异常
        copies: 复制
        reuses: 重用
        allocates: 分配
        no fault: 没有缺页异常
        no fault: 没有缺页异常
        reuses: 重用
        no fault: 没有缺页异常
        no fault: 没有缺页异常
        maps the file's frame: 映射文件的页帧"#]]
    .assert_eq(&words.collect::<Vec<_>>().join("\n"));
}

#[test]
fn eager_copying() {
    let config = Config { copy: CopyPolicy::Eager, ..linux() };
    let commands = [start(), heap(), parent(write(0, b'A')), parent(Call::Fork), parent(write(0, b'X'))];
    expect_file!["narration/run_eager.txt"].assert_eq(&told(config, &commands, false));
}

#[test]
fn files_private_and_shared() {
    let source = Source::File { file: FileId(0), pgoff: 0 };
    let commands = [
        file(false),
        start(),
        parent(map(3, Sharing::Private, source)),
        parent(read(0)),
        parent(write(0, b'A')),
        parent(Call::Munmap(PageRange::new(page(1), 1))),
        parent(map(3, Sharing::Shared, source)),
        parent(read(0)),
        parent(write(0, b'B')),
        parent(write(1, b'C')),
    ];
    expect_file!["narration/run_files.txt"].assert_eq(&told(linux(), &commands, false));
}

#[test]
fn mappings_and_advice() {
    let range = PageRange::new(page(1), 1);
    let commands = [
        start(),
        heap(),
        parent(write(1, b'A')),
        parent(Call::Mprotect { range, access: VmFlags::READ }),
        parent(Call::Mprotect { range, access: RW }),
        parent(Call::Madvise { range, advice: Advice::DontFork }),
        parent(Call::Madvise { range, advice: Advice::DontNeed }),
        parent(Call::Brk { pages: 2 }),
        parent(Call::Brk { pages: 0 }),
        parent(Call::Munmap(PageRange::new(HEAP, 3))),
    ];
    expect_file!["narration/run_mappings.txt"].assert_eq(&told(linux(), &commands, false));
}

#[test]
fn programs() {
    let program = Program { image: FileId(0), text: 2, data: 1, bss: 1, stack: 2 };
    let commands = [
        file(true),
        Command::Start { program: Some(program) },
        parent(Call::Fork),
        child(Call::Exec(program)),
        parent(Call::Wait { child: CHILD }),
        parent(read(0)),
        child(Call::Exit { status: 3 }),
    ];
    expect_file!["narration/run_programs.txt"].assert_eq(&told(linux(), &commands, false));
}

#[test]
fn failures() {
    let commands = [
        start(),
        parent(map(1 << 20, Sharing::Private, Source::Anon)),
        parent(Call::Wait { child: CHILD }),
        heap(),
        parent(Call::Mprotect { range: PageRange::new(page(1), 1), access: VmFlags::READ }),
        parent(write(1, b'A')),
        parent(read(0)),
    ];
    expect_file!["narration/run_failures.txt"].assert_eq(&told(linux(), &commands, false));
}

#[test]
fn out_of_memory() {
    let commands = [start(), start(), parent(map(40, Sharing::Private, Source::Anon))];
    let touch = Call::touch(PageRange::new(HEAP, 40), 1);
    let commands = [&commands[..], &[parent(touch)]].concat();
    let told = told(Config { ram: 24, overcommit: Overcommit::Always, ..linux() }, &commands, false);
    let tail: Vec<&str> = told.lines().skip_while(|line| !line.contains("Out of memory")).collect();
    expect_file!["narration/run_oom.txt"].assert_eq(&(tail.join("\n") + "\n"));
}
