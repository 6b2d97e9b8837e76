//! What commands cost, in time and in memory, by the size of what they work on.
//!
//! `cargo bench -p forkscope-sim --profile native` prints one table. Times are the best of several runs; memory is what Linux counts as resident.

use std::time::{Duration, Instant};

use forkscope_sim::command::{Mapping, Sharing, Source};
use forkscope_sim::policy::Overcommit;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, Pid, Silent, Vpn, PAGE_SIZE};

/// Where the heap lies.
const HEAP: Vpn = Vpn(0x2000_0000_0000 >> 12);
const PARENT: Pid = Pid(1);
/// Pages of a megabyte.
const MEGABYTE: u64 = (1 << 20) / PAGE_SIZE;
/// Seed of the pages that are chosen at random.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn main() {
    let part = std::env::args().nth(1).unwrap_or_default();
    match part.strip_prefix("memory=") {
        Some("workers") => workers(),
        Some(forks_every) => history(forks_every.parse().unwrap_or(1000)),
        None => all(),
    }
}

fn all() {
    println!("{:<44} {:>12} {:>16}", "what", "all", "a page");
    for megabytes in [1, 10, 50, 100, 1000, 10_000, 100_000] {
        sizes(megabytes);
    }
    random_writes();
    // Memory is measured in a process of its own, which has freed nothing before that it could use again.
    for part in ["memory=workers", "memory=1000", "memory=100"] {
        let status = std::env::current_exe().and_then(|this| std::process::Command::new(this).arg(part).status());
        assert!(status.is_ok_and(|status| status.success()), "{part}");
    }
}

/// What is done to a process of one size.
fn sizes(megabytes: u64) {
    let pages = megabytes * MEGABYTE;
    let row = |what: &str, took: Duration| row(&format!("{what}, {megabytes} MB"), took, Some(pages));
    row("map", best(|| Machine::clone(&empty()), |m| run(m, PARENT, map(pages))));
    let mapped = mapped(pages);
    row("fork, untouched", best(|| mapped.clone(), |m| run(m, PARENT, Call::Fork)));
    row("write all", best(|| mapped.clone(), |m| run(m, PARENT, touch(pages, 1))));
    let mut forked = mapped;
    run(&mut forked, PARENT, touch(pages, 1));
    row("fork, all written", best(|| forked.clone(), |m| run(m, PARENT, Call::Fork)));
    run(&mut forked, PARENT, Call::Fork);
    row("write all after fork", best(|| forked.clone(), |m| run(m, Pid(2), touch(pages, 2))));
    row("exit of the child", best(|| forked.clone(), |m| run(m, Pid(2), Call::Exit { status: 0 })));
}

/// Writes to pages here and there in a process that has forked.
fn random_writes() {
    let pages = 1000 * MEGABYTE;
    let mut forked = written(pages);
    run(&mut forked, PARENT, Call::Fork);
    for count in [100, 10_000] {
        let writes = |m: &mut Machine| pages_at_random(pages, count).for_each(|vpn| run(m, Pid(2), write(vpn)));
        let what = format!("{count} random writes after fork, 1000 MB");
        row(&what, best(|| forked.clone(), writes), Some(count));
    }
}

/// Many workers of one process, with some pages of their own each.
fn workers() {
    let before = resident();
    let started = Instant::now();
    let pages = 1000 * MEGABYTE;
    let mut machine = written(pages);
    for worker in 0..1000 {
        run(&mut machine, PARENT, Call::Fork);
        for vpn in pages_at_random(pages, 100 * (worker + 1)).skip(100 * worker as usize) {
            run(&mut machine, Pid(2 + worker as u32), write(vpn));
        }
    }
    row("1000 workers x 100 pages of 1000 MB", started.elapsed(), Some(100_000));
    memory("1000 workers x 100 pages of 1000 MB", before);
    row("clone of that machine", best(|| (), |()| drop(machine.clone())), None);
}

/// A machine kept after each of many commands, of which every so many is a fork: that changes the counts of all frames.
fn history(forks_every: u32) {
    let before = resident();
    let pages = 100 * MEGABYTE;
    let mut machine = written(pages);
    let mut history = vec![machine.clone()];
    let started = Instant::now();
    for (at, vpn) in (0_u32..).zip(pages_at_random(pages, 10_000)) {
        if at % forks_every == 0 {
            run(&mut machine, PARENT, Call::Fork);
        }
        run(&mut machine, Pid(1 + at % (at / forks_every + 1)), write(vpn));
        history.push(machine.clone());
    }
    let what = format!("10000 commands and {} forks, all kept", 10_000 / forks_every);
    row(&what, started.elapsed(), Some(10_000));
    memory(&what, before);
    row("step back", best(|| (), |()| drop(history[5000].clone())), None);
}

fn row(what: &str, took: Duration, pages: Option<u64>) {
    let each = pages.map_or(String::new(), |pages| format!("{:.1} ns", took.as_nanos() as f64 / pages as f64));
    println!("{what:<44} {:>9.1} us {each:>16}", took.as_nanos() as f64 / 1000.0);
}

fn memory(what: &str, before: Option<u64>) {
    let Some(grown) = resident().zip(before).map(|(now, before)| now.saturating_sub(before)) else { return };
    println!("{what:<44} {:>9.1} MB", grown as f64 / 1e6);
}

/// The shortest of several runs, each on a state of its own.
fn best<S>(state: impl Fn() -> S, act: impl Fn(&mut S)) -> Duration {
    let once = || {
        let mut state = state();
        let started = Instant::now();
        act(&mut state);
        started.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

/// Resident memory of this process, in bytes, where there is a `/proc`.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// A machine with room for everything, and one process.
fn empty() -> Machine {
    let config = Config { ram: 1 << 28, overcommit: Overcommit::Always, ..Config::default() };
    let mut machine = Machine::boot(config);
    assert!(machine.run(&Command::Start { program: None }, &mut Silent).is_ok(), "the first process starts");
    machine
}

fn mapped(pages: u64) -> Machine {
    let mut machine = empty();
    run(&mut machine, PARENT, map(pages));
    machine
}

fn written(pages: u64) -> Machine {
    let mut machine = mapped(pages);
    run(&mut machine, PARENT, touch(pages, 1));
    machine
}

fn run(machine: &mut Machine, pid: Pid, call: Call) {
    let outcome = machine.run(&Command::Do { pid, call }, &mut Silent);
    assert!(outcome.is_ok(), "{outcome:?}");
}

fn map(pages: u64) -> Call {
    let (range, access) = (PageRange::new(HEAP, pages), VmFlags::READ | VmFlags::WRITE);
    Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon })
}

fn touch(pages: u64, value: u8) -> Call {
    Call::touch(PageRange::new(HEAP, pages), value)
}

fn write(vpn: Vpn) -> Call {
    Call::touch(PageRange::new(vpn, 1), vpn.0 as u8)
}

/// Pages of the heap in no order, always the same ones.
fn pages_at_random(pages: u64, count: u64) -> impl Iterator<Item = Vpn> {
    (1..=count).map(move |n| HEAP.plus((n.wrapping_mul(SEED) >> 20) % pages))
}
