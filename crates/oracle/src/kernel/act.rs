//! Commands to requests, and replies to results.

use std::io;
use std::time::{Duration, Instant};

use forkscope_sim::command::{Accesses, Advice, Call, Command, Data, Mapping, Outcome, Program, Ret, Sharing, Source};
use forkscope_sim::file::FileKind;
use forkscope_sim::policy::OnSegv;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{PageRange, Pid, Refused, VirtAddr, Vpn, PAGE_SIZE};

use super::worker::Worker;
use super::{files, pages, procfs, settings, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Reply, Request, PAYLOAD};

/// A command with what the simulator made of it: the kernel's side takes from it what things are called and which pages `touch` chose.
pub(crate) struct Order<'a> {
    pub(crate) command: &'a Command,
    pub(crate) result: &'a Result<Outcome, Refused>,
    pub(crate) pages: &'a [Vpn],
    /// The heap after a `brk`.
    pub(crate) heap: Option<PageRange>,
}

impl Order<'_> {
    fn made_process(&self) -> io::Result<Pid> {
        let Ret::Pid(pid) = self.made()? else { return Err(io::Error::other("the simulator made no process")) };
        Ok(pid)
    }

    fn made(&self) -> io::Result<Ret> {
        match self.result {
            Ok(outcome) => Ok(outcome.ret),
            Err(_) => Err(io::Error::other("the simulator could not make what the kernel is to make")),
        }
    }
}

const MAP_SHARED: u64 = 1;
const MAP_PRIVATE: u64 = 2;
const MAP_FIXED: u64 = 0x10;
const MAP_ANONYMOUS: u64 = 0x20;
const MAP_FIXED_NOREPLACE: u64 = 0x10_0000;
const READ_WRITE: VmFlags = VmFlags::READ.union(VmFlags::WRITE);
/// What the simulator's exec leaves in the last page of the stack.
const ARGUMENTS: &[u8] = b"argv";

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
            Command::CreateFile { kind, pages, opened, .. } => {
                let file = match kind {
                    FileKind::Regular => files::regular(*pages, *opened)?,
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
                settings::ksm_scan()?;
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
            Call::PthreadExit => self.last(pid, Op::ExitThread, 0, "ok"),
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
            Call::File(call) => self.file_call(pid, call),
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

    fn request(&self, pid: Pid, op: Op, args: &[u64]) -> io::Result<Reply> {
        self.worker(pid)?.call(&self.sockets, &Request::new(op, args), &[])
    }

    pub(super) fn range(&self, pid: Pid, op: Op, range: PageRange, arg: u64) -> io::Result<Reply> {
        self.request(pid, op, &[range.start.addr().0, range.pages() * PAGE_SIZE, arg])
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
            let args = [run[0].addr().0, run.len() as u64, u64::from(byte)];
            let reply = self.request(pid, Op::Touch, &args)?;
            sum = added(sum, reply);
            if reply.signal != 0 {
                break;
            }
        }
        self.accessed(pid, sum, |_| "ok".to_owned())
    }

    fn fork_process(&mut self, pid: Pid, order: &Order<'_>) -> io::Result<Seen> {
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
        self.load(pid, program)
    }

    /// Maps the segments of a program, in the simulator's order.
    fn load(&mut self, pid: Pid, program: &Program) -> io::Result<Seen> {
        let image = |pgoff| Source::File { file: program.image, pgoff };
        let stack = program.stack_range();
        let execute = VmFlags::READ | VmFlags::EXEC;
        let mut sum = self.segment(pid, stack, READ_WRITE, Source::Anon)?;
        if !stack.is_empty() {
            let request = Request::new(Op::Store, &[stack.end.addr().0 - PAGE_SIZE]);
            sum = added(sum, self.worker(pid)?.call(&self.sockets, &request, ARGUMENTS)?);
        }
        sum = added(sum, self.segment(pid, program.text_range(), execute, image(0))?);
        sum = added(sum, self.segment(pid, program.data_range(), READ_WRITE, image(program.text))?);
        sum = added(sum, self.segment(pid, program.bss_range(), READ_WRITE, Source::Anon)?);
        Ok(done(sum))
    }

    fn segment(&self, pid: Pid, range: PageRange, access: VmFlags, source: Source) -> io::Result<Reply> {
        if range.is_empty() {
            return Ok(Reply::default());
        }
        self.mmap(pid, &Mapping { range, access, sharing: Sharing::Private, source }, MAP_FIXED_NOREPLACE)
    }

    fn mmap(&self, pid: Pid, mapping: &Mapping, fixed: u64) -> io::Result<Reply> {
        let sharing = if mapping.sharing == Sharing::Shared { MAP_SHARED } else { MAP_PRIVATE };
        let (anonymous, offset, opened) = match mapping.source {
            Source::Anon => (MAP_ANONYMOUS, 0, 0),
            Source::File { file, pgoff } => {
                let file = self.files.get(&file).ok_or_else(|| io::Error::other("no such file"))?;
                (0, pgoff * PAGE_SIZE, files::opened_here(file))
            }
        };
        let (start, len) = (mapping.range.start.addr().0, mapping.range.pages() * PAGE_SIZE);
        let flags = sharing | anonymous | fixed;
        self.request(pid, Op::Mmap, &[start, len, protection(mapping.access), flags, offset, opened])
    }

    /// Waits until what the advice has sent to swap is written: until then a fault finds the frame in use.
    fn page_out(&self, pid: Pid, range: PageRange) -> io::Result<Seen> {
        const PATIENCE: Duration = Duration::from_secs(5);
        // A fresh frame is on no LRU list yet, and the advice would pass it over.
        self.drain.drain();
        let pages = pages::pages(&self.frames, self.worker(pid)?.pid, std::iter::once(range))?;
        let seen = done(self.range(pid, Op::Madvise, range, number_of(Advice::PageOut)?)?);
        let begun = Instant::now();
        for page in pages.values() {
            while self.frames.is_under_writeback(page.frame)? && begun.elapsed() < PATIENCE {
                std::thread::yield_now();
            }
        }
        Ok(seen)
    }

    fn mremap(&self, pid: Pid, from: PageRange, to: Option<Vpn>, pages: u64) -> io::Result<Reply> {
        const MREMAP_MAYMOVE: u64 = 1;
        const MREMAP_FIXED: u64 = 2;
        let flags = to.map_or(0, |_| MREMAP_MAYMOVE | MREMAP_FIXED);
        let (old, new) = (from.pages() * PAGE_SIZE, pages * PAGE_SIZE);
        let target = to.map_or(0, |to| to.addr().0);
        self.request(pid, Op::Mremap, &[from.start.addr().0, old, new, flags, target])
    }

    /// Moves the end of the scenario's heap by mapping and unmapping. As brk does, it refuses to come up to another mapping.
    fn brk(&mut self, pid: Pid, pages: u64, heap: Option<PageRange>) -> io::Result<Seen> {
        let worker = self.worker(pid)?;
        let Some(to) = heap.map(|heap| PageRange::new(heap.start, pages)) else { return Ok(Seen::quiet("ENOMEM")) };
        let from = if worker.brk.start == to.start { worker.brk } else { PageRange::new(to.start, 0) };
        let (added, removed) = (PageRange { start: from.end, ..to }, PageRange { start: to.end, ..from });
        let in_the_way = PageRange { end: added.end.plus(1), ..added };
        let taken = |mapped: &PageRange| !mapped.intersect(in_the_way).is_empty();
        if !added.is_empty() && procfs::maps(worker.pid)?.iter().any(taken) {
            return Ok(Seen::quiet("ENOMEM"));
        }
        let reply = match (added.is_empty(), removed.is_empty()) {
            (false, _) => self.segment(pid, added, READ_WRITE, Source::Anon)?,
            (true, false) => self.range(pid, Op::Munmap, removed, 0)?,
            (true, true) => Reply::default(),
        };
        let space = self.worker(pid)?.space;
        for worker in self.workers.values_mut().filter(|worker| worker.space == space) {
            worker.brk = to;
        }
        Ok(done(reply))
    }

    fn wait(&mut self, pid: Pid, child: Pid) -> io::Result<Seen> {
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

    fn kill(&mut self, pid: Pid, target: Pid) -> io::Result<Seen> {
        const SIGKILL: u64 = 9;
        let number = u64::from(self.worker(target)?.pid.as_raw_nonzero().get().unsigned_abs());
        let request = Request::new(Op::Kill, &[number, SIGKILL]);
        let group = self.worker(target)?.group;
        if self.worker(pid)?.group == group {
            self.worker(pid)?.send(&self.sockets, &request, &[])?;
            self.group_ends(group)?;
            return Ok(Seen::quiet("SIGKILL"));
        }
        let reply = self.worker(pid)?.call(&self.sockets, &request, &[])?;
        if reply.ret == 0 {
            self.group_ends(group)?;
        }
        Ok(Seen { minflt: None, majflt: None, ..done(reply) })
    }

    /// Waits until all threads of a process have ended.
    fn group_ends(&self, group: Pid) -> io::Result<()> {
        let threads = self.workers.values().filter(|worker| worker.group == group && !worker.dead);
        threads.map(|worker| worker.has_ended(true)).try_for_each(|ended| ended.map(drop))
    }

    /// A request that is a process's last, or a thread's.
    fn last(&mut self, pid: Pid, op: Op, arg: u64, result: &str) -> io::Result<Seen> {
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

impl Seen {
    /// A result without faults that could be told from the worker's own.
    pub(super) fn quiet(result: impl Into<String>) -> Seen {
        Seen { result: result.into(), minflt: None, majflt: None }
    }
}

pub(super) fn done(reply: Reply) -> Seen {
    let result = if reply.ret < 0 { errno(reply.ret.unsigned_abs()) } else { "ok".to_owned() };
    Seen { result, minflt: Some(reply.minflt), majflt: Some(reply.majflt) }
}

/// Two replies as one: faults are summed, the later one says how it ended.
/// The same of a call whose faults are not counted.
fn unmeasured(reply: Reply) -> Seen {
    Seen { minflt: None, majflt: None, ..done(reply) }
}

fn added(before: Reply, reply: Reply) -> Reply {
    let ret = if before.ret < 0 { before.ret } else { reply.ret };
    Reply { ret, minflt: before.minflt + reply.minflt, majflt: before.majflt + reply.majflt, ..reply }
}

fn signal(reply: &Reply) -> String {
    let name = match (reply.signal, reply.code) {
        (11, 1) => "SIGSEGV/SEGV_MAPERR",
        (11, 2) => "SIGSEGV/SEGV_ACCERR",
        (7, 2) => "SIGBUS/BUS_ADRERR",
        (signal, code) => return format!("signal {signal}, code {code} at {:#x}", reply.addr),
    };
    format!("{name} at {:#x}", reply.addr)
}

pub(super) fn errno(number: u64) -> String {
    let name = match number {
        1 => "EPERM",
        3 => "ESRCH",
        5 => "EIO",
        6 => "ENXIO",
        9 => "EBADF",
        10 => "ECHILD",
        11 => "EAGAIN",
        12 => "ENOMEM",
        13 => "EACCES",
        14 => "EFAULT",
        17 => "EEXIST",
        22 => "EINVAL",
        other => return format!("errno {other}"),
    };
    name.to_owned()
}

fn protection(access: VmFlags) -> u64 {
    let bits = [(VmFlags::READ, 1), (VmFlags::WRITE, 2), (VmFlags::EXEC, 4)];
    bits.iter().filter(|(flag, _)| access.contains(*flag)).map(|(_, bit)| bit).sum()
}

fn number_of(advice: Advice) -> io::Result<u64> {
    const NUMBERS: [(&str, u64); 17] = [
        ("MADV_DONTNEED", 4),
        ("MADV_FREE", 8),
        ("MADV_REMOVE", 9),
        ("MADV_DONTFORK", 10),
        ("MADV_DOFORK", 11),
        ("MADV_MERGEABLE", 12),
        ("MADV_UNMERGEABLE", 13),
        ("MADV_HUGEPAGE", 14),
        ("MADV_NOHUGEPAGE", 15),
        ("MADV_WIPEONFORK", 18),
        ("MADV_KEEPONFORK", 19),
        ("MADV_COLD", 20),
        ("MADV_PAGEOUT", 21),
        ("MADV_POPULATE_READ", 22),
        ("MADV_POPULATE_WRITE", 23),
        ("MADV_GUARD_INSTALL", 102),
        ("MADV_GUARD_REMOVE", 103),
    ];
    let number = NUMBERS.iter().find(|(name, _)| *name == advice.name());
    number.map(|(_, number)| *number).ok_or_else(|| io::Error::other(format!("no number for {}", advice.name())))
}
