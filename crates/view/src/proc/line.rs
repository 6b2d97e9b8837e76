//! Lines, and the ways in which the kernel writes figures.

use super::refers::Refers;

/// A line of a file of `/proc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line, without its end.
    pub text: String,
    /// What it tells of.
    pub refers: Refers,
}

/// A file that is being written, up to so many lines.
#[derive(Debug)]
pub(super) struct Lines {
    lines: Vec<Line>,
    most: usize,
}

impl Lines {
    pub(super) fn new(most: usize) -> Lines {
        Lines { lines: Vec::new(), most }
    }

    pub(super) fn into_vec(self) -> Vec<Line> {
        self.lines
    }

    /// Whether no more lines are wanted.
    pub(super) fn are_enough(&self) -> bool {
        self.lines.len() >= self.most
    }

    pub(super) fn push(&mut self, text: String, refers: Refers) {
        if !self.are_enough() {
            self.lines.push(Line { text, refers });
        }
    }

    /// `Rss:                  12 kB`, as `smaps` and `meminfo` write.
    pub(super) fn kilobytes(&mut self, name: &str, bytes: u64, refers: Refers) {
        let mut text = padded(name, 16);
        right(&mut text, bytes >> 10, 8);
        text.push_str(" kB");
        self.push(text, refers);
    }

    /// `VmRSS:\t      12 kB`, as `status` writes.
    pub(super) fn tabbed(&mut self, name: &str, bytes: u64, refers: Refers) {
        let mut text = String::from(name);
        text.push('\t');
        right(&mut text, bytes >> 10, 8);
        text.push_str(" kB");
        self.push(text, refers);
    }

    /// A name, a separator and something behind it.
    pub(super) fn pair(&mut self, name: &str, separator: char, value: &str, refers: Refers) {
        let mut text = String::from(name);
        text.push(separator);
        text.push_str(value);
        self.push(text, refers);
    }
}

/// A text with blanks behind it up to a width.
pub(super) fn padded(text: &str, width: usize) -> String {
    let mut padded = String::from(text);
    while padded.len() < width {
        padded.push(' ');
    }
    padded
}

/// Adds a number with blanks before it up to a width.
pub(super) fn right(text: &mut String, number: u64, width: usize) {
    let digits = number.to_string();
    for _ in digits.len()..width {
        text.push(' ');
    }
    text.push_str(&digits);
}

/// A number in hexadecimal, with zeros before it up to eight digits, as `seq_put_hex_ll` writes.
pub(super) fn hex8(number: u64) -> String {
    format!("{number:08x}")
}

/// Adds words with blanks between them.
pub(super) fn words(text: &mut String, words: &[(bool, &str)]) {
    for (_, word) in words.iter().filter(|(set, _)| *set) {
        text.push(' ');
        text.push_str(word);
    }
}
