//! The timeline and the figures beside it.

use expect_test::expect;
use forkscope_view::{Moved, SizeClass, TickKind};

use crate::story::Story;

#[test]
fn bands_follow_each_other_and_fill_the_line() {
    let story = Story::with_program();
    for size in SizeClass::ALL {
        let bar = story.scene(size, 4, 1, Moved::Sought).timeline;
        assert!(bar.bands.windows(2).all(|pair| pair[0].rect.right() <= pair[1].rect.x), "{size:?}");
        assert!(bar.bands.iter().all(|band| band.rect.right() <= bar.width), "{size:?}");
        assert!((0.0..=bar.width).contains(&bar.head), "{size:?}");
    }
}

#[test]
fn a_trap_has_a_tick_of_its_own() {
    let bar = Story::cow().scene(SizeClass::L, 6, 0, Moved::Sought).timeline;
    let kinds: Vec<TickKind> = bar.bands[6].ticks.iter().map(|tick| tick.kind).take(3).collect();
    assert_eq!(kinds, [TickKind::Command, TickKind::Trap, TickKind::Step]);
}

#[test]
fn the_position_is_said_in_words() {
    let story = Story::cow();
    let bar = story.scene(SizeClass::L, 6, 5, Moved::Sought).timeline;
    expect!["command 7 of 7, step 5 of 11"].assert_eq(&bar.value_text);
    let start = story.scene(SizeClass::L, 6, 0, Moved::Sought).timeline;
    expect!["command 7 of 7, not started"].assert_eq(&start.value_text);
}

#[test]
fn savings_are_silent_until_there_is_something_to_compare() {
    let story = Story::cow();
    assert_eq!(story.scene(SizeClass::L, 3, 99, Moved::Sought).savings.percent, None);
    let after = story.scene(SizeClass::L, 6, 99, Moved::Sought).savings;
    expect![[r#"Some(25) 12 KiB of 16 KiB, 32 KiB, 1 page copied"#]].assert_eq(&format!(
        "{:?} {} of {}, {}, {}",
        after.percent, after.used, after.eager, after.tables, after.copies
    ));
}

#[test]
fn a_place_on_the_line_is_a_micro_step() {
    let story = Story::cow();
    let bar = story.scene(SizeClass::L, 6, 5, Moved::Sought).timeline;
    assert_eq!(bar.value_at(bar.head), bar.value);
    assert_eq!((bar.value_at(-5.0), bar.value_at(bar.width + 5.0)), (0, bar.max));
}
