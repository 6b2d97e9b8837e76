//! All processes at one moment, as `/proc` shows them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use forkscope_sim::{PageRange, Pid, Vpn};

use super::worker::Worker;
use super::{pages, procfs, Kernel};
use crate::observation::{Area, Process, Snapshot};
use crate::PAGE;

impl Kernel {
    /// What there is now.
    pub(crate) fn snapshot(&self) -> io::Result<Snapshot> {
        self.drain.drain();
        let mut snapshot = Snapshot::default();
        for (pid, worker) in self.workers.iter().filter(|(_, worker)| !worker.reaped) {
            snapshot.processes.insert(*pid, self.process(worker)?);
        }
        Ok(snapshot)
    }

    /// Whether ksmd has anything to look at.
    pub(super) fn has_mergeable_memory(&self) -> io::Result<bool> {
        for worker in self.workers.values().filter(|worker| !worker.dead) {
            if procfs::smaps(worker.pid)?.iter().any(|area| area.flags.contains(&"mg")) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn process(&self, worker: &Worker) -> io::Result<Process> {
        let stat = procfs::stat(worker.pid)?;
        let state = match (worker.dead, worker.waiting.or(worker.suspended)) {
            (true, _) if stat.zombie => format!("zombie: {}", procfs::describe_status(stat.status)),
            (true, _) => "ended, but no zombie".to_owned(),
            (false, Some(child)) if stat.uninterruptible => format!("suspended until pid {child} lets go"),
            (false, Some(child)) => format!("waits for pid {child}"),
            (false, None) => "running".to_owned(),
        };
        let process = Process { state, parent: self.who_is(stat.ppid), ..Process::default() };
        if worker.dead {
            Ok(process)
        } else {
            self.with_memory(process, worker)
        }
    }

    fn who_is(&self, ppid: i32) -> Option<Pid> {
        if u32::try_from(ppid) == Ok(std::process::id()) {
            return Some(Pid::OUTSIDE);
        }
        let known = self.workers.iter().find(|(_, worker)| worker.pid.as_raw_nonzero().get() == ppid);
        known.map(|(pid, _)| *pid)
    }

    fn with_memory(&self, process: Process, worker: &Worker) -> io::Result<Process> {
        let areas: Vec<Area> =
            procfs::smaps(worker.pid)?.into_iter().filter(|area| !is_own(worker, area.range)).collect();
        let pages = pages::pages(&self.frames, worker.pid, areas.iter().map(|area| area.range))?;
        let mut resident = [0; 3];
        for counter in pages.values().filter_map(|page| page.kind.resident()) {
            resident[counter] += 1;
        }
        let tables = match worker.own_tables {
            Some((own, _)) => Some(procfs::tables(worker.pid)?.wrapping_sub(own)),
            None => None,
        };
        Ok(Process { areas, pages, resident, tables, ..process })
    }

    /// The bytes of a page of a process. The kernel takes this for a use of the page.
    pub(crate) fn bytes(&self, pid: Pid, vpn: Vpn) -> io::Result<[u8; 4096]> {
        let worker = self.workers.get(&pid).ok_or_else(|| io::Error::other("no such process"))?;
        let memory = File::open(format!("/proc/{}/mem", worker.pid))?;
        let mut bytes = [0; 4096];
        memory.read_exact_at(&mut bytes, vpn.addr(PAGE).0)?;
        Ok(bytes)
    }
}

/// Whether a mapping is the worker's own. Its stack may have grown since.
fn is_own(worker: &Worker, range: PageRange) -> bool {
    worker.own.iter().any(|own| !own.intersect(range).is_empty())
}
