//! Memory over the commands of a run: in use, if every fork had copied, and per process; as lines and as a table.

use std::borrow::Cow;

use forkscope_explain::{Lang, Names};
use forkscope_scenario::Plan;
use forkscope_sim::{Machine, Pid};
use forkscope_timeline::Timeline;

use crate::input::Naming;
use crate::model::mark::Mark;
use crate::model::tables::Table;
use crate::numbers::fill;
use crate::run::ScriptNames;
use crate::words::bytes;

/// The course of memory through a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Width and height of the drawing.
    pub size: (f32, f32),
    /// The lines.
    pub lines: Vec<Line>,
    /// The largest figure: the top of the drawing.
    pub top: String,
    /// The figures, one row a command.
    pub table: Table,
}

/// A line of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it shows: `In use`, `parent, PSS`.
    pub name: String,
    /// The process that it is about.
    pub mark: Option<Mark>,
    /// The line, as an SVG path.
    pub path: String,
    /// Its last figure.
    pub last: String,
}

/// The name of a line, and the process that it is about.
type Head = (String, Option<Mark>);

const SIZE: (f32, f32) = (640.0, 160.0);
/// Longer runs are sampled: so many points are drawn.
const MOST_POINTS: usize = 320;
/// More processes than this have no line of their own.
const MOST_PROCESSES: usize = 8;

/// The course of a run. Lines that do nothing to the machine have no point.
pub fn course(history: &Timeline<Plan>, lang: Lang) -> Course {
    let done = history.progress().done;
    let acts: Vec<usize> =
        (0..done).filter(|act| history.entry(*act).is_some_and(|entry| entry.outcome.result.is_some())).collect();
    let every = acts.len().div_ceil(MOST_POINTS).max(1);
    let sampled: Vec<usize> = acts
        .iter()
        .copied()
        .enumerate()
        .filter(|(at, _)| (at + 1) % every == 0 || at + 1 == acts.len())
        .map(|(_, act)| act)
        .collect();
    let end = history.world_after(done);
    let names = ScriptNames::of(end.names(), lang);
    let pids: Vec<Pid> = end.names().processes().map(|(pid, _)| pid).take(MOST_PROCESSES).collect();
    let points: Vec<Vec<u64>> =
        sampled.iter().map(|act| point(history.world_after(act + 1).machine(), &pids)).collect();
    let top = points.iter().flatten().copied().max().unwrap_or(0);
    let mut heads = vec![
        (lang.pick("In use", "使用中").to_owned(), None),
        (lang.pick("If nothing were shared", "若什么都不共享").to_owned(), None),
    ];
    heads.extend(
        pids.iter()
            .map(|pid| (lang.say("{}, PSS", "{} 的 PSS", &[&names.process(*pid)]), Some(Mark::of(names.order(*pid))))),
    );
    let lines = heads.iter().enumerate().map(|(column, (name, mark))| Line {
        name: name.clone(),
        mark: *mark,
        path: path(points.iter().map(|point| point[column]), points.len(), top),
        last: bytes(points.last().map_or(0, |point| point[column])),
    });
    Course {
        size: SIZE,
        lines: lines.collect(),
        top: bytes(top),
        table: table(history, lang, &sampled, (&points, &heads)),
    }
}

/// Bytes in use, bytes if copied, and the PSS of each process.
fn point(machine: &Machine, pids: &[Pid]) -> Vec<u64> {
    let usage = machine.usage();
    let page = machine.page_size().bytes();
    let pss = pids.iter().map(|pid| machine.smaps_rollup(*pid).pss_bytes());
    [usage.mapped * page, usage.if_eager * page].into_iter().chain(pss).collect()
}

/// Steps from left to right: a figure holds until the next command.
fn path(figures: impl Iterator<Item = u64>, count: usize, top: u64) -> String {
    let (width, height) = SIZE;
    let each = width / count.max(1) as f32;
    let mut path = fill("M0 #", &[height]);
    for (at, figure) in figures.enumerate() {
        let y = height - figure as f32 / top.max(1) as f32 * (height - 8.0);
        path += &fill("V#H#", &[y, each * (at + 1) as f32]);
    }
    path
}

fn table(history: &Timeline<Plan>, lang: Lang, acts: &[usize], (points, heads): (&[Vec<u64>], &[Head])) -> Table {
    let lines = history.run().lines();
    let row = |(act, point): (&usize, &Vec<u64>)| {
        let source = lines.get(*act).map(|line| format!("{}: {}", line.line, line.text())).unwrap_or_default();
        [source].into_iter().chain(point.iter().map(|figure| bytes(*figure))).collect()
    };
    let columns = [lang.pick("Line", "行").to_owned()].into_iter().chain(heads.iter().map(|(name, _)| name.clone()));
    Table {
        name: lang.pick("Memory", "内存"),
        caption: lang.pick("After each command", "每条命令之后").to_owned(),
        columns: columns.map(Cow::Owned).collect(),
        rows: acts.iter().zip(points).map(row).collect(),
    }
}
