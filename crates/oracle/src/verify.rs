//! A scenario on both sides, compared after every command.

use std::io;
use std::sync::{Mutex, PoisonError};

use forkscope_scenario::{Plan, PlannedLine, World};
use forkscope_sim::command::{Call, Command};
use forkscope_sim::Silent;

use crate::compare::{self, Disagreement};
use crate::kernel::{Kernel, Order};
use crate::rehearsal::{rehearse, Needs};
use crate::report::{Difference, NotRun, Report};
use crate::simulator::{self, Accesses};
use crate::{probe, Plant};

/// How often a scenario is run before a difference counts. What others do on this machine (write-back, migration, another
/// CPU's batches) may show once; what is wrong shows every time.
const ATTEMPTS: u32 = 3;

/// One comparison at a time: they share a CPU, and the adoption of orphans is a setting of the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) fn verify(plan: &Plan, plant: Option<&Plant<'_>>) -> Result<Report, NotRun> {
    if let Some(why) = probe::obstacle() {
        return Err(NotRun::Skipped { why });
    }
    let needs = rehearse(plan).map_err(|why| NotRun::Skipped { why })?;
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut last = attempt(plan, &needs, plant);
    for attempts in 2..=ATTEMPTS {
        if last.as_ref().is_ok_and(|report| report.difference.is_none()) {
            break;
        }
        last = attempt(plan, &needs, plant).map(|report| Report { attempts, ..report });
    }
    last.map_err(|error| NotRun::Failed { why: error.to_string() })
}

/// Runs both sides in a thread of its own, which is bound to one CPU and whose end takes the workers with it.
fn attempt(plan: &Plan, needs: &Needs, plant: Option<&Plant<'_>>) -> io::Result<Report> {
    std::thread::scope(|scope| {
        let run = scope.spawn(|| Run::new(plan, needs)?.to_the_end(plan, plant));
        run.join().unwrap_or_else(|_| Err(io::Error::other("the comparison panicked")))
    })
}

struct Run {
    world: World,
    kernel: Kernel,
    report: Report,
}

impl Run {
    fn new(plan: &Plan, needs: &Needs) -> io::Result<Run> {
        let kernel = Kernel::new(needs, plan.config().segv)?;
        Ok(Run { world: plan.start(), kernel, report: Report { attempts: 1, ..Report::default() } })
    }

    fn to_the_end(mut self, plan: &Plan, plant: Option<&Plant<'_>>) -> io::Result<Report> {
        let mut last = None;
        for line in plan.lines() {
            let Some(command) = self.world.command(line) else {
                self.world.exec(line, &mut Silent);
                continue;
            };
            last = Some(line);
            if let Some(found) = self.line(line, &command, plant)? {
                self.report.difference = Some(difference(line, found));
                return Ok(self.report);
            }
        }
        if let Some(line) = last {
            self.report.difference = self.contents()?.map(|found| difference(line, found));
        }
        Ok(self.report)
    }

    /// Runs a line on both sides and compares what came of it.
    fn line(
        &mut self,
        line: &PlannedLine,
        command: &Command,
        plant: Option<&Plant<'_>>,
    ) -> io::Result<Option<Disagreement>> {
        let (mut machine, mut accesses) = (self.world.machine().clone(), Accesses::default());
        let result = machine.run(command, &mut accesses);
        self.world.exec(line, &mut Silent);
        let Some(mut seen) = simulator::seen(&result) else { return Ok(None) };
        let heap = match command {
            Command::Do { pid, call: Call::Brk { .. } } => machine.mm_of(*pid).map(|(_, mm)| mm.brk),
            Command::Start { .. } | Command::CreateFile { .. } | Command::Do { .. } => None,
        };
        let theirs = self.kernel.run(&Order { command, result: &result, pages: &accesses.pages, heap })?;
        let mut snapshot = simulator::snapshot(&machine);
        if let Some(plant) = plant {
            plant(&mut seen, &mut snapshot);
        }
        let mut kernel = self.kernel.snapshot()?;
        snapshot.number_frames();
        kernel.number_frames();
        let names = self.world.names();
        let found = compare::results(&seen, &theirs).or_else(|| compare::snapshots(&snapshot, &kernel, names));
        if found.is_none() {
            self.report.steps += 1;
            self.report.pages += kernel.processes.values().map(|process| process.pages.len()).sum::<usize>();
        }
        Ok(found)
    }

    /// Compares the bytes of every page that is left. Only at the end: reading them marks frames as used.
    fn contents(&self) -> io::Result<Option<Disagreement>> {
        let snapshot = simulator::snapshot(self.world.machine());
        for (pid, process) in &snapshot.processes {
            for vpn in process.pages.keys() {
                let Some(ours) = simulator::bytes(self.world.machine(), *pid, *vpn) else { continue };
                let theirs = self.kernel.bytes(*pid, *vpn)?;
                if let Some(found) = compare::bytes(self.world.names(), *pid, *vpn, &ours, &theirs) {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }
}

fn difference(line: &PlannedLine, found: Disagreement) -> Difference {
    let Disagreement { what, simulator, kernel } = found;
    Difference { line: line.line, text: line.text(), what, simulator, kernel }
}
