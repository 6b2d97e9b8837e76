//! Pictures as files.

use forkscope_sim::note::Note;
use forkscope_view::export::{svg, Picture};
use forkscope_view::{Scene, SizeClass};

use crate::gallery::Gallery;
use crate::story::Story;

fn drawn(scenes: &[Scene], title: &str) -> String {
    let pictures: Vec<Picture<'_>> =
        scenes.iter().map(|scene| Picture { stage: &scene.stage, title, caption: "Copy 4096 bytes" }).collect();
    svg(&pictures, &|token| format!("/{token}/"))
}

fn dividing(size: SizeClass) -> Scene {
    Story::cow().at(size, |note| matches!(note, Note::Copying { .. }))
}

/// The file is well-formed, and whatever is on the stage is in it.
fn check(scene: &Scene) {
    let text = drawn(std::slice::from_ref(scene), "A & <b>");
    let file = roxmltree::Document::parse(&text).expect("XML");
    let texts: Vec<&str> = file.descendants().filter_map(|node| node.text()).map(str::trim).collect();
    for card in &scene.stage.cards {
        assert!(texts.iter().any(|text| *text == card.name), "{} is missing", card.name);
    }
    for tile in scene.stage.tiles.iter().filter(|tile| tile.frames == 1) {
        assert!(texts.iter().any(|text| *text == tile.title), "{} is missing", tile.title);
    }
    let lines = file.descendants().filter(|node| node.attribute("d").is_some()).count();
    assert!(lines >= scene.stage.edges.iter().filter(|edge| !edge.on_demand).count() * 2);
    assert!(texts.contains(&"A & <b>") && !text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn a_picture_holds_what_the_stage_shows_at_every_size() {
    for size in SizeClass::ALL {
        check(&dividing(size));
        check(&Story::with_program().at(size, |note| matches!(note, Note::Retried { .. })));
    }
}

#[test]
fn pictures_of_several_positions_stand_below_each_other() {
    let scenes = [dividing(SizeClass::L), dividing(SizeClass::L)];
    let height = |text: &str| {
        let file = roxmltree::Document::parse(text).expect("XML");
        file.root_element().attribute("height").and_then(|high| high.parse::<f32>().ok()).expect("a height")
    };
    let (one, two) = (height(&drawn(&scenes[..1], "")), height(&drawn(&scenes, "")));
    assert!((two - 2.0 * one).abs() < 0.5, "{one} {two}");
}

#[test]
fn colours_come_from_the_palette_alone() {
    let text = drawn(&[dividing(SizeClass::M)], "");
    let file = roxmltree::Document::parse(&text).expect("XML");
    for node in file.descendants() {
        for paint in [node.attribute("fill"), node.attribute("stroke")].into_iter().flatten() {
            assert!(paint == "none" || (paint.starts_with('/') && paint.ends_with('/')), "{paint}");
        }
    }
}

#[test]
fn a_page_of_a_file_that_differs_from_the_disk_bears_a_mark() {
    let run = Gallery::run("msync");
    let marked = |act: &str| {
        let scene = run.after(SizeClass::L, act);
        let frames = scene.tables.tables.iter().find(|table| table.name == "Frames").expect("the table");
        let words = frames.rows.iter().filter(|row| row[1] == "file, dirty").count();
        let labels = scene.stage.tiles.iter().filter(|tile| tile.label.contains(", dirty, holds")).count();
        let text = drawn(&[scene], "");
        assert_eq!(text.matches("<title>dirty</title>").count(), words, "{act}");
        assert_eq!(labels, words, "{act}");
        words
    };
    let acts = ["server: read pages", "server: write pages[0] \"one\"", "server: msync pages"];
    assert_eq!(acts.map(marked), [0, 1, 0]);
}

#[test]
fn figures_of_four_digits_are_whole() {
    let gallery = Gallery::run("huge-page-write");
    let end = *gallery.cursors().last().expect("the scenario has a line");
    for size in [SizeClass::M, SizeClass::L, SizeClass::X] {
        let text = drawn(&[gallery.scene(size, end)], "");
        assert!([">2,048<", ">1,028<"].iter().all(|figure| text.contains(figure)), "{size:?}");
    }
}

#[test]
fn numbers_of_frames_are_not_cut_off() {
    let scene = Gallery::run("fork-then-write").after(SizeClass::L, "parent: read heap[2]");
    let text = drawn(&[scene], "");
    assert!(text.contains(">1–14<"), "{text}");
}

#[test]
fn a_single_page_table_is_one_frame() {
    let text = drawn(&[Gallery::of("process p\n").after(SizeClass::L, "process p")], "");
    assert!(text.contains(">1 frame<"), "{text}");
}
