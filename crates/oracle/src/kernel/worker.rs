//! A worker seen from the controller: a process, a socket to it, and what it had before the scenario began.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use forkscope_sim::{PageRange, Pid};
use rustix::event::{poll, PollFd, PollFlags, Timespec};
use rustix::process::{kill_process, pidfd_open, waitpid, PidfdFlags, Signal, WaitOptions};

use super::procfs;
use crate::protocol::{Reply, Request, MESSAGE};

/// A descriptor of a thread (pidfd_open(2), since Linux 6.9): it can be polled for the end of that thread, leader or not.
const PIDFD_THREAD: PidfdFlags = PidfdFlags::from_bits_retain(0o200);

/// How long a worker may take for anything. One that sleeps after that hangs.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// How many times as long it may take on a busy machine, as long as it does not sleep.
const BUSY: u32 = 10;

/// The sockets of all workers that a scenario may come to need. Both ends stay open here.
#[derive(Debug)]
pub(super) struct Sockets {
    pairs: Vec<(UnixStream, UnixStream)>,
    next: usize,
}

impl Sockets {
    pub(super) fn new(count: usize) -> io::Result<Sockets> {
        let pairs = (0..count).map(|_| UnixStream::pair()).collect::<io::Result<_>>()?;
        Ok(Sockets { pairs, next: 0 })
    }

    /// The number of a socket that nobody has used.
    pub(super) fn take(&mut self) -> io::Result<usize> {
        let taken = self.next;
        self.next += 1;
        self.pairs.get(taken).map(|_| taken).ok_or_else(|| io::Error::other("more processes than expected"))
    }

    /// The descriptor of the worker's end, the same in every worker.
    pub(super) fn worker_end(&self, socket: usize) -> RawFd {
        self.pairs[socket].1.as_raw_fd()
    }

    pub(super) fn worker_ends(&self) -> Vec<RawFd> {
        self.pairs.iter().map(|(_, worker)| worker.as_raw_fd()).collect()
    }

    /// What comes on a socket next, whoever says it.
    pub(super) fn receive(&self, socket: usize) -> io::Result<Reply> {
        let mut end = self.end(socket);
        wait_for(&mut [PollFd::new(end, PollFlags::IN)], &|| true)?;
        let mut message = [0; MESSAGE];
        end.read_exact(&mut message)?;
        Ok(Reply::decode(&message))
    }

    fn end(&self, socket: usize) -> &UnixStream {
        &self.pairs[socket].0
    }
}

/// A real process that stands for one of the scenario's.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) pid: rustix::process::Pid,
    pub(super) pidfd: OwnedFd,
    pub(super) socket: usize,
    /// The scenario's process that it is, or is a thread of.
    pub(super) group: Pid,
    /// Which memory it has: workers with the same number share it, each in a place of its own.
    pub(super) space: u64,
    pub(super) place: u64,
    /// Where in that memory it is written down what its process holds: threads of one process have the same slot.
    pub(super) slot: u64,
    /// What it has mapped of its own.
    pub(super) own: Vec<PageRange>,
    /// Pages of address space and of data of its own.
    pub(super) own_size: (u64, u64),
    /// Page-table pages of its own, and those that a child of it starts out with.
    pub(super) own_tables: Option<(u64, u64)>,
    /// Where the scenario's heap is.
    pub(super) brk: PageRange,
    /// The child that it sleeps in `wait` for.
    pub(super) waiting: Option<Pid>,
    /// The child that it sleeps in `vfork` for.
    pub(super) suspended: Option<Pid>,
    pub(super) dead: bool,
    pub(super) reaped: bool,
}

impl Worker {
    /// The process that has just said hello on a socket, or is about to.
    pub(super) fn new(pid: rustix::process::Pid, socket: usize) -> io::Result<Worker> {
        Ok(Worker {
            pid,
            pidfd: pidfd_open(pid, PIDFD_THREAD)?,
            socket,
            group: Pid::OUTSIDE,
            space: 0,
            place: 0,
            slot: 0,
            own: Vec::new(),
            own_size: (0, 0),
            own_tables: None,
            brk: PageRange::default(),
            waiting: None,
            suspended: None,
            dead: false,
            reaped: false,
        })
    }

    /// The same as a process of the scenario, or a thread of it.
    pub(super) fn of_group(self, group: Pid) -> Worker {
        Worker { group, ..self }
    }

    /// A request and its reply.
    pub(super) fn call(&self, sockets: &Sockets, request: &Request, payload: &[u8]) -> io::Result<Reply> {
        self.send(sockets, request, payload)?;
        self.receive(sockets)
    }

    pub(super) fn send(&self, sockets: &Sockets, request: &Request, payload: &[u8]) -> io::Result<()> {
        let request = Request { payload: payload.len() as u64, ..*request };
        let mut message = request.encode().to_vec();
        message.extend_from_slice(payload);
        sockets.end(self.socket).write_all(&message)
    }

    pub(super) fn receive(&self, sockets: &Sockets) -> io::Result<Reply> {
        let socket = sockets.end(self.socket);
        let mut ready = [PollFd::new(socket, PollFlags::IN), PollFd::new(&self.pidfd, PollFlags::IN)];
        wait_for(&mut ready, &|| self.is_busy())?;
        if ready[0].revents().is_empty() {
            return Err(io::Error::new(ErrorKind::BrokenPipe, "a worker died"));
        }
        let mut message = [0; MESSAGE];
        let mut socket = socket;
        socket.read_exact(&mut message)?;
        Ok(Reply::decode(&message))
    }

    /// The reply to `wait`, or nothing if the worker sleeps in it.
    pub(super) fn receive_unless_asleep(&self, sockets: &Sockets) -> io::Result<Option<Reply>> {
        let path = format!("/proc/{}/syscall", self.pid);
        let begun = Instant::now();
        loop {
            let asleep = std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with("61 "));
            let mut ready = [PollFd::new(sockets.end(self.socket), PollFlags::IN)];
            if poll(&mut ready, Some(&Timespec { tv_sec: 0, tv_nsec: 1_000_000 }))? > 0 {
                return self.receive(sockets).map(Some);
            }
            if asleep {
                return Ok(None);
            }
            if begun.elapsed() > PATIENCE * BUSY {
                return Err(ErrorKind::TimedOut.into());
            }
        }
    }

    /// Whether the process has ended, waiting for it or not. Its memory is gone by then.
    pub(super) fn has_ended(&self, wait: bool) -> io::Result<bool> {
        let mut ready = [PollFd::new(&self.pidfd, PollFlags::IN)];
        if wait {
            wait_for(&mut ready, &|| self.is_busy())?;
        } else {
            poll(&mut ready, Some(&Timespec::default()))?;
        }
        Ok(!ready[0].revents().is_empty())
    }

    /// Takes the status of an ended process, if it is the controller's to take. Whether nothing of it is left.
    pub(super) fn reap(&self) -> bool {
        match waitpid(Some(self.pid), WaitOptions::NOHANG) {
            Ok(reaped) => reaped.is_some(),
            Err(_) => !std::path::Path::new(&format!("/proc/{}", self.pid)).exists(),
        }
    }

    /// Whether it does something, or would if it had a CPU.
    fn is_busy(&self) -> bool {
        procfs::stat(self.pid).is_ok_and(|stat| !stat.asleep && !stat.zombie)
    }

    pub(super) fn kill(&self) {
        if !self.reaped {
            // The pidfd, not the pid: whoever has that number now is none of ours.
            let _ = rustix::process::pidfd_send_signal(self.pidfd.as_fd(), Signal::KILL);
        }
    }
}

/// Ends a process that never became part of a scenario.
pub(super) fn discard(pid: rustix::process::Pid) {
    let _ = kill_process(pid, Signal::KILL);
    let _ = waitpid(Some(pid), WaitOptions::empty());
}

/// Waits for any of these; as long as there is something to wait for, a busy machine is waited for longer.
fn wait_for(ready: &mut [PollFd<'_>], is_busy: &dyn Fn() -> bool) -> io::Result<()> {
    let limit = Timespec { tv_sec: i64::try_from(PATIENCE.as_secs()).unwrap_or(i64::MAX), tv_nsec: 0 };
    for _ in 0..BUSY {
        if poll(ready, Some(&limit))? > 0 {
            return Ok(());
        }
        if !is_busy() {
            break;
        }
    }
    Err(io::Error::new(ErrorKind::TimedOut, "a worker does not answer"))
}
