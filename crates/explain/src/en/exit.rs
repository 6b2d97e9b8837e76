//! The end of a process: exit, zombies, wait, kill.

use forkscope_sim::task::{ExitStatus, TaskState};

use super::phrase::{count_of, exit_status, pages};
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

pub(super) fn exiting(process: &str, status: ExitStatus) -> Explanation {
    let title = format!("{process} ends with {}", exit_status(status));
    let why = match status {
        ExitStatus::Exited(_) => "Its memory goes first; the status is kept for the parent.",
        ExitStatus::Killed(_) => "No instruction of it runs any more; its memory is given back.",
    };
    Explanation::new(title, why).man("_exit", 2)
}

pub(super) fn unmapping_all(count: u64) -> Explanation {
    let title = format!("Unmap {}", pages(count));
    Explanation::new(title, "Each PTE drops its reference. Frames nobody else holds become free.").term(Term::Refcount)
}

pub(super) fn freeing_tables(tables: u64) -> Explanation {
    Explanation::new(format!("Free {}", count_of(tables, "page table")), "Page tables are frames, too.")
        .term(Term::Table)
}

pub(super) fn orphaning(parent: &str, child: &str, to: &str) -> Explanation {
    let why = format!("{parent} ends before it; {to} will take its status.");
    Explanation::new(format!("{child} gets another parent: {to}"), why).term(Term::Orphan)
}

pub(super) fn becoming_zombie(parent: &str) -> Explanation {
    let why = format!("Only pid and status are left, until {parent} waits.");
    Explanation::new("Stay as a zombie", why).term(Term::Zombie).man("wait", 2)
}

pub(super) fn waiting_for(child: &str, state: TaskState) -> Explanation {
    match state {
        TaskState::Running | TaskState::Waiting(_) | TaskState::Suspended(_) => {
            Explanation::new(format!("{child} has not ended: sleep"), format!("The call returns when {child} ends."))
        }
        TaskState::Zombie(_) => Explanation::new(
            format!("{child} has ended: no need to sleep"),
            "It is a zombie; its status can be had at once.",
        )
        .term(Term::Zombie),
    }
    .tone(Tone::Decision)
    .man("wait", 2)
}

pub(super) fn reaping(child: &str, status: ExitStatus) -> Explanation {
    let title = format!("Reap {child}: {}", exit_status(status));
    Explanation::new(title, "The last trace of it goes. This frees no user memory.").term(Term::Zombie).man("wait", 2)
}

pub(super) fn killing(target: &str) -> Explanation {
    Explanation::new(format!("Send SIGKILL to {target}"), "It cannot be caught, blocked or ignored.").man("kill", 2)
}
