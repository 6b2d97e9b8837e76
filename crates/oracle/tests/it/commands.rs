//! Calls that the scenario language has no words for: mremap, mlock, munlock, and more kinds of advice.

use forkscope_oracle::verify_commands;
use forkscope_sim::command::{Advice, Call, Command, Data, Mapping, Sharing, Source};
use forkscope_sim::policy::OnSegv;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Config, PageRange, Pid, Vpn};

use crate::agrees;
use crate::K4;

const BASE: Vpn = Vpn(0x2000_0000_0000 >> 12);
const READ_WRITE: VmFlags = VmFlags::READ.union(VmFlags::WRITE);

fn pages(from: u64, to: u64) -> PageRange {
    PageRange { start: BASE.plus(from), end: BASE.plus(to) }
}

fn mmap(range: PageRange, access: VmFlags, sharing: Sharing) -> Call {
    Call::Mmap(Mapping { range, access, sharing, source: Source::Anon })
}

fn write(range: PageRange) -> Call {
    Call::write(range.start.addr(K4), range.pages() * 4096, Data::Fill(1))
}

fn read(range: PageRange) -> Call {
    Call::read(range.start.addr(K4), range.pages() * 4096)
}

/// Eight pages, half of them written; then the calls, and a child that reads and writes everything.
fn check(what: &str, calls: &[Call]) {
    let (parent, child) = (Pid(1), Pid(2));
    let before = [mmap(pages(0, 8), READ_WRITE, Sharing::Private), write(pages(0, 4)), read(pages(4, 5))];
    let after = [Call::Fork, read(pages(0, 8)), write(pages(0, 8))];
    let run = |pid, call: &Call| Command::Do { pid, call: call.clone() };
    let mut commands = vec![Command::Start { program: None }];
    commands.extend(before.iter().chain(calls).chain(&after).map(|call| run(parent, call)));
    commands.extend([read(pages(0, 8)), write(pages(0, 8))].iter().map(|call| run(child, call)));
    let config = Config { segv: OnSegv::Continue, ..Config::default() };
    assert_ne!(agrees(what, verify_commands(&config, &commands)), Some(false), "{what} differs from the kernel");
}

fn madvise(range: PageRange, advice: Advice) -> Call {
    Call::Madvise { range, advice }
}

#[test]
fn mlock_faults_pages_in_and_is_not_inherited() {
    check("mlock", &[Call::Mlock(pages(2, 6))]);
    check("munlock", &[Call::Mlock(pages(2, 6)), Call::Munlock(pages(3, 4))]);
    check("mlock over a hole", &[Call::Munmap(pages(3, 4)), Call::Mlock(pages(2, 6))]);
    check("mlock after fork", &[Call::Fork, Call::Mlock(pages(0, 2))]);
    check("dontneed of locked pages", &[Call::Mlock(pages(0, 8)), madvise(pages(0, 2), Advice::DontNeed)]);
}

#[test]
fn who_holds_a_page_without_mapping_it_counts() {
    check("vmsplice", &[Call::Vmsplice(pages(0, 2)), Call::Unsplice]);
    check("a page in a pipe over fork", &[Call::Vmsplice(pages(0, 2)), Call::Fork, write(pages(0, 1)), Call::Unsplice]);
    check("vmsplice of untouched pages", &[Call::Vmsplice(pages(4, 8)), write(pages(4, 8)), Call::Unsplice]);
    check("an empty pipe", &[Call::Unsplice]);
    check("a pin", &[Call::Pin(pages(2, 6)), write(pages(0, 8)), Call::Unpin]);
    check("a pin over fork", &[Call::Pin(pages(1, 3)), Call::Fork, write(pages(0, 4))]);
    check("a pin after fork", &[Call::Fork, Call::Pin(pages(0, 2)), write(pages(0, 4)), Call::Unpin]);
    let protect = |access| Call::Mprotect { range: pages(0, 4), access };
    check("a pin over mprotect", &[Call::Pin(pages(0, 2)), protect(VmFlags::READ), protect(READ_WRITE)]);
    check("a pin of what may not be written", &[protect(VmFlags::READ), Call::Pin(pages(0, 2)), Call::Unpin]);
}

#[test]
fn mremap_moves_pages_with_their_frames() {
    let mremap = |from: PageRange, to: Option<u64>, pages| Call::Mremap { from, to: to.map(|to| BASE.plus(to)), pages };
    check("a move", &[mremap(pages(0, 2), Some(16), 2), write(pages(16, 18))]);
    check("a move that grows", &[mremap(pages(2, 4), Some(16), 4), write(pages(16, 20))]);
    check("growing in place", &[mremap(pages(6, 8), None, 4)]);
    check("shrinking in place", &[mremap(pages(0, 8), None, 3)]);
    check("a move after fork", &[Call::Fork, mremap(pages(0, 2), Some(16), 2), write(pages(16, 17))]);
}

#[test]
fn pages_are_given_up_and_faulted_in_as_advised() {
    check("free", &[madvise(pages(0, 3), Advice::Free), write(pages(1, 2))]);
    check("free after fork", &[Call::Fork, madvise(pages(0, 3), Advice::Free)]);
    check("populate for reads", &[madvise(pages(3, 8), Advice::PopulateRead)]);
    check("populate for writes", &[madvise(pages(3, 8), Advice::PopulateWrite)]);
    check("populate after fork", &[Call::Fork, madvise(pages(0, 8), Advice::PopulateWrite)]);
    let shared = mmap(pages(2, 6), READ_WRITE, Sharing::Shared);
    check("populate of shared memory", &[shared, madvise(pages(2, 6), Advice::PopulateRead)]);
}
