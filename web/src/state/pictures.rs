//! What can be taken away from a position: pictures, tables, the run.

use forkscope_timeline::Cursor;
use forkscope_view::export::{csv, svg, trace, Picture};
use forkscope_view::run::ends;
use forkscope_view::{Moved, Scene, SizeClass};

use crate::drafts::title_of;
use crate::lang::lang;
use crate::links::file_name;
use crate::state::scene::{draw, Look};
use crate::state::session::Session;

/// A strip has no more pictures than this.
pub(crate) const MOST: usize = 60;

/// A file to save.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct File {
    /// Its name.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) text: String,
}

/// The stage at the cursor as SVG.
pub(crate) fn picture(session: &Session, size: SizeClass, colour: &dyn Fn(&str) -> String) -> File {
    let scene = at(session, session.cursor(), size);
    let title = title_of(session.text());
    let caption = scene.narration.caption(session.cursor().step.is_some(), lang());
    let text = svg(&[Picture { stage: &scene.stage, title: &title, caption: &caption }], colour);
    File { name: named(session, &format!("-{}", session.cursor()), "svg"), text }
}

/// The stage after every command, below each other.
pub(crate) fn strip(session: &Session, size: SizeClass, colour: &dyn Fn(&str) -> String) -> File {
    let title = title_of(session.text());
    let all: Vec<(Scene, String)> = ends(session.run().history())
        .take(MOST)
        .map(|cursor| {
            let scene = at(session, cursor, size);
            let caption = scene.narration.caption(cursor.step.is_some(), lang());
            (scene, caption)
        })
        .collect();
    let pictures: Vec<Picture<'_>> =
        all.iter().map(|(scene, caption)| Picture { stage: &scene.stage, title: &title, caption }).collect();
    File { name: named(session, "-all", "svg"), text: svg(&pictures, colour) }
}

/// One of the tables behind the picture, as CSV.
pub(crate) fn table(session: &Session, index: usize) -> File {
    let scene = at(session, session.cursor(), SizeClass::X);
    let Some(table) = scene.tables.tables.get(index) else { return File::default() };
    // The name of a file is the same in all languages.
    let part = ["-processes", "-page-table-entries", "-frames"].get(index).copied().unwrap_or_default();
    File { name: named(session, part, "csv"), text: csv(table) }
}

/// The whole run as JSON.
pub(crate) fn run(session: &Session) -> File {
    File { name: named(session, "", "json"), text: trace(session.run().history(), lang()) }
}

fn at(session: &Session, cursor: Cursor, size: SizeClass) -> Scene {
    draw(session.run(), &Look { cursor, moved: Moved::Sought, size, folds: [].into() })
}

fn named(session: &Session, part: &str, end: &str) -> String {
    format!("{}{part}.{end}", file_name(&title_of(session.text())).trim_end_matches(".fork"))
}
