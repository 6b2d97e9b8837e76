//! A scenario on both sides, compared after every command.

use std::io;
use std::sync::{Mutex, PoisonError};

use forkscope_scenario::Names;
use forkscope_sim::command::{Accesses as Stores, Advice, Call, Command, Outcome, Ret};
use forkscope_sim::{Config, Machine, Pid, Refused, Signal, Vpn};

use crate::acts::Act;
use crate::compare::{self, Disagreement};
use crate::kernel::{Kernel, Order, Settings};
use crate::observation::{Frames, Kind, Page, Snapshot};
use crate::rehearsal::{rehearse, Needs};
use crate::report::{Difference, NotRun, Report};
use crate::simulator::{self, Accesses};
use crate::PAGE;
use crate::{probe, Plant};

/// How often a scenario is run before a difference counts. What others do on this machine (write-back, migration, another
/// CPU's batches) may show once; what is wrong shows every time.
const ATTEMPTS: u32 = 3;

/// One comparison at a time: they share a CPU, and the adoption of orphans is a setting of the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) fn verify(config: &Config, acts: &[Act], plant: Option<Plant<'_>>) -> Result<Report, NotRun> {
    if let Some(why) = probe::obstacle() {
        return Err(NotRun::Skipped { why });
    }
    if config.page != PAGE {
        return Err(NotRun::Skipped { why: "the kernel here has pages of 4 KiB".to_owned() });
    }
    let needs = rehearse(config, acts).map_err(|why| NotRun::Skipped { why })?;
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    // Put back last, when all processes that use them are gone.
    let _settings = Settings::change(config, &needs).map_err(|why| NotRun::Skipped { why })?;
    let once = || attempt(config, acts, &needs, plant);
    let mut last = once();
    for attempts in 2..=ATTEMPTS {
        if last.as_ref().is_ok_and(|report| report.difference.is_none()) {
            break;
        }
        let before = last.ok().and_then(|report| report.difference);
        last = once().map(|report| Report { attempts, ..report }.after(before));
    }
    last.map_err(|error| NotRun::Failed { why: error.to_string() })
}

/// Runs both sides in a thread of its own, which is bound to one CPU and whose end takes the workers with it.
fn attempt(config: &Config, acts: &[Act], needs: &Needs, plant: Option<Plant<'_>>) -> io::Result<Report> {
    std::thread::scope(|scope| {
        let run = scope.spawn(|| Run::new(config, needs)?.finish(acts, plant));
        run.join().unwrap_or_else(|_| Err(io::Error::other("the comparison panicked")))
    })
}

struct Run {
    /// The simulator's machine, as it was when both sides last agreed.
    machine: Machine,
    kernel: Kernel,
    report: Report,
    /// The frames of pages after the command before, here and there.
    frames: [Frames; 2],
    /// Whether Referenced still has one right value: see [`was_refused_by_an_old_entry`].
    referenced: bool,
}

impl Run {
    fn new(config: &Config, needs: &Needs) -> io::Result<Run> {
        let (machine, kernel) = (Machine::boot(*config), Kernel::new(needs, config.segv)?);
        let report = Report { attempts: 1, ..Report::default() };
        Ok(Run { machine, kernel, report, frames: Default::default(), referenced: true })
    }

    fn finish(mut self, acts: &[Act], plant: Option<Plant<'_>>) -> io::Result<Report> {
        for act in acts {
            let told = |error: io::Error| io::Error::new(error.kind(), format!("line {}: {error}", act.line));
            if let Some(found) = self.act(act, plant).map_err(told)? {
                self.report.difference = Some(difference(act, found));
                return Ok(self.report);
            }
        }
        // Reading the bytes marks frames as used; now that does no harm any more.
        let pids: Vec<Pid> = self.machine.tasks().map(|task| task.pid).collect();
        for (pid, act) in pids.into_iter().filter_map(|pid| Some((pid, acts.last()?))) {
            let found = self.contents(pid, &act.names, |_, _| true)?;
            self.report.difference = self.report.difference.or(found.map(|found| difference(act, found)));
        }
        Ok(self.report)
    }

    /// Runs a command on both sides and compares what came of it. One that nobody is there to run is passed over.
    fn act(&mut self, act: &Act, plant: Option<Plant<'_>>) -> io::Result<Option<Disagreement>> {
        let Act { command, names, .. } = act;
        let (mut machine, mut accesses) = (self.machine.clone(), Accesses::default());
        if let Some(Plant::Done(behind_the_back)) = plant {
            behind_the_back(&mut machine, act.line);
        }
        let result = machine.run(command, &mut accesses);
        let Some(mut ours) = simulator::seen(&result) else { return Ok(None) };
        if let Some(found) = self.last_words(command, names)? {
            return Ok(Some(found));
        }
        let heap = command.actor().and_then(|pid| machine.mm_of(pid)).map(|(_, mm)| mm.brk);
        let Accesses { pages, windows, .. } = &accesses;
        let theirs = self.kernel.run(&Order { command, result: &result, pages, windows, heap })?;
        self.referenced &= !was_refused_by_an_old_entry(command, &result, &self.machine)
            && !wrote_to_an_old_huge_page(command, &accesses.pages, &self.machine)
            && !collapsed(command);
        let mut snapshot = simulator::snapshot(&machine);
        if let Some(Plant::Said(instead)) = plant {
            instead(&mut ours, &mut snapshot);
        }
        if let Some(found) = compare::results(&ours, &theirs) {
            return Ok(Some(found));
        }
        self.machine = machine;
        self.forget_frames(command);
        self.snapshots(snapshot, names)
    }

    /// Compares all processes.
    fn snapshots(&mut self, mut ours: Snapshot, names: &Names) -> io::Result<Option<Disagreement>> {
        let mut theirs = self.kernel.snapshot()?;
        for (side, before) in [&mut ours, &mut theirs].into_iter().zip(&mut self.frames) {
            side.compare_frames(before);
            *before = side.frames();
            if !self.referenced {
                side.forget_referenced();
            }
            side.number_frames();
        }
        let found = compare::snapshots(&ours, &theirs, names);
        if found.is_none() {
            self.report.steps += 1;
            self.report.pages += theirs.processes.values().map(|process| process.pages.len()).sum::<usize>();
        }
        Ok(found)
    }

    /// Frames that a command frees before it takes others may come back by chance; and any of equal pages may be the one that ksmd keeps.
    fn forget_frames(&mut self, command: &Command) {
        for frames in &mut self.frames {
            match command {
                Command::Do { pid, call: Call::Exec(_) } => {
                    let group = self.machine.task(*pid).map_or(*pid, |task| task.tgid);
                    frames.retain(|(owner, _), _| *owner != group);
                }
                Command::KsmScan | Command::Khugepaged => frames.clear(),
                Command::Start { .. }
                | Command::CreateFile { .. }
                | Command::DropCaches
                | Command::CreateGroup { .. }
                | Command::Reclaim { .. }
                | Command::Do { .. } => {}
            }
        }
    }

    /// Compares the bytes that a process is about to lose. Of pages that it alone maps: nobody will know that they were marked as used. Parts of large
    /// folios are left out, as the mark is the folio's.
    fn last_words(&self, command: &Command, names: &Names) -> io::Result<Option<Disagreement>> {
        let alone = |pid| self.machine.mm_of(pid).is_some_and(|(_, mm)| mm.users == 1);
        let Command::Do { pid, call: Call::Exit { .. } | Call::Exec(_) } = command else { return Ok(None) };
        if !alone(*pid) {
            return Ok(None);
        }
        let is_small = |vpn| self.machine.pte(*pid, vpn).pfn().is_none_or(|pfn| self.machine.folio(pfn).is_none());
        self.contents(*pid, names, |vpn, page| page.kind == Kind::Anon && page.mapcount == 1 && is_small(vpn))
    }

    /// Compares the bytes of pages of a process.
    fn contents(
        &self,
        pid: Pid,
        names: &Names,
        which: impl Fn(Vpn, &Page) -> bool,
    ) -> io::Result<Option<Disagreement>> {
        let process = simulator::snapshot(&self.machine).processes.remove(&pid).unwrap_or_default();
        for (vpn, _) in process.pages.iter().filter(|(vpn, page)| which(**vpn, page)) {
            let Some(ours) = simulator::bytes(&self.machine, pid, *vpn) else { continue };
            let theirs = self.kernel.bytes(pid, *vpn)?;
            if let Some(found) = compare::bytes(names, pid, *vpn, &ours, &theirs) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Whether an access ended at an entry that is present, does not allow it, and was not marked as accessed.
///
/// The architecture leaves open whether such an access marks it. What smaps derives from the bit is not compared from then on.
fn was_refused_by_an_old_entry(command: &Command, result: &Result<Outcome, Refused>, machine: &Machine) -> bool {
    let (Command::Do { pid, .. }, Ok(Outcome { ret: Ret::Signal(Signal::SegvAccErr(at)), .. })) = (command, result)
    else {
        return false;
    };
    let entry = machine.pte(*pid, at.vpn(PAGE));
    entry.is_usable() && !entry.is_accessed()
}

/// Whether a store went to a huge page whose PMD entry is present, does not allow it, and was not marked as accessed: if the fault splits the entry,
/// a mark that the architecture leaves open is 512 marks then.
fn wrote_to_an_old_huge_page(command: &Command, pages: &[Vpn], machine: &Machine) -> bool {
    let Command::Do { pid, call: Call::Access(Stores::Write { .. } | Stores::Touch { .. }) } = command else {
        return false;
    };
    pages
        .iter()
        .map(|vpn| machine.pte(*pid, *vpn))
        .any(|entry| entry.is_huge() && entry.is_usable() && !entry.is_writable() && !entry.is_accessed())
}

/// Whether huge pages were made of small ones: Linux marks some of them as referenced, some not, and the children that share them show it.
fn collapsed(command: &Command) -> bool {
    matches!(command, Command::Khugepaged | Command::Do { call: Call::Madvise { advice: Advice::Collapse, .. }, .. })
}

fn difference(act: &Act, found: Disagreement) -> Difference {
    let Disagreement { what, simulator, kernel } = found;
    Difference { line: act.line, text: act.text.clone(), what, simulator, kernel }
}
