//! The timeline: commands as bands, micro-steps as ticks, and the chart of memory in use.

use super::mark::Mark;
use super::narration::Progress;
use super::place::{Point, Rect};
use crate::input::Held;

/// The whole bar.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineBar {
    /// Width of the drawing.
    pub width: f32,
    /// Height of the drawing.
    pub height: f32,
    /// The commands.
    pub bands: Vec<Band>,
    /// The chart above them; none where there is no room.
    pub chart: Option<Chart>,
    /// Where the cursor is.
    pub head: f32,
    /// The micro-step at the cursor, counted through all commands.
    pub value: usize,
    /// How many micro-steps all commands have.
    pub max: usize,
    /// `command 9 of 12, step 6 of 10`.
    pub value_text: String,
    /// `Command 9 of 12`.
    pub command_text: String,
    /// `step 6 of 10`.
    pub step_text: String,
    /// The line at the cursor as written.
    pub source: String,
    /// Whether the cursor is at the start.
    pub at_start: bool,
    /// Whether the cursor is at the end.
    pub at_end: bool,
}

impl TimelineBar {
    /// The micro-step nearest to a place on the line, counted through all commands.
    pub fn value_at(&self, x: f32) -> usize {
        let Some(band) = self.band_at(x) else { return 0 };
        let share = ((x - band.rect.x) / band.rect.w.max(1.0)).clamp(0.0, 1.0);
        band.start + (share * band.steps as f32).round() as usize
    }

    /// Where on the line a position is: so many commands done, and steps of the next one.
    pub fn x_of(&self, command: usize, step: usize) -> f32 {
        let Some(band) = self.bands.iter().rev().find(|band| band.index <= command) else { return 0.0 };
        let share = if band.index == command { step as f32 / band.steps.max(1) as f32 } else { 1.0 };
        band.rect.x + band.rect.w * share.min(1.0)
    }

    /// The command at a place on the line.
    pub fn band_at(&self, x: f32) -> Option<&Band> {
        self.bands.iter().rev().find(|band| band.rect.x <= x).or(self.bands.first())
    }
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Which command, from 0.
    pub index: usize,
    /// Where it is.
    pub rect: Rect,
    /// The micro-step that it starts after, counted through all commands.
    pub start: usize,
    /// How many micro-steps it has.
    pub steps: usize,
    /// How much of it is done, in pixels.
    pub fill: f32,
    /// The process's mark.
    pub mark: Option<Mark>,
    /// Whether it is an `expect`, and whether that held.
    pub held: Option<Held>,
    /// The label, cut to fit; may be empty.
    pub label: String,
    /// The line in the script.
    pub line: String,
    /// Where it is, seen from the cursor.
    pub progress: Progress,
    /// Its micro-steps.
    pub ticks: Vec<Tick>,
    /// Its full name for those who do not see it.
    pub title: String,
}

impl Band {
    /// Where a label starts in a band: behind its sign, if it has one.
    pub fn label_x(mark: Option<Mark>, held: Option<Held>) -> f32 {
        if mark.is_some() || held.is_some() {
            16.0
        } else {
            6.0
        }
    }
}

/// A micro-step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Where it is.
    pub x: f32,
    /// What kind.
    pub kind: TickKind,
}

/// What a tick stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickKind {
    /// The start of a command.
    Command,
    /// A micro-step.
    Step,
    /// A trap.
    Trap,
}

/// Frames in use, against what copying at every fork would use.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Area and line so far, as SVG paths.
    pub used_area: String,
    /// See `used_area`.
    pub used_line: String,
    /// The same for copying at every fork.
    pub eager_area: String,
    /// See `eager_area`.
    pub eager_line: String,
    /// What is still to come.
    pub used_ahead: String,
    /// See `used_ahead`.
    pub eager_ahead: String,
    /// The base line's height.
    pub base: f32,
    /// Where the label of the used line ends, and its figure; none without room.
    pub used_label: Option<(Point, String)>,
    /// Where the label of the eager line ends, and its figure; none when the two are equal.
    pub eager_label: Option<(Point, String)>,
    /// The bracket at the cursor as an SVG path, where its label starts, and its figure.
    pub gap: Option<(String, Point, String)>,
}

/// What sharing saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Savings {
    /// In per cent; none when there is nothing to compare.
    pub percent: Option<u32>,
    /// `80 KiB`.
    pub used: String,
    /// `208 KiB`.
    pub eager: String,
    /// `92 KiB`: page tables, the same either way.
    pub tables: String,
    /// What write faults came to: `1 page copied, 2 reused`; empty when there were none.
    pub copies: String,
}
