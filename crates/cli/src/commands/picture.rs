//! `forkscope picture`: the stage as an SVG file.

use std::rc::Rc;

use forkscope_scenario::Plan;
use forkscope_timeline::{Cursor, Timeline};
use forkscope_view::export::{svg, Picture};
use forkscope_view::run::{draw, ends, Look};
use forkscope_view::{Lang, Ledger, Moved, SizeClass, Stage};

use crate::args::PictureArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;
use crate::tokens;

/// More pictures than this are no strip any more.
const MOST: usize = 200;

/// Draws a position of a scenario, or all of them.
///
/// # Errors
/// When the script cannot be read or is wrong, the position is not there, or the output cannot be written.
pub(crate) fn picture(args: &PictureArgs, lang: Lang) -> Result<Status, Problem> {
    let source = Source::read(&args.file, lang)?;
    let mut timeline = Timeline::new(source.plan(args.policy)?);
    while !timeline.progress().is_finished() {
        timeline.advance(usize::MAX);
    }
    let title = timeline.run().title().unwrap_or_default();
    let size = args.size.into();
    let drawn: Vec<(Rc<Stage>, String)> =
        cursors(args, &timeline, lang)?.into_iter().map(|cursor| position(&timeline, cursor, size, lang)).collect();
    let pictures: Vec<Picture<'_>> = drawn.iter().map(|(stage, caption)| Picture { stage, title, caption }).collect();
    output::print(&svg(&pictures, &|token| tokens::colour(args.theme, token)))?;
    Ok(Status::Held)
}

fn cursors(args: &PictureArgs, timeline: &Timeline<Plan>, lang: Lang) -> Result<Vec<Cursor>, Problem> {
    let done = timeline.progress().done;
    if !args.all {
        return Ok(vec![args.step.map_or(Ok(Cursor::after(done)), |wanted| cursor(wanted, timeline, lang))?]);
    }
    let all: Vec<Cursor> = ends(timeline).collect();
    if all.len() > MOST {
        let (en, zh) =
            ("{} commands are too many for one picture; the most is {}", "{} 条命令画在一幅图里太多了；最多 {} 条");
        return Err(Problem::line(lang.say(en, zh, &[&all.len(), &MOST])));
    }
    Ok(all)
}

fn cursor(wanted: Cursor, timeline: &Timeline<Plan>, lang: Lang) -> Result<Cursor, Problem> {
    let there = timeline.seek(wanted);
    if there == wanted {
        return Ok(there);
    }
    let done = timeline.progress().done;
    let steps = timeline.entry(wanted.command).map_or(0, |entry| entry.steps);
    Err(Problem::line(match wanted.command.cmp(&done) {
        std::cmp::Ordering::Less => {
            let (en, zh) = ("line {} has {} steps, so there is no step {}", "第 {} 行有 {} 步，没有第 {} 步");
            lang.say(en, zh, &[&(wanted.command + 1), &steps, &wanted.taken()])
        }
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => {
            let (en, zh) =
                ("the scenario has {} commands, so there is no position {}", "场景有 {} 条命令，没有位置 {}");
            lang.say(en, zh, &[&done, &wanted.command])
        }
    }))
}

/// The stage at a position, and what happens there in words.
fn position(timeline: &Timeline<Plan>, cursor: Cursor, size: SizeClass, lang: Lang) -> (Rc<Stage>, String) {
    let drawn = draw(
        timeline,
        &Look { cursor, moved: Moved::Sought, size, folds: &[], acts: &[], lang, ledger: &Ledger::default() },
    );
    let caption = drawn.narration.caption(cursor.step.is_some(), lang);
    (drawn.stage, caption)
}
