//! What may be promised: the overcommit policy (`__vm_enough_memory`) and the size limits of a process (`may_expand_vm`).
//!
//! Every way to get more address space asks [`expand`] (or its two halves) first. What is promised already, Committed_AS, is counted by the one place
//! that applies effects: see [`Machine::committed`](crate::Machine::committed).
//!
//! # Simplification: everybody is an ordinary user
//! Linux leaves the last `vm.admin_reserve_kbytes` of the commit limit to tasks with CAP_SYS_ADMIN. No process here has it. A program run by root can
//! promise up to 8 MiB more with `overcommit=2`.
//!
//! # Simplification: programs load whatever the limits say
//! Linux maps the segments of a program after the old address space is gone, and kills a process whose program then does not fit. Here `process`
//! and `exec` are not held to RLIMIT_AS, RLIMIT_DATA and the commit limit. Only a process at its limit can tell.
//!
//! # Simplification: MAP_NORESERVE and shared anonymous memory
//! Linux charges the object of a shared anonymous mapping with MAP_NORESERVE page by page as it fills. Here it is charged whole, as without the flag.
//! Committed_AS can tell.

use super::Who;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::policy::Overcommit;
use crate::vma::{VmFlags, Vma};

/// Asks for `pages` more pages of address space with these flags: first the limits of the process, then, if they are charged, the commit limit.
///
/// # Errors
/// ENOMEM when one of them is reached.
pub(super) fn expand(tx: &mut Tx, who: Who, flags: VmFlags, pages: u64) -> Result<(), Errno> {
    may_expand_vm(tx, who, flags, pages)?;
    if flags.contains(VmFlags::ACCOUNT) {
        charge(tx, who, pages)
    } else {
        Ok(())
    }
}

/// Whether address space and data segment may grow by so many pages (`may_expand_vm`).
///
/// # Errors
/// ENOMEM when RLIMIT_AS or, for private writable memory, RLIMIT_DATA says no.
pub(super) fn may_expand_vm(tx: &mut Tx, who: Who, flags: VmFlags, pages: u64) -> Result<(), Errno> {
    match tx.limit_in_the_way(who.pid, flags, pages) {
        None => Ok(()),
        Some((resource, used, limit)) => {
            tx.note(Note::LimitReached { pid: who.pid, resource, used, asked: pages, limit });
            Err(Errno::ENOMEM)
        }
    }
}

/// Asks the overcommit policy for so many pages (`__vm_enough_memory`). They count once the VMA or object that holds them is there.
///
/// # Errors
/// ENOMEM when it does not grant them.
pub(super) fn charge(tx: &mut Tx, who: Who, pages: u64) -> Result<(), Errno> {
    let verdict = tx.commit_verdict(who.pid, pages);
    // A grant is worth a step only where the sum is looked at.
    if verdict.is_refusal() || tx.config().overcommit == Overcommit::Never {
        tx.note(Note::CommitDecided { pid: who.pid, pages, verdict });
    }
    if verdict.is_refusal() {
        Err(Errno::ENOMEM)
    } else {
        Ok(())
    }
}

/// Whether a mapping of these flags is charged (`accountable_mapping`), and what its flags are then.
pub(super) fn with_account(flags: VmFlags) -> VmFlags {
    if crate::policy::is_accountable(flags) {
        flags | VmFlags::ACCOUNT
    } else {
        flags
    }
}

/// Pages of the VMAs, and of those of them that are charged.
pub(super) fn pages_of(vmas: &[Vma]) -> (u64, u64) {
    let charged = vmas.iter().filter(|vma| vma.flags.contains(VmFlags::ACCOUNT));
    (vmas.iter().map(Vma::pages).sum(), charged.map(Vma::pages).sum())
}
