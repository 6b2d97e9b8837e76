//! Scenarios of the gallery, drawn after each of their commands.

use forkscope_scenario::{parse, Plan};
use forkscope_timeline::{Cursor, Timeline};
use forkscope_view::run::{draw, Look};
use forkscope_view::{Lang, Ledger, Moved, Scene, SizeClass};

/// Scenarios with frames that nobody maps, with swap, with merged pages and with control groups.
pub(crate) const BEYOND_MAPPINGS: [&str; 5] =
    ["vmsplice-leak", "lost-dma", "swap-out-and-in", "fork-with-swapped-pages", "equal-pages-merge"];

/// A scenario that has run.
pub(crate) struct Gallery(pub(crate) Timeline<Plan>);

impl Gallery {
    pub(crate) fn run(name: &str) -> Gallery {
        let path = format!("{}/../../scenarios/{name}.fork", env!("CARGO_MANIFEST_DIR"));
        Gallery::of(&std::fs::read_to_string(&path).expect("the scenario is there"))
    }

    pub(crate) fn of(script: &str) -> Gallery {
        let mut timeline = Timeline::new(parse(script).plan);
        while !timeline.advance(1_000).is_finished() {}
        Gallery(timeline)
    }

    /// The positions between commands, from the first to the last.
    pub(crate) fn cursors(&self) -> Vec<Cursor> {
        (0..=self.0.progress().done).map(Cursor::after).collect()
    }

    pub(crate) fn scene(&self, size: SizeClass, cursor: Cursor) -> Scene {
        draw(
            &self.0,
            &Look {
                cursor,
                moved: Moved::Forward,
                size,
                folds: &[],
                acts: &[],
                lang: Lang::En,
                ledger: &Ledger::default(),
            },
        )
    }

    /// The picture after the command in this line of the script.
    pub(crate) fn after(&self, size: SizeClass, line: &str) -> Scene {
        let is_it = |at: &usize| self.0.run().lines()[*at].text().trim() == line;
        let at = (0..self.0.run().lines().len()).find(is_it).expect("the scenario has the line");
        self.scene(size, Cursor::after(at + 1))
    }
}
