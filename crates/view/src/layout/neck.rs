//! The neck: the outline of two tiles while one is copied to the other.

use forkscope_sim::Pid;

use super::moment::{Copy, CopyStage};
use super::plan::Plan;
use crate::model::edge::Neck;
use crate::model::place::{Point, Rect};
use crate::model::tile::FrameTile;
use crate::numbers::fill;

/// Radius of a tile's corners, and of the curve that leads into the neck.
const ROUND: f32 = 5.0;
const PINCH: f32 = 9.0;
/// Height of the open neck, as a share of the tile's side.
const OPEN: f32 = 0.52;
/// Along one side of the first tile into the neck, around the second tile, and back along the other side.
const OUTLINE: &str = concat!(
    "M# #L# #Q# # # #L# #C# # # # # #L# #Q# # # #L# #Q# # # #L# #",
    "Q# # # #L# #Q# # # #L# #C# # # # # #L# #Q# # # #L# #Q# # # #L# #Q# # # #Z"
);
/// How strongly each of the bytes in the neck is drawn.
const BYTES: [[f32; 5]; 3] = [[0.2, 0.45, 0.7, 0.9, 0.5], [0.35, 0.6, 0.85, 1.0, 0.8], [0.15, 0.35, 0.6, 0.8, 0.4]];

/// The neck of the copy at hand, if its two tiles are neighbours.
pub(super) fn neck(plan: &Plan<'_>, tiles: &[FrameTile]) -> Option<Neck> {
    let copy = plan.moment.copy?;
    let find = |pfn: forkscope_sim::Pfn| tiles.iter().find(|tile| tile.pfn == pfn.0);
    let (from, to) = (find(copy.from)?, find(copy.to)?);
    let pair = Pair::of(from.rect, to.rect)?;
    let height = if copy.stage == CopyStage::Mapped { 0.0 } else { OPEN };
    Some(Neck {
        closing: copy.stage == CopyStage::Mapped,
        path: pair.outline(height),
        mark: plan.mark(owner(copy)),
        bytes: if copy.stage == CopyStage::Copied { pair.bytes() } else { Vec::new() },
        from: from.id.clone(),
        to: to.id.clone(),
    })
}

fn owner(copy: Copy) -> Pid {
    copy.pid
}

/// Two neighbouring tiles; `down` when one is below the other. The path is made for side by side, and mirrored for `down`.
struct Pair {
    first: Rect,
    second: Rect,
    down: bool,
}

impl Pair {
    fn of(one: Rect, other: Rect) -> Option<Pair> {
        let (first, second) = if (one.x, one.y) <= (other.x, other.y) { (one, other) } else { (other, one) };
        let beside = first.y == second.y && second.x - first.right() <= 40.0;
        let below = first.x == second.x && second.y - first.bottom() <= 40.0;
        (beside || below).then_some(Pair { first, second, down: below })
    }

    /// The outline of both with a neck of this height, 0 to 1.
    fn outline(&self, height: f32) -> String {
        let Ends { near, far, gap_near, gap_far, low, high } = self.ends();
        let (centre, r) = ((low + high) / 2.0, ROUND);
        let reach = (high - low - 4.0 * r) / 2.0 * height;
        let (top, bottom) = (centre - reach - PINCH, centre + reach + PINCH);
        let (top, bottom) = if height >= 1.0 { (low + r, high - r) } else { (top, bottom) };
        let (dip, rise) = if height >= 1.0 { (low, high) } else { (top + PINCH, bottom - PINCH) };
        #[rustfmt::skip]
        let points = [
            (near + r, low), (gap_near - r, low),
            (gap_near, low), (gap_near, low + r), (gap_near, top),
            (gap_near, dip), (gap_far, dip), (gap_far, top), (gap_far, low + r),
            (gap_far, low), (gap_far + r, low), (far - r, low),
            (far, low), (far, low + r), (far, high - r),
            (far, high), (far - r, high), (gap_far + r, high),
            (gap_far, high), (gap_far, high - r), (gap_far, bottom),
            (gap_far, rise), (gap_near, rise), (gap_near, bottom), (gap_near, high - r),
            (gap_near, high), (gap_near - r, high), (near + r, high),
            (near, high), (near, high - r), (near, low + r),
            (near, low), (near + r, low),
        ];
        let swap = |(along, across): (f32, f32)| if self.down { [across, along] } else { [along, across] };
        fill(OUTLINE, &points.map(swap).concat())
    }

    /// Little squares in the neck.
    fn bytes(&self) -> Vec<(Point, f32)> {
        let Ends { gap_near, gap_far, low, high, .. } = self.ends();
        let (along, across) = ((gap_near + gap_far) / 2.0, (low + high) / 2.0);
        let spots = BYTES
            .iter()
            .enumerate()
            .flat_map(|(row, line)| line.iter().enumerate().map(move |(column, o)| (row, column, *o)));
        spots
            .map(|(row, column, opacity)| {
                let (a, b) = (along - 11.5 + column as f32 * 5.0, across - 6.5 + row as f32 * 5.0);
                (if self.down { Point { x: b, y: a } } else { Point { x: a, y: b } }, opacity)
            })
            .collect()
    }

    fn ends(&self) -> Ends {
        let (a, b) = (self.first, self.second);
        if self.down {
            Ends { near: a.y, far: b.bottom(), gap_near: a.bottom(), gap_far: b.y, low: a.x, high: a.right() }
        } else {
            Ends { near: a.x, far: b.right(), gap_near: a.right(), gap_far: b.x, low: a.y, high: a.bottom() }
        }
    }
}

/// Along the pair: its two outer ends and the two sides of the gap; across it: both sides.
struct Ends {
    near: f32,
    far: f32,
    gap_near: f32,
    gap_far: f32,
    low: f32,
    high: f32,
}
