//! What a long history takes from the system, in a process of its own: other tests would count, too.
#![cfg(target_os = "linux")]

use std::time::Instant;

use forkscope_sim::command::{Data, Mapping, Sharing, Source};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, Observer, Outcome, PageRange, Pid, Refused, Vpn};
use forkscope_timeline::{Run, Timeline};

const COMMANDS: u64 = 10_000;
const FORK_EVERY: u64 = 100;
/// Pages of the process.
const PAGES: u64 = 25_600;
const HEAP: Vpn = Vpn(0x2_0000_0000);

/// Writes to pages in no order by one process after the other, and a fork every now and then.
#[derive(Clone)]
struct Writes;

impl Writes {
    fn command(index: u64) -> Command {
        let act = |pid: u64, call| Command::Do { pid: Pid(pid as u32), call };
        let all = PageRange::new(HEAP, PAGES);
        let access = VmFlags::READ | VmFlags::WRITE;
        match index {
            0 => Command::Start { program: None },
            1 => act(1, Call::Mmap(Mapping { range: all, access, sharing: Sharing::Private, source: Source::Anon })),
            2 => act(1, Call::touch(all, 1)),
            _ if index.is_multiple_of(FORK_EVERY) => act(1, Call::Fork),
            _ => {
                let page = (index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % PAGES;
                let data = Data::Fill(index as u8);
                act(
                    1 + index % (index / FORK_EVERY + 1),
                    Call::write(HEAP.plus(page).addr(forkscope_sim::PageSize::K4), 1, data),
                )
            }
        }
    }
}

impl Run for Writes {
    type World = Machine;
    type Outcome = Result<Outcome, Refused>;
    type Ran = ();

    fn len(&self) -> usize {
        COMMANDS as usize
    }

    fn start(&self) -> Machine {
        Machine::boot(Config { ram: 1 << 20, ..Config::default() })
    }

    fn step(&self, index: usize, machine: &mut Machine, observer: &mut dyn Observer) -> Self::Outcome {
        machine.run(&Writes::command(index as u64), observer)
    }

    fn answered(&self, _: usize, _: &Machine, _: &Self::Outcome) -> Option<()> {
        None
    }

    fn machine(world: &Machine) -> &Machine {
        world
    }

    fn line(&self, _index: usize) -> Option<u32> {
        None
    }

    fn common(&self, _other: &Writes) -> usize {
        self.len()
    }
}

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc is there");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a process has a resident set");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.expect("a number of kB") << 10
}

#[test]
fn a_history_of_ten_thousand_commands_is_small_and_goes_back_quickly() {
    let before = resident();
    let mut timeline = Timeline::new(Writes);
    timeline.advance(COMMANDS as usize);
    assert!(timeline.entries().all(|entry| entry.outcome.is_ok()));
    let megabytes = (resident() - before) >> 20;
    assert!(megabytes < 100, "{megabytes} MB");
    let started = Instant::now();
    for done in (0..COMMANDS as usize).rev() {
        drop(timeline.world_after(done));
    }
    let each = started.elapsed() / COMMANDS as u32;
    assert!(each.as_micros() < 1000, "{each:?}");
}
