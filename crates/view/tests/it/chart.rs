//! The timeline and the figures beside it.

use expect_test::expect;
use forkscope_view::{Moved, SizeClass, TickKind};

use crate::story::{any, Story};

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

/// The corners of a line of horizontal and vertical pieces: `M0 52H10V3`.
fn corners(path: &str) -> Vec<(f32, f32)> {
    let mut all: Vec<(f32, f32)> = Vec::new();
    let mut rest = path;
    while let Some(verb) = rest.chars().next() {
        let end = rest[1..].find(char::is_alphabetic).map_or(rest.len(), |end| end + 1);
        let numbers: Vec<f32> =
            rest[1..end].split_whitespace().map(|number| number.parse().expect("a number")).collect();
        let (x, y) = all.last().copied().unwrap_or_default();
        all.push(match (verb, numbers.as_slice()) {
            ('M', [x, y]) => (*x, *y),
            ('H', [x]) => (*x, y),
            ('V', [y]) => (x, *y),
            _ => panic!("{path}"),
        });
        rest = &rest[end..];
    }
    all
}

/// Whether a line runs through letters between these places on this base line.
fn crosses(path: &str, (left, right): (f32, f32), base: f32) -> bool {
    corners(path).windows(2).any(|pair| {
        let [(x, y), (to, down)] = [pair[0], pair[1]];
        x.min(to) < right && x.max(to) > left && y.min(down) < base && y.max(down) > base - 8.0
    })
}

#[test]
fn no_line_runs_through_a_label() {
    let stories = (0..24).map(any).chain([Story::cow(), Story::with_program()]);
    for (scenes, number) in stories.flat_map(|story| SizeClass::ALL.map(|size| story.scenes(size))).zip(0..) {
        for chart in scenes.into_iter().filter_map(|scene| scene.timeline.chart.clone()) {
            let eager = chart.eager_label.map(|(at, figure)| ((at.x - 140.0 - 5.0 * figure.len() as f32, at.x), at.y));
            let gap = chart.gap.map(|(_, at, figure)| ((at.x, at.x + 70.0 + 5.0 * figure.len() as f32), at.y));
            let lines = [&chart.used_line, &chart.eager_line, &chart.used_ahead, &chart.eager_ahead];
            for (across, base) in eager.into_iter().chain(gap) {
                let crossing = lines.iter().find(|line| crosses(line, across, base));
                assert_eq!(crossing, None, "run {number}: {across:?} at {base}");
            }
        }
    }
}
