//! Page tables, ways to make a process, threads, signals, and mappings: E01, E08, E09, E10, E12, E13, E14.

use forkscope_sim::command::{Data, Program};
use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::{Call, Command, Outcome, Pid, Ret, Silent, TaskState, VirtAddr, Vpn};
use serde_json::{json, Value};

use super::Figure::{self, Is, Left};
use super::{but_for, holds, made, play, word, Figures};
use crate::golden::arm::{Arm, REGION_BASE};
use crate::{K4, PAGE_SIZE};

const FIRST: Pid = Pid(1);
const NO_STACK_GROWTH: &str = "no mappings that grow, guard or may be dropped";
const NO_LOADER: &str = "four segments, no loader";
const NO_FETCH: &str = "no instruction fetches";
/// What a static program has in memory beside the region of the experiment, in kB.
const OWN: u64 = 1024;

pub(super) fn page_tables(observed: &Value) -> Figures {
    let written = "priv anon 256MiB all written";
    let private = "mmap P a 65536 rw priv anon";
    let file: [&str; 3] = ["file F 16384 small", "mmap P a 16384 rw priv file=F", "r P a 16384"];
    let each = (0..128).map(|n| format!("w P a@{}", n * 512)).collect::<Vec<_>>();
    let sparse: Vec<&str> = [private].into_iter().chain(each.iter().map(String::as_str)).collect();
    let huge = "priv anon 256MiB THP all written";
    vec![
        ("priv anon untouched", tables(&[private], &observed["priv anon untouched"])),
        (written, tables(&[private, "w P a 65536"], &observed[written])),
        ("priv anon 256MiB only read (zero page, no anon_vma)", tables(&[private, "r P a 65536"], &Value::Null)),
        ("shared anon 256MiB all written", tables(&["mmap P a 65536 rw shared anon", "w P a 65536"], &Value::Null)),
        ("priv anon 256MiB, one page written per 2MiB", tables(&sparse, &Value::Null)),
        (huge, tables(&[private, "madvise P a 65536 hugepage", "w P a 65536"], &observed[huge])),
        ("priv file 64MiB read-touched", tables(&file, &Value::Null)),
        ("priv file 64MiB touched + 1 page COWed", tables(&[file.as_slice(), &["w P a@3"]].concat(), &Value::Null)),
    ]
}

/// How VmPTE of the parent grows with a region, and how much of it the child has; and VmRSS of both if that was observed.
fn tables(ops: &[&str], observed: &Value) -> Figure {
    let bytes = |arm: &Arm, who: usize| arm.machine.page_table_bytes(arm.pids[who].1) as i64;
    let mut bare = Arm::new(ops);
    let empty = bytes(&bare, 0);
    play(&mut bare, &["fork P C"]);
    let empty_child = bytes(&bare, 1);
    let mut arm = Arm::new(ops);
    play(&mut arm, ops);
    let parent = (bytes(&arm, 0) - empty) / 1024;
    play(&mut arm, &["fork P C"]);
    let mut figures =
        json!({ "parent_VmPTE_delta_kB": parent, "child_VmPTE_delta_kB": (bytes(&arm, 1) - empty_child) / 1024 });
    for (who, line) in [(0, "parent_VmRSS_kB"), (1, "child_VmRSS_kB")] {
        let (_, mm) = arm.machine.mm_of(arm.pids[who].1).expect("alive");
        if observed.get(line).is_some() {
            figures[line] = but_for(&observed[line], mm.rss.total() * PAGE_SIZE / 1024, OWN);
        }
    }
    // Said, not measured.
    if let Some(note) = observed.get("note") {
        figures["note"] = note.clone();
    }
    Is(figures)
}

/// A process that runs a program, in a machine of its own.
fn with_program() -> (Arm, Pid, Program) {
    let mut arm = Arm::new(&[]);
    let program = program(&mut arm);
    let Ok(Outcome { ret: Ret::Pid(pid), .. }) =
        arm.machine.run(&Command::Start { program: Some(program) }, &mut Silent)
    else {
        panic!("no process")
    };
    (arm, pid, program)
}

fn program(arm: &mut Arm) -> Program {
    let made = Command::CreateFile { kind: FileKind::Regular, pages: 3, cached: true, opened: Opened::ReadOnly };
    assert!(arm.create("program", made).is_ok());
    Program { image: arm.files.get("program").copied().unwrap_or(FileId(0)), text: 2, data: 1, bss: 1, stack: 2 }
}

pub(super) fn signals() -> Figures {
    let (mut arm, pid, program) = with_program();
    let mut store = |at: VirtAddr| json!(word(arm.call(pid, Call::write(at, 1, Data::Fill(1)))));
    vec![
        ("initial [stack]", Left(NO_LOADER)),
        ("write 1 MiB below sp", Left(NO_STACK_GROWTH)),
        ("write beyond RLIMIT_STACK (8 MiB)", Left(NO_STACK_GROWTH)),
        ("MAP_GROWSDOWN write 100 pages below", Left(NO_STACK_GROWTH)),
        ("growth that would leave <256 pages to the mapping below", Left(NO_STACK_GROWTH)),
        ("NULL write", Is(store(VirtAddr(0)))),
        ("kernel address", Is(store(VirtAddr(0xffff_8880_0000_0000)))),
        ("non-canonical address", Left(NO_FETCH)),
        ("write to text", Is(store(program.text_range(K4).start.addr(K4)))),
        ("execute NX page", Left(NO_FETCH)),
    ]
}

/// Compares the clone flags that decide about memory.
pub(super) fn primitives(observed: &Value) -> Figures {
    let spawned = "posix_spawn, system, popen";
    let flags = |line: &'static str, shares_mm: bool, suspends: bool, thread: bool| {
        let text = observed[line].as_str().unwrap_or_default();
        // vfork(2) is a system call of its own, without flags.
        let said = |flag: &str| text.contains(flag) || (text == "vfork()" && flag != "CLONE_THREAD");
        let same = said("CLONE_VM") == shares_mm && said("CLONE_VFORK") == suspends && said("CLONE_THREAD") == thread;
        (line, holds(same, text))
    };
    let of = |call: Call| {
        let mut arm = Arm::new(&[]);
        let made = made(&mut arm, FIRST, call);
        let mm = |pid| arm.machine.task(pid).and_then(|task| task.mm);
        let state = arm.machine.task(FIRST).map(|task| task.state);
        let thread = arm.machine.task(made).is_some_and(|task| task.tgid == FIRST);
        (mm(made) == mm(FIRST), matches!(state, Some(TaskState::Suspended(_))), thread)
    };
    let [fork, vfork, thread] = [Call::Fork, Call::Vfork, Call::Thread].map(of);
    let spawn = spawn_copies_nothing();
    vec![
        flags("fork", fork.0, fork.1, fork.2),
        flags("vfork", vfork.0, vfork.1, vfork.2),
        flags(spawned, spawn, spawn, false),
        flags("pthread_create", thread.0, thread.1, thread.2),
    ]
}

/// Whether spawn leaves the parent's pages, tables and VMAs uncopied: what CLONE_VM and CLONE_VFORK are for.
fn spawn_copies_nothing() -> bool {
    let mut arm = Arm::new(&[]);
    play(&mut arm, &["mmap P a 100 rw priv anon", "w P a 100"]);
    let program = program(&mut arm);
    made(&mut arm, FIRST, Call::Spawn(program));
    let totals = arm.machine.totals();
    totals.entries_copied == 0 && totals.bytes_copied == 0 && arm.machine.pte(FIRST, Vpn(REGION_BASE)).is_writable()
}

pub(super) fn threads() -> Figures {
    let mut arm = Arm::new(&[]);
    play(&mut arm, &["mmap P a 4 rw priv anon", "w P a 4 0"]);
    let workers = [(); 3].map(|()| made(&mut arm, FIRST, Call::Thread));
    // A worker holds the lock while its process forks, and lets it go afterwards.
    arm.pids.push(("W".into(), workers[0]));
    play(&mut arm, &["w W a 1 1", "fork P C", "w W a 1 0"]);
    let child = arm.pids[2].1;
    let vmas = |arm: &Arm, pid| arm.machine.mm_of(pid).map(|(_, mm)| mm.vmas.len());
    let threads = arm.machine.tasks().filter(|task| task.tgid == child).count();
    let (same, held) = (vmas(&arm, child) == vmas(&arm, FIRST), arm.op("r C a").is_ok_and(|seen| seen["val"] == 1));
    let asleep = made(&mut arm, FIRST, Call::Vfork);
    let state = |arm: &Arm, pid| arm.machine.task(pid).map(|task| task.state);
    let suspended = matches!(state(&arm, FIRST), Some(TaskState::Suspended(_)));
    let run_on = state(&arm, workers[0]) == Some(TaskState::Running);
    play(&mut arm, &["w W a@1 1 7"]);
    let until_exit = matches!(state(&arm, FIRST), Some(TaskState::Suspended(_)));
    assert!(arm.call(asleep, Call::Exit { status: 0 }).is_ok());
    let woken = state(&arm, FIRST) == Some(TaskState::Running);
    play(&mut arm, &["exit C"]);
    vec![
        ("child threads", Is(json!(threads))),
        ("child VMAs", holds(same, "same number as parent (thread stacks stay mapped)")),
        ("mutex held by a vanished thread", holds(held, "EBUSY for ever in the child")),
        ("vfork caller state", holds(suspended && run_on, "D (kernel_clone), other threads keep running")),
        ("vfork return after child _exit (150 ms sleep)", holds(until_exit && woken, "150 ms")),
        ("zombie VmRSS/VmSize lines", holds(arm.machine.mm_of(child).is_none(), "absent")),
        ("zombie oom_score", Is(json!(arm.machine.oom_score(child)))),
    ]
}

pub(super) fn before_exec() -> Figures {
    vec![
        ("child write-protection (COW) faults before exec", Left(NO_LOADER)),
        ("child read/exec refaults of uncopied file mappings before exec", Left(NO_LOADER)),
        ("parent write-protection faults between fork and wait", Left(NO_LOADER)),
        ("vfork+exec child COW faults", Is(json!(cow_faults(false)))),
        ("posix_spawn child COW faults", Is(json!(cow_faults(true)))),
    ]
}

/// Write faults of a child that runs a program, up to its exec.
fn cow_faults(by_spawn: bool) -> u64 {
    let (mut arm, pid, program) = with_program();
    let call = Call::write(program.data_range(K4).start.addr(K4), 1, Data::Fill(1));
    assert!(arm.call(pid, call.clone()).is_ok());
    let before = arm.machine.totals();
    if by_spawn {
        made(&mut arm, pid, Call::Spawn(program));
    } else {
        let child = made(&mut arm, pid, Call::Vfork);
        assert!(arm.call(child, call).is_ok());
        assert!(arm.call(child, Call::Exec(program)).is_ok());
    }
    let after = arm.machine.totals();
    after.cow_copies + after.cow_reuses - before.cow_copies - before.cow_reuses
}

/// Map counts of pages of a process.
fn counts(arm: &Arm, pid: Pid, pages: impl Iterator<Item = Vpn>) -> Value {
    let count =
        |vpn| arm.machine.pte(pid, vpn).pfn().and_then(|pfn| arm.machine.frame(pfn)).map_or(0, |frame| frame.mapcount);
    pages.map(count).collect()
}

pub(super) fn heap() -> Figures {
    let mut arm = Arm::new(&[]);
    assert!(arm.call(FIRST, Call::Brk { pages: 4 }).is_ok());
    let heap = arm.machine.mm_of(FIRST).expect("alive").1.brk;
    assert!(arm.call(FIRST, Call::touch(heap, 7)).is_ok());
    let child = made(&mut arm, FIRST, Call::Fork);
    let forked = counts(&arm, FIRST, heap.iter());
    assert!(arm.call(child, Call::Brk { pages: 2 }).is_ok());
    let shrunk = counts(&arm, FIRST, heap.iter());
    assert!(arm.call(FIRST, Call::Brk { pages: 0 }).is_ok());
    assert!(arm.call(FIRST, Call::Brk { pages: 1 }).is_ok());
    let Ok(Outcome { ret: Ret::Value(value), .. }) = arm.call(FIRST, Call::read(heap.start.addr(K4), 1)) else {
        panic!("the heap cannot be read")
    };
    vec![
        ("kpagecount after fork", Is(forked)),
        ("after child shrink", Is(shrunk)),
        ("after parent shrink+regrow", Is(json!(format!("page reads {value}")))),
    ]
}

pub(super) fn mapped_over() -> Figures {
    use forkscope_sim::command::{Mapping, Sharing, Source};
    use forkscope_sim::vma::VmFlags;
    let mut arm = Arm::new(&[]);
    play(&mut arm, &["mmap P a 4 rw priv anon", "w P a 4", "fork P C"]);
    let range = arm.range("a@1", "1").expect("a region");
    let access = VmFlags::READ | VmFlags::WRITE;
    let over = Mapping { range, access, sharing: Sharing::Private, source: Source::Anon };
    assert!(arm.call(FIRST, Call::Mmap(over)).is_ok());
    let seen = counts(&arm, FIRST, (0..3).map(|page| Vpn(REGION_BASE + page)));
    let reads = arm.op("r P a@1").map(|seen| seen["val"].clone()).unwrap_or_default();
    vec![("parent counts pages 0,1,2", Is(seen)), ("page 1 reads", Is(reads))]
}
