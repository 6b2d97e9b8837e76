//! What is measured. Times are the best of several runs, each on a state of its own.

use forkscope_sim::command::{touched_pages, Accesses, Mapping, Sharing, Source};
use forkscope_sim::policy::Overcommit;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Command, Config, Machine, PageRange, PageSize, Pid, Silent, Vpn};

use crate::{history, host, mosaic};

/// Where the heap lies.
const HEAP: Vpn = Vpn(0x2000_0000_0000 >> 12);
pub(crate) const PARENT: Pid = Pid(1);
const CHILD: Pid = Pid(2);
/// Pages of a megabyte.
pub(crate) const MEGABYTE: u64 = (1 << 20) / PageSize::K4.bytes();
/// Megabytes of the process that many things are measured on.
const LARGE: u64 = 1000;
/// Seed of the pages that are chosen at random.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Measures one part: `sizes=MB,MB,...`, `writes`, `workers`, `history=N` or `kept=N` with a fork every N commands, or `mosaic`.
///
/// Memory is measured by what the program takes from its system, so each part wants a process of its own.
pub(crate) fn part(name: &str) {
    match name.split_once('=').unwrap_or((name, "")) {
        ("sizes", list) => list.split(',').filter_map(|size| size.parse().ok()).for_each(sizes),
        ("writes", _) => random_writes(),
        ("workers", _) => workers(),
        ("history", forks_every) => history::timeline(forks_every.parse().unwrap_or(1000)),
        ("kept", forks_every) => history::machines(forks_every.parse().unwrap_or(1000)),
        ("mosaic", _) => mosaic::ten_gigabytes_in_pieces(),
        _ => host::print("parts: sizes=MB,MB,... writes workers history=N kept=N mosaic"),
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

/// Writes to pages here and there in a process that has forked. By one command, which chooses its pages first: that is timed by itself, too.
/// And by a command for each page: the same commands once more, when no page faults, tell what they take beside the fault.
fn random_writes() {
    let pages = LARGE * MEGABYTE;
    let mut forked = written(pages);
    run(&mut forked, PARENT, Call::Fork);
    for percent in [1, 10, 50] {
        let written = (pages * u64::from(percent) / 100) as f64;
        let chosen = best(|| (), |()| assert_eq!(touched_pages(heap(pages), percent, SEED).count() as f64, written));
        let took = best(|| forked.clone(), |m| run(m, CHILD, touch(pages, percent)));
        row(&format!("choosing {percent} % of all pages"), LARGE, chosen / written, "ns a page");
        row(&format!("child writes to {percent} % at random"), LARGE, took / written, "ns a page");
        let fault = (took - chosen) / written;
        row(&format!("write fault, {percent} % at random by one command"), LARGE, fault, "ns a page");
    }
    for count in [100, 10_000] {
        let writes = |m: &mut Machine| pages_at_random(pages, count).for_each(|vpn| run(m, CHILD, write(vpn)));
        let faulted = |mut m: Machine| {
            writes(&mut m);
            m
        };
        let took = best(|| forked.clone(), writes) / count as f64;
        let beside = best(|| faulted(forked.clone()), writes) / count as f64;
        row(&format!("child writes to {count} at random, a command each"), LARGE, took, "ns a page");
        row(&format!("the same {count} commands once more, without faults"), LARGE, beside, "ns a page");
        row(&format!("write fault, {count} at random by a command each"), LARGE, took - beside, "ns a page");
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

pub(crate) fn row(what: &str, megabytes: u64, figure: f64, unit: &str) {
    host::print(&format!("{what}\t{megabytes}\t{figure:.4}\t{unit}"));
}

pub(crate) fn memory(what: &str, megabytes: u64, before: Option<u64>) {
    let Some(grown) = host::memory().zip(before).map(|(now, before)| now.saturating_sub(before)) else { return };
    row(what, megabytes, grown as f64 / 1e6, "MB");
}

/// Nanoseconds of the shortest of several runs.
pub(crate) fn best<S>(state: impl Fn() -> S, act: impl Fn(&mut S)) -> f64 {
    let once = || {
        let mut state = state();
        let started = host::now();
        act(&mut state);
        host::now() - started
    };
    (0..7).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// A machine with room for everything.
pub(crate) fn booted() -> Machine {
    Machine::boot(Config { ram: 1 << 28, overcommit: Overcommit::Always, ..Config::default() })
}

/// That machine with one process.
fn empty() -> Machine {
    let mut machine = booted();
    assert!(machine.run(&Command::Start { program: None }, &mut Silent).is_ok(), "the first process starts");
    machine
}

fn mapped(pages: u64) -> Machine {
    let mut machine = empty();
    run(&mut machine, PARENT, map(pages));
    machine
}

pub(crate) fn written(pages: u64) -> Machine {
    let mut machine = mapped(pages);
    run(&mut machine, PARENT, touch(pages, 100));
    machine
}

pub(crate) fn run(machine: &mut Machine, pid: Pid, call: Call) {
    let outcome = machine.run(&Command::Do { pid, call }, &mut Silent);
    assert!(outcome.is_ok(), "{outcome:?}");
}

pub(crate) fn map(pages: u64) -> Call {
    let (range, access) = (heap(pages), VmFlags::READ | VmFlags::WRITE);
    Call::Mmap(Mapping { range, access, sharing: Sharing::Private, source: Source::Anon })
}

pub(crate) fn touch(pages: u64, percent: u8) -> Call {
    Call::Access(Accesses::Touch { range: heap(pages), percent, seed: SEED, value: percent })
}

pub(crate) fn write(vpn: Vpn) -> Call {
    Call::touch(PageRange::new(vpn, 1), vpn.0 as u8)
}

fn heap(pages: u64) -> PageRange {
    PageRange::new(HEAP, pages)
}

/// Pages of the heap in no order, always the same ones.
pub(crate) fn pages_at_random(pages: u64, count: u64) -> impl Iterator<Item = Vpn> {
    (1..=count).map(move |n| HEAP.plus((n.wrapping_mul(SEED) >> 20) % pages))
}
