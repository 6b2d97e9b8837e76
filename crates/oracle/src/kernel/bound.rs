//! What holds workers in their bounds: limits and OOM scores.
//!
//! A worker has memory of its own, which is added to the limits of the scenario. RLIMIT_NPROC counts the
//! processes of a user, and root is never held to it: the workers of a scenario that sets it belong to a user that nobody else is.
//! While a worker starts over its limits are lifted: its image is larger than any program of a scenario.

use std::io;

use forkscope_sim::limits::{Bound, Resource};
use forkscope_sim::Pid;
use rustix::process::{prlimit, Resource as Number, Rlimit};

use super::worker::Worker;
use super::{procfs, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Request};
use crate::PAGE;

/// The numbers of `prlimit(2)`.
const RLIMIT_DATA: u64 = 2;
const RLIMIT_NPROC: u64 = 6;
const RLIMIT_AS: u64 = 9;
/// The first of the users that workers become; the controller's pid is added.
const USERS: u64 = 0x7000_0000;

/// A user that no other controller has.
pub(super) fn own_user() -> u64 {
    USERS + u64::from(std::process::id())
}

/// A limit that exec keeps: its number, its name in `/proc/PID/limits`, what it is counted in, and how much of that a worker has of its own.
type Kept = (Number, &'static str, u64, fn(&Worker) -> u64);

const KEPT: [Kept; 3] = [
    (Number::As, "Max address space", PAGE.bytes(), |worker| worker.own_size.0),
    (Number::Data, "Max data size", PAGE.bytes(), |worker| worker.own_size.1),
    (Number::Nproc, "Max processes", 1, |_| 0),
];

/// The limits of a worker that were lifted, without what it had of its own; none where there was no limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifted([Option<u64>; KEPT.len()]);

/// Lifts the limits of a worker until [`hold_again`].
pub(super) fn lift(worker: &Worker) -> io::Result<Lifted> {
    let mut lifted = Lifted([None; KEPT.len()]);
    for (slot, (number, name, unit, own)) in lifted.0.iter_mut().zip(KEPT) {
        let Rlimit { current, maximum } = procfs::limit(worker.pid, name)?;
        *slot = current.filter(|_| current != maximum).map(|limit| (limit / unit).saturating_sub(own(worker)));
        prlimit(Some(worker.pid), number, Rlimit { current: maximum, maximum })?;
    }
    Ok(lifted)
}

/// Holds a worker that has started over to the limits that it had before.
pub(super) fn hold_again(worker: &Worker, lifted: Lifted) -> io::Result<()> {
    for (limit, (number, name, unit, own)) in lifted.0.into_iter().zip(KEPT) {
        let Some(limit) = limit else { continue };
        let current = Some((limit + own(worker)) * unit);
        prlimit(Some(worker.pid), number, Rlimit { current, ..procfs::limit(worker.pid, name)? })?;
    }
    Ok(())
}

impl Kernel {
    /// Lets a fresh worker belong to the user of the scenario.
    pub(super) fn become_user(&self, worker: &Worker) -> io::Result<()> {
        let Some(user) = self.user else { return Ok(()) };
        let reply = worker.call(&self.sockets, &Request::new(Op::Become, &[user]), &[])?;
        if reply.ret == 0 {
            Ok(())
        } else {
            Err(io::Error::other("a worker cannot become another user"))
        }
    }

    /// Changes a bound of a worker.
    pub(super) fn bind(&self, pid: Pid, bound: Bound) -> io::Result<Seen> {
        let worker = self.worker(pid)?;
        let pages = |limit: u64, own: u64| limit.saturating_add(own).saturating_mul(PAGE.bytes());
        let (number, limit) = match bound {
            Bound::Limit { resource: Resource::As, limit } => (RLIMIT_AS, pages(limit, worker.own_size.0)),
            Bound::Limit { resource: Resource::Data, limit } => (RLIMIT_DATA, pages(limit, worker.own_size.1)),
            Bound::Limit { resource: Resource::Nproc, limit } => (RLIMIT_NPROC, limit),
            Bound::Limit { resource: Resource::Pids, .. } | Bound::Group(_) => {
                return Err(io::Error::other("a control group was to be skipped"));
            }
            Bound::OomScoreAdj(adj) => {
                std::fs::write(format!("/proc/{}/oom_score_adj", worker.pid), adj.to_string())?;
                return Ok(Seen { result: "ok".to_owned(), minflt: None, majflt: None });
            }
        };
        let reply = worker.call(&self.sockets, &Request::new(Op::Limit, &[number, limit]), &[])?;
        Ok(Seen { minflt: None, majflt: None, ..super::reply::done(reply) })
    }
}
