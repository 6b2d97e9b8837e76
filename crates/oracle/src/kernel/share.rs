//! vfork, posix_spawn and threads: workers that share memory, each with a stack and buffers in a place of its own.

use std::io;
use std::time::Instant;

use forkscope_sim::command::Program;
use forkscope_sim::Pid;

use super::worker::{Worker, PATIENCE};
use super::{pid_of, procfs, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Request};
use crate::sys::PLACES;

const CLONE_VM: u64 = 0x100;
const CLONE_VFORK: u64 = 0x4000;
const SIGCHLD: u64 = 17;
/// CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_THREAD, CLONE_SYSVSEM.
const THREAD: u64 = CLONE_VM | 0x200 | 0x400 | 0x800 | 0x1_0000 | 0x4_0000;

impl Kernel {
    /// A child that has its parent's memory; the parent's reply comes when the child lets go of it.
    pub(super) fn vfork(&mut self, pid: Pid, child: Pid) -> io::Result<Seen> {
        self.clone_vm(pid, child, child, CLONE_VM | CLONE_VFORK | SIGCHLD)?;
        self.workers.entry(pid).and_modify(|parent| parent.suspended = Some(child));
        Ok(Seen::quiet("ok"))
    }

    /// As the C library carries posix_spawn out: vfork, then exec in the child.
    pub(super) fn spawn(&mut self, pid: Pid, child: Pid, program: &Program) -> io::Result<Seen> {
        self.vfork(pid, child)?;
        self.exec(child, program)?;
        Ok(Seen::quiet("ok"))
    }

    pub(super) fn thread(&mut self, pid: Pid, thread: Pid) -> io::Result<Seen> {
        let group = self.worker(pid)?.group;
        self.clone_vm(pid, thread, group, THREAD)?;
        self.worker(pid)?.receive(&self.sockets)?;
        Ok(Seen::quiet("ok"))
    }

    fn clone_vm(&mut self, pid: Pid, name: Pid, group: Pid, flags: u64) -> io::Result<()> {
        let socket = self.sockets.take()?;
        let end = u64::from(self.sockets.worker_end(socket).unsigned_abs());
        let maker = self.worker(pid)?;
        let place = self.free(maker.space, |worker| worker.place)?;
        let slot = if flags == THREAD { maker.slot } else { self.free(maker.space, |worker| worker.slot)? };
        maker.send(&self.sockets, &Request::new(Op::Clone, &[end, place, flags, slot]), &[])?;
        let hello = self.sockets.receive(socket)?;
        let mut made = Worker::new(pid_of(hello.ret)?, socket)?;
        made.own.clone_from(&maker.own);
        (made.own_tables, made.brk, made.space) = (maker.own_tables, maker.brk, maker.space);
        (made.group, made.place, made.slot, made.own_size) = (group, place, slot, maker.own_size);
        self.workers.insert(name, made);
        Ok(())
    }

    /// Waits until a thread is gone, or a zombie. A descriptor of a leader tells nothing before its whole process has ended.
    pub(super) fn thread_ends(&mut self, pid: Pid) -> io::Result<()> {
        let number = self.worker(pid)?.pid;
        let begun = Instant::now();
        while procfs::stat(number).is_ok_and(|stat| !stat.zombie) {
            if begun.elapsed() > PATIENCE {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "a thread does not end"));
            }
            std::thread::yield_now();
        }
        self.workers.entry(pid).and_modify(|worker| worker.dead = true);
        Ok(())
    }

    /// The first number that no living worker in a memory has.
    fn free(&self, space: u64, number: impl Fn(&Worker) -> u64) -> io::Result<u64> {
        let taken = |place: &u64| {
            self.workers.values().any(|worker| worker.space == space && !worker.dead && number(worker) == *place)
        };
        let free = (0..PLACES as u64).find(|place| !taken(place));
        free.ok_or_else(|| io::Error::other("too many tasks share memory"))
    }

    /// Lets parents go on whose children have let go of their memory.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        let suspended = self.workers.iter().filter(|(_, worker)| !worker.dead);
        let suspended: Vec<(Pid, Pid)> =
            suspended.filter_map(|(pid, worker)| Some((*pid, worker.suspended?))).collect();
        for (pid, child) in suspended {
            let (parent, child) = (self.worker(pid)?, self.workers.get(&child));
            if child.is_none_or(|child| child.dead || child.space != parent.space) {
                parent.receive(&self.sockets)?;
                self.workers.entry(pid).and_modify(|parent| parent.suspended = None);
            }
        }
        Ok(())
    }
}
