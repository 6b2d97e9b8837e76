//! Diagnostics as plain text: the line, a caret below it, and what may help.

use std::fmt::Write;

use forkscope_lang::Lang;

use crate::diag::{Diagnostic, Diagnostics};
use crate::span::LineIndex;
use crate::wording::Message;

/// How much of a long line is shown, in characters.
const WINDOW: usize = 100;

/// Draws all diagnostics of a script, one after the other, in English.
pub fn render_all(text: &str, diagnostics: &Diagnostics) -> String {
    render_all_in(Lang::En, text, diagnostics)
}

/// Draws all diagnostics of a script, one after the other.
pub fn render_all_in(lang: Lang, text: &str, diagnostics: &Diagnostics) -> String {
    let index = LineIndex::new(text);
    let mut drawn = String::new();
    for diagnostic in diagnostics.list() {
        let place = place(diagnostic).say(lang);
        render_with(text, &index, diagnostic, &place, lang, &mut drawn);
    }
    drawn + &omitted(diagnostics, lang)
}

/// Draws one diagnostic, with a place of one's own, such as `file:line:column`.
pub fn render(text: &str, diagnostic: &Diagnostic, place: &str, lang: Lang) -> String {
    let mut drawn = String::new();
    render_with(text, &LineIndex::new(text), diagnostic, place, lang, &mut drawn);
    drawn
}

/// A line for the diagnostics that are not listed, if there are any.
pub fn omitted(diagnostics: &Diagnostics, lang: Lang) -> String {
    match diagnostics.omitted() {
        0 => String::new(),
        more => message!("and {} more", more as u64).say(lang) + "\n",
    }
}

fn place(diagnostic: &Diagnostic) -> Message {
    let position = diagnostic.position;
    message!("line {}, column {}", position.line, position.column)
}

fn render_with(text: &str, index: &LineIndex, diagnostic: &Diagnostic, place: &str, lang: Lang, out: &mut String) {
    let position = diagnostic.position;
    let kind = format!("{}[{}]", diagnostic.severity.word().say(lang), diagnostic.code);
    let _ = writeln!(out, "{}", message!("{}: {}", kind, diagnostic.message.clone()).say(lang));
    let number = position.line.to_string();
    let pad = number.len();
    let _ = writeln!(out, "{:pad$}--> {place}", "");
    let range = index.line_range(text, position.line);
    let line = text.get(range.clone()).unwrap_or("");
    let from = (diagnostic.span.start as usize).saturating_sub(range.start).min(line.len());
    let to = (diagnostic.span.end as usize).saturating_sub(range.start).clamp(from, line.len());
    let excerpt = Excerpt::new(line, from, to);
    let _ = writeln!(out, "{:pad$} |", "");
    let _ = writeln!(out, "{number} | {}", excerpt.source);
    let _ = writeln!(out, "{:pad$} | {}{}", "", excerpt.marks, label(diagnostic, lang));
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "{:pad$} = {}", "", message!("help: {}", help.text.clone()).say(lang));
    }
}

/// What stands behind the caret: what was expected, unless the message says so already.
fn label(diagnostic: &Diagnostic, lang: Lang) -> String {
    let unsaid = diagnostic.expectation().filter(|_| !diagnostic.says_expected());
    unsaid.map_or_else(String::new, |expectation| format!(" {}", expectation.say(lang)))
}

struct Excerpt {
    source: String,
    marks: String,
}

impl Excerpt {
    /// Cuts a window around the bytes `from..to` of a line and marks them.
    fn new(line: &str, from: usize, to: usize) -> Self {
        let before = line.get(..from).unwrap_or("").chars().count();
        let marked = line.get(from..to).unwrap_or("").chars().count().max(1);
        let start = if before + marked <= WINDOW { 0 } else { before.saturating_sub(WINDOW / 4) };
        let mut source = String::new();
        let mut marks = String::new();
        if start > 0 {
            source.push('…');
            marks.push(' ');
        }
        let mut shown = line.chars().skip(start);
        for (column, c) in (start..start + WINDOW).zip(shown.by_ref()) {
            source.push(if c.is_control() { ' ' } else { c });
            let mark = if column < before { " " } else { "^" };
            if column < before + marked {
                marks.push_str(&mark.repeat(width(c)));
            }
        }
        if shown.next().is_some() {
            source.push('…');
        }
        if before >= start + line.chars().skip(start).take(WINDOW).count() {
            marks.push('^');
        }
        Self { source, marks }
    }
}

/// Columns that a character takes in a terminal.
fn width(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd);
    if wide {
        2
    } else {
        1
    }
}
