//! How the mosaic is looked at: from how far, which part, which frame. Pure.

use forkscope_view::mosaic::grid::SIDE;
use forkscope_view::mosaic::{Grid, Level, Mosaic};

use super::raster::Raster;

/// The width of the labels of bands, in pixels of the page.
pub(super) const LABELS: u32 = 60;
/// Between two bands.
const GAP: u32 = 6;
/// The most cells of the coarsest level that stand side by side, and the width from which on they do.
const MOST_BLOCKS: u64 = 16;
const WIDE: u32 = 560;

/// How it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The level that was chosen.
    pub(super) level: Option<Level>,
    /// How far it is pushed up, in pixels of the screen.
    pub(super) top: u64,
    /// The frame that the lens is on.
    pub(super) focus: Option<u64>,
    /// The frame that is pointed at.
    pub(super) hover: Option<u64>,
    /// Whether the focus was moved by key, so that the cell is to be read out.
    pub(super) told: bool,
}

/// The room that there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Room {
    /// Its width in pixels of the page, labels included.
    pub(super) width: u32,
    /// The most that is used of its height.
    pub(super) height: u32,
    /// Pixels of the screen to a hundred of the page.
    pub(super) density: u32,
}

impl Room {
    fn screen(self, pixels: u32) -> u64 {
        u64::from(pixels) * u64::from(self.density) / 100
    }

    /// So many pixels of the screen in hundredths of pixels of the page.
    pub(super) fn page(self, pixels: i64) -> i64 {
        pixels * 10_000 / i64::from(self.density.max(1))
    }

    /// Blocks of the coarsest level side by side.
    fn blocks(self) -> u64 {
        if self.width >= WIDE {
            MOST_BLOCKS
        } else {
            MOST_BLOCKS / 2
        }
    }

    fn cell(self) -> u64 {
        (self.screen(self.width.saturating_sub(LABELS)) / (self.blocks() * SIDE)).max(1)
    }
}

impl Look {
    /// The level that is shown: the one that was chosen, or the finest that fits.
    pub(super) fn level(&self, mosaic: &Mosaic, room: Room) -> Level {
        let pitch = SIDE * room.cell() + room.screen(GAP);
        self.level.unwrap_or_else(|| mosaic.fitting(room.blocks(), room.screen(room.height) / pitch))
    }

    /// Where everything is.
    pub(super) fn raster(&self, mosaic: &Mosaic, room: Room) -> Raster {
        let level = self.level(mosaic, room);
        let grid = Grid::new(level, room.blocks());
        let (cell, gap) = (room.cell() * u64::from(level.scale()), room.screen(GAP));
        let all = grid.bands(mosaic.frames()) * (SIDE * cell + gap) - gap;
        let height = all.min(room.screen(room.height));
        Raster { grid, cell, gap, top: self.top.min(all - height), height }
    }

    /// One level nearer or further, with the frame in sight; the same at the end of the levels.
    pub(super) fn zoomed(self, mosaic: &Mosaic, room: Room, nearer: bool, at: Option<u64>) -> Look {
        let levels = mosaic.levels();
        let level = self.level(mosaic, room);
        let here = levels.iter().position(|other| *other == level).unwrap_or(0);
        let next = if nearer { here + 1 } else { here.wrapping_sub(1) };
        levels.get(next).map_or(self, |level| self.at_level(mosaic, room, *level, at))
    }

    /// At a level, with a frame in sight.
    pub(super) fn at_level(self, mosaic: &Mosaic, room: Room, level: Level, at: Option<u64>) -> Look {
        let look = Look { level: Some(level), hover: None, ..self };
        match at.or(self.focus) {
            Some(frame) => look.showing(mosaic, room, frame),
            None => Look { top: 0, ..look },
        }
    }

    /// With a frame's cell in sight.
    pub(super) fn showing(self, mosaic: &Mosaic, room: Room, frame: u64) -> Look {
        let raster = self.raster(mosaic, room);
        let band = raster.grid.spot(frame - mosaic.first()).band;
        Look { top: raster.reveal(band), ..self }
    }

    /// With the focus some cells further.
    pub(super) fn moved(self, mosaic: &Mosaic, room: Room, by: (i64, i64)) -> Look {
        let Raster { grid, .. } = self.raster(mosaic, room);
        let focus = self.focused(mosaic);
        let spot = grid.beside(grid.spot(focus - mosaic.first()), by, grid.bands(mosaic.frames()));
        let frame = mosaic.clamp(mosaic.first() + grid.frame(spot));
        Look { focus: Some(frame), hover: None, told: true, ..self }.showing(mosaic, room, frame)
    }

    /// The frame that the lens is on.
    pub(super) fn focused(&self, mosaic: &Mosaic) -> u64 {
        mosaic.clamp(self.focus.unwrap_or_else(|| mosaic.first()))
    }

    /// The frame at a point of the picture, in pixels of the page.
    pub(super) fn frame_at(&self, mosaic: &Mosaic, room: Room, (x, y): (i32, i32)) -> Option<u64> {
        let raster = self.raster(mosaic, room);
        let screen = |pixels: i32| u32::try_from(pixels).ok().map(|pixels| room.screen(pixels));
        let frame = raster.grid.frame(raster.spot((screen(x)?, screen(y)?))?);
        (frame < mosaic.frames()).then(|| mosaic.first() + frame)
    }

    /// Pushed by some pixels of the page.
    pub(super) fn pushed(self, mosaic: &Mosaic, room: Room, by: i32) -> Look {
        let pixels = i64::from(by) * i64::from(room.density) / 100;
        let top = self.raster(mosaic, room).top.saturating_add_signed(-pixels);
        let top = Look { top, ..self }.raster(mosaic, room).top;
        Look { top, hover: None, ..self }
    }
}
