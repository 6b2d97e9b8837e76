//! Everything that is known before the first pixel is placed.

use forkscope_explain::Lang;
use forkscope_sim::addr::TASK_SIZE;
use forkscope_sim::note::Note;
use forkscope_sim::{Machine, Mm, MmId, PageRange, Pid, Pte, Vpn};

use std::rc::Rc;

use super::moment::Moment;
use super::segments::Cuts;
use super::survey::{by_frame, lender, links, procs, Link, Proc};
use super::transition::{changes, play, Changes};
use crate::index::Index;
use crate::input::SceneInput;
use crate::ledger::Sheet;
use crate::model::mark::Mark;
use crate::model::play::Play;
use crate::size::Measures;

/// More page table entries than this are drawn as strips.
const MOST_CELLS: usize = 64;
/// More resident pages than this, of all processes together, are not looked at one by one.
const MOST_RESIDENT: u64 = 2048;
/// More populated entries than this neither, zero pages included.
const MOST_POPULATED: u64 = 32_768;
/// A command that concerns at most so many pages shows each of them alone from its first step on.
const MOST_CONCERNED: usize = 4;

/// The facts of a scene.
pub(crate) struct Plan<'a> {
    pub(crate) input: &'a SceneInput<'a>,
    pub(crate) machine: &'a Machine,
    pub(crate) measures: Measures,
    pub(crate) moment: Moment,
    pub(crate) changes: Changes<'a>,
    pub(crate) play: Play,
    pub(crate) procs: Vec<Proc<'a>>,
    pub(crate) links: Vec<Link>,
    /// The links by frame.
    pub(crate) by_frame: Index,
    pub(crate) cuts: Cuts,
    pub(crate) open: Vec<Pid>,
    /// Whether strips take the place of cells and tiles.
    pub(crate) compact: bool,
    /// What is drawn as strips and as a mosaic, if it is.
    pub(crate) sheet: Option<Rc<Sheet>>,
}

impl<'a> Plan<'a> {
    /// Looks at everything once.
    pub(crate) fn of(input: &'a SceneInput<'a>) -> Plan<'a> {
        let moment = input
            .running
            .map_or_else(Moment::default, |run| Moment::after(&run.steps[..run.taken.min(run.steps.len())]));
        let mut plan = Plan {
            input,
            machine: input.machine,
            measures: input.size.measures(),
            moment: moment.told_of(|pid| lender(input.machine, pid)),
            changes: changes(input),
            play: play(input),
            procs: procs(input.machine),
            links: Vec::new(),
            by_frame: Index::default(),
            cuts: Cuts::default(),
            open: Vec::new(),
            compact: is_large(input.machine),
            sheet: None,
        };
        plan.open = plan.open_cards();
        if !plan.compact {
            plan.links = links(input.machine, &plan.moment);
            plan.by_frame = by_frame(&plan.links);
            let alone = plan.concerned();
            plan.cuts = Cuts::of(input.machine, &plan.procs, &plan.links, plan.measures.single_pages, &alone);
            plan.compact = plan.cells() > MOST_CELLS;
        }
        plan
    }

    /// The language that is spoken.
    pub(crate) fn lang(&self) -> Lang {
        self.input.naming.lang()
    }

    /// The mark of a process.
    pub(crate) fn mark(&self, pid: Pid) -> Mark {
        Mark::of(self.input.naming.order(pid))
    }

    /// The process that has the CPU.
    pub(crate) fn on_cpu(&self) -> Option<Pid> {
        self.input.running.and_then(|running| running.pid)
    }

    /// The address space of a process.
    pub(crate) fn mm_id(&self, pid: Pid) -> Option<MmId> {
        self.procs.iter().find(|proc| proc.task.pid == pid)?.mm_id
    }

    /// The PTE of a page of a process.
    pub(crate) fn pte(&self, pid: Pid, vpn: Vpn) -> Pte {
        self.mm(pid).map_or(Pte::NONE, |mm| mm.tables.get(vpn))
    }

    /// The address space of a process.
    pub(crate) fn mm(&self, pid: Pid) -> Option<&'a Mm> {
        self.procs.iter().find(|proc| proc.task.pid == pid)?.mm
    }

    /// The place of a process among those that are open: where its edges end.
    pub(crate) fn slot(&self, pid: Pid) -> (usize, usize) {
        let open = self.procs.iter().map(|proc| proc.task.pid).filter(|pid| self.open.contains(pid));
        let index = open.clone().position(|other| other == pid).unwrap_or(0);
        (index, open.count().max(self.measures.slots.2))
    }

    fn open_cards(&self) -> Vec<Pid> {
        let pids: Vec<Pid> = self.procs.iter().filter(|proc| proc.mm.is_some()).map(|proc| proc.task.pid).collect();
        let by_hand = |pid: Pid| self.input.folds.iter().find(|(other, _)| *other == pid.0).map(|(_, open)| *open);
        let wanted = Index::of(pids.iter().map(|pid| self.rank(*pid)));
        let by_itself: Vec<Pid> = wanted.iter().take(self.measures.open_cards).map(|(_, at)| pids[at]).collect();
        pids.into_iter().filter(|pid| by_hand(*pid).unwrap_or(by_itself.contains(pid))).collect()
    }

    /// Who is opened first: the process on the CPU, then those that the fault concerns, then by number.
    fn rank(&self, pid: Pid) -> u64 {
        let running = self.on_cpu().map(|pid| lender(self.machine, pid));
        let (idle, unconcerned) = (Some(pid) != running, !self.is_concerned(pid));
        u64::from(idle) << 33 | u64::from(unconcerned) << 32 | u64::from(pid.0)
    }

    /// Whether a process maps a frame that the fault at hand is about.
    fn is_concerned(&self, pid: Pid) -> bool {
        let vpn = self.moment.fault.map(|fault| fault.vpn);
        let pfn = vpn.and_then(|vpn| self.pte(pid, vpn).pfn());
        pfn.is_some_and(|pfn| self.moment.frames.contains(&pfn))
    }

    /// The pages that the command at the cursor is about, if they are few; else the one that it is at.
    fn concerned(&self) -> Vec<Vpn> {
        let steps = self.input.running.map_or(&[][..], |running| running.steps);
        let mut all = Vec::new();
        for vpn in steps.iter().filter_map(|step| walked(&step.note)) {
            if !all.contains(&vpn) {
                all.push(vpn);
            }
            if all.len() > MOST_CONCERNED {
                return self.moment.fault.map(|fault| fault.vpn).into_iter().collect();
            }
        }
        all
    }

    fn cells(&self) -> usize {
        let open = self.procs.iter().filter(|proc| self.open.contains(&proc.task.pid)).filter_map(|proc| proc.mm);
        open.flat_map(|mm| mm.vmas.values()).map(|vma| self.cuts.pieces(vma.range()).len()).sum()
    }

    /// The length of the piece that starts at `vpn`, within a range.
    pub(crate) fn piece_at(&self, vpn: Vpn, within: PageRange) -> PageRange {
        let rest = PageRange { start: vpn, end: within.end };
        self.cuts.pieces(rest).first().copied().unwrap_or(rest)
    }
}

/// Whether there is so much memory that nobody looks at pages one by one. Zero pages are not resident, but take their places as well.
pub(crate) fn is_large(machine: &Machine) -> bool {
    let everywhere = PageRange { start: Vpn(0), end: TASK_SIZE };
    let resident: u64 = machine.mms().map(|(_, mm)| mm.rss.total()).sum();
    let populated = || machine.mms().map(|(_, mm)| mm.tables.populated_pages(everywhere)).sum::<u64>();
    resident > MOST_RESIDENT || populated() > MOST_POPULATED
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only walks name the page that an access is to")]
fn walked(note: &Note) -> Option<Vpn> {
    match note {
        Note::Translated { vpn, .. } => Some(*vpn),
        _ => None,
    }
}
