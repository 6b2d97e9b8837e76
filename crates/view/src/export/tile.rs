//! Frames and page tables.

use forkscope_explain::Lang;

use super::pen::{Anchor, Pen, MONO, SANS};
use crate::model::place::Rect;
use crate::model::tile::{FrameTile, TableTile, TileKind};
use crate::size::Measures;
use crate::words;

/// More owners than this are counted.
const MOST_OWNERS: usize = 4;

/// A frame. One that divides has its outline from the neck.
pub(super) fn tile(pen: &mut Pen<'_>, tile: &FrameTile, measures: &Measures, (lang, splits): (Lang, bool)) {
    let Rect { x, y, w, h } = tile.rect;
    if tile.frames > 1 {
        for step in [8.0, 4.0] {
            pen.rect(Rect { x: x + step, y: y + step, w, h }, 5.0, "panel", ("line-3", 1.0));
        }
    }
    if !splits {
        outline(pen, tile);
    }
    pen.rect(Rect { x: x + measures.counter_w, y: y + 1.0, w: 1.0, h: h - 2.0 }, 0.0, "line", ("", 0.0));
    counter(pen, tile, measures);
    let left = x + measures.counter_w + 8.0;
    let room = w - measures.counter_w - 16.0;
    let lines = [!tile.text.is_empty(), !tile.note.is_empty() && h > 50.0].iter().filter(|there| **there).count();
    let mut base = y + h / 2.0 + 4.0 - 8.0 * lines as f32;
    let kind_w = SANS.width(tile.kind.text(lang));
    let room_beside = room - kind_w - if tile.dirty { 12.0 } else { 4.0 };
    // Numbers cut off would be wrong; what they number is in the other tiles, too.
    let fits = MONO.bold().width(&tile.title) <= room_beside;
    let title = if fits { &tile.title } else { tile.title.trim_start_matches("PFN ") };
    pen.text(title, (left, base), room_beside, MONO.bold(), "ink");
    pen.anchored(tile.kind.text(lang), (x + w - 8.0, base), Anchor::End, SANS, "ink-3");
    if tile.dirty {
        pen.dot((x + w - 13.0 - kind_w, base - 4.0), 2.5, "ink-2", FrameTile::dirty_text(lang));
    }
    if !tile.text.is_empty() {
        base += 17.0;
        pen.text(&tile.text, (left, base), room, MONO.px(13.0).bold(), "ink");
    }
    if !tile.note.is_empty() && h > 50.0 {
        base += 15.0;
        pen.text(&tile.note, (left, base), room, MONO, "ink-3");
    }
}

fn outline(pen: &mut Pen<'_>, tile: &FrameTile) {
    let border = match tile.writer {
        Some(mark) => (Pen::hue(mark), 1.5),
        None => ("line-3", 1.0),
    };
    match tile.kind {
        TileKind::Zero => {
            let Rect { x, y, w, h } = tile.rect;
            let path = format!("M{x} {y}h{w}v{h}h-{w}Z");
            pen.path(&path, "panel", border, " stroke-dasharray=\"3 3\"");
        }
        TileKind::Anon | TileKind::Merged | TileKind::File | TileKind::Shared => {
            pen.rect(tile.rect, 5.0, "panel", border);
        }
    }
}

fn counter(pen: &mut Pen<'_>, tile: &FrameTile, measures: &Measures) {
    let Rect { x, y, h, .. } = tile.rect;
    let middle = x + measures.counter_w / 2.0;
    count(pen, tile, (middle, y + h / 2.0), if h > 70.0 { 34.0 } else { 22.0 });
    if tile.kind != TileKind::Zero {
        owners(pen, tile, (middle, y + h));
    }
}

/// The count around a point, and the count to come beside or below it.
fn count(pen: &mut Pen<'_>, tile: &FrameTile, (middle, y): (f32, f32), size: f32) {
    let next = tile.next.map_or(String::new(), |next| format!("→{next}"));
    let (beside, below) = if tile.count_stacks() { ("", next.as_str()) } else { (next.as_str(), "") };
    let count = tile.count.map_or("–".to_owned(), |count| format!("{count}{beside}"));
    // The count to come is as large as the count here, and its arrow as wide as two digits.
    let digits = count.chars().count() + usize::from(!beside.is_empty());
    let size = if digits > 2 { size * 2.8 / digits as f32 } else { size };
    let ink = if tile.kind == TileKind::Zero { "ink-3" } else { "ink" };
    let up = if below.is_empty() { 0.0 } else { 6.0 };
    pen.anchored(&count, (middle, y + size * 0.2 - up), Anchor::Middle, SANS.px(size).bold(), ink);
    if !below.is_empty() {
        pen.anchored(below, (middle, y + 7.0), Anchor::Middle, SANS.px(10.0).bold(), ink);
    }
}

/// Marks of those who map it, above the bottom.
fn owners(pen: &mut Pen<'_>, tile: &FrameTile, (middle, bottom): (f32, f32)) {
    let owners = &tile.owners;
    let shown = if owners.len() > MOST_OWNERS { MOST_OWNERS / 2 } else { owners.len() };
    let rest = owners.len() - shown;
    let wide = 11.0 * shown as f32 + if rest > 0 { 18.0 } else { 0.0 };
    let mut at = middle - wide / 2.0;
    for owner in &owners[..shown] {
        pen.glyph(owner.mark, (at + 1.5, bottom - 13.0), 8.0);
        at += 11.0;
    }
    if rest > 0 {
        pen.text(&format!("+{rest}"), (at, bottom - 5.0), 20.0, SANS.bold(), "ink-2");
    }
}

/// The page tables of a process.
pub(super) fn table(pen: &mut Pen<'_>, table: &TableTile, lang: Lang) {
    let Rect { x, y, h, .. } = table.rect;
    pen.rect(table.rect, 5.0, "panel", ("line-2", 1.0));
    pen.glyph(table.mark, (x + 8.0, y + h / 2.0 - 5.0), 10.0);
    pen.text(
        &words::count(lang, table.frames, "frame", "个页帧"),
        (x + 26.0, y + h / 2.0 - 2.0),
        90.0,
        SANS.px(12.0).bold(),
        "ink",
    );
    pen.text(lang.pick("page table", "页表"), (x + 26.0, y + h / 2.0 + 12.0), 90.0, SANS, "ink-3");
}
