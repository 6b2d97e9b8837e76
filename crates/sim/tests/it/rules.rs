//! Rules of the kernel, one behaviour a test.

use forkscope_sim::command::{Advice, Mapping, Program, Sharing, Source};
use forkscope_sim::file::FileId;
use forkscope_sim::task::ExitStatus;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, CopyPolicy, Errno, Machine, PageRange, Pid, Recorder, Refused, Ret, Signal, Silent, TaskState, Vpn,
};

use crate::world::{boot, boot_with_swap, touch, BASE};
use crate::K4;

const P: Pid = Pid(1);
const C: Pid = Pid(2);

fn at(page: u64) -> PageRange {
    PageRange::new(BASE.plus(page), 1)
}

fn anon(pages: u64) -> Call {
    let access = VmFlags::READ | VmFlags::WRITE;
    Call::Mmap(Mapping { range: PageRange::new(BASE, pages), access, sharing: Sharing::Private, source: Source::Anon })
}

fn read(page: u64) -> Call {
    Call::read(BASE.plus(page).addr(K4), 1)
}

/// Runs calls; each must be carried out. Gives results and minor faults.
fn check(machine: &mut Machine, calls: Vec<(Pid, Call)>) -> Vec<(Ret, u64)> {
    let mut run = |(pid, call)| machine.run(&Command::Do { pid, call }, &mut Silent).map(|o| (o.ret, o.minflt));
    calls.into_iter().map(|call| run(call).expect("carried out")).collect()
}

fn refused(machine: &mut Machine, pid: Pid, call: Call) -> Refused {
    machine.run(&Command::Do { pid, call }, &mut Silent).expect_err("refused")
}

fn faults(machine: &mut Machine, calls: Vec<(Pid, Call)>) -> Vec<u64> {
    check(machine, calls).into_iter().map(|(_, faults)| faults).collect()
}

fn mapcount(machine: &Machine, pid: Pid, page: u64) -> u32 {
    machine.pte(pid, BASE.plus(page)).pfn().and_then(|pfn| machine.frame(pfn)).map_or(0, |frame| frame.mapcount)
}

#[test]
fn six_pages_fault_and_share_as_measured() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    let pages = |from: u64, n: u64| PageRange::new(BASE.plus(from), n);
    let before = vec![(P, anon(6)), (P, touch(pages(0, 3), 1)), (P, read(3)), (P, Call::Fork)];
    assert_eq!(faults(&mut m, before), [0, 3, 1, 0]);
    let w = |pid, page| (pid, touch(at(page), 7));
    let after = vec![(C, read(0)), w(C, 1), w(C, 1), w(C, 3), w(C, 4), w(P, 1), w(P, 2), w(C, 2)];
    assert_eq!(faults(&mut m, after), [0, 1, 0, 1, 1, 1, 1, 1]);
    assert_eq!([0, 1, 2].map(|page| mapcount(&m, P, page)), [2, 1, 1]);
    assert_eq!(faults(&mut m, vec![(C, Call::Exit { status: 0 }), w(P, 0), w(P, 0)]), [0, 1, 0]);
    let totals = m.totals();
    assert_eq!((totals.cow_copies, totals.cow_reuses, totals.bytes_copied), (2, 3, 8192));
}

#[test]
fn the_kernel_clears_and_flushes_before_it_sets_and_drops_last() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    check(&mut m, vec![(P, anon(1)), (P, touch(at(0), 1)), (P, Call::Fork)]);
    let mut recorder = Recorder::new(100);
    m.run(&Command::Do { pid: P, call: touch(at(0), 2) }, &mut recorder).expect("written");
    let names: Vec<&str> = recorder.finish(&m).iter().map(|step| step.note.kernel_fn().name).collect();
    let want = ["MMU walk", "exc_page_fault", "access_error", "do_wp_page", "do_wp_page", "vma_alloc_folio"];
    assert_eq!(names[..6], want);
    assert_eq!(names[6..], ["__wp_page_copy_user", "ptep_clear_flush", "set_pte_at", "folio_put", "iret"]);
}

#[test]
fn eager_copying_takes_no_write_fault_after_fork() {
    let mut m = boot(CopyPolicy::Eager, 4096);
    let calls = vec![(P, anon(2)), (P, touch(PageRange::new(BASE, 2), 1)), (P, Call::Fork), (C, touch(at(0), 2))];
    assert_eq!(faults(&mut m, calls), [0, 2, 0, 0]);
    assert_eq!((m.totals().fork_copies, m.totals().cow_copies, mapcount(&m, P, 0)), (2, 0, 1));
}

#[test]
fn a_parent_that_waits_sleeps_until_its_child_ends() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    check(&mut m, vec![(P, Call::Fork), (P, Call::Wait { child: C })]);
    assert_eq!(refused(&mut m, P, Call::Fork), Refused::NotRunning(P, TaskState::Waiting(C)));
    check(&mut m, vec![(C, Call::Exit { status: 3 })]);
    assert_eq!((m.task(P).map(|t| t.state), m.task(C)), (Some(TaskState::Running), None));
}

#[test]
fn a_zombie_has_no_memory_and_waits_to_be_reaped() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    check(&mut m, vec![(P, anon(1)), (P, touch(at(0), 1)), (P, Call::Fork), (C, Call::Exit { status: 3 })]);
    assert_eq!((m.task(C).map(|t| t.state), mapcount(&m, P, 0)), (Some(TaskState::Zombie(ExitStatus::Exited(3))), 1));
    assert_eq!(refused(&mut m, C, Call::Fork), Refused::NotRunning(C, TaskState::Zombie(ExitStatus::Exited(3))));
    assert_eq!(check(&mut m, vec![(P, Call::Wait { child: C })])[0].0, Ret::Reaped(ExitStatus::Exited(3)));
    assert_eq!(refused(&mut m, P, Call::Wait { child: C }), Refused::Errno(Errno::ECHILD));
}

#[test]
fn orphans_are_adopted_and_reaped_outside() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    let exit = |pid| (pid, Call::Exit { status: 0 });
    check(&mut m, vec![(P, Call::Fork), (C, Call::Fork), exit(C)]);
    assert_eq!(m.task(Pid(3)).map(|t| t.ppid), Some(Pid::OUTSIDE));
    check(&mut m, vec![exit(Pid(3)), exit(P)]);
    assert_eq!(m.tasks().count(), 0);
}

#[test]
fn a_segmentation_fault_ends_the_process_by_default() {
    let mut m = Machine::boot(forkscope_sim::Config::default());
    m.run(&Command::Start { program: None }, &mut Silent).expect("started");
    check(&mut m, vec![(P, Call::Fork)]);
    let signal = Signal::SegvMapErr(BASE.addr(K4));
    assert_eq!(check(&mut m, vec![(C, read(0))]), [(Ret::Signal(signal), 0)]);
    assert_eq!(m.task(C).map(|t| t.state), Some(TaskState::Zombie(ExitStatus::Killed(signal))));
}

#[test]
fn exec_drops_every_share_and_copies_nothing() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    let program = Program { image: FileId(0), text: 3, data: 1, bss: 1, stack: 4 };
    check(&mut m, vec![(P, anon(1)), (P, touch(at(0), 1)), (P, Call::Fork), (C, Call::Exec(program))]);
    assert_eq!((mapcount(&m, P, 0), m.totals().bytes_copied), (1, 0));
    let (_, mm) = m.mm_of(C).expect("alive");
    let perms: Vec<String> = mm.vmas.values().map(|vma| vma.perms()).collect();
    assert_eq!(perms, ["r-xp", "rw-p", "rw-p", "rw-p"]);
}

#[test]
fn a_request_beyond_ram_is_refused_and_forks_of_all_of_ram_are_not() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    assert_eq!(refused(&mut m, P, anon(4097)), Refused::Errno(Errno::ENOMEM));
    assert_eq!(check(&mut m, vec![(P, anon(4096)), (P, Call::Fork)])[1].0, Ret::Pid(C));
}

#[test]
fn the_oom_killer_takes_the_largest_process() {
    let mut m = boot(CopyPolicy::Linux, 64);
    let grow = |pages| touch(PageRange::new(BASE, pages), 1);
    check(&mut m, vec![(P, anon(60)), (P, Call::Fork), (C, grow(30)), (P, grow(30))]);
    assert_eq!(m.task(C).map(|t| t.state), Some(TaskState::Zombie(ExitStatus::Killed(Signal::OomKill))));
    assert_eq!((mapcount(&m, P, 29), m.check()), (1, vec![]));
}

#[test]
fn fork_without_memory_leaves_no_child_and_no_loss() {
    let mut m = boot(CopyPolicy::Eager, 48);
    check(&mut m, vec![(P, anon(24)), (P, touch(PageRange::new(BASE, 24), 1))]);
    let free = m.frames().free_count();
    assert_eq!(refused(&mut m, P, Call::Fork), Refused::Errno(Errno::ENOMEM));
    // Reclaim has dropped the six clean pages of the file before fork gave up.
    assert_eq!((m.frames().free_count(), m.tasks().count(), m.check()), (free + 6, 1, vec![]));
}

#[test]
fn a_page_that_outlived_its_object_in_a_pipe_is_not_reclaimed() {
    let mut m = boot_with_swap(CopyPolicy::Linux, 4096, 16);
    let access = VmFlags::READ | VmFlags::WRITE;
    let shared = Mapping { sharing: Sharing::Shared, source: Source::Anon, range: at(0), access };
    check(
        &mut m,
        vec![(P, Call::Mmap(shared)), (P, touch(at(0), 7)), (P, Call::Vmsplice(at(0))), (P, Call::Munmap(at(0)))],
    );
    let _ = m.run(&Command::Reclaim { pages: 100 }, &mut Silent);
    assert_eq!((m.swap().used(), m.check()), (0, vec![]));
}

#[test]
fn page_table_frames_are_counted_per_level() {
    let mut m = boot(CopyPolicy::Linux, 4096);
    check(&mut m, vec![(P, anon(1024)), (P, touch(at(0), 1)), (P, touch(at(512), 1))]);
    assert_eq!(m.page_table_bytes(P), 4 * 4096);
    check(&mut m, vec![(P, Call::Madvise { range: PageRange::new(BASE, 512), advice: Advice::DontNeed })]);
    assert_eq!(m.page_table_bytes(P), 3 * 4096);
    let walk = m.mm_of(P).expect("alive").1.tables.walk(BASE.plus(512));
    assert_eq!(walk.iter().map(|step| step.index).collect::<Vec<_>>(), [2, 0, 1, 0]);
    assert!(walk[3].entry & 1 == 1 && Vpn(0) < BASE);
}

#[test]
fn a_call_on_no_page_does_nothing() {
    let (mut machine, nothing) = (boot(CopyPolicy::Linux, 256), PageRange::new(BASE.plus(1), 0));
    let advice = Call::Madvise { range: nothing, advice: Advice::DontFork };
    let protect = Call::Mprotect { range: nothing, access: VmFlags::READ };
    check(&mut machine, vec![(P, anon(3)), (P, advice), (P, Call::Mlock(nothing)), (P, protect)]);
    assert_eq!(machine.check(), vec![]);
    assert_eq!(machine.mm_of(P).map(|(_, mm)| mm.vmas.len()), Some(1));
}
