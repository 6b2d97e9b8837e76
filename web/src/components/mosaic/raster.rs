//! From cells to pixels, and back from a point to a cell.

use std::ops::Range;

use forkscope_view::mosaic::grid::{Spot, SIDE};
use forkscope_view::mosaic::Grid;

/// How large things are, in pixels of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raster {
    /// The cells.
    pub(super) grid: Grid,
    /// The side of a cell, its margin included.
    pub(super) cell: u64,
    /// Between two bands.
    pub(super) gap: u64,
    /// How far the mosaic is pushed up.
    pub(super) top: u64,
    /// The height that is seen.
    pub(super) height: u64,
}

impl Raster {
    /// The width of a band.
    pub(super) fn width(&self) -> u64 {
        self.grid.columns() * self.cell
    }

    /// From the top of a band to the top of the next.
    pub(super) fn pitch(&self) -> u64 {
        SIDE * self.cell + self.gap
    }

    /// The bands that are seen, of so many.
    pub(super) fn bands(&self, all: u64) -> Range<u64> {
        let first = (self.top / self.pitch()).min(all);
        first..(self.top + self.height).div_ceil(self.pitch()).clamp(first, all)
    }

    /// The cell at a point.
    pub(super) fn spot(&self, (x, y): (u64, u64)) -> Option<Spot> {
        let y = y + self.top;
        let (band, line) = (y / self.pitch(), y % self.pitch() / self.cell);
        (x < self.width() && line < SIDE).then_some(Spot { x: x / self.cell, band, y: line })
    }

    /// The corner of a cell; how far above the picture, if it is.
    pub(super) fn corner(&self, spot: Spot) -> (u64, i64) {
        (spot.x * self.cell, self.above(spot.band) + (spot.y * self.cell) as i64)
    }

    /// The top of a band in the picture.
    pub(super) fn above(&self, band: u64) -> i64 {
        (band * self.pitch()) as i64 - self.top as i64
    }

    /// How far it is to be pushed up so that a band is seen as a whole, or as much of it as there is room for.
    pub(super) fn reveal(&self, band: u64) -> u64 {
        let (top, end) = (band * self.pitch(), band * self.pitch() + SIDE * self.cell);
        if top < self.top || end - top > self.height {
            top
        } else {
            self.top.max(end.saturating_sub(self.height))
        }
    }

    /// Draws cells: a byte each, line by line, of these bands, in the colours of their bytes.
    pub(super) fn draw(&self, cells: &[u8], bands: Range<u64>, colours: &[[u8; 4]], pixels: &mut Vec<u8>) {
        let line = self.width() as usize * 4;
        pixels.clear();
        pixels.resize(line * self.height as usize, 0);
        // Cells that are large enough keep a pixel apart.
        let filled = if self.cell >= 3 { self.cell - 1 } else { self.cell };
        let columns = self.grid.columns() as usize;
        for (index, cells) in cells.chunks_exact(columns).enumerate() {
            let (band, y) = (bands.start + index as u64 / SIDE, index as u64 % SIDE);
            let top = self.above(band) + (y * self.cell) as i64;
            let rows = top.max(0)..(top + filled as i64).min(self.height as i64);
            let Some(first) = rows.clone().next() else { continue };
            let start = first as usize * line;
            for (x, class) in cells.iter().enumerate() {
                let colour = colours.get(usize::from(*class)).copied().unwrap_or_default();
                let at = start + x * self.cell as usize * 4;
                for pixel in pixels[at..at + filled as usize * 4].chunks_exact_mut(4) {
                    pixel.copy_from_slice(&colour);
                }
            }
            for row in rows.skip(1) {
                pixels.copy_within(start..start + line, row as usize * line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use forkscope_view::mosaic::Level;

    use super::*;

    fn raster(top: u64) -> Raster {
        Raster { grid: Grid::new(Level::Whole, 2), cell: 3, gap: 4, top, height: 60 }
    }

    #[test]
    fn every_cell_is_found_where_it_is_drawn() {
        let spots = |band: u64| (0..32 * 16).map(move |cell| Spot { x: cell % 32, band, y: cell / 32 });
        for raster in [0, 20, 55].map(raster) {
            for spot in raster.bands(9).flat_map(spots) {
                let (left, down) = raster.corner(spot);
                let Ok(down) = u64::try_from(down) else { continue };
                assert_eq!(raster.spot((left, down)), Some(spot));
                assert_eq!(raster.spot((left + 2, down + 2)), Some(spot));
            }
        }
        assert_eq!((raster(0).spot((96, 0)), raster(0).spot((0, 49))), (None, None));
    }

    #[test]
    fn cells_have_the_colours_of_their_bytes() {
        let raster = raster(50);
        let bands = raster.bands(3);
        assert_eq!(bands, 0..3);
        let cells: Vec<u8> = (0..3 * 16 * 32).map(|cell| (cell / 32 / 16) as u8).collect();
        let mut pixels = Vec::new();
        raster.draw(&cells, bands, &[[1; 4], [2; 4], [3; 4]], &mut pixels);
        assert_eq!(pixels.len(), 96 * 60 * 4);
        let at = |x: usize, y: usize| pixels[(y * 96 + x) * 4];
        // Between the bands, the second band from its first line on, a margin, the third band.
        assert_eq!([at(0, 0), at(0, 2), at(2, 2), at(95, 5), at(93, 5), at(0, 54)], [0, 2, 0, 0, 2, 3]);
    }

    #[test]
    fn a_band_is_revealed_by_the_shortest_way() {
        assert_eq!((raster(100).reveal(0), raster(0).reveal(0), raster(0).reveal(2)), (0, 0, 92));
    }
}
