//! The stage: everything between the script and the narration.

use std::rc::Rc;

use forkscope_explain::Lang;

use super::edge::{Edge, Neck};
use super::foot::{GroupBar, SwapArea};
use super::play::Play;
use super::process::ProcessCard;
use super::strip::Strip;
use super::tile::{FrameTile, TableTile};
use crate::mosaic::Mosaic;
use crate::size::SizeClass;

/// Processes on one side, frames on the other, edges between.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The size class it is laid out for.
    pub size: SizeClass,
    /// The language of its words.
    pub lang: Lang,
    /// Width of the scene.
    pub width: f32,
    /// Height of the scene; more than the class has when there is more to show.
    pub height: f32,
    /// Where the frames begin.
    pub tiles_x: f32,
    /// The processes, parents before children.
    pub cards: Vec<ProcessCard>,
    /// Elbow lines from parents to children, as SVG paths.
    pub rails: Vec<String>,
    /// The frames, in order of their rows.
    pub tiles: Vec<FrameTile>,
    /// Frames that went with this step, drawn only to fade out. They are not there for pointers, keys and screen readers.
    pub leaving: Vec<FrameTile>,
    /// Page tables, one tile per process.
    pub tables: Vec<TableTile>,
    /// The swap area, where the machine has one.
    pub swap: Option<SwapArea>,
    /// Memory cgroups, by number.
    pub groups: Vec<GroupBar>,
    /// The edges, in painting order.
    pub edges: Vec<Edge>,
    /// The neck of the page that divides.
    pub neck: Option<Neck>,
    /// All of physical memory as one strip, when there are too many frames for tiles.
    pub memory: Option<Strip>,
    /// The same, to be looked at from near and far.
    pub mosaic: Option<Rc<Mosaic>>,
    /// What to say when there is nothing to show; empty otherwise.
    pub empty_text: String,
    /// Whether there were processes, and all have ended.
    pub is_over: bool,
    /// `3 processes`.
    pub processes_text: String,
    /// `44 of 64 frames in use`.
    pub frames_text: String,
    /// The transition that this step plays.
    pub play: Play,
    /// Grows with the position, so that a transition restarts when the same kind follows itself.
    pub tick: usize,
}
