//! Which cell stands where.
//!
//! A block is a square of 16 by 16 cells, in which cells follow a Hilbert curve from the upper left corner to the upper right: neighbours in memory
//! are neighbours in the picture, across blocks too. Blocks stand side by side in bands, bands below one another.

/// Cells along the side of a block.
pub const SIDE: u64 = 16;
/// Cells of a block.
const BLOCK: u64 = SIDE * SIDE;

/// How much memory a cell stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// 512 frames: 2 MiB.
    Far,
    /// 64 frames: 256 KiB.
    #[default]
    Whole,
    /// 8 frames: 32 KiB.
    Near,
    /// A frame.
    Frame,
}

impl Level {
    /// All levels, the coarsest first.
    pub const ALL: [Level; 4] = [Level::Far, Level::Whole, Level::Near, Level::Frame];

    /// The frames of a cell.
    pub fn frames(self) -> u64 {
        match self {
            Level::Far => 512,
            Level::Whole => 64,
            Level::Near => 8,
            Level::Frame => 1,
        }
    }

    /// By how much a cell is larger than at the coarsest level.
    pub fn scale(self) -> u8 {
        match self {
            Level::Far | Level::Whole => 1,
            Level::Near => 2,
            Level::Frame => 4,
        }
    }

    /// From how many copied frames on a cell is of each step of density.
    pub fn steps(self) -> &'static [u64] {
        match self {
            Level::Far => &[1, 32, 96, 256],
            Level::Whole => &[1, 4, 12, 32],
            Level::Near => &[1, 2, 4, 6],
            Level::Frame => &[1],
        }
    }
}

/// The bands of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// How much memory a cell stands for.
    pub level: Level,
    /// Blocks side by side in a band.
    pub blocks: u64,
}

/// Where a cell stands, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its column.
    pub x: u64,
    /// Its band.
    pub band: u64,
    /// Its line in the band.
    pub y: u64,
}

impl Grid {
    /// The grid of a level where so many blocks of the coarsest level stand side by side.
    pub fn new(level: Level, blocks: u64) -> Grid {
        Grid { level, blocks: (blocks / u64::from(level.scale())).max(1) }
    }

    /// Cells side by side.
    pub fn columns(&self) -> u64 {
        self.blocks * SIDE
    }

    /// The frames of a band.
    pub(crate) fn band_frames(&self) -> u64 {
        self.blocks * BLOCK * self.level.frames()
    }

    /// How many bands so many frames take.
    pub fn bands(&self, frames: u64) -> u64 {
        frames.div_ceil(self.band_frames()).max(1)
    }

    /// Where the cell of a frame stands; frames are counted from the first of the mosaic.
    pub fn spot(&self, frame: u64) -> Spot {
        let cell = frame / self.level.frames();
        let (block, (x, y)) = (cell / BLOCK, hilbert(cell % BLOCK));
        Spot { x: block % self.blocks * SIDE + x, band: block / self.blocks, y }
    }

    /// The first frame of the cell at a spot.
    pub fn frame(&self, spot: Spot) -> u64 {
        let block = spot.band * self.blocks + (spot.x / SIDE).min(self.blocks - 1);
        (block * BLOCK + along(spot.x % SIDE, spot.y.min(SIDE - 1))) * self.level.frames()
    }

    /// The spot one step away; it stays within the columns and above the last band.
    pub fn beside(&self, spot: Spot, (right, down): (i64, i64), bands: u64) -> Spot {
        let x = spot.x.saturating_add_signed(right).min(self.columns() - 1);
        let line = (spot.band * SIDE + spot.y).saturating_add_signed(down).min(bands.max(1) * SIDE - 1);
        Spot { x, band: line / SIDE, y: line % SIDE }
    }
}

/// The column and line of a place along the curve.
fn hilbert(along: u64) -> (u64, u64) {
    let (mut x, mut y, mut rest) = (0, 0, along);
    let mut side = 1;
    while side < SIDE {
        let right = 1 & (rest / 2);
        let down = 1 & (rest ^ right);
        (x, y) = turn(side, (x, y), (right, down));
        (x, y) = (x + side * right, y + side * down);
        rest /= 4;
        side *= 2;
    }
    (x, y)
}

/// The place along the curve of a column and line.
fn along(mut x: u64, mut y: u64) -> u64 {
    let mut along = 0;
    let mut side = SIDE / 2;
    while side > 0 {
        let (right, down) = (u64::from(x & side > 0), u64::from(y & side > 0));
        along += side * side * ((3 * right) ^ down);
        (x, y) = turn(SIDE, (x, y), (right, down));
        side /= 2;
    }
    along
}

fn turn(side: u64, (x, y): (u64, u64), (right, down): (u64, u64)) -> (u64, u64) {
    match (down, right) {
        (0, 1) => (side - 1 - y, side - 1 - x),
        (0, _) => (y, x),
        (_, _) => (x, y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_is_in_exactly_one_cell() {
        for (level, blocks) in Level::ALL.into_iter().flat_map(|level| [(level, 16), (level, 8), (level, 1)]) {
            let grid = Grid::new(level, blocks);
            let mut seen = vec![0; (grid.columns() * SIDE * 2) as usize];
            for cell in 0..seen.len() as u64 {
                let first = cell * level.frames();
                let spot = grid.spot(first);
                seen[((spot.band * SIDE + spot.y) * grid.columns() + spot.x) as usize] += 1;
                assert_eq!(grid.frame(spot), first, "{grid:?} {spot:?}");
                assert_eq!(grid.spot(first + level.frames() - 1), spot);
            }
            assert!(seen.iter().all(|times| *times == 1), "{grid:?}");
        }
    }

    #[test]
    fn neighbours_in_memory_are_neighbours_in_a_band() {
        let grid = Grid::new(Level::Whole, 16);
        for cell in 1..grid.band_frames() / 64 {
            let (a, b) = (grid.spot((cell - 1) * 64), grid.spot(cell * 64));
            assert_eq!(a.x.abs_diff(b.x) + a.y.abs_diff(b.y), 1, "cell {cell}: {a:?} {b:?}");
        }
    }

    #[test]
    fn a_band_of_the_whole_is_a_gigabyte() {
        assert_eq!(Grid::new(Level::Whole, 16).band_frames(), 1 << 18);
        assert_eq!(Grid::new(Level::Near, 16).band_frames(), 1 << 14);
        assert_eq!(Grid::new(Level::Frame, 16).band_frames(), 1 << 10);
    }

    #[test]
    fn the_cursor_stays_on_the_mosaic() {
        let grid = Grid::new(Level::Whole, 16);
        let corner = Spot { x: 0, band: 0, y: 0 };
        assert_eq!(grid.beside(corner, (-1, -1), 2), corner);
        assert_eq!(grid.beside(corner, (0, 40), 2), Spot { x: 0, band: 1, y: 15 });
        assert_eq!(grid.beside(Spot { x: 255, band: 0, y: 15 }, (1, 1), 2), Spot { x: 255, band: 1, y: 0 });
    }
}
