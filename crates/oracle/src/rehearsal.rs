//! A run on the simulator alone, before anything real is started: what the scenario needs, and whether the kernel can play it.

mod ends;

use forkscope_sim::command::{Advice, Call, Command, Outcome, Ret};
use forkscope_sim::errno::{Errno, Refused, Signal};
use forkscope_sim::file::FileId;
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::frame::FrameFlags;
use forkscope_sim::limits::{Bound, Resource};
use forkscope_sim::note::ReclaimVerdict;
use forkscope_sim::policy::Overcommit;
use forkscope_sim::task::ExitStatus;
use forkscope_sim::{Config, CopyPolicy, Effect, Event, Machine, Note, Observer, PageRange, TaskState};

use self::ends::Ends;
use crate::acts::Act;
use crate::kernel::wants_huge_pages;
use crate::sys::PLACES;
use crate::PAGE;

/// What a scenario needs of the kernel's side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    /// How many processes it starts, and how often one is replaced by exec.
    pub(crate) processes: usize,
    /// Where it maps memory.
    pub(crate) places: Vec<PageRange>,
    /// Whether its processes need a user of their own, whose processes are counted.
    pub(crate) own_user: bool,
    /// Pages of swap space.
    pub(crate) swap: u32,
    /// Whether clean pages of shared memory are to be dropped, which takes those of everybody on this machine.
    pub(crate) drop_all: bool,
    /// Whether ksmd has to scan.
    pub(crate) ksm: bool,
    /// Whether it may have huge pages.
    pub(crate) huge_pages: bool,
}

/// Commands, processes, mapped pages and resident pages up to which a comparison of everything after every command is quick.
const MOST_COMMANDS: usize = 5000;
const MOST_PROCESSES: usize = 150;
const MOST_MAPPED: u64 = 1 << 20;
const MOST_RESIDENT: u64 = 1 << 14;

/// Runs commands on the simulator.
///
/// # Errors
/// Why the kernel cannot play them, or not this way: a sentence without a full stop.
pub(crate) fn rehearse(config: &Config, acts: &[Act]) -> Result<Needs, String> {
    if config.copy != CopyPolicy::Linux {
        return Err("the scenario is about another policy than that of the kernel, Linux since 5.19".to_owned());
    }
    if config.overcommit != Overcommit::Heuristic {
        return Err("vm.overcommit_memory is a setting of the whole machine, and is left as it is".to_owned());
    }
    let wanted = |advice: Advice| {
        acts.iter().any(|act| matches!(act.command, Command::Do { call: Call::Madvise { advice: given, .. }, .. } if given == advice))
    };
    // MADV_COLLAPSE makes huge pages whatever `enabled` says.
    let huge_pages = wants_huge_pages(config, wanted(Advice::HugePage)) || wanted(Advice::Collapse);
    let mut needs = Needs { huge_pages, swap: config.swap, ..Needs::default() };
    let mut machine = Machine::boot(*config);
    let (mut marked, mut ends) = (false, Ends::default());
    // Whether a drop_caches of the whole machine would have left marks, and the first line that would have met one.
    let (mut would_mark, mut would_meet) = (false, None);
    for Act { line, command, .. } in acts {
        let (mut watch, shared) = (Watch::default(), pages_of_shared_memory(&machine));
        let result = machine.run(command, &mut watch);
        if watch.pressure {
            return Err(format!("line {line}: memory is reclaimed; the machine that this runs on has more"));
        }
        if watch.long_file || marked && watch.file_fault {
            return Err(format!("line {line}: readahead is simplified in the simulator"));
        }
        if watch.swap_ahead {
            return Err(format!("line {line}: readahead from swap is simplified in the simulator"));
        }
        if ends.grow_from_within(command, result.is_ok(), &watch.resized) {
            return Err(format!("line {line}: a file grows that ends within a page there"));
        }
        if would_mark && watch.file_fault {
            would_meet = would_meet.or(Some(line));
        }
        marked |= watch.marked;
        if prepared_a_page(command, &watch, &machine) {
            return Err(format!("line {line}: a page of a file that is prepared to be written would be there, unread"));
        }
        expressible(command, &result, &machine).map_err(|why| format!("line {line}: {why}"))?;
        if *command == Command::DropCaches {
            needs.drop_all |= pages_of_shared_memory(&machine) < shared;
            // What is dirty stays, with a mark, if nobody maps it.
            would_mark |= has_dirty_pages(&machine);
        }
        needs.add(command, &machine);
    }
    if let Some(line) = would_meet.filter(|_| needs.drop_all) {
        return Err(format!("line {line}: readahead is simplified in the simulator"));
    }
    if acts.len() > MOST_COMMANDS || needs.processes > MOST_PROCESSES {
        return Err(format!("{} commands and {} processes are too many to compare", acts.len(), needs.processes));
    }
    Ok(needs)
}

fn pages_of_shared_memory(machine: &Machine) -> usize {
    machine.files().filter(|(_, file)| file.kind.is_shmem()).map(|(_, file)| file.cache.len()).sum()
}

fn has_dirty_pages(machine: &Machine) -> bool {
    let frames = machine.files().flat_map(|(_, file)| file.cache.values().collect::<Vec<_>>());
    frames.into_iter().any(|pfn| machine.page_flags(*pfn).contains(FrameFlags::DIRTY))
}

/// Which page of the readahead window of a fault Linux marks (`PG_readahead`): whoever comes there has the next window read.
const MARKED: u64 = 24;

/// Sees what the kernel would not do the same way.
#[derive(Default)]
struct Watch {
    /// Reclaim had to make room.
    pressure: bool,
    /// A fault read from a file so long that Linux would have marked a page.
    long_file: bool,
    /// A page of a file was looked for by a fault.
    file_fault: bool,
    /// It is being looked for.
    in_fault: bool,
    /// It had to be read from disk.
    read_by_fault: bool,
    /// A dirty page of a file stayed when it should have gone, with the mark that readahead uses, too.
    marked: bool,
    /// A page was read from swap while others were there that Linux might read along with it.
    swap_ahead: bool,
    /// Files that became longer or shorter: from so many pages to so many.
    resized: Vec<(FileId, u64, u64)>,
}

impl Observer for Watch {
    fn event(&mut self, machine: &Machine, event: &Event) {
        self.pressure |= matches!(event, Event::Note(Note::Reclaiming { .. }));
        if let Event::Note(Note::ReadingDisk { file, first, .. }) = event {
            self.read_by_fault |= self.in_fault;
            self.long_file |= self.in_fault && machine.file(*file).is_some_and(|file| file.pages > first + MARKED);
        }
        self.in_fault = matches!(event, Event::Note(Note::PageCacheLookup { .. }));
        self.file_fault |= matches!(event, Event::Note(Note::MappingAround { .. } | Note::PageCacheLookup { .. }));
        if let Event::Effect(Effect::FileResized { file, from, to }) = event {
            self.resized.push((*file, *from, *to));
        }
        if let Event::Note(Note::ReadingSwap { .. }) = event {
            let to_read = machine.swap().iter().filter(|(_, slot)| slot.cached.is_none());
            self.swap_ahead |= to_read.count() > 1;
        }
        self.marked |= matches!(event, Event::Note(Note::ReclaimDecided { verdict: ReclaimVerdict::KeepDirty, .. }));
    }
}

impl Needs {
    fn add(&mut self, command: &Command, machine: &Machine) {
        let program = |program: &forkscope_sim::command::Program| {
            let segments = [
                program.text_range(PAGE),
                program.data_range(PAGE),
                program.bss_range(PAGE),
                program.stack_range(PAGE),
            ];
            segments.into_iter().filter(|range| !range.is_empty()).collect::<Vec<_>>()
        };
        match command {
            Command::Start { program: loaded } => {
                self.processes += 1;
                self.places.extend(loaded.iter().flat_map(program));
            }
            Command::Do { call: Call::Fork | Call::Vfork | Call::Thread, .. } => self.processes += 1,
            Command::Do { call: Call::Exec(loaded) | Call::Spawn(loaded), .. } => {
                self.processes += 2;
                self.places.extend(program(loaded));
            }
            Command::Do { call: Call::Mmap(mapping), .. } => self.places.push(mapping.range),
            Command::Do { call: Call::Mremap { from, to, pages }, .. } => {
                self.places.push(PageRange::new(to.unwrap_or(from.start), *pages));
            }
            Command::Do { pid, call: Call::Brk { .. } } => {
                self.places.extend(machine.mm_of(*pid).map(|(_, mm)| mm.brk).filter(|heap| !heap.is_empty()));
            }
            Command::Do { call: Call::Bind(Bound::Limit { resource: Resource::Nproc, .. }), .. } => {
                self.own_user = true;
            }
            Command::CreateFile { .. }
            | Command::DropCaches
            | Command::CreateGroup { .. }
            | Command::Reclaim { .. }
            | Command::Khugepaged
            | Command::Do { .. } => {}
            Command::KsmScan => self.ksm = true,
        }
    }
}

/// Whether a write to a file on disk prepared a page that is on disk alone, and failed there or read around it. Linux has such a page in the page cache
/// without reading it.
fn prepared_a_page(command: &Command, watch: &Watch, machine: &Machine) -> bool {
    let Command::Do { call: Call::File(FileCall::Write { file, at, len, payload: Payload::Memory(_) }), .. } = command
    else {
        return false;
    };
    let Some(on_disk) = machine.file(*file).filter(|file| !file.kind.is_shmem()) else { return false };
    let end = at.saturating_add(*len).div_ceil(PAGE.bytes()).min(on_disk.pages);
    watch.read_by_fault || (at / PAGE.bytes()..end).any(|index| !on_disk.cache.contains_key(&index))
}

fn expressible(command: &Command, result: &Result<Outcome, Refused>, machine: &Machine) -> Result<(), String> {
    if let Command::Reclaim { .. } = command {
        return Err("the whole machine that this runs on would have to reclaim".to_owned());
    }
    if machine.mms().any(|(_, mm)| mm.users as usize > PLACES) {
        return Err(format!("more than {PLACES} tasks share one memory"));
    }
    if let Command::Do { call: Call::Dma { .. }, .. } = command {
        return Err("the kernel has no device to write with".to_owned());
    }
    if let Command::CreateGroup { .. } = command {
        return Err("a control group is charged for the workers' own memory as well".to_owned());
    }
    let killed = |state| matches!(state, TaskState::Zombie(ExitStatus::Killed(Signal::OomKill)));
    let by_signal = matches!(result, Ok(Outcome { ret: Ret::Signal(Signal::OomKill), .. }));
    if by_signal || machine.tasks().any(|task| killed(task.state)) || lacks_memory(command, result, machine) {
        return Err("the machine of the scenario runs out of memory; the one that this runs on has more".to_owned());
    }
    let mms = || machine.mms().map(|(_, mm)| mm);
    let mapped: u64 = mms().flat_map(|mm| mm.vmas.values()).map(forkscope_sim::Vma::pages).sum();
    let resident: u64 = mms().map(|mm| mm.rss.total()).sum();
    if mapped > MOST_MAPPED || resident > MOST_RESIDENT {
        return Err(format!("{mapped} pages mapped and {resident} resident are too many to compare one by one"));
    }
    Ok(())
}

/// ENOMEM that a machine with more memory would not have given.
fn lacks_memory(command: &Command, result: &Result<Outcome, Refused>, machine: &Machine) -> bool {
    let too_many = |pages: u64| pages > u64::from(machine.config().ram);
    let for_memory = match command {
        Command::Start { .. } | Command::CreateFile { .. } | Command::DropCaches | Command::CreateGroup { .. } => true,
        Command::Do { call: Call::Fork | Call::Exec(_) | Call::Spawn(_), .. } => true,
        Command::Reclaim { .. } | Command::KsmScan | Command::Khugepaged => false,
        Command::Do { call: Call::Brk { pages }, .. } => too_many(*pages),
        Command::Do { call: Call::Mmap(mapping), .. } => too_many(mapping.range.pages()),
        Command::Do { .. } => false,
    };
    for_memory && *result == Err(Refused::Errno(Errno::ENOMEM))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts;

    /// Why a script is not compared.
    fn why(script: &str) -> String {
        let parsed = forkscope_scenario::parse(script);
        assert!(!parsed.diagnostics.has_errors(), "{script}");
        let acts = acts::of_plan(&parsed.plan);
        rehearse(parsed.plan.config(), &acts).expect_err(script)
    }

    #[test]
    fn what_the_simulator_simplifies_is_not_compared() {
        let swapped = "machine swap=1M\nprocess p\np: mmap h 2 pages\np: write h 0\np: madvise h pageout\np: read h\n";
        assert_eq!(why(swapped), "line 6: readahead from swap is simplified in the simulator");
        let grown = "file f 1 page\nprocess p\np: pwrite f[1]+8 \"text\"\np: pwrite f[2] 1\n";
        assert_eq!(why(grown), "line 4: a file grows that ends within a page there");
    }

    #[test]
    fn marks_that_dropping_all_caches_would_leave_are_told_wherever_shared_memory_is_dropped() {
        let script = "file f 8 pages\nmemfd m 8 pages\nprocess p\np: mmap v 8 pages shared file=f\np: mmap s 2 pages private file=m\np: pwrite f[5] 1\ndrop_caches\np: read v[5]\np: read s\np: munmap s\ndrop_caches\n";
        assert_eq!(why(script), "line 8: readahead is simplified in the simulator");
    }
}
