//! A run that is a plain list of commands.

use forkscope_sim::command::{Data, Mapping, Sharing, Source};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, Observer, Outcome, PageRange, Pid, Refused, Vpn};
use forkscope_timeline::{Run, Timeline};

use crate::K4;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Commands(pub(crate) Vec<Command>);

impl Run for Commands {
    type World = Machine;
    type Outcome = Result<Outcome, Refused>;
    type Ran = Self::Outcome;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn start(&self) -> Machine {
        Machine::boot(Config { ram: 256, ..Config::default() })
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
        Some(10 * index as u32 + 10)
    }

    fn common(&self, other: &Commands) -> usize {
        self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count()
    }
}

pub(crate) const HEAP: Vpn = Vpn(0x2_0000_0000);

pub(crate) fn act(pid: u32, call: Call) -> Command {
    Command::Do { pid: Pid(pid), call }
}

pub(crate) fn map(pages: u64) -> Call {
    let range = PageRange::new(HEAP, pages);
    let access = VmFlags::READ | VmFlags::WRITE;
    Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon })
}

pub(crate) fn write(page: u64) -> Call {
    Call::write(HEAP.plus(page).addr(K4), 1, Data::Fill(7))
}

/// A parent writes a page, forks, and writes it again.
pub(crate) fn fork_then_write() -> Commands {
    let start = Command::Start { program: None };
    Commands(vec![start, act(1, map(3)), act(1, write(0)), act(1, Call::Fork), act(1, write(0))])
}

/// The whole history.
pub(crate) fn history(commands: &Commands) -> Timeline<Commands> {
    let mut timeline = Timeline::new(commands.clone());
    assert!(timeline.advance(usize::MAX).is_finished());
    timeline
}

/// All of a machine, to compare.
pub(crate) fn drawn(machine: &Machine) -> String {
    format!("{machine:?}")
}
