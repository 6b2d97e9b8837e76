//! Commands to requests, and replies to results.

use std::io;

use forkscope_sim::command::{Accesses, Advice, Call, Command, Data, Outcome, Ret};
use forkscope_sim::file::{FileId, FileKind};
use forkscope_sim::file_call::FileCall;
use forkscope_sim::policy::OnSegv;
use forkscope_sim::{PageRange, Pid, Refused, VirtAddr, Vpn};

use super::reply::{added, done, signal, unmeasured};
use super::space::{number_of, protection, MAP_FIXED};
use super::worker::Worker;
use super::{files, settings, thp, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Reply, Request, PAYLOAD};
use crate::PAGE;

/// A command with what the simulator made of it: the kernel's side takes from it what things are called and which pages `touch` chose.
pub(crate) struct Order<'a> {
    pub(crate) command: &'a Command,
    pub(crate) result: &'a Result<Outcome, Refused>,
    pub(crate) pages: &'a [Vpn],
    /// What read(2) reads from disk there: the file and the first page of each readahead window.
    pub(crate) windows: &'a [(FileId, u64)],
    /// The heap of the process after it.
    pub(crate) heap: Option<PageRange>,
}

impl Order<'_> {
    fn made_process(&self) -> io::Result<Pid> {
        let Ret::Pid(pid) = self.made()? else { return Err(io::Error::other("the simulator made no process")) };
        Ok(pid)
    }

    pub(super) fn made(&self) -> io::Result<Ret> {
        match self.result {
            Ok(outcome) => Ok(outcome.ret),
            Err(_) => Err(io::Error::other("the simulator could not make what the kernel is to make")),
        }
    }
}
impl Kernel {
    /// Carries a command out.
    pub(crate) fn run(&mut self, order: &Order<'_>) -> io::Result<Seen> {
        let seen = match order.command {
            Command::Start { program } => {
                let worker = self.start()?;
                let Ret::Pid(pid) = order.made()? else { return Err(io::Error::other("no process was started")) };
                self.workers.insert(pid, worker.of_group(pid));
                program.map_or(Ok(Seen::quiet("ok")), |program| self.load(pid, &program))?
            }
            Command::CreateFile { kind, pages, opened, cached } => {
                let file = match kind {
                    FileKind::Regular => files::regular(*pages, *opened, *cached)?,
                    FileKind::Memfd | FileKind::SharedAnon => files::memfd(*pages)?,
                };
                let Ret::File(id) = order.made()? else { return Err(io::Error::other("no file was made")) };
                self.files.insert(id, file);
                Seen::quiet("ok")
            }
            Command::DropCaches => self.drop_caches()?,
            Command::CreateGroup { .. } => return Err(io::Error::other("a control group was to be skipped")),
            Command::KsmScan => {
                self.drain.drain();
                // With nothing to go through ksmd sleeps, and counts no scans.
                if self.has_mergeable_memory()? {
                    settings::ksm_scan()?;
                }
                Seen::quiet("ok")
            }
            Command::Khugepaged => {
                self.drain.drain();
                thp::khugepaged_scan()?;
                Seen::quiet("ok")
            }
            Command::Reclaim { .. } => return Err(io::Error::other("the whole machine cannot be made to reclaim")),
            Command::Do { pid, call } => self.act(*pid, call, order)?,
        };
        self.catch_up()?;
        Ok(seen)
    }

    fn act(&mut self, pid: Pid, call: &Call, order: &Order<'_>) -> io::Result<Seen> {
        match call {
            Call::Access(Accesses::Read { at, len }) => {
                let reply = self.request(pid, Op::Read, &[at.0, *len])?;
                self.accessed(pid, reply, |reply| format!("read {:#04x}", reply.value))
            }
            Call::Access(Accesses::Write { at, len, data: Data::Fill(byte) }) => {
                let reply = self.request(pid, Op::Fill, &[at.0, *len, u64::from(*byte)])?;
                self.accessed(pid, reply, |_| "ok".to_owned())
            }
            Call::Access(Accesses::Write { at, data: Data::Bytes(bytes), .. }) => self.store(pid, *at, bytes),
            Call::Access(Accesses::Touch { value, .. }) => self.touch(pid, order.pages, *value),
            Call::Fork => self.fork_process(pid, order),
            Call::Vfork => self.vfork(pid, order.made_process()?),
            Call::Thread => self.thread(pid, order.made_process()?),
            Call::Spawn(program) => self.spawn(pid, order.made_process()?, program),
            Call::PthreadExit => {
                let group = self.worker(pid)?.group;
                let others = self.workers.values().filter(|worker| worker.group == group && !worker.dead).count() - 1;
                self.last(pid, Op::ExitThread, u64::from(others == 0), "ok")
            }
            Call::Exec(program) => self.exec(pid, program),
            Call::Exit { status } => self.last(pid, Op::Exit, u64::from(*status), "ok"),
            Call::Wait { child } => self.wait(pid, *child),
            Call::Kill { target } => self.kill(pid, *target),
            Call::Mmap(mapping) => Ok(done(self.mmap(pid, mapping, MAP_FIXED)?)),
            Call::Munmap(range) => Ok(done(self.range(pid, Op::Munmap, *range, 0)?)),
            Call::Mprotect { range, access } => Ok(done(self.range(pid, Op::Mprotect, *range, protection(*access))?)),
            Call::Madvise { range, advice: Advice::PageOut } => self.page_out(pid, *range),
            Call::Madvise { range, advice } => Ok(done(self.range(pid, Op::Madvise, *range, number_of(*advice)?)?)),
            Call::Mlock(range) => Ok(done(self.range(pid, Op::Mlock, *range, 0)?)),
            Call::Munlock(range) => Ok(done(self.range(pid, Op::Munlock, *range, 0)?)),
            Call::Mremap { from, to, pages } => Ok(done(self.mremap(pid, *from, *to, *pages)?)),
            Call::File(call @ FileCall::Write { .. }) => self.file_call(pid, call),
            Call::File(call) => {
                order.windows.iter().try_for_each(|(file, first)| self.read_window(*file, *first))?;
                self.file_call(pid, call)
            }
            Call::Vmsplice(range) => Ok(done(self.range(pid, Op::Vmsplice, *range, 0)?)),
            Call::Unsplice => Ok(self.read_pipe(pid)?),
            Call::Pin(range) => self.range(pid, Op::Pin, *range, 0).map(unmeasured),
            Call::Unpin => self.request(pid, Op::Unpin, &[]).map(unmeasured),
            Call::Dma { .. } => Err(io::Error::other("there is no device that would write")),
            Call::Bind(bound) => self.bind(pid, *bound),
            Call::Brk { pages } => self.brk(pid, *pages, order.heap),
        }
    }

    fn read_pipe(&self, pid: Pid) -> io::Result<Seen> {
        let reply = self.request(pid, Op::ReadPipe, &[])?;
        let read = Seen::quiet(format!("read {:#04x}", reply.value));
        Ok(if reply.ret < 0 { unmeasured(reply) } else { read })
    }

    pub(super) fn worker(&self, pid: Pid) -> io::Result<&Worker> {
        self.workers.get(&pid).ok_or_else(|| io::Error::other(format!("there is no worker for pid {pid}")))
    }

    pub(super) fn request(&self, pid: Pid, op: Op, args: &[u64]) -> io::Result<Reply> {
        self.worker(pid)?.call(&self.sockets, &Request::new(op, args), &[])
    }

    pub(super) fn range(&self, pid: Pid, op: Op, range: PageRange, arg: u64) -> io::Result<Reply> {
        self.request(pid, op, &[range.start.addr(PAGE).0, range.pages() * PAGE.bytes(), arg])
    }

    /// What an access came to. A signal has been caught by the worker; it ends now if the scenario wants that.
    fn accessed(&mut self, pid: Pid, reply: Reply, value: impl Fn(&Reply) -> String) -> io::Result<Seen> {
        let result = if reply.signal == 0 { value(&reply) } else { signal(&reply) };
        if reply.signal != 0 && self.segv == OnSegv::Kill {
            self.last(pid, Op::Die, reply.signal, "")?;
        }
        Ok(Seen { result, minflt: Some(reply.minflt), majflt: Some(reply.majflt) })
    }

    fn store(&mut self, pid: Pid, at: VirtAddr, bytes: &[u8]) -> io::Result<Seen> {
        let mut sum = Reply::default();
        for (index, piece) in bytes.chunks(PAYLOAD).enumerate() {
            let request = Request::new(Op::Store, &[at.0 + (index * PAYLOAD) as u64]);
            let reply = self.worker(pid)?.call(&self.sockets, &request, piece)?;
            sum = added(sum, reply);
            if reply.signal != 0 {
                break;
            }
        }
        self.accessed(pid, sum, |_| "ok".to_owned())
    }

    fn touch(&mut self, pid: Pid, pages: &[Vpn], byte: u8) -> io::Result<Seen> {
        let mut sum = Reply::default();
        for run in pages.chunk_by(|a, b| a.plus(1) == *b) {
            let args = [run[0].addr(PAGE).0, run.len() as u64, u64::from(byte)];
            let reply = self.request(pid, Op::Touch, &args)?;
            sum = added(sum, reply);
            if reply.signal != 0 {
                break;
            }
        }
        self.accessed(pid, sum, |_| "ok".to_owned())
    }
}
