//! A script as lines: where each begins, and what the editor shows beside and under it.

use forkscope_scenario::{Diagnostic, Severity};

/// Where each line of a text starts, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    starts: Vec<usize>,
    longest: usize,
}

impl Lines {
    /// Finds the lines of a text; a text that ends with a line break has an empty line after it, as editors show it.
    pub(crate) fn of(text: &str) -> Lines {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len() + 1]);
        let longest = starts.iter().zip(ends).map(|(start, end)| end - start).max().unwrap_or(0);
        Lines { starts, longest }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of the longest line.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Where a line (from 0) starts.
    pub(crate) fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(0)
    }

    /// A line (from 0) without its line break.
    pub(crate) fn get<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let Some(&start) = self.starts.get(line) else { return "" };
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        text.get(start..end).unwrap_or("").trim_end_matches('\r')
    }
}

/// How many lines of its own a text has: a line break at its end starts none.
pub(crate) fn count(text: &str) -> usize {
    text.lines().count()
}

/// A piece of a line to underline, in bytes of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Underline {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// How bad it is.
    pub(crate) severity: Severity,
}

/// What is to be underlined in the line that covers these bytes of the script.
pub(crate) fn underlines(diagnostics: &[Diagnostic], start: usize, line: &str) -> Vec<Underline> {
    let end = start + line.len();
    let here = diagnostics.iter().filter(|diagnostic| {
        let span = diagnostic.span.range();
        span.start <= end && start <= span.end && start <= span.start
    });
    here.map(|diagnostic| {
        let span = diagnostic.span.range();
        let from = span.start - start;
        // An empty span, as of something missing, still shows: under the character before it.
        let to = (span.end - start).min(line.len());
        let from = if from >= to { floor(line, to.saturating_sub(1)) } else { from };
        Underline { start: from, end: to, severity: diagnostic.severity }
    })
    .collect()
}

fn floor(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A change of a text as one replaced piece, in UTF-16 units of the old text, as text areas count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change<'t> {
    /// From here.
    pub(crate) from: u32,
    /// To here.
    pub(crate) to: u32,
    /// This instead.
    pub(crate) new: &'t str,
}

/// What turns one text into another: everything but their common beginning and end.
pub(crate) fn change<'t>(old: &str, new: &'t str) -> Change<'t> {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let start = (0..=same).rev().find(|at| old.is_char_boundary(*at) && new.is_char_boundary(*at)).unwrap_or(0);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let same = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
    let fits =
        |at: &usize| old_rest.is_char_boundary(old_rest.len() - at) && new_rest.is_char_boundary(new_rest.len() - at);
    let end = (0..=same).rev().find(fits).unwrap_or(0);
    let from = utf16(&old[..start]);
    let to = from + utf16(&old_rest[..old_rest.len() - end]);
    Change { from, to, new: &new_rest[..new_rest.len() - end] }
}

/// The length of a text as browsers count it.
pub(crate) fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// A text with a line put behind another one (counted from 1; 0 puts it first), and the number of the new line.
pub(crate) fn insert_after(text: &str, line: usize, new: &str) -> (String, usize) {
    let kept: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let (before, after) = text.split_at(kept);
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let number = before.lines().count() + 1;
    (format!("{before}{gap}{new}\n{after}"), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_at_the_end_makes_an_empty_line_to_write_on() {
        let lines = Lines::of("ab\ncé\n");
        assert_eq!((lines.count(), lines.longest()), (3, 4));
        assert_eq!(lines.get("ab\ncé\n", 1), "cé");
        assert_eq!(lines.get("ab\ncé\n", 2), "");
    }

    #[test]
    fn a_change_is_what_differs_between_common_ends() {
        assert_eq!(change("wrte heap", "write heap"), Change { from: 2, to: 2, new: "i" });
        assert_eq!(change("a😀b", "a😁b"), Change { from: 1, to: 3, new: "😁" });
        assert_eq!(change("aaa", "aa"), Change { from: 2, to: 3, new: "" });
        assert_eq!(change("same", "same"), Change { from: 4, to: 4, new: "" });
    }

    #[test]
    fn a_line_goes_behind_the_one_named() {
        assert_eq!(insert_after("a\nb\n", 1, "x"), ("a\nx\nb\n".to_owned(), 2));
        assert_eq!(insert_after("a\nb", 2, "x"), ("a\nb\nx\n".to_owned(), 3));
        assert_eq!(insert_after("", 0, "x"), ("x\n".to_owned(), 1));
        assert_eq!(insert_after("a\n", 99, "x"), ("a\nx\n".to_owned(), 2));
    }
}
