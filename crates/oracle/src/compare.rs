//! The first thing in which two observations differ.

use std::fmt;

use forkscope_scenario::Names;
use forkscope_sim::{Pid, Vpn};

use crate::observation::{Area, Kind, Page, Process, Seen, Snapshot, FIGURES};
use crate::PAGE;

/// One figure in which the two sides differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Disagreement {
    /// What was compared: `child.heap[1]: mapcount`.
    pub(crate) what: String,
    /// What the simulator says.
    pub(crate) simulator: String,
    /// What the kernel says.
    pub(crate) kernel: String,
}

impl Disagreement {
    fn new(what: impl fmt::Display, simulator: impl fmt::Display, kernel: impl fmt::Display) -> Disagreement {
        Disagreement { what: what.to_string(), simulator: simulator.to_string(), kernel: kernel.to_string() }
    }

    /// A disagreement if the two differ.
    fn between<T: PartialEq + fmt::Display>(what: impl fmt::Display, simulator: T, kernel: T) -> Option<Disagreement> {
        (simulator != kernel).then(|| Disagreement::new(what, simulator, kernel))
    }
}

/// Compares what a command came to. Faults count where both sides can tell them.
pub(crate) fn results(simulator: &Seen, kernel: &Seen) -> Option<Disagreement> {
    let faults = |what, ours: Option<u64>, theirs: Option<u64>| {
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return None };
        Disagreement::between(what, ours, theirs)
    };
    Disagreement::between("result", &simulator.result, &kernel.result)
        .or_else(|| faults("minor faults", simulator.minflt, kernel.minflt))
        .or_else(|| faults("major faults", simulator.majflt, kernel.majflt))
}

/// Compares two observations, process by process: state, VMAs, pages, smaps, page tables.
pub(crate) fn snapshots(simulator: &Snapshot, kernel: &Snapshot, names: &Names) -> Option<Disagreement> {
    let list = |snapshot: &Snapshot| {
        let called = snapshot.processes.keys().map(|pid| name_of(names, *pid));
        called.collect::<Vec<_>>().join(", ")
    };
    Disagreement::between("processes", list(simulator), list(kernel)).or_else(|| {
        let pairs = simulator.processes.iter().zip(kernel.processes.values());
        pairs.into_iter().find_map(|((pid, ours), theirs)| Side { names, pid: *pid }.processes(ours, theirs))
    })
}

fn name_of(names: &Names, pid: Pid) -> String {
    names.process(pid).map_or_else(|| format!("pid {pid}"), str::to_owned)
}

struct Side<'a> {
    names: &'a Names,
    pid: Pid,
}

impl Side<'_> {
    fn what(&self, what: &str) -> String {
        format!("{}: {what}", name_of(self.names, self.pid))
    }

    fn processes(&self, ours: &Process, theirs: &Process) -> Option<Disagreement> {
        let parent =
            |process: &Process| process.parent.map_or_else(|| "unknown".to_owned(), |pid| format!("pid {pid}"));
        Disagreement::between(self.what("state"), &ours.state, &theirs.state)
            .or_else(|| Disagreement::between(self.what("parent"), parent(ours), parent(theirs)))
            .or_else(|| Disagreement::between(self.what("VMAs"), list(&ours.areas), list(&theirs.areas)))
            .or_else(|| self.pages(ours, theirs))
            .or_else(|| self.figures(ours, theirs))
            .or_else(|| self.totals(ours, theirs))
    }

    fn pages(&self, ours: &Process, theirs: &Process) -> Option<Disagreement> {
        let mut all: Vec<Vpn> = ours.pages.keys().chain(theirs.pages.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().find_map(|vpn| self.page(vpn, ours.pages.get(&vpn), theirs.pages.get(&vpn)))
    }

    fn page(&self, vpn: Vpn, ours: Option<&Page>, theirs: Option<&Page>) -> Option<Disagreement> {
        let label = self.page_label(vpn);
        let kind = |page: Option<&Page>| page.map_or_else(|| "not present".to_owned(), |page| page.kind.to_string());
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        let what = |what: &str| format!("{label}: {what}");
        if let Some(found) = Disagreement::between(what("page"), kind(ours), kind(theirs)) {
            return Some(found);
        }
        let (ours, theirs) = (ours?, theirs?);
        if ours.kind == Kind::Zero {
            return None;
        }
        Disagreement::between(what("frame (numbered by first appearance)"), ours.frame, theirs.frame)
            .or_else(|| {
                let kept = |page: &Page| page.kept.map_or("new", |kept| if kept { "the same" } else { "another" });
                Disagreement::between(what("frame, beside that of before"), kept(ours), kept(theirs))
            })
            .or_else(|| Disagreement::between(what("mapcount"), ours.mapcount, theirs.mapcount))
            .or_else(|| {
                Disagreement::between(what("PageAnonExclusive"), yes_no(ours.exclusive), yes_no(theirs.exclusive))
            })
            .or_else(|| {
                let once = |page: &Page| yes_no(page.mapped_once);
                Disagreement::between(what("mapped once (pagemap bit 56)"), once(ours), once(theirs))
            })
            .or_else(|| Disagreement::between(what("PG_dirty"), yes_no(ours.dirty), yes_no(theirs.dirty)))
    }

    fn page_label(&self, vpn: Vpn) -> String {
        let page = self.names.page_label(self.pid, vpn).unwrap_or_else(|| vpn.addr(PAGE).to_string());
        format!("{}.{page}", name_of(self.names, self.pid))
    }

    fn figures(&self, ours: &Process, theirs: &Process) -> Option<Disagreement> {
        ours.areas.iter().zip(&theirs.areas).find_map(|(ours, theirs)| {
            let pairs = ours.figures.iter().zip(theirs.figures);
            pairs.zip(FIGURES).find_map(|((ours_kb, theirs_kb), name)| {
                let what =
                    format!("{}: {name} of {}", name_of(self.names, self.pid), self.page_label(ours.range.start));
                (*ours_kb != theirs_kb)
                    .then(|| Disagreement::new(what, format!("{ours_kb} kB"), format!("{theirs_kb} kB")))
            })
        })
    }

    fn totals(&self, ours: &Process, theirs: &Process) -> Option<Disagreement> {
        let resident = |process: &Process| {
            let [anon, file, shmem] = process.resident;
            format!("{anon} anonymous, {file} of files, {shmem} shared")
        };
        let tables = || {
            let (ours, theirs) = (ours.tables?, theirs.tables?);
            Disagreement::between(self.what("page tables (VmPTE)"), ours, theirs)
        };
        Disagreement::between(self.what("resident pages"), resident(ours), resident(theirs)).or_else(tables)
    }
}

fn list(areas: &[Area]) -> String {
    areas.iter().map(Area::to_string).collect::<Vec<_>>().join("\n")
}

/// Compares the bytes of a page.
pub(crate) fn bytes(names: &Names, pid: Pid, vpn: Vpn, simulator: &[u8], kernel: &[u8]) -> Option<Disagreement> {
    let at = simulator.iter().zip(kernel).position(|(ours, theirs)| ours != theirs)?;
    let what = format!("{}+{at:#x}: byte", Side { names, pid }.page_label(vpn));
    Some(Disagreement::new(what, format!("{:#04x}", simulator[at]), format!("{:#04x}", kernel[at])))
}
