//! Edges from page table entries to frames and swap slots, and the neck of a page that divides.

use super::mark::Mark;
use super::place::Point;

/// A line from a cell to a tile, or to the swap slot of its page.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Unique on the stage and the same from step to step.
    pub id: String,
    /// The cell it starts at.
    pub cell: String,
    /// The tile or the swap slot it ends at.
    pub tile: String,
    /// The process's mark.
    pub mark: Mark,
    /// How the line is drawn.
    pub style: LineStyle,
    /// How much it stands out.
    pub weight: Weight,
    /// Whether it is shown only when one of its ends is pointed at.
    pub on_demand: bool,
    /// Where it starts.
    pub port: Point,
    /// Where its tip is.
    pub end: Point,
    /// The line, as an SVG path. All edges have the same commands, so that one can turn into another.
    pub path: String,
    /// The tip, as an SVG path.
    pub tip: String,
    /// Whether this step changed it.
    pub changed: bool,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// Read-write.
    Solid,
    /// Read-only, or swapped out.
    Dashed,
    /// A mapping that is about to come or to go.
    Dotted,
}

/// How much a line stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Steps back behind the fault at hand.
    Muted,
    /// As usual.
    Normal,
    /// Belongs to the fault at hand.
    Live,
}

/// Two tiles joined while one is copied to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Neck {
    /// The outline of both, as an SVG path.
    pub path: String,
    /// Whether it closes with this step, and is gone when that is over.
    pub closing: bool,
    /// The mark of the writer.
    pub mark: Mark,
    /// The bytes that cross, as little squares: place and opacity.
    pub bytes: Vec<(Point, f32)>,
    /// The tile that is copied.
    pub from: String,
    /// The copy.
    pub to: String,
}
