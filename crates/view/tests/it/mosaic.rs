//! The mosaic: its counts are those of the machine, and writes that go on are counted as if it were looked at anew.

use std::rc::Rc;

use forkscope_timeline::{Cursor, Timeline};
use forkscope_view::mosaic::{class, Grid, LensState, Level, Mosaic};
use forkscope_view::run::{draw, Look};
use forkscope_view::{Lang, Ledger, Moved, SizeClass};

/// The mosaic at the end of a script.
fn mosaic(script: &str) -> Rc<Mosaic> {
    let mut history = Timeline::new(forkscope_scenario::parse(script).plan);
    while !history.progress().is_finished() {
        history.advance(100);
    }
    let cursor = Cursor::after(history.progress().done);
    let look = Look {
        cursor,
        moved: Moved::Sought,
        size: SizeClass::L,
        folds: &[],
        acts: &[],
        lang: Lang::En,
        ledger: &Ledger::default(),
    };
    draw(&history, &look).stage.mosaic.clone().expect("so many frames are a mosaic")
}

/// Frames in use, copied since and copies, from the table.
fn sums(mosaic: &Mosaic) -> [u64; 3] {
    let sum = |at: usize| {
        let digits = |text: &String| text.replace(',', "").parse::<u64>().expect("a number");
        mosaic.table.rows.iter().map(|row| digits(&row[at + 1])).sum()
    };
    [sum(0), sum(1), sum(2)]
}

const FORKED: &str = "\
machine ram=1G
process redis
redis: mmap heap 64M
redis: touch heap
redis: fork bgsave
";

#[test]
fn nothing_is_copied_by_fork() {
    let mosaic = mosaic(FORKED);
    assert_eq!(sums(&mosaic), [16_384, 0, 0]);
    assert!(mosaic.paint(&Grid::new(Level::Near, 16), 0..1).contains(&class::COLD));
    assert_eq!(mosaic.facts[0].note, "16,384 entries of 8 bytes, no data pages");
}

#[test]
fn a_copy_and_what_it_was_made_of_are_both_seen() {
    for writer in ["redis", "bgsave"] {
        let mosaic = mosaic(&(FORKED.to_owned() + writer + ": touch heap[100..228]\n" + writer + ": touch heap 1%\n"));
        let [present, copied, copies] = sums(&mosaic);
        assert_eq!((present, copied), (16_384 + copies, copies), "{writer}");
        assert!(copies > 128 + 140);
        let lens = mosaic.lens(1 + 150);
        assert!(lens.cells.iter().all(|cell| cell.state == LensState::Copied && cell.count == Some(1)), "{lens:?}");
        let lens = mosaic.lens(1 + 16_384 + 100);
        assert!(lens.cells.iter().all(|cell| cell.state == LensState::Copy && cell.count == Some(1)), "{lens:?}");
    }
}

#[test]
fn nothing_counts_as_copied_when_one_process_is_left() {
    let left = mosaic(&(FORKED.to_owned() + "redis: touch heap 5%\nbgsave: exit\nredis: wait bgsave\n"));
    assert_eq!(sums(&left), [16_384, 0, 0]);
    let strangers = mosaic(
        "machine ram=1G\nprocess a\na: mmap heap 32M\na: touch heap\nprocess b\nb: mmap heap 32M\nb: touch heap\n",
    );
    assert_eq!(sums(&strangers), [16_384, 0, 0]);
}

#[test]
fn every_level_shows_the_same_memory() {
    let mosaic = mosaic(&(FORKED.to_owned() + "redis: touch heap 3% seed=4\n"));
    let [present, copied, _] = sums(&mosaic);
    let grid = Grid::new(Level::Frame, 16);
    let cells = mosaic.paint(&grid, 0..grid.bands(mosaic.frames()));
    let of = |wanted: fn(u8) -> bool| cells.iter().filter(|cell| wanted(**cell)).count() as u64;
    assert_eq!(of(|cell| cell != class::FREE), present);
    assert_eq!(of(|cell| (class::DENSITY..class::COPIES).contains(&cell)), copied);
    assert_eq!(of(|cell| cell == class::COPIES), copied);
}

#[test]
fn writes_that_go_on_are_counted_as_if_looked_at_anew() {
    let mut live = mosaic(&(FORKED.to_owned() + "redis: touch heap 3% seed=4\n")).live().expect("there is a heap");
    for _ in 0..100 {
        assert!(live.advance(16_667, 2000, &mut || false));
    }
    let (anew, moment) = (live.mosaic(), live.moment());
    let grid = Grid::new(Level::Frame, 16);
    let bands = 0..grid.bands(anew.frames());
    assert!(anew.paint(&grid, bands.clone()) == live.paint(&grid, bands));
    let fresh = anew.live().expect("there is still a heap").moment();
    assert_eq!((&moment.shares, &moment.in_use), (&fresh.shares, &fresh.in_use));
    assert_eq!(moment.time, "1.6 s");
    assert!(live.copied() > 2500 && live.copied() < 3334, "{}", live.copied());
    assert!(live.line().is_some_and(|line| line.starts_with("redis: touch heap ")));
}

#[test]
fn levels_are_chosen_by_how_much_there_is() {
    let small = mosaic("process p\np: mmap heap 12M\np: touch heap\n");
    assert_eq!((small.fitting(16, 16), small.fitting(16, 4)), (Level::Frame, Level::Near));
    let large = mosaic("machine ram=200G\nprocess p\np: mmap heap 100G\np: touch heap[0..13107200]\n");
    assert_eq!((large.fitting(16, 20), large.levels().len()), (Level::Far, 4));
    assert_eq!(large.band_text(&Grid::new(Level::Far, 16), 1), "8 GiB");
}
