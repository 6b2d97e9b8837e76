//! The picture of very many frames.

use forkscope_timeline::{Cursor, Timeline};
use forkscope_view::mosaic::{Grid, Level};
use forkscope_view::run::{draw, Look};
use forkscope_view::{Lang, Ledger, Moved, SizeClass};

use crate::host;
use crate::measure::{best, row};

/// 10 GB of which 3 % were copied since fork: some 80,000 pieces each way.
const SCRIPT: &str = "\
machine ram=24G
process redis
redis: mmap heap 10G
redis: touch heap
redis: fork bgsave
redis: touch heap 3% seed=1
";
const SIZE: u64 = 10_000;
/// Frames of a screen that refreshes 60 times a second.
const FRAMES: u64 = 60;

/// What a picture of 10 GB in pieces costs, and a second of writes at 100,000 pages a second.
pub(crate) fn ten_gigabytes_in_pieces() {
    let mut history = Timeline::new(forkscope_scenario::parse(SCRIPT).plan);
    history.advance(usize::MAX);
    let cursor = Cursor::after(history.progress().done);
    let draw = |ledger: &Ledger| {
        let (moved, size, lang) = (Moved::Sought, SizeClass::L, Lang::En);
        draw(&history, &Look { cursor, moved, size, folds: &[], acts: &[], lang, ledger }).stage.mosaic.clone()
    };
    row("mosaic of 80000 scattered copies: looked at", SIZE, best(Ledger::default, |ledger| drop(draw(ledger))), "ns");
    let known = Ledger::default();
    drop(draw(&known));
    row("mosaic of 80000 scattered copies: looked at again", SIZE, best(|| (), |()| drop(draw(&known))), "ns");
    let Some(mosaic) = draw(&known) else { return };
    let grid = Grid::new(Level::Whole, 16);
    let paint = |(): &mut ()| drop(mosaic.paint(&grid, 0..grid.bands(mosaic.frames())));
    row("mosaic of 80000 scattered copies: all cells painted", SIZE, best(|| (), paint), "ns");
    let Some(mut live) = mosaic.live() else { return };
    let (mut all, mut slowest) = (0.0, 0.0_f64);
    for _ in 0..FRAMES {
        let started = host::now();
        live.advance(1_000_000 / FRAMES, 100_000, &mut || false);
        drop(live.paint(&grid, 0..11));
        let took = host::now() - started;
        (all, slowest) = (all + took, slowest.max(took));
    }
    row("mosaic, 1667 writes and a picture", SIZE, all / FRAMES as f64, "ns");
    row("mosaic, 1667 writes and a picture: the slowest", SIZE, slowest, "ns");
}
