//! The address space of a worker: mmap and its relatives, the heap, and the segments of programs.

use std::io;
use std::time::{Duration, Instant};

use forkscope_sim::command::{Advice, Mapping, Program, Sharing, Source};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{PageRange, Pid, Vpn};
use rustix::thread::{sched_getaffinity, sched_setaffinity, CpuSet};

use super::reply::{added, done};
use super::{files, pages, procfs, Kernel};
use crate::observation::Seen;
use crate::protocol::{Op, Reply, Request};
use crate::PAGE;

const MAP_SHARED: u64 = 1;
const MAP_PRIVATE: u64 = 2;
pub(super) const MAP_FIXED: u64 = 0x10;
const MAP_ANONYMOUS: u64 = 0x20;
const MAP_NORESERVE: u64 = 0x4000;
const MAP_FIXED_NOREPLACE: u64 = 0x10_0000;
const READ_WRITE: VmFlags = VmFlags::READ.union(VmFlags::WRITE);
/// What the simulator's exec leaves in the last page of the stack.
const ARGUMENTS: &[u8] = b"argv";

impl Kernel {
    /// Maps the segments of a program, in the simulator's order.
    pub(super) fn load(&mut self, pid: Pid, program: &Program) -> io::Result<Seen> {
        let image = |pgoff| Source::File { file: program.image, pgoff };
        let stack = program.stack_range(PAGE);
        let execute = VmFlags::READ | VmFlags::EXEC;
        let mut sum = self.segment(pid, stack, READ_WRITE, Source::Anon)?;
        if !stack.is_empty() {
            let request = Request::new(Op::Store, &[stack.end.addr(PAGE).0 - PAGE.bytes()]);
            sum = added(sum, self.worker(pid)?.call(&self.sockets, &request, ARGUMENTS)?);
        }
        sum = added(sum, self.segment(pid, program.text_range(PAGE), execute, image(0))?);
        sum = added(sum, self.segment(pid, program.data_range(PAGE), READ_WRITE, image(program.text))?);
        sum = added(sum, self.segment(pid, program.bss_range(PAGE), READ_WRITE, Source::Anon)?);
        Ok(done(sum))
    }

    fn segment(&self, pid: Pid, range: PageRange, access: VmFlags, source: Source) -> io::Result<Reply> {
        if range.is_empty() {
            return Ok(Reply::default());
        }
        self.mmap(pid, &Mapping { range, access, sharing: Sharing::Private, source }, MAP_FIXED_NOREPLACE)
    }

    pub(super) fn mmap(&self, pid: Pid, mapping: &Mapping, fixed: u64) -> io::Result<Reply> {
        let sharing = if mapping.sharing == Sharing::Shared { MAP_SHARED } else { MAP_PRIVATE };
        let (anonymous, offset, opened) = match mapping.source {
            Source::Anon => (MAP_ANONYMOUS, 0, 0),
            Source::File { file, pgoff } => {
                let file = self.files.get(&file).ok_or_else(|| io::Error::other("no such file"))?;
                (0, pgoff * PAGE.bytes(), files::opened_here(file))
            }
        };
        let (start, len) = (mapping.range.start.addr(PAGE).0, mapping.range.pages() * PAGE.bytes());
        let unaccounted = if mapping.access.contains(VmFlags::NORESERVE) { MAP_NORESERVE } else { 0 };
        let flags = sharing | anonymous | unaccounted | fixed;
        self.request(pid, Op::Mmap, &[start, len, protection(mapping.access), flags, offset, opened])
    }

    /// Waits until what the advice has sent to swap is written: until then a fault finds the frame in use.
    pub(super) fn page_out(&self, pid: Pid, range: PageRange) -> io::Result<Seen> {
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
        self.drain_every_cpu()?;
        Ok(seen)
    }

    /// Empties the LRU batches of all CPUs: a frame that is written joins that of the CPU which heard of it, to be moved to the end of its list.
    fn drain_every_cpu(&self) -> io::Result<()> {
        let (home, mut all) = (sched_getaffinity(None)?, CpuSet::new());
        (0..CpuSet::MAX_CPU).for_each(|cpu| all.set(cpu));
        sched_setaffinity(None, &all)?;
        let allowed = sched_getaffinity(None)?;
        for cpu in (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu)) {
            let mut one = CpuSet::new();
            one.set(cpu);
            sched_setaffinity(None, &one)?;
            self.drain.drain();
        }
        Ok(sched_setaffinity(None, &home)?)
    }

    pub(super) fn mremap(&self, pid: Pid, from: PageRange, to: Option<Vpn>, pages: u64) -> io::Result<Reply> {
        const MREMAP_MAYMOVE: u64 = 1;
        const MREMAP_FIXED: u64 = 2;
        let flags = to.map_or(0, |_| MREMAP_MAYMOVE | MREMAP_FIXED);
        let (old, new) = (from.pages() * PAGE.bytes(), pages * PAGE.bytes());
        let target = to.map_or(0, |to| to.addr(PAGE).0);
        self.request(pid, Op::Mremap, &[from.start.addr(PAGE).0, old, new, flags, target])
    }

    /// Moves the end of the scenario's heap by mapping and unmapping. As brk does, it refuses to come up to another mapping.
    pub(super) fn brk(&mut self, pid: Pid, pages: u64, heap: Option<PageRange>) -> io::Result<Seen> {
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
        for worker in self.workers.values_mut().filter(|worker| reply.ret >= 0 && worker.space == space) {
            worker.brk = to;
        }
        Ok(done(reply))
    }
}

pub(super) fn protection(access: VmFlags) -> u64 {
    let bits = [(VmFlags::READ, 1), (VmFlags::WRITE, 2), (VmFlags::EXEC, 4)];
    bits.iter().filter(|(flag, _)| access.contains(*flag)).map(|(_, bit)| bit).sum()
}

pub(super) fn number_of(advice: Advice) -> io::Result<u64> {
    const NUMBERS: [(&str, u64); 18] = [
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
        ("MADV_COLLAPSE", 25),
        ("MADV_GUARD_INSTALL", 102),
        ("MADV_GUARD_REMOVE", 103),
    ];
    let number = NUMBERS.iter().find(|(name, _)| *name == advice.name());
    number.map(|(_, number)| *number).ok_or_else(|| io::Error::other(format!("no number for {}", advice.name())))
}
