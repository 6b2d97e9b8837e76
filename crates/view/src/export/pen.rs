//! Writes SVG: elements with attributes, colours by their token's name, text that fits its place.

use std::fmt::{Display, Write};

use crate::model::mark::{Mark, Shape};
use crate::model::place::Rect;

/// The picture so far, and what colours are called.
pub(super) struct Pen<'c> {
    pub(super) out: String,
    colour: &'c dyn Fn(&str) -> String,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Font {
    /// Pixels.
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) mono: bool,
}

/// Labels.
pub(super) const SANS: Font = Font { size: 11.0, bold: false, mono: false };
/// Numbers, addresses, bytes.
pub(super) const MONO: Font = Font { size: 11.0, bold: false, mono: true };

impl Font {
    pub(super) fn bold(self) -> Font {
        Font { bold: true, ..self }
    }

    pub(super) fn px(self, size: f32) -> Font {
        Font { size, ..self }
    }

    /// Width of a text, estimated wide enough for the fonts that stand behind the names.
    pub(super) fn width(self, text: &str) -> f32 {
        let each = match (self.mono, self.bold) {
            (true, _) => 0.605,
            (false, true) => 0.6,
            (false, false) => 0.55,
        };
        text.chars().map(|letter| if letter.is_ascii() { each } else { 1.0 }).sum::<f32>() * self.size
    }

    /// The text, cut to a width.
    pub(super) fn fit(self, text: &str, width: f32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept: String = text.to_owned();
        while !kept.is_empty() && self.width(&kept) + self.size > width {
            kept.pop();
        }
        kept.push('…');
        kept
    }
}

/// Where a text is anchored.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl<'c> Pen<'c> {
    pub(super) fn new(colour: &'c dyn Fn(&str) -> String) -> Pen<'c> {
        Pen { out: String::new(), colour }
    }

    /// The value of a colour token.
    pub(super) fn colour(&self, token: &str) -> String {
        (self.colour)(token)
    }

    /// The token of a process's colour.
    pub(super) fn hue(mark: Mark) -> &'static str {
        ["p1", "p2", "p3", "p4"][usize::from(mark.colour.clamp(1, 4)) - 1]
    }

    /// Markup as it is.
    pub(super) fn raw(&mut self, markup: impl Display) {
        // Writing to a string does not fail.
        let _ = write!(self.out, "{markup}");
    }

    /// A box with round corners. An empty token draws nothing there.
    pub(super) fn rect(&mut self, at: Rect, radius: f32, fill: &str, (stroke, width): (&str, f32)) {
        let (fill, stroke) = (self.paint(fill), self.paint(stroke));
        let Rect { x, y, w, h } = at;
        self.raw(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"/>\n"
        ));
    }

    /// A path with further attributes.
    pub(super) fn path(&mut self, path: &str, fill: &str, (stroke, width): (&str, f32), more: &str) {
        let (fill, stroke) = (self.paint(fill), self.paint(stroke));
        self.raw(format_args!(
            "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{more}/>\n"
        ));
    }

    /// A text on a base line, cut to `width`; returns how wide it is.
    pub(super) fn text(&mut self, text: &str, (x, y): (f32, f32), width: f32, font: Font, token: &str) -> f32 {
        let fitted = font.fit(text, width);
        self.anchored(&fitted, (x, y), Anchor::Start, font, token);
        font.width(&fitted)
    }

    /// A text on a base line, at an anchor.
    pub(super) fn anchored(&mut self, text: &str, (x, y): (f32, f32), anchor: Anchor, font: Font, token: &str) {
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let family = if font.mono { " class=\"m\"" } else { "" };
        let weight = if font.bold { " font-weight=\"600\"" } else { "" };
        let (fill, size, text) = (self.colour(token), font.size, escape(text));
        self.raw(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{family}{anchor} fill=\"{fill}\">{text}</text>\n"
        ));
    }

    /// The mark of a process, `size` pixels wide.
    pub(super) fn glyph(&mut self, mark: Mark, (x, y): (f32, f32), size: f32) {
        let shape = match mark.shape {
            Shape::Circle => "M1 5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
            Shape::Square => "M1.2 1.2h7.6v7.6h-7.6Z",
            Shape::Triangle => "M5 1 9.4 9H.6Z",
            Shape::Diamond => "M5 .3 9.7 5 5 9.7 .3 5Z",
        };
        let scale = size / 10.0;
        self.raw(format_args!("<g transform=\"translate({x} {y}) scale({scale})\">"));
        let fill = if mark.hollow { "panel" } else { Pen::hue(mark) };
        self.path(shape, fill, (Pen::hue(mark), 1.2), "");
        self.raw("</g>\n");
    }

    /// A filled dot that says what it means when pointed at.
    pub(super) fn dot(&mut self, (x, y): (f32, f32), radius: f32, token: &str, title: &str) {
        let fill = self.paint(token);
        let title = escape(title);
        self.raw(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"><title>{title}</title></circle>\n"
        ));
    }

    fn paint(&self, token: &str) -> String {
        if token.is_empty() {
            "none".to_owned()
        } else {
            self.colour(token)
        }
    }
}

/// Text that is no markup, whatever is in it.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other if other.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
