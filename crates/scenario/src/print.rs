//! Tree to canonical text.
//!
//! Key functions: [`print()`] for a script, [`print_statement`] for one line, [`append`] for adding a line to a text.
//! The rules it keeps: each line stays on its line, so that a line number means the same before and after; printing what
//! was parsed from canonical text gives that text, and parsing what was printed gives that tree.

mod statement;

pub(crate) use statement::{print_expression, quoted};
pub(crate) use statement::{print_statement, print_term};

use std::fmt::Write;

use crate::ast::{Block, Body, Item, Repeat, Script};
use crate::words::REPEAT;

/// Blanks between a statement and its comment.
const GAP: usize = 3;

/// Writes a script in canonical form.
pub fn print(script: &Script) -> String {
    let mut lines = Vec::new();
    collect(&script.items, 0, &mut lines);
    align(&mut lines);
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.text);
        if let Some(comment) = line.comment {
            let gap = if line.text.is_empty() { line.indent } else { line.gap };
            let _ = write!(text, "{:gap$}{comment}", "");
        }
        text.push('\n');
    }
    text
}

/// Adds a line to the text of a script: on a line of its own, whether or not the text ends with a line break.
pub fn append(script: &mut String, line: &str) {
    if !script.is_empty() && !script.ends_with('\n') {
        script.push('\n');
    }
    script.push_str(line);
    script.push('\n');
}

struct Line<'a> {
    text: String,
    comment: Option<&'a str>,
    /// Blanks before a comment that stands alone.
    indent: usize,
    /// Blanks between text and comment.
    gap: usize,
}

fn collect<'a>(items: &'a [Item], depth: usize, lines: &mut Vec<Line<'a>>) {
    let indent = depth * 2;
    let push = |lines: &mut Vec<Line<'a>>, text: String, comment: Option<&'a String>| {
        let text = if text.is_empty() { text } else { format!("{:indent$}{text}", "") };
        lines.push(Line { text, comment: comment.map(String::as_str), indent, gap: GAP });
    };
    for item in items {
        let comment = item.comment.as_ref();
        match &item.body {
            Body::Empty => push(lines, String::new(), comment),
            Body::Statement(statement) => push(lines, print_statement(statement), comment),
            Body::Invalid(raw) => push(lines, raw.clone(), None),
            Body::Repeat(repeat) => match &repeat.block {
                Block::Inline(_) => push(lines, inline(repeat), comment),
                Block::Lines { items, close } => {
                    push(lines, format!("{} {{", head(repeat)), comment);
                    collect(items, depth + 1, lines);
                    push(lines, "}".to_owned(), close.as_ref());
                }
            },
        }
    }
}

fn head(repeat: &Repeat) -> String {
    match &repeat.variable {
        Some(variable) => format!("{REPEAT} {} as {}", repeat.count, variable.text),
        None => format!("{REPEAT} {}", repeat.count),
    }
}

fn inline(repeat: &Repeat) -> String {
    let inside: Vec<String> = repeat
        .block
        .items()
        .iter()
        .filter_map(|item| match &item.body {
            Body::Statement(statement) => Some(print_statement(statement)),
            Body::Repeat(repeat) => Some(inline(repeat)),
            Body::Empty | Body::Invalid(_) => None,
        })
        .collect();
    if inside.is_empty() {
        return format!("{} {{ }}", head(repeat));
    }
    format!("{} {{ {} }}", head(repeat), inside.join("; "))
}

/// Puts the comments of neighbouring lines below each other.
fn align(lines: &mut [Line<'_>]) {
    for group in lines.chunk_by_mut(|a, b| a.is_commented() == b.is_commented()) {
        let width = group.iter().map(Line::width).max().unwrap_or(0);
        for line in group {
            line.gap = width - line.width() + GAP;
        }
    }
}

impl Line<'_> {
    fn is_commented(&self) -> bool {
        self.comment.is_some() && !self.text.is_empty()
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}
