//! Tasks that share an address space: vfork, posix_spawn, threads.

use forkscope_sim::command::{Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::FileId;
use forkscope_sim::task::ExitStatus;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, CopyPolicy, Errno, Machine, PageRange, Pid, Refused, Ret, Signal, Silent, TaskState,
    VirtAddr,
};

use crate::world::{boot, BASE};
use crate::K4;

/// The first process, and the tasks that are made after it.
const P: Pid = Pid(1);
const Q: Pid = Pid(2);
const R: Pid = Pid(3);

const EXIT: Call = Call::Exit { status: 7 };

fn map() -> Call {
    let access = VmFlags::READ | VmFlags::WRITE;
    Call::Mmap(Mapping { range: PageRange::new(BASE, 2), access, sharing: Sharing::Private, source: Source::Anon })
}

fn write(byte: u8) -> Call {
    Call::write(BASE.addr(K4), 1, Data::Fill(byte))
}

fn program() -> Program {
    Program { image: FileId(0), text: 1, data: 1, bss: 0, stack: 1 }
}

fn run(machine: &mut Machine, pid: Pid, call: Call) -> Result<Ret, Refused> {
    let result = machine.run(&Command::Do { pid, call }, &mut Silent).map(|outcome| outcome.ret);
    assert_eq!(machine.check(), []);
    result
}

/// A machine on which these calls were carried out, after a mapping of two pages of which one is written.
fn after(calls: &[(Pid, Call)]) -> Machine {
    let mut machine = boot(CopyPolicy::Linux, 4096);
    for (pid, call) in [(P, map()), (P, write(1))].iter().chain(calls) {
        run(&mut machine, *pid, call.clone()).expect("carried out");
    }
    machine
}

fn state(machine: &Machine, pid: Pid) -> Option<TaskState> {
    machine.task(pid).map(|task| task.state)
}

fn value(machine: &mut Machine, pid: Pid) -> Result<Ret, Refused> {
    run(machine, pid, Call::read(BASE.addr(K4), 1))
}

#[test]
fn a_vfork_child_writes_into_its_parent_and_copies_nothing() {
    let mut m = after(&[(P, Call::Vfork), (Q, write(99))]);
    assert_eq!((m.totals().cow_copies, m.totals().faults, m.mms().count()), (0, 1, 1));
    assert_eq!(run(&mut m, P, write(1)), Err(Refused::NotRunning(P, TaskState::Suspended(Q))));
    run(&mut m, Q, EXIT).expect("carried out");
    assert_eq!(state(&m, Q), Some(TaskState::Zombie(ExitStatus::Exited(7))));
    assert_eq!(value(&mut m, P), Ok(Ret::Value(99)));
}

#[test]
fn exec_gives_a_suspended_parent_its_memory_back() {
    let m = after(&[(P, Call::Vfork), (Q, Call::Exec(program()))]);
    assert_eq!((state(&m, P), m.mms().count()), (Some(TaskState::Running), 2));
    assert!(m.pte(P, BASE).is_writable());
}

#[test]
fn a_killed_parent_leaves_its_memory_to_the_vfork_child() {
    let mut m = after(&[(P, Call::Vfork), (Q, Call::Kill { target: P })]);
    assert_eq!((state(&m, P), m.task(Q).map(|task| task.ppid)), (None, Some(Pid::OUTSIDE)));
    assert_eq!(value(&mut m, Q), Ok(Ret::Value(1)));
}

#[test]
fn spawn_shares_no_page_and_leaves_a_running_parent() {
    let m = after(&[(P, Call::Spawn(program()))]);
    assert_eq!((state(&m, P), state(&m, Q)), (Some(TaskState::Running), Some(TaskState::Running)));
    assert_eq!((m.vma(Q, BASE), m.totals().bytes_copied, m.mms().count()), (None, 0, 2));
}

#[test]
fn a_spawn_without_memory_leaves_no_child() {
    let mut m = boot(CopyPolicy::Linux, 10);
    assert_eq!(run(&mut m, P, Call::Spawn(program())), Err(Refused::Errno(Errno::ENOMEM)));
    assert_eq!((m.tasks().count(), state(&m, P)), (1, Some(TaskState::Running)));
}

#[test]
fn threads_share_memory_and_parent_and_are_no_children() {
    let mut m = after(&[(P, Call::Fork), (Q, Call::Thread), (R, write(5))]);
    let thread = *m.task(R).expect("it runs");
    assert_eq!((thread.tgid, thread.ppid, m.mms().count()), (Q, P, 2));
    assert_eq!(value(&mut m, Q), Ok(Ret::Value(5)));
    assert_eq!(run(&mut m, Q, Call::Wait { child: R }), Err(Refused::Errno(Errno::ECHILD)));
}

#[test]
fn a_fork_of_a_thread_has_one_thread() {
    let m = after(&[(P, Call::Thread), (Q, Call::Fork)]);
    assert_eq!((m.threads(P).count(), m.threads(R).count()), (2, 1));
    assert_eq!(m.task(R).map(|task| task.ppid), Some(P));
}

#[test]
fn exit_ends_all_threads_and_pthread_exit_one() {
    let m = after(&[(P, Call::Thread), (Q, Call::PthreadExit)]);
    assert_eq!((state(&m, P), state(&m, Q)), (Some(TaskState::Running), None));
    assert_eq!(after(&[(P, Call::Thread), (Q, EXIT)]).tasks().count(), 0);
}

#[test]
fn a_leader_that_ends_first_cannot_be_reaped_before_its_threads() {
    let calls = [(P, Call::Fork), (Q, Call::Thread), (Q, Call::PthreadExit), (P, Call::Wait { child: Q })];
    let mut m = after(&calls);
    assert_eq!(state(&m, P), Some(TaskState::Waiting(Q)));
    run(&mut m, R, EXIT).expect("carried out");
    assert_eq!((m.tasks().count(), state(&m, P)), (1, Some(TaskState::Running)));
}

#[test]
fn the_last_thread_says_how_the_process_ended() {
    let m = after(&[(P, Call::Fork), (Q, Call::Thread), (Q, Call::PthreadExit), (R, EXIT)]);
    assert_eq!(state(&m, Q), Some(TaskState::Zombie(ExitStatus::Exited(7))));
}

#[test]
fn exec_by_a_thread_leaves_it_alone_under_the_number_of_the_process() {
    let m = after(&[(P, Call::Thread), (P, Call::Thread), (Q, Call::Exec(program()))]);
    assert_eq!((m.tasks().map(|task| task.pid).collect::<Vec<_>>(), state(&m, P)), (vec![P], Some(TaskState::Running)));
    assert_eq!((m.mms().count(), m.vma(P, BASE)), (1, None));
}

#[test]
fn a_segmentation_fault_of_a_thread_ends_its_process() {
    let mut m = Machine::boot(Config::default());
    m.run(&Command::Start { program: None }, &mut Silent).expect("there is memory");
    let at = VirtAddr(0);
    for (pid, call) in [(P, Call::Fork), (Q, Call::Thread), (R, Call::read(at, 1))] {
        run(&mut m, pid, call).expect("carried out");
    }
    let killed = TaskState::Zombie(ExitStatus::Killed(Signal::SegvMapErr(at)));
    assert_eq!((state(&m, Q), state(&m, R)), (Some(killed), None));
}

#[test]
fn killing_a_thread_kills_its_process() {
    let m = after(&[(P, Call::Fork), (Q, Call::Thread), (P, Call::Kill { target: R })]);
    assert_eq!(state(&m, Q), Some(TaskState::Zombie(ExitStatus::Killed(Signal::Kill))));
    assert_eq!(m.mms().count(), 1);
}
