//! What is taken over from one picture to the next is what a look at everything gives.

use forkscope_scenario::CommandResult;
use forkscope_timeline::Cursor;
use forkscope_view::run::{draw, Look};
use forkscope_view::{Lang, Ledger, Moved, Scene, SizeClass};

use crate::gallery::Gallery;

/// Copies here and there, of a parent and two children; swapped and merged pages, huge pages, a file, mappings that come and go, an exit.
const BUSY: &str = "\
machine ram=256M swap=64M thp=always
file log 32 pages
process redis
redis: mmap heap 40M
redis: mmap table 3000 pages
redis: touch heap
redis: touch table 40% seed=4
redis: fork bgsave
redis: touch heap 2% seed=1
redis: mmap text 32 pages r file=log
redis: read text
bgsave: touch heap[1000..5000] 3% seed=2
redis: fork other
other: touch table 10% seed=5
bgsave: madvise heap[4096..8192] dontneed
redis: madvise table[0..600] pageout
redis: read table[0..300]
redis: write heap[77] 7
bgsave: munmap heap[0..2000]
redis: touch heap[5000..5300]
bgsave: exit
redis: wait bgsave
redis: touch heap 1% seed=6
";

fn scene(run: &Gallery, cursor: Cursor, ledger: &Ledger) -> Scene {
    draw(
        &run.0,
        &Look { cursor, moved: Moved::Sought, size: SizeClass::L, folds: &[], acts: &[], lang: Lang::En, ledger },
    )
}

/// Positions after all commands and in the middle of them, to and fro.
fn zigzag(run: &Gallery) -> Vec<Cursor> {
    let done = run.0.progress().done;
    let within = |command: usize| [0, 1, 2, 5, 40].map(|step| Cursor { command, step: Some(step) });
    let on = (0..done).flat_map(|command| within(command).into_iter().chain([Cursor::after(command + 1)]));
    let mut all: Vec<Cursor> = on.collect();
    all.extend(all.clone().iter().rev().step_by(3));
    all.extend((0..done).map(|at| Cursor::after(at * 7 % done)));
    all
}

#[test]
fn a_picture_is_the_same_whatever_was_drawn_before() {
    assert!(!forkscope_scenario::parse(BUSY).diagnostics.has_errors());
    let run = Gallery::of(BUSY);
    let refused =
        run.0.entries().filter_map(|entry| entry.outcome.result.as_ref()).find(|result| **result != CommandResult::Ok);
    assert_eq!(refused, None);
    let ledger = Ledger::default();
    let mut mosaics = 0;
    for cursor in zigzag(&run) {
        let (kept, anew) = (scene(&run, cursor, &ledger), scene(&run, cursor, &Ledger::default()));
        mosaics += usize::from(anew.stage.mosaic.is_some());
        assert!(kept == anew, "{cursor}: {:#?}\n{:#?}", kept.stage.cards, anew.stage.cards);
    }
    assert!(mosaics > 100, "only {mosaics} mosaics");
}
