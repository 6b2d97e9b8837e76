//! Process cards: header, VMAs, page table entries.

use forkscope_explain::Lang;

use super::pen::{Anchor, Pen, MONO, SANS};
use super::svg::strip;
use crate::model::place::Rect;
use crate::model::process::{Body, CellTag, Chip, FaultMark, ProcessCard, PteCell, VmaRow};
use crate::size::{Measures, SizeClass};

/// A process.
pub(super) fn card(pen: &mut Pen<'_>, card: &ProcessCard, measures: &Measures, lang: Lang) {
    let hue = Pen::hue(card.mark);
    let border = if card.state.on_cpu() { (hue, 1.5) } else { ("line-2", 1.0) };
    pen.rect(card.rect, 8.0, "panel", border);
    let (rows, state) = match &card.body {
        Body::Open(rows) => (rows.as_slice(), &card.state_text),
        Body::Folded { text } | Body::Borrowed { text } => (&[][..], text),
        Body::Zombie => (&[][..], &card.state_text),
    };
    let Rect { x, y, w, h } = card.rect;
    let middle = if rows.is_empty() { y + h / 2.0 } else { y + measures.name_mid };
    let dead = matches!(card.body, Body::Zombie);
    pen.glyph(card.mark, (x + 10.0, middle - 5.0), 10.0);
    let base = middle + 4.0;
    let ink = if dead { "ink-3" } else { hue };
    let mut at = x + 26.0;
    at += pen.text(&card.name, (at, base), w - 60.0, SANS.px(name_size(measures)).bold(), ink) + 6.0;
    let pid = if measures.cells_x > 60.0 { format!("pid {}", card.pid) } else { card.pid.to_string() };
    at += pen.text(&pid, (at, base), 60.0, MONO, "ink-3") + 6.0;
    let state_ink = if card.state.on_cpu() { hue } else { "ink-2" };
    let state = SANS.fit(state, x + w - 8.0 - at);
    pen.anchored(&state, (x + w - 8.0, base), Anchor::End, SANS, state_ink);
    if !rows.is_empty() && has_figures(measures) {
        figures(pen, card, (x, middle + 22.0));
    }
    for row in rows {
        vma(pen, row, (card, lang), measures);
    }
}

fn name_size(measures: &Measures) -> f32 {
    if measures.row > 30.0 {
        15.0
    } else {
        13.0
    }
}

/// Embeds and phones have no room for them.
fn has_figures(measures: &Measures) -> bool {
    [SizeClass::M, SizeClass::L, SizeClass::X].iter().any(|class| class.measures() == *measures)
}

/// RSS, PSS and USS with their bars.
fn figures(pen: &mut Pen<'_>, card: &ProcessCard, (x, y): (f32, f32)) {
    let each = (card.rect.w - 54.0) / 3.0;
    for (index, figure) in card.figures.iter().enumerate() {
        let at = x + 10.0 + each * index as f32;
        let used = pen.text(figure.name, (at, y), each, SANS, "ink-3") + 7.0;
        // The figure first: its bar gets what is left.
        let room = each - used - 7.0;
        let wide = (room - SANS.width(&figure.text)).clamp(8.0, 26.0);
        let bar = Rect { x: at + used, y: y - 6.0, w: wide, h: 4.0 };
        pen.rect(bar, 0.0, "hover", ("", 0.0));
        pen.rect(Rect { w: bar.w * figure.share, ..bar }, 0.0, Pen::hue(card.mark), ("", 0.0));
        pen.text(&figure.text, (bar.right() + 5.0, y), room - wide, SANS, "ink-2");
    }
    pen.anchored(card.unit, (card.rect.right() - 8.0, y), Anchor::End, SANS, "ink-3");
}

fn vma(pen: &mut Pen<'_>, row: &VmaRow, (card, lang): (&ProcessCard, Lang), measures: &Measures) {
    let Rect { x, y, w, .. } = row.rect;
    pen.rect(Rect { x, y, w, h: 1.0 }, 0.0, "line", ("", 0.0));
    let base = y + 2.0 + measures.row / 2.0 + 4.0;
    let room = measures.cells_x - 12.0;
    let with_perms = room > 60.0;
    let name_room = if with_perms { room - 34.0 } else { room };
    let used = pen.text(&row.name, (x + 10.0, base), name_room, SANS.px(12.0), "ink");
    if with_perms {
        let (font, ink) = if row.checked { (MONO.bold(), "ink") } else { (MONO, "ink-3") };
        pen.text(&row.perms, (x + 13.0 + used, base), 34.0, font, ink);
    }
    for each in &row.cells {
        cell(pen, each, card, lang);
    }
    if let Some(pages) = &row.strip {
        let at = Rect { x: x + measures.cells_x, y: y + 4.0, w: w - measures.cells_x - 8.0, h: measures.row - 6.0 };
        strip(pen, pages, at, Pen::hue(card.mark));
    }
}

fn cell(pen: &mut Pen<'_>, cell: &PteCell, card: &ProcessCard, lang: Lang) {
    let Rect { x, y, w, h } = cell.rect;
    let (fill, border) = match (cell.fault, cell.chip) {
        (FaultMark::Found | FaultMark::Trapped, _) => ("alarm-tint", ("alarm", 1.5)),
        (FaultMark::None, Chip::Absent) => ("", ("line", 1.0)),
        (FaultMark::None, Chip::NoAccess | Chip::ReadOnly | Chip::ReadWrite) => ("sunken", ("", 0.0)),
    };
    pen.rect(cell.rect, 3.0, fill, border);
    let base = y + h / 2.0 + 4.0;
    let index_w = MONO.width(&cell.index).max(20.0);
    pen.text(&cell.index, (x + 6.0, base), index_w + 1.0, MONO, "ink-2");
    let mut at = x + 12.0 + index_w;
    at += chip(pen, cell.chip, (at, y + h / 2.0), card);
    if cell.tag == CellTag::Cow {
        pen.raw(format_args!("<g transform=\"translate({at} {})\">", y + h / 2.0 - 5.5));
        pen.path("M1.5 1.5h5v6h-5zM4.5 7.5v2h5v-6h-3", "", ("ink-2", 1.2), "");
        pen.raw("</g>\n");
        at += 14.0;
    }
    at += pen.text(cell.word(lang), (at, base), 40.0, SANS, "ink-3") + 6.0;
    if cell.fault == FaultMark::Trapped {
        pen.rect(Rect { x: at, y: y + h / 2.0 - 7.0, w: 28.0, h: 14.0 }, 2.0, "alarm", ("", 0.0));
        pen.anchored("#PF", (at + 14.0, base), Anchor::Middle, MONO.bold(), "invert");
    }
    let (font, ink) = if cell.chip == Chip::Absent { (MONO, "ink-3") } else { (MONO.bold(), "ink") };
    pen.anchored(&cell.frame, (x + w - 8.0, base), Anchor::End, font, ink);
}

/// The access as a chip; returns the room it takes.
fn chip(pen: &mut Pen<'_>, chip: Chip, (x, middle): (f32, f32), card: &ProcessCard) -> f32 {
    let wide = 22.0;
    let at = Rect { x, y: middle - 7.0, w: wide, h: 14.0 };
    let hue = Pen::hue(card.mark);
    let (font, ink) = match chip {
        Chip::Absent => return wide + 6.0,
        Chip::NoAccess | Chip::ReadOnly => {
            pen.rect(at, 2.0, "", ("line-3", 1.0));
            (MONO, "ink-2")
        }
        Chip::ReadWrite => {
            pen.rect(at, 2.0, hue, ("", 0.0));
            (MONO.bold(), "invert")
        }
    };
    pen.anchored(chip.text(), (x + wide / 2.0, middle + 4.0), Anchor::Middle, font, ink);
    wide + 6.0
}
