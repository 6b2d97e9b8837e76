//! What the tests share: a machine to run calls on, and random calls.

use forkscope_sim::command::{Accesses, Advice, Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::policy::OnSegv;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, CopyPolicy, Machine, Observer, Outcome, PageRange, PageSize, Pid, Refused, Ret, Silent,
    VirtAddr, Vpn,
};
use proptest::prelude::*;

use crate::{K4, PAGE_SIZE};

/// Where the tests map memory: a page number that machines with pages of every size have.
pub(crate) const BASE: Vpn = Vpn(0x1000_0000);
/// How many pages from there the random calls use.
pub(crate) const SPAN: u64 = 24;
/// The file of private mappings, the file of shared ones, and a memfd.
pub(crate) const FILES: [FileId; 3] = [FileId(0), FileId(1), FileId(2)];

/// A machine with three files and one process, that survives segmentation faults.
pub(crate) fn boot(copy: CopyPolicy, ram: u32) -> Machine {
    boot_with(Config { copy, ram, ..Config::default() })
}

/// The same with swap space.
pub(crate) fn boot_with_swap(copy: CopyPolicy, ram: u32, swap: u32) -> Machine {
    boot_with(Config { copy, ram, swap, ..Config::default() })
}

/// The same, with other settings.
pub(crate) fn boot_with(config: Config) -> Machine {
    let mut machine = Machine::boot(Config { segv: OnSegv::Continue, ..config });
    for (kind, cached) in [(FileKind::Regular, true), (FileKind::Regular, false), (FileKind::Memfd, false)] {
        let made = machine.run(&Command::CreateFile { kind, pages: 6, cached, opened: Opened::ReadWrite }, &mut Silent);
        assert!(made.is_ok(), "{made:?}");
    }
    let started = machine.run(&Command::Start { program: None }, &mut Silent).map(|outcome| outcome.ret);
    assert_eq!(started, Ok(Ret::Pid(Pid(1))));
    machine
}

/// A call by the process that is `who`-th among those that live.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) who: usize,
    pub(crate) call: Act,
    /// What the system does if the call was carried out.
    pub(crate) then: Option<Command>,
}

/// A call whose target process is still to be chosen.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Plain(Call),
    Wait(usize),
    Kill(usize),
}

/// Runs a step; nothing happens when nobody lives.
pub(crate) fn run(
    machine: &mut Machine,
    step: &Step,
    observer: &mut dyn Observer,
) -> Option<(Pid, Call, Result<Outcome, Refused>)> {
    let alive: Vec<Pid> = machine.tasks().filter(|task| task.mm.is_some()).map(|task| task.pid).collect();
    let all: Vec<Pid> = machine.tasks().map(|task| task.pid).collect();
    let pid = *alive.get(step.who % alive.len().max(1))?;
    let call = match &step.call {
        Act::Plain(call) => call.clone(),
        Act::Wait(n) => Call::Wait { child: all[n % all.len()] },
        Act::Kill(n) => Call::Kill { target: all[n % all.len()] },
    };
    let result = machine.run(&Command::Do { pid, call: sized(&call, machine.page_size()) }, observer);
    if let (Ok(_), Some(then)) = (&result, &step.then) {
        let _ = machine.run(then, observer);
    }
    Some((pid, call, result))
}

/// A call that is about pages of 4 KiB, for a machine with pages of another size: the same pages.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other calls count in pages")]
pub(crate) fn sized(call: &Call, page: PageSize) -> Call {
    let by = page.shift() - K4.shift();
    let at = |at: VirtAddr| VirtAddr(at.0 << by);
    match call.clone() {
        Call::Access(Accesses::Read { at: start, len }) => Call::read(at(start), len << by),
        Call::Access(Accesses::Write { at: start, len, data }) => Call::write(at(start), len << by, data),
        Call::File(FileCall::Read { file, at: from, len, into }) => {
            Call::File(FileCall::Read { file, at: from << by, len: len << by, into: into.map(at) })
        }
        Call::File(FileCall::Write { file, at: to, len, payload }) => {
            let payload = match payload {
                Payload::Data(data) => Payload::Data(data),
                Payload::Memory(from) => Payload::Memory(at(from)),
            };
            Call::File(FileCall::Write { file, at: to << by, len: len << by, payload })
        }
        Call::File(FileCall::ReadMem { at: start, len }) => {
            Call::File(FileCall::ReadMem { at: at(start), len: len << by })
        }
        Call::File(FileCall::ReadRemote { target, at: start, len }) => {
            Call::File(FileCall::ReadRemote { target, at: at(start), len: len << by })
        }
        Call::File(FileCall::WriteMem { at: start, len, data }) => {
            Call::File(FileCall::WriteMem { at: at(start), len: len << by, data })
        }
        other => other,
    }
}

/// Up to `len` random steps over several processes, after a start with half of the pages mapped and a few written.
pub(crate) fn steps(len: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (0..8_usize, act(), then()).prop_map(|(who, call, then)| Step { who, call, then });
    prop::collection::vec(step, 1..len).prop_map(|steps| [start(), steps].concat())
}

fn start() -> Vec<Step> {
    let (range, access) = (PageRange::new(BASE, SPAN / 2), VmFlags::READ | VmFlags::WRITE);
    let map = Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon });
    let written = touch(PageRange::new(BASE, SPAN / 3), 9);
    [map, written].map(|call| Step { who: 0, call: Act::Plain(call), then: None }).to_vec()
}

fn then() -> impl Strategy<Value = Option<Command>> {
    prop_oneof![
        10 => Just(None),
        1 => (1..12_u64).prop_map(|pages| Some(Command::Reclaim { pages })),
        1 => Just(Some(Command::KsmScan)),
        1 => Just(Some(Command::Khugepaged)),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => range(3).prop_map(|r| Call::read(r.start.addr(K4), r.pages() * PAGE_SIZE)).prop_map(Act::Plain),
        16 => (range(3), any::<u8>()).prop_map(|(range, value)| touch(range, value)).prop_map(Act::Plain),
        2 => (range(2), any::<u8>()).prop_map(|(r, value)| fill(r, value)).prop_map(Act::Plain),
        7 => Just(Act::Plain(Call::Fork)),
        2 => Just(Act::Plain(Call::Vfork)),
        2 => Just(Act::Plain(Call::Thread)),
        1 => program().prop_map(Call::Spawn).prop_map(Act::Plain),
        1 => Just(Act::Plain(Call::PthreadExit)),
        2 => any::<u8>().prop_map(|status| Act::Plain(Call::Exit { status })),
        2 => (0..8_usize).prop_map(Act::Wait),
        1 => (0..8_usize).prop_map(Act::Kill),
        10 => mapping().prop_map(Call::Mmap).prop_map(Act::Plain),
        3 => range(4).prop_map(Call::Munmap).prop_map(Act::Plain),
        5 => (range(4), access()).prop_map(|(range, access)| Call::Mprotect { range, access }).prop_map(Act::Plain),
        5 => (range(4), advice()).prop_map(|(range, advice)| Call::Madvise { range, advice }).prop_map(Act::Plain),
        3 => (range(4), 0..SPAN - 4).prop_map(|(from, to)| moved(from, to)).prop_map(Act::Plain),
        2 => range(4).prop_map(Call::Mlock).prop_map(Act::Plain),
        1 => range(4).prop_map(Call::Munlock).prop_map(Act::Plain),
        1 => range(4).prop_map(Call::Vmsplice).prop_map(Act::Plain),
        1 => Just(Act::Plain(Call::Unsplice)),
        1 => range(4).prop_map(Call::Pin).prop_map(Act::Plain),
        1 => Just(Act::Plain(Call::Unpin)),
        2 => (0..5_u64).prop_map(|pages| Act::Plain(Call::Brk { pages })),
        1 => program().prop_map(Call::Exec).prop_map(Act::Plain),
        8 => file_call().prop_map(Call::File).prop_map(Act::Plain),
    ]
}

fn wide(range: PageRange, by: u64) -> PageRange {
    PageRange::new(wide_page(range.start, by), range.pages() * by)
}

fn wide_page(vpn: Vpn, by: u64) -> Vpn {
    BASE.plus((vpn.0 - BASE.0) * by)
}

fn wide_bytes(at: VirtAddr, len: u64, cut: u64, by: u64) -> (VirtAddr, u64) {
    let range = wide(PageRange::new(at.vpn(K4), len / PAGE_SIZE), by);
    (VirtAddr(range.start.addr(K4).0 + cut), range.pages() * PAGE_SIZE - 2 * cut)
}

/// The same call over `by` times as many pages.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other calls are of no range, or stay as small as they are")]
pub(crate) fn widened(step: &Step, by: u64) -> Step {
    let Act::Plain(call) = &step.call else { return step.clone() };
    let cut = step.who as u64 % 3 * 5;
    let call = match call.clone() {
        Call::Access(Accesses::Read { at, len }) => {
            let (at, len) = wide_bytes(at, len, cut, by);
            Call::Access(Accesses::Read { at, len })
        }
        Call::Access(Accesses::Write { at, len, data }) => {
            let (at, len) = wide_bytes(at, len, cut, by);
            Call::Access(Accesses::Write { at, len, data })
        }
        Call::Access(Accesses::Touch { range, value, percent, seed }) => {
            let percent = if cut == 5 { 30 } else { percent };
            Call::Access(Accesses::Touch { range: wide(range, by), value, percent, seed })
        }
        Call::Mmap(mapping) => Call::Mmap(Mapping { range: wide(mapping.range, by), ..mapping }),
        Call::Munmap(range) => Call::Munmap(wide(range, by)),
        Call::Mremap { from, to, pages } => {
            Call::Mremap { from: wide(from, by), to: to.map(|to| wide_page(to, by)), pages: pages * by }
        }
        Call::Mprotect { range, access } => Call::Mprotect { range: wide(range, by), access },
        Call::Madvise { range, advice } => Call::Madvise { range: wide(range, by), advice },
        Call::Mlock(range) => Call::Mlock(wide(range, by)),
        Call::Munlock(range) => Call::Munlock(wide(range, by)),
        other => other,
    };
    Step { who: step.who, call: Act::Plain(call), then: step.then.clone() }
}

pub(crate) fn touch(range: PageRange, value: u8) -> Call {
    Call::touch(range, value)
}

/// Calls on the files of shared mappings, whole pages at a time.
fn file_call() -> impl Strategy<Value = FileCall> {
    let part = || (0..8_u64, 1..4_u64).prop_map(|(first, pages)| (first * PAGE_SIZE, pages * PAGE_SIZE));
    let memory = || range(3).prop_map(|range| range.start.addr(K4));
    let file = || prop::sample::select(FILES[1..].to_vec());
    let written = prop_oneof![
        any::<u8>().prop_map(|value| Payload::Data(Data::Fill(value))),
        memory().prop_map(Payload::Memory),
    ];
    let one_page = || range(1).prop_map(|range| range.start.addr(K4));
    prop_oneof![
        (file(), part(), prop::option::of(memory())).prop_map(|(file, (at, len), into)| FileCall::Read {
            file,
            at,
            len,
            into
        }),
        (file(), part(), written).prop_map(|(file, (at, len), payload)| FileCall::Write { file, at, len, payload }),
        file().prop_map(FileCall::Fsync),
        range(4).prop_map(FileCall::Msync),
        (file(), 0..9_u64).prop_map(|(file, pages)| FileCall::Truncate { file, pages }),
        one_page().prop_map(|at| FileCall::ReadMem { at, len: PAGE_SIZE }),
        (1..5_u32, one_page()).prop_map(|(target, at)| FileCall::ReadRemote {
            target: Pid(target),
            at,
            len: PAGE_SIZE
        }),
        (one_page(), any::<u8>()).prop_map(|(at, value)| FileCall::WriteMem {
            at,
            len: PAGE_SIZE,
            data: Data::Fill(value)
        }),
    ]
}

fn moved(from: PageRange, to: u64) -> Call {
    Call::Mremap { from, to: Some(BASE.plus(to)), pages: from.pages() }
}

fn fill(range: PageRange, value: u8) -> Call {
    Call::write(range.start.addr(K4), range.pages() * PAGE_SIZE, Data::Fill(value))
}

fn range(longest: u64) -> impl Strategy<Value = PageRange> {
    (0..SPAN, 1..=longest).prop_map(|(at, pages)| PageRange::new(BASE.plus(at), pages.min(SPAN - at)))
}

fn access() -> impl Strategy<Value = VmFlags> {
    let (r, w) = (VmFlags::READ, VmFlags::WRITE);
    prop_oneof![Just(r | w), Just(r | w), Just(r), Just(VmFlags::empty())]
}

fn advice() -> impl Strategy<Value = Advice> {
    prop::sample::select(Advice::ALL.to_vec())
}

fn mapping() -> impl Strategy<Value = Mapping> {
    // Private and shared mappings have files of their own: whether a private mapping sees later changes of its file is left open by mmap(2).
    let file = |n: usize| move |pgoff| Source::File { file: FILES[n], pgoff };
    let source = prop_oneof![
        4 => Just((Sharing::Private, Source::Anon)),
        1 => Just((Sharing::Shared, Source::Anon)),
        1 => (0..3_u64).prop_map(file(0)).prop_map(|source| (Sharing::Private, source)),
        1 => (0..3_u64).prop_map(file(1)).prop_map(|source| (Sharing::Shared, source)),
        1 => (0..3_u64).prop_map(file(2)).prop_map(|source| (Sharing::Shared, source)),
    ];
    (range(8), access(), source).prop_map(|(range, access, (sharing, source))| Mapping {
        range,
        access,
        sharing,
        source,
    })
}

fn program() -> impl Strategy<Value = Program> {
    (0..3_u64).prop_map(|stack| Program { image: FILES[0], text: 2, data: 1, bss: 1, stack })
}
