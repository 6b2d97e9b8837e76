//! What stands below the frames: swap and control groups.

use expect_test::expect;
use forkscope_view::changes::changes;
use forkscope_view::run::ScriptNames;
use forkscope_view::{text, Lang, LineStyle, Rect, Scene, SizeClass};

use crate::gallery::{Gallery, BEYOND_MAPPINGS};

fn table(scene: &Scene, name: &str) -> String {
    let table = scene.tables.tables.iter().find(|table| table.name == name).expect("the table");
    let rows = table.rows.iter().map(|row| row.join(" | ") + "\n");
    std::iter::once(format!("{}\n", table.caption)).chain(rows).collect()
}

fn boxes(scene: &Scene) -> Vec<(String, Rect)> {
    let stage = &scene.stage;
    let swap = stage.swap.iter().map(|swap| (swap.text.clone(), swap.rect));
    let slots = stage.swap.iter().flat_map(|swap| &swap.slots).filter_map(|slot| Some((slot.id.clone(), slot.rect?)));
    let groups = stage.groups.iter().map(|group| (group.name.clone(), group.rect));
    let tiles = stage.tiles.iter().map(|tile| (tile.id.clone(), tile.rect));
    let tables = stage.tables.iter().map(|table| (table.label.clone(), table.rect));
    let cards = stage.cards.iter().map(|card| (card.name.clone(), card.rect));
    swap.chain(slots).chain(groups).chain(tiles).chain(tables).chain(cards).collect()
}

#[test]
fn nothing_below_the_frames_overlaps_at_any_size() {
    for name in BEYOND_MAPPINGS.into_iter().chain(["who-pays-for-the-copy", "memory-pressure"]) {
        let run = Gallery::run(name);
        let cursors = run.cursors();
        for size in SizeClass::ALL {
            for cursor in cursors.iter().rev().step_by(5) {
                let scene = run.scene(size, *cursor);
                let all = Rect { x: 0.0, y: 0.0, w: scene.stage.width, h: scene.stage.height };
                let boxes = boxes(&scene);
                for (at, (what, rect)) in boxes.iter().enumerate() {
                    assert!(all.holds(*rect), "{name} {size:?} {cursor:?}: {what} {rect:?} leaves the scene");
                    let other = boxes[..at].iter().find(|(_, other)| other.overlaps(*rect));
                    assert!(other.is_none(), "{name} {size:?} {cursor:?}: {what} lies on {other:?}");
                }
            }
        }
    }
}

#[test]
fn slots_tell_who_holds_them_and_which_frame_they_are_cached_in() {
    let run = Gallery::run("fork-with-swapped-pages");
    let scene = run.after(SizeClass::L, "parent: fork child");
    expect![[r#"
        Swap: 1 of 16 slots in use, 1 in the swap cache
        1 | 2 | parent heap[0], child heap[0] | 1 | "secret"
    "#]]
    .assert_eq(&table(&scene, "Swap"));
    let swap = scene.stage.swap.as_ref().expect("the machine has swap");
    let slot = &swap.slots[0];
    assert_eq!((slot.owners.len(), slot.tile.as_deref(), slot.cells.len()), (2, Some("f1"), 2));
    assert!(slot.cells.iter().all(|cell| scene
        .stage
        .cards
        .iter()
        .flat_map(|card| card.body.rows())
        .any(|row| row.cells.iter().any(|other| other.id == *cell))));
    expect![[r#"slot 1, 2 swap entries, parent heap[0], child heap[0], swap cache: frame 1, holds "secret""#]]
        .assert_eq(&slot.label);
}

#[test]
fn entries_of_swapped_pages_have_edges_to_their_slots() {
    let run = Gallery::run("fork-with-swapped-pages");
    for (size, drawn) in [(SizeClass::E, 0), (SizeClass::L, 2), (SizeClass::X, 2)] {
        let stage = run.after(size, "parent: fork child").stage;
        let slot = &stage.swap.as_ref().expect("the machine has swap").slots[0];
        let edges: Vec<_> = stage.edges.iter().filter(|edge| edge.tile == slot.id).collect();
        assert_eq!(edges.len(), drawn, "{size:?}");
        assert!(
            edges.iter().all(|edge| slot.cells.contains(&edge.cell) && edge.style == LineStyle::Dashed),
            "{size:?}"
        );
        assert!(edges.windows(2).all(|pair| pair[0].end != pair[1].end), "{size:?}: they end side by side");
    }
}

#[test]
fn small_screens_say_how_full_swap_is_and_machines_without_it_say_nothing() {
    let run = Gallery::run("fork-with-swapped-pages");
    for (size, drawn) in [(SizeClass::P, false), (SizeClass::E, false), (SizeClass::M, true), (SizeClass::X, true)] {
        let stage = run.after(size, "parent: fork child").stage;
        let swap = stage.swap.as_ref().expect("the machine has swap");
        assert_eq!((swap.slots[0].rect.is_some(), swap.slots.len()), (drawn, 1), "{size:?}");
    }
    let without = Gallery::run("vmsplice-leak").scene(SizeClass::L, forkscope_timeline::Cursor::after(5));
    assert!(without.stage.swap.is_none() && without.stage.groups.is_empty() && without.tables.tables.len() == 3);
}

const GROUPS: &str = "machine ram=16M\ncgroup host\ncgroup web limit=64K\nprocess server\nserver: cgroup host\nserver: mmap heap 2 pages\nserver: write heap[0] \"A\"\nserver: fork worker\nworker: cgroup web\nworker: write heap[0] \"B\"\n";

#[test]
fn groups_show_what_is_charged_to_them() {
    let run = Gallery::of(GROUPS);
    let scene = run.after(SizeClass::L, "worker: write heap[0] \"B\"");
    expect![[r#"
        Control groups; in cgroup v1 memory.current is memory.usage_in_bytes, and memory.max memory.limit_in_bytes
        host | 32 KiB | max | 4 KiB | 0 KiB | 0 KiB | 28 KiB | 0
        web | 4 KiB | 64 KiB | 4 KiB | 0 KiB | 0 KiB | 0 KiB | 0
    "#]]
    .assert_eq(&table(&scene, "Groups"));
    expect![[r#"
        Physical memory: 11 of 4,096 frames in use
        PFN 1 | anon | 1 | server | "A" | 41 00 00 00 | host
        PFN 2 | anon | 1 | worker | "B" | 42 00 00 00 | web
    "#]]
    .assert_eq(&table(&scene, "Frames"));
    let states: Vec<&str> = scene.stage.cards.iter().map(|card| card.state_text.as_str()).collect();
    assert_eq!(states, ["ready, group host", "running, group web"]);
    let world = run.0.world_after(run.0.progress().done);
    expect![[r#"
        server (1) running, rss 4 KiB, pss 4 KiB, uss 4 KiB
          heap rw-p 2 pages
            heap[0] R cow → frame 1
          worker (2) running, rss 4 KiB, pss 4 KiB, uss 4 KiB
            heap rw-p 2 pages
              heap[0] RW → frame 2
        frame 1 anon ref 1 map 1 "A" [server heap[0]] charged to host
        frame 2 anon ref 1 map 1 exclusive "B" [worker heap[0]] charged to web
        group host current 32 KiB, max max, anon 4 KiB, file 0 KiB, shmem 0 KiB, pagetables 28 KiB, oom_kill 0
        group web current 4 KiB, max 64 KiB, anon 4 KiB, file 0 KiB, shmem 0 KiB, pagetables 0 KiB, oom_kill 0
    "#]]
    .assert_eq(&text::draw(world.machine(), &ScriptNames::of(world.names(), Lang::En)));
}

#[test]
fn page_tables_that_fork_makes_are_called_so() {
    let run = Gallery::run("fork-then-write");
    let fork = run.0.run().lines().iter().position(|line| line.text() == "parent: fork child").expect("the line");
    let (before, after) = (run.0.world_after(fork), run.0.world_after(fork + 1));
    let tables = changes(before.machine(), after.machine(), &ScriptNames::of(after.names(), Lang::En));
    let rows: String = tables[2].rows.iter().map(|row| row.join(" | ") + "\n").collect();
    expect![[r#"
        16 | 1 → 2 | 1 → 2 | "argv"
        17 | 1 → 2 | 1 → 2 | "cfg"…
        18 | 1 → 2 | 1 → 2 | "A"
        19 | 1 → 2 | 1 → 2 | "B"
        16364 | free → 1 | – | – → page table
        16365 | free → 1 | – | – → page table
        16366 | free → 1 | – | – → page table
        16367 | free → 1 | – | – → page table
        16368 | free → 1 | – | – → page table
        16369 | free → 1 | – | – → page table
        16370 | free → 1 | – | – → page table
        16371 | free → 1 | – | – → page table
        16372 | free → 1 | – | – → page table
        16373 | free → 1 | – | – → page table
    "#]]
    .assert_eq(&rows);
}

#[test]
fn pages_that_go_to_swap_count_as_changed() {
    let run = Gallery::run("swap-out-and-in");
    let world = |done| run.0.world_after(done);
    let at = (0..run.0.run().lines().len())
        .find(|at| run.0.run().lines()[*at].text().trim() == "parent: madvise heap pageout")
        .expect("the line");
    let (before, after) = (world(at), world(at + 1));
    let tables = changes(before.machine(), after.machine(), &ScriptNames::of(after.names(), Lang::En));
    let rows: String = tables[1].rows.iter().chain(&tables[3].rows).map(|row| row.join(" | ") + "\n").collect();
    expect![[r#"
        parent heap[0] | RW → frame 1 | swapped out → slot 1 exclusive
        parent heap[1] | RW → frame 2 | swapped out → slot 2 exclusive
        parent heap[2] | RW → frame 3 | swapped out → slot 3 exclusive
        1 | free → 1 | – → 1 | – → "one"
        2 | free → 1 | – → 2 | – → "two"
        3 | free → 1 | – → 3 | – → "three"
    "#]]
    .assert_eq(&rows);
}
