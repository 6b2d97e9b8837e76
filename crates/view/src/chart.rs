//! The chart above the timeline: frames in use, and what the same mappings would take if nothing were shared.

use forkscope_sim::smaps::Usage;
use forkscope_sim::PageSize;

use crate::bar::{group, Scale};
use crate::input::SceneInput;
use crate::model::place::Point;
use crate::model::timeline::Chart;
use crate::numbers::fill;
use crate::size::{Measures, SizeClass};
use crate::words::memory;

/// Space above the highest line.
const HEADROOM: f32 = 7.0;
/// How far below the top the line must be for a label beside it, and how wide the label is.
const CLEAR: f32 = 12.0;
const ROOM: f32 = 200.0;
/// How wide the words beside the bracket are.
const GAP_ROOM: f32 = 130.0;
/// How wide the label of what is in use is: it stands within the area, or nowhere.
const LABEL: f32 = 92.0;

/// The chart; none as long as nothing is mapped.
pub(crate) fn chart(input: &SceneInput<'_>, m: &Measures, scale: &Scale, (head, now): (f32, Usage)) -> Option<Chart> {
    let past = points(input, scale, 0..input.act, 0.0);
    let ahead = points(input, scale, input.act..input.acts.len(), head);
    let all = past.iter().chain(&ahead).map(|(_, usage)| *usage).chain([now]);
    let highest = all.map(|usage| usage.if_eager.max(usage.mapped)).max().filter(|highest| *highest > 0)?;
    let y = |frames: u64| m.timeline.3 - frames as f32 / highest as f32 * (m.timeline.3 - HEADROOM);
    let (page, past, ahead) = (input.machine.page_size(), &past, &ahead);
    let drawing = Drawing { page, base: m.timeline.3, head, now, past, ahead, width: m.timeline.0, y: &y };
    let roomy = m.timeline.3 >= 50.0 && input.size != SizeClass::P;
    Some(Chart {
        used_area: drawing.area(|usage| usage.mapped),
        used_line: drawing.line(|usage| usage.mapped),
        eager_area: drawing.area(|usage| usage.if_eager),
        eager_line: drawing.line(|usage| usage.if_eager),
        used_ahead: drawing.ahead(|usage| usage.mapped),
        eager_ahead: drawing.ahead(|usage| usage.if_eager),
        base: m.timeline.3,
        used_label: roomy.then(|| drawing.used_label()).flatten(),
        eager_label: roomy.then(|| drawing.eager_label()).flatten(),
        gap: roomy.then(|| drawing.gap()).flatten(),
    })
}

/// Where acts end, and the usage there; of acts too many to be told apart only the last of each group.
fn points(input: &SceneInput<'_>, scale: &Scale, acts: std::ops::Range<usize>, from: f32) -> Vec<(f32, Usage)> {
    let (group, last) = (group(input.acts), acts.end);
    let shown = acts.filter(|act| (act + 1).is_multiple_of(group) || act + 1 == last);
    let known = shown.filter_map(|act| Some((scale.x(act, 1.0).max(from), input.acts.get(act)?.usage?)));
    known.collect()
}

/// One of the two lines.
type Of = fn(Usage) -> u64;

struct Drawing<'a> {
    page: PageSize,
    base: f32,
    head: f32,
    width: f32,
    now: Usage,
    past: &'a [(f32, Usage)],
    ahead: &'a [(f32, Usage)],
    y: &'a dyn Fn(u64) -> f32,
}

impl Drawing<'_> {
    /// Steps up to the cursor.
    fn line(&self, of: Of) -> String {
        let steps = self.steps(self.past, of);
        fill("M0 #", &[(self.y)(0)]) + &steps + &fill("V#H#", &[(self.y)(of(self.now)), self.head])
    }

    fn area(&self, of: Of) -> String {
        self.line(of) + &fill("V#H0Z", &[self.base])
    }

    /// Steps from the cursor on.
    fn ahead(&self, of: Of) -> String {
        let steps = self.steps(self.ahead, of);
        fill("M# #", &[self.head, (self.y)(of(self.now))]) + &steps + &fill("H#", &[self.width])
    }

    fn steps(&self, points: &[(f32, Usage)], of: Of) -> String {
        points.iter().map(|(x, usage)| fill("H#V#", &[*x, (self.y)(of(*usage))])).collect()
    }

    /// The level pieces of the lines, from left to right: from where to where, and the usage there.
    fn pieces(&self) -> Vec<(f32, f32, Usage)> {
        let mut pieces = Vec::new();
        let (mut from, mut level) = (0.0, Usage { mapped: 0, if_eager: 0, tables: 0 });
        for &(to, usage) in self.past {
            pieces.push((from, to, level));
            (from, level) = (to, usage);
        }
        pieces.push((from, self.head, self.now));
        (from, level) = (self.head, self.now);
        for &(to, usage) in self.ahead {
            pieces.push((from, to, level));
            (from, level) = (to, usage);
        }
        pieces.push((from, self.width, level));
        pieces
    }

    /// Whether no line runs through a piece of text that begins and ends there, on this base line.
    fn is_clear(&self, (left, right): (f32, f32), base: f32) -> bool {
        let pieces = self.pieces();
        let passes = |of: Of| {
            let at = pieces.iter().filter(|(from, to, _)| *from < right && *to > left);
            let ys: Vec<f32> = at.map(|(_, _, usage)| (self.y)(of(*usage))).collect();
            ys.iter().all(|y| *y <= base - 9.0) || ys.iter().all(|y| *y >= base + 2.0)
        };
        passes(|usage| usage.mapped) && passes(|usage| usage.if_eager)
    }

    /// Where labels end: before the last rise of the upper line, so that they stand clear of it; none without room there.
    fn labels_end(&self) -> Option<f32> {
        let top = (self.y)(self.now.if_eager);
        let is_low = |usage: Usage| (self.y)(usage.if_eager) >= top + CLEAR;
        let pieces = self.pieces();
        let low = pieces.iter().filter(|(from, to, usage)| *from < *to && *to <= self.head && is_low(*usage));
        low.map(|(_, to, _)| to - 8.0).next_back().filter(|x| *x > ROOM)
    }

    fn eager_label(&self) -> Option<(Point, String)> {
        let frames = Some(self.now.if_eager).filter(|frames| *frames > self.now.mapped)?;
        let y = (self.y)(frames).max(2.0) + 8.0;
        let x = self.labels_end().filter(|x| self.is_clear((x - ROOM, *x), y))?;
        Some((Point { x, y }, memory(self.page, frames)))
    }

    fn used_label(&self) -> Option<(Point, String)> {
        let x = self.labels_end().unwrap_or(self.head - 8.0);
        let ends = self.past.iter().skip(1).map(|(x, _)| *x).chain([self.head]);
        let low = |((from, usage), to): (&(f32, Usage), f32)| {
            *from < x && to > x - LABEL && (self.y)(usage.mapped) >= self.base - 16.0
        };
        let begins = self.past.first().is_some_and(|(from, _)| *from < x - LABEL);
        let fits = begins && !self.past.iter().zip(ends).any(low);
        fits.then(|| (Point { x, y: self.base - 5.5 }, memory(self.page, self.now.mapped)))
    }

    /// The bracket between the two lines at the cursor.
    fn gap(&self) -> Option<(String, Point, String)> {
        let (high, low) = ((self.y)(self.now.if_eager), (self.y)(self.now.mapped));
        let saved = self.now.if_eager.checked_sub(self.now.mapped).filter(|saved| *saved > 0)?;
        let x = self.head + 6.0;
        let at = Point { x: x + 14.0, y: (high + low) / 2.0 + 4.0 };
        let fits = low - high >= 12.0 && self.width - x > GAP_ROOM;
        let path = fill("M# #h8M# #h8M# #V#", &[x, high, x, low, x + 4.0, high, low]);
        (fits && self.is_clear((at.x, x + GAP_ROOM), at.y)).then(|| (path, at, memory(self.page, saved)))
    }
}
