//! Commands in words: titles, ends, summaries.

use forkscope_explain::{command_title, outcome, summary, Digest, Remark};
use forkscope_sim::command::{Advice, Data, Mapping, Sharing, Source};
use forkscope_sim::errno::Signal;
use forkscope_sim::note::Access;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, Errno, Machine, Note, Outcome, PageRange, Pid, Refused, Ret, TaskState, VirtAddr,
};

use crate::fixture::{Family, CHILD, HEAP, PARENT};
use crate::K4;

fn act(call: Call) -> Command {
    Command::Do { pid: PARENT, call }
}

fn write() -> Command {
    act(Call::write(crate::fixture::at(), 1, Data::Fill(b'X')))
}

fn mmap(pages: u64) -> Command {
    let range = PageRange::new(HEAP, pages);
    let access = VmFlags::READ | VmFlags::WRITE;
    act(Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon }))
}

fn ended(ret: Ret) -> Result<Outcome, Refused> {
    Ok(Outcome { ret, minflt: 1, majflt: 0 })
}

fn failed(errno: Errno) -> Result<Outcome, Refused> {
    Err(Refused::Errno(errno))
}

fn remark(command: &Command, ran: &Result<Outcome, Refused>) -> Remark {
    let machine = Machine::boot(Config::default());
    outcome(command, ran, &machine, &Family).expect("something to say")
}

fn said(remark: &Remark) -> String {
    let hint = remark.hint.as_ref().map_or_else(String::new, |hint| format!(" [{hint}]"));
    format!("{}. {}{hint}", remark.what, remark.why)
}

#[test]
fn titles_name_who_does_what_to_which_page() {
    let title = |call| command_title(&act(call), None, &Family);
    assert_eq!(command_title(&write(), None, &Family), "parent writes heap[1]");
    assert_eq!(title(Call::read(VirtAddr(crate::fixture::at().0 + 16), 1)), "parent reads heap[1]+0x10");
    assert_eq!(title(Call::read(HEAP.addr(K4), 3 * 4096)), "parent reads heap[0..3]");
    assert_eq!(title(Call::Wait { child: CHILD }), "parent waits for child");
    let advice = Call::Madvise { range: crate::fixture::range(), advice: Advice::DontFork };
    assert_eq!(title(advice), "parent advises MADV_DONTFORK for heap[0..3]");
}

#[test]
fn a_fork_that_ran_names_its_child() {
    let fork = act(Call::Fork);
    assert_eq!(command_title(&fork, None, &Family), "parent forks");
    assert_eq!(command_title(&fork, Some(&ended(Ret::Pid(CHILD))), &Family), "parent forks child");
}

#[test]
fn a_mapping_that_is_too_large_is_told_with_both_sizes() {
    let remark = remark(&mmap(100 << 18), &failed(Errno::ENOMEM));
    let expected = "mmap fails: ENOMEM. It asks for 100 GiB on a machine of 64 MiB. \
                    [raise `machine ram=`, or set `machine overcommit=1`]";
    assert_eq!(said(&remark), expected);
}

#[test]
fn a_segmentation_fault_says_where_and_how_to_go_on() {
    let remark = remark(&write(), &ended(Ret::Signal(Signal::SegvMapErr(crate::fixture::at()))));
    let expected = "SIGSEGV, SEGV_MAPERR. Nothing is mapped at heap[1]. The signal ends the process. \
                    [`machine segv=continue` only reports such signals]";
    assert_eq!(said(&remark), expected);
}

#[test]
fn a_sleeping_process_is_told_with_what_would_wake_it() {
    let refused = Err(Refused::NotRunning(PARENT, TaskState::Waiting(CHILD)));
    let expected = "parent sleeps in wait. It runs again when child has ended. [let child exit first]";
    assert_eq!(said(&remark(&write(), &refused)), expected);
}

#[test]
fn waiting_for_a_stranger_is_an_error_with_a_reason() {
    let wait = act(Call::Wait { child: Pid(9) });
    let expected = "waitpid fails: ECHILD. pid 9 does not exist, or its status was taken before.";
    assert_eq!(said(&remark(&wait, &failed(Errno::ECHILD))), expected);
}

#[test]
fn what_ends_well_needs_no_remark() {
    let machine = Machine::boot(Config::default());
    assert_eq!(outcome(&write(), &ended(Ret::Done), &machine, &Family), None);
}

#[test]
fn a_write_after_fork_is_summed_up_with_its_reason() {
    let digest = Digest::of(&crate::fixture::cow_write());
    let expected = "parent writes heap[1]: copied frame 5 to frame 6, because its refcount is 2";
    assert_eq!(summary(&write(), &ended(Ret::Done), &digest, &Family), expected);
}

#[test]
fn an_access_that_goes_through_is_summed_up_as_no_fault() {
    let hit = Note::Retried {
        pid: PARENT,
        access: Access::Write,
        vpn: crate::fixture::PAGE,
        pte: crate::fixture::writable(),
    };
    let summary = summary(&write(), &ended(Ret::Done), &Digest::of(&[hit]), &Family);
    assert_eq!(summary, "parent writes heap[1]: no fault");
}

#[test]
fn a_fork_is_summed_up_by_what_it_shares_and_leaves() {
    let steps = crate::fixture::processes();
    let digest = Digest::of(&steps[..15]);
    let summary = summary(&act(Call::Fork), &ended(Ret::Pid(CHILD)), &digest, &Family);
    assert_eq!(summary, "parent forks child: 4 pages copied, 4 pages shared, 1 VMA left to faults");
}
