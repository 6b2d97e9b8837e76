//! What the panel "As /proc shows it" shows: a file of a process at the cursor, and the frames that a line of it tells of.

use forkscope_sim::{Machine, Pid};
use forkscope_timeline::Cursor;
use forkscope_view::proc::{frames_of, print, Line, ProcFile, Refers};

use super::run::Run;

/// More lines than these are not put on the page; the command line prints them all.
const MOST_LINES: usize = 1500;
/// More frames than these are not lit up: the stage has not so many tiles.
const MOST_FRAMES: usize = 256;

/// Which file of which process is open, and which line of it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Twin {
    /// The file.
    pub(crate) file: ProcFile,
    /// The process, by number; 0 is the first there is.
    pub(crate) pid: u32,
    /// What the chosen line tells of.
    pub(crate) chosen: Refers,
}

impl Twin {
    /// `smaps` of a process, with no line chosen.
    pub(crate) fn of(pid: u32) -> Twin {
        Twin { file: ProcFile::Smaps, pid, chosen: Refers::Nothing }
    }
}

/// What stands in the panel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    /// What shows it on a real machine: `/proc/1/smaps`.
    pub(crate) path: String,
    /// The processes there are, by number and name.
    pub(crate) processes: Vec<(u32, String)>,
    /// The process whose file it is.
    pub(crate) pid: u32,
    /// The lines.
    pub(crate) lines: Vec<Line>,
    /// Whether there are more.
    pub(crate) cut: bool,
}

impl Sheet {
    /// All lines as one text, to copy.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.clone() + "\n").collect()
    }
}

/// Prints the file at a position of a run.
pub(crate) fn sheet(run: &Run, cursor: Cursor, twin: Twin) -> Sheet {
    let machine = run.history().machine_at(cursor);
    let names = run.names_at(run.at_hand(cursor));
    let called = |pid: Pid| forkscope_explain::Names::process(&names, pid);
    let processes: Vec<(u32, String)> = machine.tasks().map(|task| (task.pid.0, called(task.pid))).collect();
    let pid = shown(&machine, twin.pid);
    let mut lines = print(&machine, &names, twin.file, Pid(pid), MOST_LINES + 1);
    let cut = lines.len() > MOST_LINES;
    lines.truncate(MOST_LINES);
    Sheet { path: twin.file.path(&machine, &names, Pid(pid)), processes, pid, lines, cut }
}

/// The process of that number, or the first one when it is not there.
fn shown(machine: &Machine, pid: u32) -> u32 {
    let there = machine.task(Pid(pid)).is_some();
    let first = machine.tasks().next().map_or(0, |task| task.pid.0);
    if there {
        pid
    } else {
        first
    }
}

/// The frames that the chosen line tells of, at a position of a run.
pub(crate) fn lit(run: &Run, cursor: Cursor, twin: Option<Twin>) -> Vec<u32> {
    match twin {
        Some(Twin { chosen, .. }) if chosen != Refers::Nothing => {
            frames_of(&run.history().machine_at(cursor), chosen, MOST_FRAMES)
        }
        Some(_) | None => Vec::new(),
    }
}
