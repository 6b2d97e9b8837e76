//! The kernel's side: real processes that do what a scenario says, observed through `/proc`.
//!
//! | module | what it is |
//! | --- | --- |
//! | `act` | commands to requests |
//! | `space` | mmap and its relatives, the heap, programs |
//! | `task` | fork, exec, wait, kill |
//! | `reply` | replies to results |
//! | `file_call` | calls on files |
//! | `share` | vfork, posix_spawn and threads: workers in one memory |
//! | `bound` | limits of workers |
//! | `worker` | a worker seen from the controller |
//! | `observe` | all processes at one moment |
//! | `procfs`, `pages` | the files of `/proc` |
//! | `files` | files and memfds |
//! | `settings` | swap, ksmd and settings of huge pages, changed while a scenario needs it |
//! | `thp` | which settings of huge pages those are |
//!
//! Everything runs on one CPU, because each CPU keeps references to frames in batches of its own. The processes are the children of this one, which
//! adopts their orphans as the simulator's `init` does. Whatever happens, [`Kernel::drop`] ends them all; should this process itself be
//! killed, the first workers die with it and the others find their sockets closed.
//!
//! # Simplification: programs and brk
//! `exec` is real: a fresh worker image replaces the process, and all of the scenario's memory with it. The four segments of the
//! scenario's program are then mapped as the simulator places them, from a file made for the purpose, and `brk` moves a private anonymous
//! mapping behind them, because the real heap belongs to the worker. So the order and flags of these mappings are the
//! simulator's word; everything that happens to them afterwards is the kernel's.

mod act;
mod bound;
mod file_call;
mod files;
mod observe;
mod pages;
mod procfs;
mod reply;
mod settings;
mod share;
mod space;
mod task;
mod thp;
mod worker;

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::time::{Duration, Instant};

use forkscope_sim::file::FileId;
use forkscope_sim::policy::OnSegv;
use forkscope_sim::{PageRange, Pid};
use rustix::process::{child_subreaper, getpid, set_child_subreaper};
use rustix::thread::{sched_getaffinity, sched_setaffinity, CpuSet};

use crate::protocol::{Op, Reply, Request};
use crate::rehearsal::Needs;
use crate::sys::{self, LruDrain};
use worker::{discard, Sockets, Worker};

pub(crate) use act::Order;
pub(crate) use files::has_a_disk;
pub(crate) use pages::{frame_numbers_are_visible, FrameTables};
pub(crate) use settings::Settings;
pub(crate) use thp::is_wanted as wants_huge_pages;

/// The processes of one run of a scenario. Belongs to one thread, which is bound to a CPU.
#[derive(Debug)]
pub(crate) struct Kernel {
    workers: BTreeMap<Pid, Worker>,
    files: BTreeMap<FileId, File>,
    sockets: Sockets,
    frames: FrameTables,
    drain: LruDrain,
    segv: OnSegv,
    /// How many memories there have been, for their numbers.
    spaces: u64,
    places: Vec<PageRange>,
    /// The user that the workers belong to, if not root.
    user: Option<u64>,
    huge_pages: bool,
    /// Whether the caches of the whole machine are dropped: there is no other way for shared memory.
    drop_all: bool,
    was_subreaper: bool,
}

/// How often a worker is started anew whose own memory lies where the scenario's is to be: its place is random.
const ATTEMPTS: usize = 64;
/// Pages around the scenario's memory that must be free of a worker's own.
const MARGIN: u64 = 256;
/// Pages that one entry of the PGD spans: 512 GiB.
const PGD_SPAN: u32 = 27;

impl Kernel {
    pub(crate) fn new(needs: &Needs, segv: OnSegv) -> io::Result<Kernel> {
        bind_to_one_cpu()?;
        // One more for the child that shows what a child has of its own, for each process and each exec.
        let sockets = Sockets::new(needs.processes * 2 + 64)?;
        let (frames, drain) = (FrameTables::open()?, LruDrain::new()?);
        let was_subreaper = child_subreaper()?.is_some();
        set_child_subreaper(Some(getpid()))?;
        let (workers, files) = (BTreeMap::new(), BTreeMap::new());
        let user = needs.own_user.then(bound::own_user);
        let huge_pages = needs.huge_pages;
        Ok(Kernel {
            huge_pages,
            drop_all: needs.drop_all,
            workers,
            files,
            sockets,
            frames,
            drain,
            segv,
            spaces: 0,
            places: needs.places.clone(),
            user,
            was_subreaper,
        })
    }

    /// Starts a worker whose own memory leaves the scenario's places free.
    fn start(&mut self) -> io::Result<Worker> {
        let socket = self.sockets.take()?;
        for _ in 0..ATTEMPTS {
            let child =
                sys::spawn_worker(self.sockets.worker_end(socket), self.sockets.worker_ends(), self.huge_pages)?;
            let pid = pid_of(i64::from(child.id()))?;
            let mut worker = Worker::new(pid, socket)?;
            let settled = worker.receive(&self.sockets).and_then(|_| self.settle(&mut worker));
            if !matches!(settled, Ok(true)) {
                discard(pid);
                settled?;
                continue;
            }
            self.become_user(&worker)?;
            return Ok(worker);
        }
        Err(io::Error::other("the workers' own memory lies where the scenario's is to be (no address randomisation?)"))
    }

    /// Puts down what a fresh worker has of its own. Whether it leaves the scenario's places free.
    fn settle(&mut self, worker: &mut Worker) -> io::Result<bool> {
        worker.own = procfs::maps(worker.pid)?;
        worker.own_size = procfs::size(worker.pid)?;
        let near = |place: &PageRange| PageRange { start: place.start, end: place.end.plus(MARGIN) };
        let widened = |own: &PageRange| PageRange { start: own.start, end: own.end.plus(MARGIN) };
        let hits = |own: &PageRange, place: &PageRange| !widened(own).intersect(near(place)).is_empty();
        if worker.own.iter().any(|own| self.places.iter().any(|place| hits(own, place))) {
            return Ok(false);
        }
        self.spaces += 1;
        (worker.space, worker.place) = (self.spaces, 0);
        worker.own_tables = self.own_tables(worker)?;
        Ok(true)
    }

    /// Page tables of a worker's own, and of a child that it forks to find out. None if they hang below the same entries of the
    /// PGD as the scenario's, which can then not be told from them.
    fn own_tables(&mut self, worker: &Worker) -> io::Result<Option<(u64, u64)>> {
        let slots = |range: &PageRange| range.start.0 >> PGD_SPAN..=(range.end.0 - 1) >> PGD_SPAN;
        let meet =
            |a: &PageRange, b: &PageRange| slots(a).start() <= slots(b).end() && slots(b).start() <= slots(a).end();
        if worker.own.iter().any(|own| self.places.iter().any(|place| meet(own, place))) {
            return Ok(None);
        }
        let (child, pid) = self.fork(worker)?;
        let child = child.ok_or_else(|| io::Error::other("a worker cannot fork"))?;
        let tables = (procfs::tables(worker.pid)?, procfs::tables(child.pid)?);
        child.send(&self.sockets, &Request::new(Op::Exit, &[0]), &[])?;
        worker.call(&self.sockets, &Request::new(Op::Wait, &[pid]), &[])?;
        Ok(Some(tables))
    }

    /// Lets a worker fork. The child, or nothing if the kernel refuses; and what fork returned.
    fn fork(&mut self, parent: &Worker) -> io::Result<(Option<Worker>, u64)> {
        let socket = self.sockets.take()?;
        let end = u64::from(self.sockets.worker_end(socket).unsigned_abs());
        let Reply { ret, .. } = parent.call(&self.sockets, &Request::new(Op::Fork, &[end]), &[])?;
        if ret < 0 {
            return Ok((None, ret.unsigned_abs()));
        }
        let mut child = Worker::new(pid_of(ret)?, socket)?;
        child.receive(&self.sockets)?;
        child.own.clone_from(&parent.own);
        child.own_size = parent.own_size;
        child.own_tables = parent.own_tables.map(|(_, child)| (child, child));
        child.brk = parent.brk;
        self.spaces += 1;
        (child.space, child.place, child.slot) = (self.spaces, parent.place, parent.slot);
        Ok((Some(child), ret.unsigned_abs()))
    }

    /// Takes note of who has ended, lets waiting parents go on, and reaps orphans.
    fn catch_up(&mut self) -> io::Result<()> {
        for worker in self.workers.values_mut().filter(|worker| !worker.dead) {
            worker.dead = worker.has_ended(false)?;
        }
        let waiting = self.workers.iter().filter(|(_, worker)| !worker.dead);
        let waiting: Vec<(Pid, Pid)> = waiting.filter_map(|(pid, worker)| Some((*pid, worker.waiting?))).collect();
        for (pid, child) in waiting {
            if self.workers.values().filter(|worker| worker.group == child).all(|worker| worker.dead) {
                let Some(worker) = self.workers.get_mut(&pid) else { continue };
                worker.receive(&self.sockets)?;
                worker.waiting = None;
            }
        }
        self.resume()?;
        for worker in self.workers.values_mut().filter(|worker| worker.dead && !worker.reaped) {
            worker.reaped = worker.reap();
        }
        Ok(())
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        for worker in self.workers.values() {
            worker.kill();
        }
        let begun = Instant::now();
        while self.workers.values().any(|worker| !worker.reaped) && begun.elapsed() < Duration::from_secs(5) {
            for worker in self.workers.values_mut().filter(|worker| !worker.reaped) {
                worker.reaped = worker.has_ended(false).is_ok_and(|ended| ended) && worker.reap();
            }
            std::thread::yield_now();
        }
        if !self.was_subreaper {
            let _ = set_child_subreaper(None);
        }
    }
}

fn pid_of(number: i64) -> io::Result<rustix::process::Pid> {
    let pid = i32::try_from(number).ok().and_then(rustix::process::Pid::from_raw);
    pid.ok_or_else(|| io::Error::other("no pid"))
}

/// Binds this thread, and with it every worker that it starts, to the first CPU that it may use.
fn bind_to_one_cpu() -> io::Result<()> {
    let allowed = sched_getaffinity(None)?;
    let first = (0..CpuSet::MAX_CPU).find(|cpu| allowed.is_set(*cpu)).unwrap_or(0);
    let mut one = CpuSet::new();
    one.set(first);
    Ok(sched_setaffinity(None, &one)?)
}
