//! What is kept of 10,000 commands, most of them writes to single pages by one process or another, some of them forks: those change the counts of all
//! frames.

use std::rc::Rc;

use forkscope_sim::{Call, Command, Machine, Observer, Outcome, Pid, Refused, Silent};
use forkscope_timeline::{Run, Timeline};

use crate::host;
use crate::measure::{booted, map, memory, pages_at_random, row, touch, write, MEGABYTE, PARENT};

/// Megabytes of the process that the commands write to.
const SIZE: u64 = 100;
const COMMANDS: u64 = 10_000;
/// How often the whole way back is gone: of each step the best time counts.
const TURNS: usize = 3;

/// Commands as the run of a timeline.
#[derive(Clone)]
struct Commands(Rc<[Command]>);

impl Run for Commands {
    type World = Machine;
    type Outcome = Result<Outcome, Refused>;
    type Ran = Self::Outcome;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn start(&self) -> Machine {
        booted()
    }

    fn step(&self, index: usize, machine: &mut Machine, observer: &mut dyn Observer) -> Self::Outcome {
        machine.run(&self.0[index], observer)
    }

    fn answered(&self, _: usize, _: &Machine, outcome: &Self::Outcome) -> Option<Self::Ran> {
        Some(*outcome)
    }

    fn machine(world: &Machine) -> &Machine {
        world
    }

    fn line(&self, index: usize) -> Option<u32> {
        u32::try_from(index + 1).ok()
    }

    fn common(&self, other: &Commands) -> usize {
        self.0.iter().zip(other.0.iter()).take_while(|(a, b)| a == b).count()
    }
}

/// The commands, with a fork every so many.
fn commands(forks_every: u64) -> Rc<[Command]> {
    let pages = SIZE * MEGABYTE;
    let act = |pid, call| Command::Do { pid, call };
    let start = [Command::Start { program: None }, act(PARENT, map(pages)), act(PARENT, touch(pages, 100))];
    let writes = (0..).zip(pages_at_random(pages, COMMANDS)).flat_map(|(at, vpn)| {
        let fork = (at % forks_every == 0).then(|| act(PARENT, Call::Fork));
        let processes = at / forks_every + 1;
        fork.into_iter().chain([act(Pid(1 + (at % processes) as u32), write(vpn))])
    });
    start.into_iter().chain(writes).collect()
}

/// The history as the page keeps it: a machine every few commands, as memory allows, from which those in between are made again.
pub(crate) fn timeline(forks_every: u64) {
    let run = Commands(commands(forks_every));
    let what = format!("history of {COMMANDS} commands and {} forks", COMMANDS / forks_every);
    let before = host::memory();
    let started = host::now();
    let mut timeline = Timeline::new(run);
    timeline.advance(usize::MAX);
    row(&what, SIZE, (host::now() - started) / 1e6, "ms");
    memory(&what, SIZE, before);
    let done = timeline.progress().done;
    let mut steps = vec![f64::INFINITY; done];
    for at in (0..TURNS).flat_map(|_| (0..done).rev()) {
        let started = host::now();
        drop(timeline.world_after(at));
        steps[at] = steps[at].min(host::now() - started);
    }
    let (all, slowest) = (steps.iter().sum::<f64>(), steps.iter().copied().fold(0.0, f64::max));
    row(&format!("{what}: a step back"), SIZE, all / done as f64, "ns");
    row(&format!("{what}: the slowest step back"), SIZE, slowest, "ns");
}

/// A machine kept after each command.
pub(crate) fn machines(forks_every: u64) {
    let commands = commands(forks_every);
    let before = host::memory();
    let mut machine = booted();
    let mut kept = Vec::with_capacity(commands.len());
    for command in commands.iter() {
        assert!(machine.run(command, &mut Silent).is_ok());
        kept.push(machine.clone());
    }
    let what = format!("{COMMANDS} commands and {} forks, a machine kept after each", COMMANDS / forks_every);
    memory(&what, SIZE, before);
}
