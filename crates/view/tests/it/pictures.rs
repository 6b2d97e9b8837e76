//! Whole scenes as text.

use std::fmt::Write;

use expect_test::{expect, Expect};
use forkscope_sim::note::Note;
use forkscope_view::{text, Body, Scene, SizeClass};

use crate::story::{Cast, Story};

fn picture(scene: &Scene) -> String {
    let mut text = String::new();
    for card in &scene.stage.cards {
        let _ = writeln!(text, "{} at {},{}", card.label, card.rect.x, card.rect.y);
        if let Body::Open(rows) = &card.body {
            for cell in rows.iter().flat_map(|row| &row.cells) {
                let _ = writeln!(text, "  {}", cell.label);
            }
        }
    }
    for tile in &scene.stage.tiles {
        let _ = writeln!(text, "{} at {},{}", tile.label, tile.rect.x, tile.rect.y);
    }
    for edge in &scene.stage.edges {
        let _ = writeln!(text, "{} {:?} {:?} {}", edge.id, edge.style, edge.weight, edge.path);
    }
    text
}

fn check(scene: &Scene, expected: Expect) {
    expected.assert_eq(&picture(scene));
}

#[test]
fn a_page_while_it_divides() {
    check(
        &Story::cow().at(SizeClass::L, |note| matches!(note, Note::Copying { .. })),
        expect![[r#"
            parent, pid 1, running, in kernel at 0,0
              parent heap[0], read-only, copy-on-write, frame 1, shared by 2
              parent heap[1], read-only, copy-on-write, frame 2, shared by 2, write fault
              parent heap[2], read-only, zero page, frame 0
            child, pid 2, ready at 24,152
              child heap[0], read-only, copy-on-write, frame 1, shared by 2
              child heap[1], read-only, copy-on-write, frame 2, shared by 2
              child heap[2], read-only, zero page, frame 0
            frame 1, anon, refcount 2, mapped twice by parent, child, holds "A" at 480,15
            frame 2, anon, refcount 2, mapped twice by child, parent, holds "B" at 480,109
            frame 3, anon, refcount 1, not mapped yet, holds "B" at 652,109
            frame 0, zero, not counted by parent, child at 480,203
            e1-200000000 Dashed Muted M304 64C389 64 389 29 474 29H474Q474 29 474 29V29
            e1-200000002 Dashed Muted M304 112C389 112 389 217 474 217H474Q474 217 474 217V217
            e2-200000000 Dashed Muted M304 216C389 216 389 47 474 47H474Q474 47 474 47V47
            e2-200000002 Dashed Muted M304 264C389 264 389 235 474 235H474Q474 235 474 235V235
            e1-200000001 Dashed Live M304 88C389 88 389 123 474 123H474Q474 123 474 123V123
            e2-200000001 Dashed Live M304 240C389 240 389 141 474 141H474Q474 141 474 141V141
            n1-200000001 Dotted Live M304 88C388 88 388 94 472 94H667Q675 94 675 102V103
        "#]],
    );
}

#[test]
fn a_program_forked_and_written_to() {
    check(
        &Story::with_program().at(SizeClass::L, |note| matches!(note, Note::Retried { .. })),
        expect![[r#"
            parent, pid 1, running at 0,0
              parent heap[0], read-only, copy-on-write, frame 18, shared by 2
              parent heap[1], read-write, frame 20
              parent heap[2], read-only, zero page, frame 0
              parent text[0..14], read-only, file, frames 1 to 14, shared by 2
              parent text[14], not present
              parent stack[0], read-only, copy-on-write, frame 17, shared by 2
            child, pid 2, ready at 24,236
              child heap[0], read-only, copy-on-write, frame 18, shared by 2
              child heap[1], read-only, copy-on-write, frame 19
              child heap[2], read-only, zero page, frame 0
              child text[0..14], read-only, file, frames 1 to 14, shared by 2
              child text[14], not present
              child stack[0], read-only, copy-on-write, frame 17, shared by 2
            frame 18, anon, refcount 2, mapped twice by parent, child, holds "A" at 480,15
            frame 19, anon, refcount 1, mapped once by child, holds "B" at 480,109
            frame 20, anon, refcount 1, mapped once by parent, holds "X" at 652,109
            frame 0, zero, not counted by parent, child at 480,203
            frames 1 to 14, file, refcount 3, mapped twice by parent, child, holds file 0 ×14 at 480,297
            frame 17, anon, refcount 2, mapped twice by parent, child, holds "argv" at 480,485
            e1-200000000 Dashed Muted M304 64C389 64 389 29 474 29H474Q474 29 474 29V29
            e1-200000002 Dashed Muted M304 112C389 112 389 217 474 217H474Q474 217 474 217V217
            e1-555555554 Dashed Muted M304 140C389 140 389 311 474 311H474Q474 311 474 311V311
            e1-7fffffffe Dashed Muted M304 196C389 196 389 499 474 499H474Q474 499 474 499V499
            e2-200000000 Dashed Muted M304 300C389 300 389 47 474 47H474Q474 47 474 47V47
            e2-200000002 Dashed Muted M304 348C389 348 389 235 474 235H474Q474 235 474 235V235
            e2-555555554 Dashed Muted M304 376C389 376 389 329 474 329H474Q474 329 474 329V329
            e2-7fffffffe Dashed Muted M304 432C389 432 389 517 474 517H474Q474 517 474 517V517
            e1-200000001 Solid Live M304 88C388 88 388 94 472 94H667Q675 94 675 102V103
            e2-200000001 Dashed Live M304 324C389 324 389 141 474 141H474Q474 141 474 141V141
        "#]],
    );
}

#[test]
fn on_a_phone_the_copy_stands_below_its_original() {
    let scene = Story::cow().at(SizeClass::P, |note| matches!(note, Note::Copying { .. }));
    let places: Vec<_> = scene.stage.tiles.iter().map(|tile| (tile.pfn, tile.rect.x, tile.rect.y)).collect();
    expect!["[(1, 226.0, 0.0), (2, 226.0, 67.0), (3, 226.0, 134.0), (0, 226.0, 201.0)]"]
        .assert_eq(&format!("{places:?}"));
}

#[test]
fn the_machine_as_text() {
    let story = Story::cow().exit(2);
    expect![[r#"
        parent (1) running, rss 8 KiB, pss 8 KiB, uss 8 KiB
          heap rw-p 3 pages
            heap[0] R cow → frame 1
            heap[1] RW → frame 3
            heap[2] R cow → zero page
          child (2) zombie, exit 0
        frame 1 anon ref 1 map 1 "A" [parent heap[0]]
        frame 3 anon ref 1 map 1 exclusive "X" [parent heap[1]]
    "#]]
    .assert_eq(&text::draw(story.last(), &Cast));
}

#[test]
fn many_pages_become_strips() {
    let mut story = Story::new(Default::default()).start(None).mmap(1, 0, 200);
    for page in 0..40 {
        story = story.write(1, 0, page * 5, "x");
    }
    let scene = story.scene(SizeClass::L, story.acts.len() - 1, 99, Default::default());
    assert!(scene.stage.tiles.is_empty() && scene.stage.edges.is_empty());
    expect!["40 of 4,096 frames hold pages, 40 mapped once"]
        .assert_eq(&scene.stage.memory.as_ref().map(|strip| strip.label.clone()).unwrap_or_default());
}
