//! The stage as a picture of its own: one SVG file without references to anything else.

use super::pen::{escape, Font, Pen, SANS};
use super::{card, edge, foot, tile};
use crate::model::place::Rect;
use crate::model::stage::Stage;
use crate::model::strip::Strip;

/// One picture: the stage at a position, and what stands around it.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'p> {
    /// The stage.
    pub stage: &'p Stage,
    /// Above it: the name of the scenario. May be empty.
    pub title: &'p str,
    /// Below it: what happens in this step. May be empty.
    pub caption: &'p str,
}

const MARGIN: f32 = 24.0;
const HEAD: f32 = 56.0;
const FOOT: f32 = 36.0;
const TITLE: Font = Font { size: 15.0, bold: true, mono: false };

/// The pictures below each other, as the text of one SVG file. `colour` gives the value of a colour token such as `ink` or `p1-tint`.
pub fn svg(pictures: &[Picture<'_>], colour: &dyn Fn(&str) -> String) -> String {
    let width = pictures.iter().map(|picture| picture.stage.width).fold(0.0, f32::max) + 2.0 * MARGIN;
    let height: f32 = pictures.iter().map(height).sum();
    let mut pen = Pen::new(colour);
    pen.raw(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n"
    ));
    if let Some(first) = pictures.first() {
        pen.raw(format_args!("<title>{}</title>\n<desc>{}</desc>\n", escape(first.title), escape(first.caption)));
    }
    pen.raw(concat!(
        "<style>text{font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue','Liberation Sans',Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif}",
        ".m{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace}</style>\n"
    ));
    pen.rect(Rect { x: 0.0, y: 0.0, w: width, h: height }, 0.0, "stage", ("", 0.0));
    let mut top = 0.0;
    for picture in pictures {
        draw(&mut pen, picture, top);
        top += self::height(picture);
    }
    pen.raw("</svg>\n");
    pen.out
}

fn height(picture: &Picture<'_>) -> f32 {
    picture.stage.height + HEAD + FOOT
}

fn draw(pen: &mut Pen<'_>, picture: &Picture<'_>, top: f32) {
    let stage = picture.stage;
    let width = stage.width;
    pen.text(picture.title, (MARGIN, top + 22.0), width, TITLE, "ink");
    let heads = top + 44.0;
    let used = pen.text(stage.lang.pick("Page tables", "页表"), (MARGIN, heads), width, SANS.px(12.0).bold(), "ink");
    pen.text(&stage.processes_text, (MARGIN + used + 8.0, heads), width, SANS.px(12.0), "ink-3");
    let frames = MARGIN + stage.tiles_x;
    let used =
        pen.text(stage.lang.pick("Physical memory", "物理内存"), (frames, heads), width, SANS.px(12.0).bold(), "ink");
    let room = (width - stage.tiles_x - used - 8.0).max(0.0);
    pen.text(&stage.frames_text, (frames + used + 8.0, heads), room, SANS.px(12.0), "ink-3");
    pen.raw(format_args!("<g transform=\"translate({MARGIN} {})\">\n", top + HEAD));
    scene(pen, stage);
    pen.raw("</g>\n");
    let foot = top + HEAD + stage.height + 22.0;
    pen.text(picture.caption, (MARGIN, foot), width, SANS.px(13.0), "ink-2");
}

/// Everything on the stage, in the page's painting order.
fn scene(pen: &mut Pen<'_>, stage: &Stage) {
    let measures = stage.size.measures();
    for rail in &stage.rails {
        pen.path(rail, "", ("line-3", 1.5), "");
    }
    if let Some(neck) = stage.neck.as_ref().filter(|neck| !neck.closing) {
        edge::neck(pen, neck);
    }
    for each in &stage.cards {
        card::card(pen, each, &measures, stage.lang);
    }
    for each in &stage.tiles {
        let splits =
            stage.neck.as_ref().is_some_and(|neck| !neck.closing && (neck.from == each.id || neck.to == each.id));
        tile::tile(pen, each, &measures, (stage.lang, splits));
    }
    for each in &stage.tables {
        tile::table(pen, each, stage.lang);
    }
    foot::foot(pen, stage);
    if let Some(memory) = &stage.memory {
        let at = Rect { x: stage.tiles_x, y: 0.0, w: stage.width - stage.tiles_x, h: 96.0 };
        strip(pen, memory, at, "o3");
        pen.text(&memory.label, (stage.tiles_x, 116.0), at.w, SANS.px(12.0), "ink-2");
    }
    pen.text(&stage.empty_text, (0.0, stage.height / 2.0), stage.width, SANS.px(13.0), "ink-3");
    for each in stage.edges.iter().filter(|edge| !edge.on_demand) {
        edge::edge(pen, each);
    }
}

/// Many pages in one line: present ones light, those mapped once in the token given.
pub(super) fn strip(pen: &mut Pen<'_>, strip: &Strip, at: Rect, private: &str) {
    pen.rect(at, 3.0, "sunken", ("", 0.0));
    let each = at.w / strip.buckets.len().max(1) as f32;
    for (index, bucket) in strip.buckets.iter().enumerate() {
        for (share, token) in [(bucket.present, "cold"), (bucket.private, private)] {
            let high = at.h * share;
            if high > 0.0 {
                let piece = Rect { x: at.x + each * index as f32, y: at.y + at.h - high, w: each, h: high };
                pen.rect(piece, 0.0, token, ("", 0.0));
            }
        }
    }
}
