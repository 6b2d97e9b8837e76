//! The comparison would notice: mistakes that a simulator may make are planted in it, and each is found.

use forkscope_oracle::command::{random_scenarios_by, SKIPPED};
use forkscope_oracle::observation::{Kind, FIGURES};
use forkscope_oracle::{verify, verify_with, Plant, Seen, Snapshot};
use forkscope_sim::{Call, Command, Machine, PageRange, Pid, Silent, Vpn};

use crate::unless_skipped;

const SHARED: &str = "\
process a
a: mmap heap 3 pages
a: write heap 1
a: fork b
b: fork c
a: write heap[0] 2
c: exit 3
a: munmap heap[1]
";

/// Plants a mistake and expects it to be found in a line and a figure; without it the scenario agrees.
fn check(script: &str, said: &(dyn Fn(&mut Seen, &mut Snapshot) + Sync), line: u32, what: &str) {
    check_plant(script, Plant::Said(said), line, what);
}

fn check_plant(script: &str, plant: Plant<'_>, line: u32, what: &str) {
    let Some(without) = unless_skipped("plant", verify(script)) else { return };
    assert_eq!(without.difference, None, "without a mistake");
    let report = unless_skipped("plant", verify_with(script, Some(plant))).expect("not skipped before");
    let found = report.difference.unwrap_or_else(|| panic!("the mistake in {what} was not found"));
    assert_eq!((found.line, found.what.contains(what)), (line, true), "{found}");
}

/// The first page that several processes share.
fn shared_page(snapshot: &mut Snapshot) -> Option<&mut forkscope_oracle::observation::Page> {
    let pages = snapshot.processes.values_mut().flat_map(|process| process.pages.values_mut());
    pages.into_iter().find(|page| page.mapcount > 1)
}

fn figure(name: &str) -> usize {
    FIGURES.iter().position(|figure| *figure == name).expect("a figure of smaps")
}

#[test]
fn a_mapcount_off_by_one_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        if let Some(page) = shared_page(snapshot) {
            page.mapcount -= 1;
        }
    };
    check(SHARED, &plant, 4, "mapcount");
}

/// A reference too many is taken by a pipe that only the simulator has: the last sharer would copy.
#[test]
fn a_refcount_off_by_one_is_found() {
    let script = "process a\na: mmap heap 1 page at=0x10000\na: write heap 1\na: fork b\nb: exit\na: write heap 2\n";
    let hold = Command::Do { pid: Pid(1), call: Call::Vmsplice(PageRange::new(Vpn(0x10), 1)) };
    let plant = |machine: &mut Machine, line: u32| {
        if line == 5 {
            assert!(machine.run(&hold, &mut Silent).is_ok());
        }
    };
    check_plant(script, Plant::Done(&plant), 6, "frame, beside that of before");
}

#[test]
fn a_page_left_exclusive_by_fork_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        if let Some(page) = shared_page(snapshot) {
            page.exclusive = true;
        }
    };
    check(SHARED, &plant, 4, "PageAnonExclusive");
}

#[test]
fn a_page_left_writable_by_fork_is_found() {
    let plant = |seen: &mut Seen, snapshot: &mut Snapshot| {
        if snapshot.processes.len() == 3 && seen.minflt == Some(1) {
            seen.minflt = Some(0);
        }
    };
    check(SHARED, &plant, 6, "minor faults");
}

#[test]
fn pss_rounded_up_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        for area in snapshot.processes.values_mut().flat_map(|process| &mut process.areas) {
            let (rss, pss) = (area.figures[figure("Rss")], figure("Pss"));
            area.figures[pss] = area.figures[pss].max(rss.div_ceil(3).min(area.figures[pss] + 1));
        }
    };
    check("process a\na: mmap x 1 page\na: write x 1\na: fork b\nb: fork c\n", &plant, 5, "Pss");
}

#[test]
fn a_copy_that_should_have_been_shared_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        if let Some(page) = shared_page(snapshot) {
            page.frame += 1 << 40;
        }
    };
    check(SHARED, &plant, 4, "frame");
}

#[test]
fn frames_that_are_swapped_are_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        let Some(child) = snapshot.processes.get_mut(&Pid(2)) else { return };
        let frames: Vec<u64> = child.pages.values().map(|page| page.frame).rev().collect();
        for (page, frame) in child.pages.values_mut().zip(frames) {
            page.frame = frame;
        }
    };
    check(SHARED, &plant, 4, "frame");
}

#[test]
fn a_vma_that_was_not_split_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        let first = snapshot.processes.values_mut().next().expect("a process");
        if first.areas.len() == 2 {
            first.areas[0].range.end = first.areas[1].range.end;
            first.areas.pop();
        }
    };
    check(SHARED, &plant, 8, "VMAs");
}

#[test]
fn a_page_that_should_be_the_zero_page_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        for page in snapshot.processes.values_mut().flat_map(|process| process.pages.values_mut()) {
            page.kind = if page.kind == Kind::Zero { Kind::Anon } else { page.kind };
        }
    };
    check("process p\np: mmap x 1 page\np: read x\n", &plant, 3, "page");
}

#[test]
fn a_page_table_too_many_is_found() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        for tables in snapshot.processes.values_mut().filter_map(|process| process.tables.as_mut()) {
            *tables += u64::from(*tables > 0);
        }
    };
    check(SHARED, &plant, 3, "page tables");
}

#[test]
fn a_wrong_error_number_and_a_wrong_status_are_found() {
    let errno = |seen: &mut Seen, _: &mut Snapshot| seen.result = seen.result.replace("ENOMEM", "EINVAL");
    let script = "process p\np: mmap x 3 pages\np: munmap x[1]\np: mprotect x r\n";
    check(script, &errno, 4, "result");
    let status = |_: &mut Seen, snapshot: &mut Snapshot| {
        for process in snapshot.processes.values_mut() {
            process.state = process.state.replace("exit 3", "exit 0");
        }
    };
    check(SHARED, &status, 7, "state");
}

#[test]
fn a_mistake_is_not_run_away() {
    let plant = |_: &mut Seen, snapshot: &mut Snapshot| {
        if let Some(page) = shared_page(snapshot) {
            page.mapcount += 1;
        }
    };
    let compare = |script: &str| verify_with(script, Some(Plant::Said(&plant)));
    let folder = std::env::temp_dir().join(format!("forkscope-plant-{}", std::process::id()));
    let mut said = String::new();
    let status = random_scenarios_by(&compare, 5650..5651, &folder, &mut |line| said = format!("{said}{line}\n"));
    let _ = std::fs::remove_dir_all(&folder);
    assert!(status == SKIPPED || said.contains("differed: seeds 5650") && said.contains("mapcount"), "{said}");
}
