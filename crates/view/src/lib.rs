//! What to draw, as plain data: pure functions from a machine and a cursor position to view models in the screen's words.
//!
//! No browser in it, and no type of the machine comes out of it: ids are plain numbers, words are strings, places are pixels.
//! [`scene`] gives everything for one position of the cursor.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`input`] | what a scene is made from: machine, steps, names, history |
//! | [`run`] | a position of a script's run, drawn |
//! | [`size`] | the size classes and the measures of each |
//! | [`inspect`] | one address, taken apart |
//! | [`model`] | the view models |
//! | [`changes`] | what differs between two positions |
//! | [`Ledger`] | what the pages and frames of large machines come to, kept from one picture to the next |
//! | [`memory`] | memory over the commands of a run |
//! | [`mosaic`] | all of physical memory, where tiles would be too many |
//! | [`compare`] | the same position under several policies |
//! | [`export`] | the picture and its tables as files: SVG, CSV |
//! | [`proc`] | the texts of `/proc`, in the kernel's own format |
//! | [`predict`] | questions about what a command is going to do |
//! | [`text`] | the machine drawn as text, for tests, the command line and bug reports |
//!
//! The rule it keeps: a picture is a function of the position, not of the way there, so seeking and stepping show the same.

mod bar;
pub mod changes;
mod chart;
pub mod compare;
pub mod export;
mod index;
pub mod input;
pub mod inspect;
mod layout;
mod ledger;
pub mod memory;
pub mod model;
pub mod mosaic;
mod narrate;
mod numbers;
pub mod predict;
pub mod proc;
pub mod run;
mod savings;
pub mod size;
mod tabulate;
pub mod text;
mod words;

pub use forkscope_explain::{put, Lang};
pub use input::{Act, Held, Moved, Naming, PageName, Running, SceneInput};
pub use ledger::Ledger;
pub use model::edge::{Edge, LineStyle, Neck, Weight};
pub use model::foot::{GroupBar, SlotTile, SwapArea};
pub use model::mark::{Mark, Shape};
pub use model::narration::{Headline, Narration, NarrationStep, Progress};
pub use model::place::{Point, Rect};
pub use model::play::{Play, PlayKind};
pub use model::process::{Body, CellTag, Chip, FaultMark, Figure, PageRef, ProcessCard, PteCell, RunState, VmaRow};
pub use model::stage::Stage;
pub use model::strip::{Bucket, Strip};
pub use model::tables::{Table, Tables};
pub use model::tile::{FrameTile, Owner, Presence, TableTile, TileKind};
pub use model::timeline::{Band, Chart, Savings, Tick, TickKind, TimelineBar};
pub use numbers::fill;
pub use size::{Measures, SizeClass};

use std::rc::Rc;

use forkscope_sim::smaps::Usage;

/// Everything there is to draw for one position of the cursor. The parts are shared, so handing them on costs nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Processes, frames and what is between them.
    pub stage: Rc<Stage>,
    /// The kernel's steps for the command at hand.
    pub narration: Rc<Narration>,
    /// Commands, micro-steps and the chart.
    pub timeline: Rc<TimelineBar>,
    /// What sharing saved.
    pub savings: Rc<Savings>,
    /// The same as the stage, as tables.
    pub tables: Rc<Tables>,
}

/// Draws one position of the cursor.
pub fn scene(input: &SceneInput<'_>) -> Scene {
    let stage = layout::stage(input);
    let usage = usage(input);
    Scene {
        narration: Rc::new(narrate::narration(input)),
        timeline: Rc::new(bar::bar(input, usage)),
        savings: Rc::new(savings::savings(input, usage)),
        tables: Rc::new(tabulate::tables(&stage)),
        stage: Rc::new(stage),
    }
}

/// Memory in use at the cursor: as it was noted at the end of the command, or counted anew within it.
fn usage(input: &SceneInput<'_>) -> Usage {
    let act = input.acts.get(input.act);
    let at_end = input.running.is_none_or(|running| running.taken >= running.steps.len());
    act.and_then(|act| act.usage).filter(|_| at_end).unwrap_or_else(|| input.machine.usage())
}
