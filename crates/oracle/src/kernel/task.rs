//! The life of a worker: fork, exec, wait, kill, and its end.

use std::io;

use forkscope_sim::command::{Program, Ret};
use forkscope_sim::Pid;

use super::act::Order;
use super::bound::{hold_again, lift};
use super::reply::{done, errno};
use super::worker::Worker;
use super::{procfs, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Request};

impl Kernel {
    pub(super) fn fork_process(&mut self, pid: Pid, order: &Order<'_>) -> io::Result<Seen> {
        let Some(parent) = self.workers.remove(&pid) else { return Err(io::Error::other("nobody forks")) };
        let forked = self.fork(&parent);
        self.workers.insert(pid, parent);
        let (child, ret) = forked?;
        let Some(child) = child else { return Ok(Seen::quiet(errno(ret))) };
        if let Ok(Ret::Pid(name)) = order.made() {
            self.workers.insert(name, child.of_group(name));
        } else {
            child.kill();
        }
        Ok(Seen::quiet("ok"))
    }

    /// A fresh image in place of a worker. A thread becomes its process: the other threads are gone by the time that it says hello.
    pub(super) fn exec(&mut self, pid: Pid, program: &Program) -> io::Result<Seen> {
        let Some(mut worker) = self.workers.remove(&pid) else { return Err(io::Error::other("nobody calls exec")) };
        let leader = self.workers.get(&worker.group).map_or(worker.pid, |leader| leader.pid);
        let (thread, pid) = (pid, worker.group);
        let lifted = lift(&worker)?;
        let mut settled = Ok(false);
        for _ in 0..super::ATTEMPTS {
            worker.send(&self.sockets, &Request::new(Op::Exec, &[]), &[])?;
            let hello = self.sockets.receive(worker.socket)?;
            if hello.ret < 0 {
                return Err(io::Error::other(format!(
                    "a worker cannot start over: {}",
                    errno(hello.ret.unsigned_abs())
                )));
            }
            let fresh = Worker::new(leader, worker.socket)?.of_group(pid);
            let old = std::mem::replace(&mut worker, fresh);
            if thread != pid {
                // Its number may still be asked for, and is nobody's.
                self.workers.entry(thread).or_insert(Worker { group: Pid::OUTSIDE, dead: true, reaped: true, ..old });
            }
            settled = self.settle(&mut worker);
            if !matches!(settled, Ok(false)) {
                break;
            }
        }
        self.workers.insert(pid, worker);
        self.resume()?;
        if !settled? {
            return Err(io::Error::other("the worker's own memory lies where the scenario's is to be"));
        }
        // Programs load whatever the limits say, as the simulator's do.
        let seen = self.load(pid, program)?;
        hold_again(self.worker(pid)?, lifted)?;
        Ok(seen)
    }

    pub(super) fn wait(&mut self, pid: Pid, child: Pid) -> io::Result<Seen> {
        let target = u64::from(self.worker(child)?.pid.as_raw_nonzero().get().unsigned_abs());
        let worker = self.worker(pid)?;
        worker.send(&self.sockets, &Request::new(Op::Wait, &[target]), &[])?;
        let reply = worker.receive_unless_asleep(&self.sockets)?;
        if reply.is_none() {
            self.workers.entry(pid).and_modify(|worker| worker.waiting = Some(child));
        }
        Ok(Seen::quiet(match reply {
            None => "sleeps".to_owned(),
            Some(reply) if reply.ret < 0 => errno(reply.ret.unsigned_abs()),
            Some(reply) => format!("reaped: {}", procfs::describe_status(reply.value)),
        }))
    }

    pub(super) fn kill(&mut self, pid: Pid, target: Pid) -> io::Result<Seen> {
        const SIGKILL: u64 = 9;
        let number = u64::from(self.worker(target)?.pid.as_raw_nonzero().get().unsigned_abs());
        let request = Request::new(Op::Kill, &[number, SIGKILL]);
        let group = self.worker(target)?.group;
        self.let_go(group)?;
        if self.worker(pid)?.group == group {
            return self.kill_own(pid, &request);
        }
        let reply = self.worker(pid)?.call(&self.sockets, &request, &[])?;
        if reply.ret == 0 {
            self.group_ends(group)?;
        }
        Ok(Seen { minflt: None, majflt: None, ..done(reply) })
    }

    /// Lets a process that is about to be killed unregister its buffers, if one of its threads listens: the kernel would do it when it finds the time.
    fn let_go(&self, group: Pid) -> io::Result<()> {
        let mut threads = self.workers.values().filter(|worker| worker.group == group && !worker.dead);
        let listening = threads.find(|worker| worker.waiting.is_none() && worker.suspended.is_none());
        listening.map_or(Ok(()), |worker| worker.call(&self.sockets, &Request::new(Op::Unpin, &[]), &[]).map(drop))
    }

    /// A kill of the caller's own process, or of a thread of it that is gone: only then there is a reply.
    fn kill_own(&mut self, pid: Pid, request: &Request) -> io::Result<Seen> {
        let worker = self.worker(pid)?;
        worker.send(&self.sockets, request, &[])?;
        match worker.receive(&self.sockets) {
            Ok(reply) => Ok(Seen { minflt: None, majflt: None, ..done(reply) }),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.group_ends(worker.group)?;
                Ok(Seen::quiet("SIGKILL"))
            }
            Err(error) => Err(error),
        }
    }

    /// Waits until all threads of a process have ended.
    fn group_ends(&self, group: Pid) -> io::Result<()> {
        let threads = self.workers.values().filter(|worker| worker.group == group && !worker.dead);
        threads.map(|worker| worker.has_ended(true)).try_for_each(|ended| ended.map(drop))
    }

    /// A request that is a process's last, or a thread's.
    pub(super) fn last(&mut self, pid: Pid, op: Op, arg: u64, result: &str) -> io::Result<Seen> {
        let worker = self.worker(pid)?;
        worker.send(&self.sockets, &Request::new(op, &[arg]), &[])?;
        if op == Op::ExitThread {
            self.thread_ends(pid)?;
        } else {
            self.group_ends(worker.group)?;
        }
        Ok(Seen::quiet(result))
    }
}
