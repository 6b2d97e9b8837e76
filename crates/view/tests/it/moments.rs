//! What is marked while a page divides.

use forkscope_sim::note::Note;
use forkscope_view::{CellTag, FaultMark, LineStyle, Moved, PlayKind, Presence, RunState, Scene, SizeClass, Weight};

use crate::story::Story;

fn at(wanted: impl Fn(&Note) -> bool) -> Scene {
    Story::cow().at(SizeClass::L, wanted)
}

fn marks(scene: &Scene) -> Vec<(String, FaultMark)> {
    let rows = scene.stage.cards.iter().filter_map(|card| match &card.body {
        forkscope_view::Body::Open(rows) => Some(rows),
        forkscope_view::Body::Folded { .. } | forkscope_view::Body::Borrowed { .. } | forkscope_view::Body::Zombie => {
            None
        }
    });
    let cells = rows.flatten().flat_map(|row| &row.cells);
    cells.filter(|cell| cell.fault != FaultMark::None).map(|cell| (cell.id.clone(), cell.fault)).collect()
}

#[test]
fn the_fault_is_flagged_from_the_trap_to_the_retry() {
    let cell = || "1-200000001".to_owned();
    assert_eq!(marks(&at(|note| matches!(note, Note::Translated { .. }))), [(cell(), FaultMark::Found)]);
    assert_eq!(marks(&at(|note| matches!(note, Note::Trapped { .. }))), [(cell(), FaultMark::Trapped)]);
    assert_eq!(marks(&at(|note| matches!(note, Note::Dropping { .. }))), [(cell(), FaultMark::Trapped)]);
    assert_eq!(marks(&at(|note| matches!(note, Note::Retried { .. }))), []);
}

#[test]
fn the_process_is_in_the_kernel_while_the_handler_runs() {
    let state = |scene: &Scene| scene.stage.cards[0].state;
    assert_eq!(state(&at(|note| matches!(note, Note::Translated { .. }))), RunState::Running);
    assert_eq!(state(&at(|note| matches!(note, Note::Copying { .. }))), RunState::InKernel);
    assert_eq!(state(&at(|note| matches!(note, Note::Retried { .. }))), RunState::Running);
}

#[test]
fn while_the_bytes_are_copied_the_count_is_about_to_fall() {
    let scene = at(|note| matches!(note, Note::Copying { .. }));
    let (old, new) = (&scene.stage.tiles[1], &scene.stage.tiles[2]);
    assert_eq!((old.count, old.next, new.count), (Some(2), Some(1), Some(1)));
    let pending =
        |owners: &[forkscope_view::Owner]| owners.iter().map(|owner| (owner.pid, owner.pending)).collect::<Vec<_>>();
    assert_eq!(pending(&old.owners), [(2, false), (1, true)]);
    assert_eq!(pending(&new.owners), [(1, true)]);
    assert!(new.filling && scene.stage.neck.is_some());
}

#[test]
fn the_next_mapping_is_dotted_until_the_entry_is_set() {
    let style = |scene: &Scene, id: &str| scene.stage.edges.iter().find(|edge| edge.id == id).map(|edge| edge.style);
    let copying = at(|note| matches!(note, Note::Copying { .. }));
    assert_eq!(style(&copying, "n1-200000001"), Some(LineStyle::Dotted));
    assert_eq!(style(&copying, "e1-200000001"), Some(LineStyle::Dashed));
    let set = at(|note| matches!(note, Note::SettingPte { .. }));
    assert_eq!((style(&set, "n1-200000001"), style(&set, "e1-200000001")), (None, Some(LineStyle::Solid)));
}

#[test]
fn the_edges_of_the_fault_stand_out_and_the_others_step_back() {
    let scene = at(|note| matches!(note, Note::Copying { .. }));
    let live: Vec<&str> =
        scene.stage.edges.iter().filter(|edge| edge.weight == Weight::Live).map(|edge| edge.id.as_str()).collect();
    assert_eq!(live, ["e1-200000001", "e2-200000001", "n1-200000001"]);
    assert!(scene.stage.edges.iter().all(|edge| edge.weight != Weight::Normal));
}

#[test]
fn dropping_the_old_frame_rolls_its_count() {
    let scene = at(|note| matches!(note, Note::Dropping { .. }));
    let old = &scene.stage.tiles[1];
    assert_eq!((old.was, old.count, scene.stage.play.kind), (Some(2), Some(1), PlayKind::Drop));
    assert_eq!(scene.stage.neck, None);
}

#[test]
fn the_stored_value_changes_in_the_copy_alone() {
    let scene = at(|note| matches!(note, Note::Retried { .. }));
    let texts: Vec<_> = scene.stage.tiles.iter().map(|tile| (tile.text.as_str(), tile.text_was.as_deref())).collect();
    assert_eq!(texts, [("\"A\"", None), ("\"B\"", None), ("\"X\"", Some("\"B\"")), ("zero page", None)]);
}

#[test]
fn a_frame_arrives_when_it_is_allocated() {
    let scene = at(|note| matches!(note, Note::Allocating { .. }));
    let arriving: Vec<u32> =
        scene.stage.tiles.iter().filter(|tile| tile.presence == Presence::Arriving).map(|tile| tile.pfn).collect();
    assert_eq!(arriving, [3]);
}

#[test]
fn protected_pages_of_private_writable_mappings_are_tagged_cow() {
    let scene = at(|note| matches!(note, Note::Translated { .. }));
    let forkscope_view::Body::Open(rows) = &scene.stage.cards[1].body else { panic!("the child is open") };
    let tags: Vec<CellTag> = rows[0].cells.iter().map(|cell| cell.tag).collect();
    assert_eq!(tags, [CellTag::Cow, CellTag::Cow, CellTag::Zero]);
}

#[test]
fn a_frame_that_goes_is_drawn_once_more() {
    let story = Story::cow().exit(2);
    let last = story.acts.len() - 1;
    let scenes: Vec<Scene> =
        (1..=story.steps().len()).map(|taken| story.scene(SizeClass::L, last, taken, Moved::Forward)).collect();
    let gone: Vec<u32> = scenes.iter().flat_map(|scene| &scene.stage.leaving).map(|tile| tile.pfn).collect();
    assert_eq!(gone, [2]);
}

#[test]
fn a_step_taken_back_shows_what_was_after_it() {
    let story = Story::cow();
    let drop = story.steps().iter().position(|step| matches!(step.note, Note::Dropping { .. })).expect("it drops");
    let scene = story.scene(SizeClass::L, story.acts.len() - 1, drop, Moved::Back);
    assert_eq!((scene.stage.tiles[1].was, scene.stage.tiles[1].count), (Some(1), Some(2)));
    assert!(scene.stage.play.reverse && scene.stage.play.millis == 100);
}

#[test]
fn the_child_fills_while_fork_copies() {
    let story = Story::new(Default::default()).start(None).mmap(1, 0, 1).write(1, 0, 0, "A").fork(1);
    let scene = story.at(SizeClass::L, |note| matches!(note, Note::CopyingPtes { .. }));
    let forkscope_view::Body::Open(rows) = &scene.stage.cards[1].body else { panic!("the child is open") };
    assert_eq!(rows[0].cells[0].tile.as_deref(), Some("f1"));
    assert_eq!(scene.stage.tiles[0].owners.len(), 2);
}

#[test]
fn an_exiting_process_shows_its_memory_until_it_is_gone() {
    let story = Story::cow().exit(2);
    let last = story.acts.len() - 1;
    let body = |taken: usize| {
        let scene = story.scene(SizeClass::L, last, taken, Moved::Forward);
        scene.stage.cards.iter().find(|card| card.pid == 2).map(|card| card.body != forkscope_view::Body::Zombie)
    };
    let shown: Vec<Option<bool>> = (1..=story.steps().len()).map(body).collect();
    assert_eq!(shown, [Some(true), Some(true), Some(true), Some(false), Some(false)]);
}
