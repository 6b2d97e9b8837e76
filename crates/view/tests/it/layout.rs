//! Places: nothing overlaps, everything is inside, edges end where they should, and what did not change does not move.

use std::collections::BTreeMap;

use forkscope_view::{Body, Point, PteCell, Rect, Scene, SizeClass, Stage};

use crate::gallery::{Gallery, BEYOND_MAPPINGS};
use crate::story::{any, Story};

const SEEDS: u64 = 24;

/// All boxes that must not overlap each other.
fn boxes(stage: &Stage) -> Vec<(String, Rect)> {
    let cards = stage.cards.iter().map(|card| (card.name.clone(), card.rect));
    let tiles = stage.tiles.iter().map(|tile| (tile.id.clone(), tile.rect));
    let tables = stage.tables.iter().map(|table| (table.label.clone(), table.rect));
    cards.chain(tiles).chain(tables).collect()
}

fn cells(stage: &Stage) -> Vec<&PteCell> {
    let rows = stage.cards.iter().filter_map(|card| match &card.body {
        Body::Open(rows) => Some(rows),
        Body::Folded { .. } | Body::Borrowed { .. } | Body::Zombie => None,
    });
    rows.flatten().flat_map(|row| &row.cells).collect()
}

fn everywhere(check: impl Fn(&Scene, &str)) {
    for seed in 0..SEEDS {
        let story = any(seed);
        for size in SizeClass::ALL {
            for (place, scene) in story.scenes(size).iter().enumerate() {
                check(scene, &format!("seed {seed}, size {size:?}, place {place}"));
            }
        }
    }
    for name in BEYOND_MAPPINGS {
        let run = Gallery::run(name);
        for size in [SizeClass::P, SizeClass::E, SizeClass::M, SizeClass::X] {
            for cursor in run.cursors() {
                check(&run.scene(size, cursor), &format!("{name}, size {size:?}, {cursor:?}"));
            }
        }
    }
}

#[test]
fn boxes_do_not_overlap_and_stay_inside() {
    everywhere(|scene, at| {
        let stage = &scene.stage;
        let all = Rect { x: 0.0, y: 0.0, w: stage.width, h: stage.height };
        let boxes = boxes(stage);
        for (i, (name, rect)) in boxes.iter().enumerate() {
            assert!(all.holds(*rect), "{at}: {name} {rect:?} leaves the scene");
            let other = boxes[..i].iter().find(|(_, other)| other.overlaps(*rect));
            assert!(other.is_none(), "{at}: {name} lies on {other:?}");
        }
    });
}

#[test]
fn cells_lie_in_their_cards_one_below_the_other() {
    everywhere(|scene, at| {
        for card in &scene.stage.cards {
            let own: Vec<&PteCell> = cells(&scene.stage).into_iter().filter(|cell| cell.page.pid == card.pid).collect();
            assert!(own.iter().all(|cell| card.rect.holds(cell.rect)), "{at}: {} holds its cells", card.name);
            assert!(own.windows(2).all(|pair| pair[0].rect.bottom() <= pair[1].rect.y), "{at}: {}", card.name);
        }
    });
}

fn on_edge(point: Point, rect: Rect) -> bool {
    let left = point.x == rect.x && (rect.y..=rect.bottom()).contains(&point.y);
    let top = point.y == rect.y && (rect.x..=rect.right()).contains(&point.x);
    left || top
}

#[test]
fn edges_start_at_their_port_and_end_on_their_tile() {
    everywhere(|scene, at| {
        let stage = &scene.stage;
        for edge in &stage.edges {
            let cell = cells(stage).into_iter().find(|cell| cell.id == edge.cell).expect("its cell");
            let slots = stage.swap.iter().flat_map(|swap| &swap.slots).map(|slot| (&slot.id, slot.rect));
            let mut ends = stage.tiles.iter().map(|tile| (&tile.id, Some(tile.rect))).chain(slots);
            let end = ends.find(|(id, _)| **id == edge.tile).and_then(|(_, rect)| rect).expect("its tile or slot");
            assert_eq!((edge.port, edge.port.x), (cell.port, cell.rect.right()), "{at}: {}", edge.id);
            assert!(on_edge(edge.end, end), "{at}: {} ends beside {end:?}", edge.id);
            assert!(edge.path.starts_with(&format!("M{} {}", edge.port.x, edge.port.y)), "{at}: {}", edge.path);
        }
    });
}

#[test]
fn every_present_entry_of_an_open_card_has_its_edge() {
    everywhere(|scene, at| {
        let stage = &scene.stage;
        for cell in cells(stage).into_iter().filter(|cell| cell.tile.is_some()) {
            let found = stage.edges.iter().any(|edge| edge.cell == cell.id && Some(&edge.tile) == cell.tile.as_ref());
            assert!(found || stage.memory.is_some(), "{at}: {} has no edge", cell.label);
        }
    });
}

#[test]
fn ids_are_unique() {
    everywhere(|scene, at| {
        let stage = &scene.stage;
        let ids = stage.edges.iter().map(|edge| &edge.id).chain(stage.tiles.iter().map(|tile| &tile.id));
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        ids.for_each(|id| *seen.entry(id).or_default() += 1);
        assert!(seen.values().all(|times| *times == 1), "{at}: {seen:?}");
    });
}

/// Where each card and tile is.
fn spots(scene: &Scene) -> BTreeMap<String, (f32, f32)> {
    let cards = scene.stage.cards.iter().map(|card| (format!("card {}", card.pid), card.rect));
    let tiles = scene.stage.tiles.iter().map(|tile| (tile.id.clone(), tile.rect));
    cards.chain(tiles).map(|(name, rect)| (name, (rect.x, rect.y))).collect()
}

#[test]
fn stepping_through_copies_moves_nothing() {
    for story in [Story::cow(), Story::with_program()] {
        for size in [SizeClass::E, SizeClass::M, SizeClass::L, SizeClass::X] {
            let write = story.acts.len() - 1;
            let places =
                (0..=story.steps().len()).map(|taken| spots(&story.scene(size, write, taken, Default::default())));
            for pair in places.collect::<Vec<_>>().windows(2) {
                let moved = pair[0].iter().find(|(name, spot)| pair[1].get(*name).is_some_and(|now| now != *spot));
                assert_eq!(moved, None, "{size:?}");
            }
        }
    }
}

#[test]
fn a_frame_keeps_its_column_while_it_lives() {
    for seed in 0..SEEDS {
        let scenes = any(seed).scenes(SizeClass::L);
        for pair in scenes.windows(2).filter(|pair| pair.iter().all(|scene| scene.stage.memory.is_none())) {
            let (before, after) = (spots(&pair[0]), spots(&pair[1]));
            let mut frames = before.iter().filter(|(name, _)| name.starts_with('f'));
            let moved = frames.find(|(name, spot)| after.get(*name).is_some_and(|now| now.0 != spot.0));
            assert_eq!(moved, None, "seed {seed}");
        }
    }
}

#[test]
fn an_address_space_with_nothing_in_it_is_a_header() {
    let run = Gallery::run("vmsplice-attack");
    for size in SizeClass::ALL {
        let scene = run.after(size, "child: munmap heap");
        let child = scene.stage.cards.iter().find(|card| card.name == "child").expect("the child");
        assert_eq!(child.rect.h, size.measures().head.1, "{size:?}");
    }
}

#[test]
fn a_stage_without_processes_says_whether_they_come_or_have_gone() {
    let ended = Gallery::of("process p\np: exit\n");
    let told = ended.cursors().into_iter().map(|cursor| ended.scene(SizeClass::L, cursor).stage);
    let told: Vec<(String, bool)> = told.map(|stage| (stage.empty_text.clone(), stage.is_over)).collect();
    assert_eq!(told.first(), Some(&("No process yet".to_owned(), false)));
    assert_eq!(told[1], (String::new(), false));
    assert_eq!(told.last(), Some(&("No process any more".to_owned(), true)));
}
