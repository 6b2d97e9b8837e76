//! vfork and threads: tasks that share an address space.

use super::phrase::count_of;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

#[inline(never)]
pub(super) fn sharing_mm(child: &str, users: u32) -> Explanation {
    let why = format!("CLONE_VM: no VMA, no page table, no page is copied. The mm has {users} users now.");
    Explanation::new(format!("{child} uses the same address space"), why).term(Term::Mm).man("clone", 2)
}

#[inline(never)]
pub(super) fn waiting_for_vfork(parent: &str, child: &str) -> Explanation {
    let why = format!("{child} runs on its memory, until it calls exec or ends.");
    Explanation::new(format!("{parent} is suspended"), why).tone(Tone::Decision).man("vfork", 2)
}

#[inline(never)]
pub(super) fn completing_vfork(child: &str, parent: &str) -> Explanation {
    let why = format!("{child} lets its memory go. What it wrote there stays.");
    Explanation::new(format!("{parent} runs again"), why).man("vfork", 2)
}

#[inline(never)]
pub(super) fn ending_threads(threads: u64) -> Explanation {
    let title = format!("End {}", count_of(threads, "other thread"));
    Explanation::new(title, "A process ends as a whole, and exec leaves only the caller.").man("pthreads", 7)
}

#[inline(never)]
pub(super) fn releasing_thread(thread: &str) -> Explanation {
    let why = "No parent waits for a thread: nothing of it is left.";
    Explanation::new(format!("{thread} is gone"), why).man("pthread_exit", 3)
}

#[inline(never)]
pub(super) fn becoming_leader(thread: &str, pid: &str, leader: &str) -> Explanation {
    let why = format!("The process keeps its pid, {pid}, whichever thread called exec.");
    Explanation::new(format!("{thread} becomes {leader}"), why).man("execve", 2)
}
