//! Frames that nobody maps but something keeps.

use forkscope_sim::Pfn;
use forkscope_view::{FrameTile, Scene, SizeClass};

use crate::gallery::Gallery;

fn tile(scene: &Scene, pfn: Pfn) -> Option<&FrameTile> {
    scene.stage.tiles.iter().find(|tile| tile.pfn == pfn.0)
}

/// As long as something holds a frame it is drawn, and always in the same place.
fn check(name: &str) {
    let run = Gallery::run(name);
    let mut places = Vec::new();
    for cursor in run.cursors() {
        let machine = run.0.machine_at(cursor);
        let swapped = machine.swap().cache().map(|(pfn, _)| pfn);
        let scene = run.scene(SizeClass::L, cursor);
        for pfn in machine.holds().iter().map(|hold| hold.pfn).chain(swapped) {
            let tile = tile(&scene, pfn).unwrap_or_else(|| panic!("{name}, {cursor:?}: no tile of frame {pfn}"));
            let place = (pfn, tile.rect.x);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let frames = places.iter().filter(|(pfn, _)| places.iter().filter(|(other, _)| pfn == other).count() == 1);
    assert!(!places.is_empty() && frames.count() == places.len(), "{name}: {places:?}");
}

#[test]
fn what_a_pipe_or_a_pin_or_the_swap_cache_holds_is_on_the_stage() {
    for name in ["vmsplice-attack", "vmsplice-leak", "lost-dma", "fork-with-swapped-pages"] {
        check(name);
    }
}

#[test]
fn a_frame_that_only_a_pipe_holds_says_so() {
    let run = Gallery::of("process p\np: mmap a 1 page\np: write a[0] \"A\"\np: vmsplice a[0]\np: munmap a\n");
    let before = run.after(SizeClass::L, "p: vmsplice a[0]").stage;
    let after = run.after(SizeClass::L, "p: munmap a").stage;
    let [was, is] = [&before, &after].map(|stage| &stage.tiles[0]);
    assert_eq!((was.rect, was.count, was.owners.len()), (is.rect, Some(2), 1));
    assert_eq!((is.count, is.owners.len(), is.note.as_str()), (Some(1), 0, "+pipe"));
    assert_eq!(is.label, "frame 1, anon, refcount 1, not mapped, +pipe, holds \"A\"");
}

#[test]
fn a_frame_of_the_swap_cache_stays_where_its_page_is() {
    let run = Gallery::run("swap-out-and-in");
    let before = run.after(SizeClass::M, "parent: write heap[2] \"three\"").stage;
    let after = run.after(SizeClass::M, "parent: madvise heap pageout").stage;
    let places = |tiles: &[FrameTile]| tiles.iter().map(|tile| (tile.pfn, tile.rect)).collect::<Vec<_>>();
    assert_eq!(places(&before.tiles), places(&after.tiles));
    assert!(after.tiles.iter().all(|tile| tile.note == "+swap cache" && tile.count == Some(1)));
    let gone = run.after(SizeClass::M, "reclaim 2 pages").stage;
    assert_eq!(gone.tiles.len(), 1);
}
