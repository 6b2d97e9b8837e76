//! Commands: a machine with little memory, and calls that follow each other in any order.

use forkscope_sim::command::{Accesses, Advice, Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::policy::OnSegv;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, CopyPolicy, Machine, PageRange, PageSize, Pid, Recorder, Silent, VirtAddr, Vpn,
};

use crate::bytes::Bytes;

/// Where memory is mapped.
const BASE: Vpn = Vpn(0x2000_0000_0000 >> 12);
/// How many pages from there are used; two page tables span them.
const SPAN: u64 = 24;
/// Commands beyond these are not run.
const MOST: usize = 160;

/// Runs the commands that the bytes stand for.
///
/// # Panics
/// When an invariant of the machine is broken, or a recorded run comes to something else than a silent one.
pub fn check(input: &[u8]) {
    let mut bytes = Bytes::new(input);
    let mut machine = boot(&mut bytes);
    let mut run = 0;
    while !bytes.is_empty() && run < MOST {
        let command = command(&mut bytes, &machine);
        let before = machine.clone();
        let silent = machine.run(&command, &mut Silent);
        let broken = machine.check();
        assert!(broken.is_empty(), "{broken:?} after {command:?}");
        if bytes.next().is_multiple_of(8) {
            let (mut again, mut recorder) = (before, Recorder::new(2000));
            let recorded = again.run(&command, &mut recorder);
            assert_eq!(recorded, silent, "recorded, {command:?} comes to something else");
            assert_eq!(again.usage(), machine.usage(), "recorded, {command:?} leaves another machine");
        }
        run += 1;
    }
}

fn boot(bytes: &mut Bytes<'_>) -> Machine {
    let copy = bytes.pick(&CopyPolicy::ALL);
    let ram = bytes.pick(&[40, 64, 128, 4096]);
    let segv = bytes.pick(&[OnSegv::Kill, OnSegv::Continue]);
    let mut machine = Machine::boot(Config { copy, ram, segv, ..Config::default() });
    let opened = bytes.pick(&[Opened::ReadWrite, Opened::ReadWrite, Opened::ReadOnly]);
    for (kind, cached) in [(FileKind::Regular, true), (FileKind::Regular, false), (FileKind::Memfd, false)] {
        // In a small machine there may be no room for a file.
        let _ = machine.run(&Command::CreateFile { kind, pages: 6, cached, opened }, &mut Silent);
    }
    let _ = machine.run(&Command::Start { program: None }, &mut Silent);
    machine
}

fn command(bytes: &mut Bytes<'_>, machine: &Machine) -> Command {
    if bytes.below(64) == 63 {
        return Command::DropCaches;
    }
    if bytes.below(32) == 31 {
        return Command::Start { program: (bytes.below(2) == 1).then(|| program(bytes)) };
    }
    let pids: Vec<Pid> = machine.tasks().map(|task| task.pid).collect();
    let any = |bytes: &mut Bytes<'_>| if pids.is_empty() { Pid(1) } else { bytes.pick(&pids) };
    let pid = any(bytes);
    let other = any(bytes);
    Command::Do { pid, call: call(bytes, other) }
}

fn call(bytes: &mut Bytes<'_>, other: Pid) -> Call {
    match bytes.below(44) {
        0..=5 => Call::Access(Accesses::Read { at: address(bytes), len: bytes.below(4) * 4096 + 1 }),
        6..=13 => Call::Access(write(bytes)),
        14..=15 => Call::Access(Accesses::Touch {
            range: range(bytes),
            value: bytes.next(),
            percent: bytes.below(101) as u8,
            seed: bytes.below(4),
        }),
        16..=18 => Call::Fork,
        19 => Call::Vfork,
        20 => Call::Thread,
        21 => Call::Spawn(program(bytes)),
        22 => Call::Exec(program(bytes)),
        23 => Call::Exit { status: bytes.next() },
        24 => Call::PthreadExit,
        25 => Call::Wait { child: other },
        26 => Call::Kill { target: other },
        27..=29 => Call::Mmap(mapping(bytes)),
        30 => Call::Munmap(range(bytes)),
        31 => mremap(bytes),
        32 => Call::Mprotect { range: range(bytes), access: access(bytes) },
        33..=34 => Call::Madvise { range: range(bytes), advice: bytes.pick(&Advice::ALL) },
        35 => Call::Mlock(range(bytes)),
        36 => Call::Munlock(range(bytes)),
        37 => Call::Vmsplice(range(bytes)),
        38 => bytes.pick(&[Call::Unsplice, Call::Unpin, Call::Pin(range_at(0, 4)), Call::Pin(range_at(3, 9))]),
        39 => Call::Brk { pages: bytes.below(12) },
        _ => Call::File(file_call(bytes)),
    }
}

fn file_call(bytes: &mut Bytes<'_>) -> FileCall {
    let file = FileId(bytes.below(4) as u32);
    let (at, len) = (bytes.below(8) * 4096 + bytes.pick(&[0, 1, 4095]), bytes.below(3) * 4096 + bytes.pick(&[1, 4096]));
    match bytes.below(9) {
        7 => FileCall::ReadRemote { target: Pid(1 + bytes.below(4) as u32), at: address(bytes), len },
        0 => FileCall::Read { file, at, len, into: None },
        1 => FileCall::Read { file, at, len, into: Some(address(bytes)) },
        2 => FileCall::Write { file, at, len, payload: Payload::Data(Data::Fill(bytes.next())) },
        3 => FileCall::Write { file, at, len, payload: Payload::Memory(address(bytes)) },
        4 => bytes.pick(&[FileCall::Fsync(file), FileCall::Msync(range_at(0, SPAN))]),
        5 => FileCall::Truncate { file, pages: bytes.below(10) },
        6 => FileCall::ReadMem { at: address(bytes), len },
        _ => FileCall::WriteMem { at: address(bytes), len, data: Data::Fill(bytes.next()) },
    }
}

fn write(bytes: &mut Bytes<'_>) -> Accesses {
    let at = address(bytes);
    match bytes.below(2) {
        0 => Accesses::Write { at, len: 3, data: Data::Bytes([1, 2, bytes.next()].into()) },
        _ => Accesses::Write { at, len: bytes.below(5) * 4096 + 1, data: Data::Fill(bytes.next()) },
    }
}

fn mapping(bytes: &mut Bytes<'_>) -> Mapping {
    let source = match bytes.below(2) {
        0 => Source::Anon,
        _ => Source::File { file: FileId(bytes.below(4) as u32), pgoff: bytes.below(8) },
    };
    let sharing = bytes.pick(&[Sharing::Private, Sharing::Shared]);
    Mapping { range: range(bytes), access: access(bytes), sharing, source }
}

fn mremap(bytes: &mut Bytes<'_>) -> Call {
    let to = (bytes.below(2) == 1).then(|| BASE.plus(bytes.below(SPAN)));
    Call::Mremap { from: range(bytes), to, pages: bytes.below(8) }
}

fn program(bytes: &mut Bytes<'_>) -> Program {
    let mut size = || bytes.below(4);
    Program { image: FileId(0), text: size(), data: size(), bss: size(), stack: size() }
}

fn access(bytes: &mut Bytes<'_>) -> VmFlags {
    let read_write = VmFlags::READ | VmFlags::WRITE;
    bytes.pick(&[read_write, read_write, VmFlags::READ, VmFlags::READ | VmFlags::EXEC, VmFlags::empty()])
}

fn address(bytes: &mut Bytes<'_>) -> VirtAddr {
    let page = BASE.plus(bytes.below(SPAN + 1)).addr(PageSize::K4);
    VirtAddr(page.0 + bytes.pick(&[0, 1, 100, 4095]))
}

fn range(bytes: &mut Bytes<'_>) -> PageRange {
    let start = bytes.below(SPAN);
    range_at(start, start + bytes.below(9))
}

fn range_at(start: u64, end: u64) -> PageRange {
    PageRange { start: BASE.plus(start), end: BASE.plus(end) }
}
