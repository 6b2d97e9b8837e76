//! All of physical memory as a mosaic: what is drawn instead of tiles when there are too many frames.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`survey`] | which frames are in use, which were copied since, which are the copies: a bit a frame |
//! | [`grid`] | which cell stands where: bands of blocks, in each of which cells follow a Hilbert curve |
//! | [`lens`] | the 64 frames around one of them, exactly |
//! | [`figures`] | what fork copied, what was copied since, what it can come to at most; the same as a table |
//! | [`live`] | writes that go on: what if the process wrote so many pages a second |
//!
//! The rule it keeps: a survey costs what the runs of the machine cost, and a picture what its cells do. Nothing goes page by page.
//!
//! # Simplification: which of two frames is the copy
//! A page was copied if relatives (parent and child, or children of one process) map different anonymous frames at the same address. The one with the
//! higher number is taken for the copy: frames are taken from the bottom, so that this holds unless freed frames are used again.

mod figures;
pub mod grid;
mod lens;
mod live;
mod survey;

use forkscope_explain::Lang;
use forkscope_sim::{Machine, Pfn};

pub use figures::Fact;
pub(crate) use figures::{kin, people, Person};
pub use grid::{Grid, Level};
pub use lens::{Lens, LensCell, LensState};
pub use live::{Live, Moment, Share};

use self::survey::Survey;
use crate::input::SceneInput;
use crate::ledger::Sheet;
use crate::model::tables::Table;
use crate::words;

/// What a cell is, in one byte.
pub mod class {
    /// None of its frames holds a page.
    pub const FREE: u8 = 0;
    /// Frames in use, none copied.
    pub const COLD: u8 = 1;
    /// The first of four steps of density: how many of its frames were copied since.
    pub const DENSITY: u8 = 2;
    /// Copies, mostly: the first of the four process colours.
    pub const COPIES: u8 = 6;
    /// How many classes there are.
    pub const ALL: usize = 10;
}

/// All of physical memory, to be looked at from near and far.
#[derive(Clone, Debug)]
pub struct Mosaic {
    survey: Survey,
    lang: Lang,
    machine: Machine,
    /// The names and colours of the processes with memory, by pid.
    people: Vec<Person>,
    /// `Physical memory`, in a sentence for those who do not see it.
    pub label: String,
    /// `2,692,843 frames, 10.27 GiB`.
    pub sub: String,
    /// Bands and their figures.
    pub table: Table,
    /// What fork and the writes since cost.
    pub facts: Vec<Fact>,
}

impl PartialEq for Mosaic {
    fn eq(&self, other: &Mosaic) -> bool {
        self.survey == other.survey
            && self.lang == other.lang
            && self.facts == other.facts
            && self.people == other.people
    }
}

impl Mosaic {
    /// The mosaic of the machine at a position.
    pub(crate) fn of(input: &SceneInput<'_>, people: Vec<Person>, sheet: &Sheet) -> Mosaic {
        Mosaic::build(input.naming.lang(), input.machine.clone(), people, sheet)
    }

    fn build(lang: Lang, machine: Machine, people: Vec<Person>, sheet: &Sheet) -> Mosaic {
        let survey = Survey::of(sheet);
        let totals = survey.totals();
        let facts = figures::facts(lang, &machine, sheet, totals);
        let label = figures::label(lang, totals);
        let table = figures::table(lang, machine.page_size(), &survey);
        let [present, ..] = totals;
        let frames = words::count(lang, present, "frame", "个页帧");
        let sub = words::listed(lang, &[frames, words::memory(machine.page_size(), present)]);
        Mosaic { survey, lang, machine, people, label, sub, table, facts }
    }

    /// The first frame of the mosaic: the start of a band of the finest and the coarsest level alike.
    pub fn first(&self) -> u64 {
        self.survey.first()
    }

    /// How many frames there are from the first on, in use or not.
    pub fn frames(&self) -> u64 {
        self.survey.frames()
    }

    /// The levels worth a button: no cell holds more than a part of the whole.
    pub fn levels(&self) -> Vec<Level> {
        Level::ALL.into_iter().filter(|level| level.frames() <= 64 || self.frames() > 1 << 22).collect()
    }

    /// The finest level at which everything is seen at once in so many lines of bands of the coarsest level's height.
    pub fn fitting(&self, blocks: u64, bands: u64) -> Level {
        let fits = |level: &Level| {
            let grid = Grid::new(*level, blocks);
            grid.bands(self.frames()) * u64::from(level.scale()) <= bands
        };
        let levels = self.levels();
        let coarsest = levels.first().copied().unwrap_or_default();
        levels.into_iter().rev().find(fits).unwrap_or(coarsest)
    }

    /// The classes of the cells of some bands, line by line from the top left.
    pub fn paint(&self, grid: &Grid, bands: std::ops::Range<u64>) -> Vec<u8> {
        self.survey.paint(grid, bands)
    }

    /// The 64 frames around one.
    pub fn lens(&self, pfn: u64) -> Lens {
        lens::lens(self.lang, &self.machine, &self.survey, pfn)
    }

    /// What is said of one cell: where it is, and how many of its frames were copied.
    pub fn cell_text(&self, level: Level, pfn: u64) -> String {
        lens::cell_text(self.lang, &self.machine, &self.survey, level, pfn)
    }

    /// The frame, if it is one of the mosaic.
    pub fn clamp(&self, pfn: u64) -> u64 {
        pfn.clamp(self.first(), self.first() + self.frames().saturating_sub(1))
    }

    /// The start of a band, as memory: `3 GiB`.
    pub fn band_text(&self, grid: &Grid, band: u64) -> String {
        words::round(self.machine.page_size(), grid.band_frames() * band)
    }

    /// What the density steps of a level begin with, from 0 on: `0`, `1+`, `4+`.
    pub fn legend(level: Level) -> Vec<String> {
        let steps = level.steps();
        std::iter::once("0".to_owned()).chain(steps.iter().map(|step| format!("{step}+"))).collect()
    }

    /// A what-if that goes on from here: the process of this number writes to its largest private mapping.
    pub fn live(&self) -> Option<Live> {
        Live::of(self)
    }

    fn pfn(frame: u64) -> Pfn {
        Pfn(u32::try_from(frame).unwrap_or(u32::MAX))
    }
}
