//! What a scene is made from. Whoever keeps the history fills it in; nothing here is changed by drawing.

use forkscope_explain::Names;
use forkscope_sim::smaps::Usage;
use forkscope_sim::{Machine, Pid, Step, Vpn};

use crate::ledger::Ledger;
use crate::size::SizeClass;

/// A position of the cursor and everything the picture of it depends on.
#[derive(Clone, Copy)]
pub struct SceneInput<'a> {
    /// How much room there is.
    pub size: SizeClass,
    /// What processes and pages are called.
    pub naming: &'a dyn Naming,
    /// The machine at the cursor.
    pub machine: &'a Machine,
    /// The machines after each command before the current one, oldest first: frames keep their places along them.
    pub past: &'a [Machine],
    /// The command at the cursor, once there is one.
    pub running: Option<Running<'a>>,
    /// All commands, done and to come, as the timeline shows them.
    pub acts: &'a [Act],
    /// Which of `acts` is at the cursor.
    pub act: usize,
    /// Whether any command has begun: false before the first.
    pub begun: bool,
    /// How the cursor came here.
    pub moved: Moved,
    /// Processes that were opened or folded by hand, by number.
    pub folds: &'a [(u32, bool)],
    /// What is known of machines that were drawn lately.
    pub ledger: &'a Ledger,
}

/// The command at the cursor and how far it has come.
#[derive(Clone, Copy)]
pub struct Running<'a> {
    /// The process that runs it; none for a command from outside.
    pub pid: Option<Pid>,
    /// The machine before it.
    pub start: &'a Machine,
    /// All its micro-steps.
    pub steps: &'a [Step],
    /// How many of them are done: 0 before it starts.
    pub taken: usize,
    /// What it is, in a few words: `parent writes heap[1]`.
    pub title: &'a str,
}

/// A line of the script on the timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Act {
    /// Its line in the script.
    pub line: Option<u32>,
    /// The process that runs it.
    pub pid: Option<Pid>,
    /// A short label: `write heap[1]`.
    pub label: String,
    /// The line as written.
    pub source: String,
    /// How many micro-steps it has.
    pub steps: usize,
    /// Which of them are traps.
    pub traps: Vec<usize>,
    /// Memory in use afterwards, where it is known.
    pub usage: Option<Usage>,
    /// For an `expect` line: whether it held.
    pub held: Option<Held>,
}

/// Whether an expectation held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It did.
    Yes,
    /// It did not.
    No,
    /// It did in the script as it was opened, and does not with what was changed since.
    NoMore,
}

/// How the cursor came to where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Moved {
    /// By a jump: nothing moves on the stage.
    #[default]
    Sought,
    /// By one micro-step forward: its transition plays.
    Forward,
    /// By one micro-step back: the transition of the step that was taken back plays reversed.
    Back,
}

/// What things are called: the names that sentences take, and what the picture needs beyond them.
pub trait Naming: Names {
    /// What a page of a process is called, in its two parts.
    fn page_name(&self, pid: Pid, vpn: Vpn) -> PageName;

    /// Which process this is in order of creation, from 0. Colour and shape follow it.
    fn order(&self, pid: Pid) -> usize {
        pid.0.saturating_sub(1) as usize
    }
}

/// A page by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageName {
    /// The mapping: `heap`.
    pub region: String,
    /// The page in it, counted from where the name was mapped.
    pub index: u64,
}
