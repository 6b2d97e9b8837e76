//! Boxes as style attributes.

use forkscope_view::{fill, Measures, Rect};

/// A box within another whose corner is at `origin`.
pub(super) fn within(rect: Rect, origin: Rect) -> String {
    fill("left:#px;top:#px;width:#px;height:#px", &[rect.x - origin.x, rect.y - origin.y, rect.w, rect.h])
}

/// A box on the stage.
pub(super) fn at(rect: Rect) -> String {
    within(rect, Rect::default())
}

/// The measures that style sheets need, as custom properties.
pub(super) fn properties(m: &Measures) -> String {
    fill(
        "--headP:#px;--headH:#px;--row:#px;--cellX:#px;--cntW:#px;--tileW:#px;--tileH:#px;--gapX:#px;--gapY:#px;--tilesX:#px",
        &[
            m.name_mid - 10.0, m.head.0, m.row, m.cells_x, m.counter_w, m.tile.0, m.tile.1, m.tile_gap.0, m.tile_gap.1, m.tiles_x,
        ],
    )
}
