//! Runs to draw: commands carried out one by one, with every machine and every micro-step kept.

use forkscope_explain::{command_title, Names};
use forkscope_sim::addr::{PageRange, VirtAddr, Vpn};
use forkscope_sim::command::{Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind};
use forkscope_sim::note::Note;
use forkscope_sim::policy::{Config, CopyPolicy, OnSegv};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Machine, Pid, Recorder, Step};
use forkscope_view::{Act, Ledger, Moved, Naming, PageName, Running, Scene, SceneInput, SizeClass};

use crate::{K4, PAGE_SIZE};

const NAMES: [&str; 8] = ["parent", "child", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
const REGIONS: u64 = 0x2000_0000_0000 >> 12;
const GIB: u64 = 1 << 18;

/// Names for the processes and mappings of a story.
pub(crate) struct Cast;

impl Names for Cast {
    fn process(&self, pid: Pid) -> String {
        NAMES.get(pid.0 as usize - 1).map_or_else(|| format!("p{pid}"), |name| (*name).to_owned())
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        let name = self.page_name(pid, vpn);
        format!("{}[{}]", name.region, name.index)
    }
}

impl Naming for Cast {
    fn page_name(&self, _pid: Pid, vpn: Vpn) -> PageName {
        let text = Vpn(0x5555_5555_4000 >> 12);
        let stack = Vpn((0x7fff_ffff_f000 >> 12) - 1);
        match vpn.0 {
            page if page >= stack.0 => PageName { region: "stack".to_owned(), index: page - stack.0 },
            page if page >= text.0 => PageName { region: "text".to_owned(), index: page - text.0 },
            page if page >= REGIONS => {
                let region = ["heap", "lib", "shm", "big"][((page - REGIONS) / GIB) as usize % 4].to_owned();
                PageName { region, index: (page - REGIONS) % GIB }
            }
            page => PageName { region: "low".to_owned(), index: page },
        }
    }
}

/// A run.
pub(crate) struct Story {
    machines: Vec<Machine>,
    steps: Vec<Vec<Step>>,
    titles: Vec<String>,
    pids: Vec<Option<Pid>>,
    pub(crate) acts: Vec<Act>,
}

impl Story {
    pub(crate) fn new(copy: CopyPolicy) -> Story {
        let machine = Machine::boot(Config { ram: 4096, copy, segv: OnSegv::Continue, ..Config::default() });
        Story { machines: vec![machine], steps: Vec::new(), titles: Vec::new(), pids: Vec::new(), acts: Vec::new() }
    }

    /// `parent` with a heap of three pages and a child; then the parent writes to the second page.
    pub(crate) fn cow() -> Story {
        Story::new(CopyPolicy::Textbook)
            .start(None)
            .mmap(1, 0, 3)
            .write(1, 0, 0, "A")
            .write(1, 0, 1, "B")
            .read(1, 0, 2)
            .fork(1)
            .write(1, 0, 1, "X")
    }

    /// The same after a program with text, data and stack was loaded.
    pub(crate) fn with_program() -> Story {
        let program = Program { image: FileId(0), text: 14, data: 1, bss: 0, stack: 1 };
        let file = Command::CreateFile {
            kind: FileKind::Regular,
            pages: 16,
            cached: true,
            opened: forkscope_sim::file::Opened::ReadWrite,
        };
        let mut story = Story::new(CopyPolicy::Textbook).run(file).start(Some(program));
        let text = program.text_range(K4).start.addr(K4);
        story = story.run(Command::Do { pid: Pid(1), call: Call::read(text, 14 * PAGE_SIZE) });
        story.mmap(1, 0, 3).write(1, 0, 0, "A").write(1, 0, 1, "B").read(1, 0, 2).fork(1).write(1, 0, 1, "X")
    }

    pub(crate) fn start(self, program: Option<Program>) -> Story {
        self.run(Command::Start { program })
    }

    pub(crate) fn mmap(self, pid: u32, region: u64, pages: u64) -> Story {
        let range = PageRange::new(Vpn(REGIONS + region * GIB), pages);
        let access = VmFlags::READ | VmFlags::WRITE;
        let mapping = Mapping { range, access, sharing: Sharing::Private, source: Source::Anon };
        self.act(pid, Call::Mmap(mapping))
    }

    pub(crate) fn munmap(self, pid: u32, region: u64, page: u64) -> Story {
        self.act(pid, Call::Munmap(PageRange::new(Vpn(REGIONS + region * GIB + page), 1)))
    }

    pub(crate) fn write(self, pid: u32, region: u64, page: u64, text: &str) -> Story {
        let data = Data::Bytes(text.as_bytes().into());
        self.act(pid, Call::write(at(region, page), text.len() as u64, data))
    }

    pub(crate) fn read(self, pid: u32, region: u64, page: u64) -> Story {
        self.act(pid, Call::read(at(region, page), 1))
    }

    pub(crate) fn fork(self, pid: u32) -> Story {
        self.act(pid, Call::Fork)
    }

    pub(crate) fn exit(self, pid: u32) -> Story {
        self.act(pid, Call::Exit { status: 0 })
    }

    pub(crate) fn act(self, pid: u32, call: Call) -> Story {
        self.run(Command::Do { pid: Pid(pid), call })
    }

    fn run(mut self, command: Command) -> Story {
        let mut machine = self.last().clone();
        let mut recorder = Recorder::new(10_000);
        let ran = machine.run(&command, &mut recorder);
        let steps = recorder.finish(&machine);
        let pid = command.actor();
        let title = command_title(&command, Some(&ran), &Cast);
        self.acts.push(act(self.acts.len() as u32 + 1, pid, &title, &steps, &machine));
        self.steps.push(steps);
        self.titles.push(title);
        self.pids.push(pid);
        self.machines.push(machine);
        self
    }

    pub(crate) fn last(&self) -> &Machine {
        self.machines.last().expect("a story starts with a machine")
    }

    /// Micro-steps of the last act.
    pub(crate) fn steps(&self) -> &[Step] {
        self.steps.last().map_or(&[], Vec::as_slice)
    }

    /// The scene at a place: after `taken` micro-steps of act `act`.
    pub(crate) fn scene(&self, size: SizeClass, act: usize, taken: usize, moved: Moved) -> Scene {
        let (start, steps) = (&self.machines[act], &self.steps[act]);
        let done = taken.checked_sub(1).and_then(|last| steps.get(last)).map(|step| &step.machine);
        let machine = if taken >= steps.len() { &self.machines[act + 1] } else { done.unwrap_or(start) };
        forkscope_view::scene(&SceneInput {
            size,
            naming: &Cast,
            machine,
            past: &self.machines[..act],
            running: Some(Running { pid: self.pids[act], start, steps, taken, title: &self.titles[act] }),
            acts: &self.acts,
            act,
            begun: true,
            moved,
            folds: &[],
            ledger: &Ledger::default(),
        })
    }

    /// The scene of the last act after the first step whose note `wanted` accepts.
    pub(crate) fn at(&self, size: SizeClass, wanted: impl Fn(&Note) -> bool) -> Scene {
        let step = self.steps().iter().position(|step| wanted(&step.note)).expect("the story has the step");
        self.scene(size, self.acts.len() - 1, step + 1, Moved::Forward)
    }

    /// The scenes of all places, in order.
    pub(crate) fn scenes(&self, size: SizeClass) -> Vec<Scene> {
        let places =
            self.steps.iter().enumerate().flat_map(|(act, steps)| (0..=steps.len()).map(move |taken| (act, taken)));
        places.map(|(act, taken)| self.scene(size, act, taken, Moved::Forward)).collect()
    }
}

fn at(region: u64, page: u64) -> VirtAddr {
    Vpn(REGIONS + region * GIB + page).addr(K4)
}

fn act(line: u32, pid: Option<Pid>, title: &str, steps: &[Step], machine: &Machine) -> Act {
    let traps = steps.iter().enumerate().filter(|(_, step)| matches!(step.note, Note::Trapped { .. }));
    Act {
        line: Some(line),
        pid,
        label: title.split_once(' ').map_or(title, |(_, rest)| rest).to_owned(),
        source: title.to_owned(),
        steps: steps.len(),
        traps: traps.map(|(i, _)| i).collect(),
        usage: Some(machine.usage()),
        held: None,
    }
}

/// Stories out of dice: forks, writes, reads, exits and unmappings of up to six processes.
pub(crate) fn any(seed: u64) -> Story {
    let policies = CopyPolicy::ALL;
    let mut dice = Dice(seed);
    let mut story =
        Story::new(policies[dice.roll(policies.len() as u64) as usize]).start(None).mmap(1, 0, 1 + dice.roll(6));
    let mut alive = 1;
    for _ in 0..(6 + dice.roll(10)) {
        let pid = 1 + dice.roll(alive) as u32;
        story = match dice.roll(12) {
            0 if alive < 6 => {
                alive += 1;
                story.fork(pid)
            }
            1 if pid > 1 => story.exit(pid),
            2 => story.mmap(pid, 1 + dice.roll(3), 1 + dice.roll(20)),
            3 => story.munmap(pid, 0, dice.roll(3)),
            4 | 5 => story.read(pid, dice.roll(2), dice.roll(4)),
            _ => story.write(pid, dice.roll(2), dice.roll(6), "x"),
        };
    }
    story
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
