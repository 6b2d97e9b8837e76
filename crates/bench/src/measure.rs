//! What is measured. Times are the best of several runs, each on a state of its own.

use forkscope_sim::command::{Accesses, Mapping, Sharing, Source};
use forkscope_sim::policy::Overcommit;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, Pid, Silent, Vpn, PAGE_SIZE};

use crate::host;

/// Where the heap lies.
const HEAP: Vpn = Vpn(0x2000_0000_0000 >> 12);
const PARENT: Pid = Pid(1);
const CHILD: Pid = Pid(2);
/// Pages of a megabyte.
const MEGABYTE: u64 = (1 << 20) / PAGE_SIZE;
/// Megabytes of the process that many things are measured on.
const LARGE: u64 = 1000;
/// Seed of the pages that are chosen at random.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Measures one part: `sizes=MB,MB,...`, `writes`, `workers` or `history=N` with a fork every N commands.
///
/// Memory is measured by what the program takes from its system, so each part wants a process of its own.
pub(crate) fn part(name: &str) {
    match name.split_once('=').unwrap_or((name, "")) {
        ("sizes", list) => list.split(',').filter_map(|size| size.parse().ok()).for_each(sizes),
        ("writes", _) => random_writes(),
        ("workers", _) => workers(),
        ("history", forks_every) => history(forks_every.parse().unwrap_or(1000)),
        _ => host::print("parts: sizes=MB,MB,... writes workers history=N"),
    }
}

/// What is done to a process of one size.
fn sizes(megabytes: u64) {
    let pages = megabytes * MEGABYTE;
    let time = |what: &str, took: f64| row(what, megabytes, took, "ns");
    let each = |what: &str, took: f64| row(what, megabytes, took / pages as f64, "ns a page");
    time("map", best(empty, |m| run(m, PARENT, map(pages))));
    let mapped = mapped(pages);
    time("fork, untouched", best(|| mapped.clone(), |m| run(m, PARENT, Call::Fork)));
    each("first writes to all", best(|| mapped.clone(), |m| run(m, PARENT, touch(pages, 100))));
    let mut forked = mapped;
    run(&mut forked, PARENT, touch(pages, 100));
    time("fork, all written", best(|| forked.clone(), |m| run(m, PARENT, Call::Fork)));
    run(&mut forked, PARENT, Call::Fork);
    each("child writes to all", best(|| forked.clone(), |m| run(m, CHILD, touch(pages, 100))));
    time("exit of the child", best(|| forked.clone(), |m| run(m, CHILD, Call::Exit { status: 0 })));
}

/// Writes to pages here and there in a process that has forked: by one command, and by one each.
fn random_writes() {
    let pages = LARGE * MEGABYTE;
    let mut forked = written(pages);
    run(&mut forked, PARENT, Call::Fork);
    for percent in [1, 10, 50] {
        let took = best(|| forked.clone(), |m| run(m, CHILD, touch(pages, percent)));
        let written = pages * u64::from(percent) / 100;
        row(&format!("child writes to {percent} % at random"), LARGE, took / written as f64, "ns a page");
    }
    for count in [100, 10_000] {
        let writes = |m: &mut Machine| pages_at_random(pages, count).for_each(|vpn| run(m, CHILD, write(vpn)));
        let took = best(|| forked.clone(), writes);
        row(&format!("child writes to {count} at random, a command each"), LARGE, took / count as f64, "ns a page");
    }
}

/// Many workers of one process, with some pages of their own each.
fn workers() {
    let before = host::memory();
    let started = host::now();
    let pages = LARGE * MEGABYTE;
    let mut machine = written(pages);
    for worker in 0..1000 {
        run(&mut machine, PARENT, Call::Fork);
        for vpn in pages_at_random(pages, 100 * (worker + 1)).skip(100 * worker as usize) {
            run(&mut machine, Pid(2 + worker as u32), write(vpn));
        }
    }
    row("1000 workers x 100 pages", LARGE, (host::now() - started) / 1e6, "ms");
    memory("1000 workers x 100 pages", LARGE, before);
}

/// A machine kept after each of many commands, of which every so many is a fork: that changes the counts of all frames.
fn history(forks_every: u32) {
    let before = host::memory();
    let pages = LARGE / 10 * MEGABYTE;
    let mut machine = written(pages);
    let mut history = vec![machine.clone()];
    let started = host::now();
    for (at, vpn) in (0_u32..).zip(pages_at_random(pages, 10_000)) {
        if at % forks_every == 0 {
            run(&mut machine, PARENT, Call::Fork);
        }
        run(&mut machine, Pid(1 + at % (at / forks_every + 1)), write(vpn));
        history.push(machine.clone());
    }
    let what = format!("10000 commands and {} forks, all kept", 10_000 / forks_every);
    row(&what, LARGE / 10, (host::now() - started) / 1e6, "ms");
    memory(&what, LARGE / 10, before);
    row(&format!("{what}: step back"), LARGE / 10, best(|| (), |()| drop(history[5000].clone())), "ns");
}

fn row(what: &str, megabytes: u64, figure: f64, unit: &str) {
    host::print(&format!("{what}\t{megabytes}\t{figure:.4}\t{unit}"));
}

fn memory(what: &str, megabytes: u64, before: Option<u64>) {
    let Some(grown) = host::memory().zip(before).map(|(now, before)| now.saturating_sub(before)) else { return };
    row(what, megabytes, grown as f64 / 1e6, "MB");
}

/// Nanoseconds of the shortest of several runs.
fn best<S>(state: impl Fn() -> S, act: impl Fn(&mut S)) -> f64 {
    let once = || {
        let mut state = state();
        let started = host::now();
        act(&mut state);
        host::now() - started
    };
    (0..7).map(|_| once()).fold(f64::INFINITY, f64::min)
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
    run(&mut machine, PARENT, touch(pages, 100));
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

fn touch(pages: u64, percent: u8) -> Call {
    Call::Access(Accesses::Touch { range: PageRange::new(HEAP, pages), percent, seed: SEED, value: percent })
}

fn write(vpn: Vpn) -> Call {
    Call::touch(PageRange::new(vpn, 1), vpn.0 as u8)
}

/// Pages of the heap in no order, always the same ones.
fn pages_at_random(pages: u64, count: u64) -> impl Iterator<Item = Vpn> {
    (1..=count).map(move |n| HEAP.plus((n.wrapping_mul(SEED) >> 20) % pages))
}
