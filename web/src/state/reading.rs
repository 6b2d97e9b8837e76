//! A script that was read.

use std::rc::Rc;

use forkscope_scenario::{parse, Diagnostic, Parsed, Severity};

/// A text and what was read from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    text: Rc<str>,
    parsed: Parsed,
    wrong: Rc<[Diagnostic]>,
    wrong_lines: Rc<[usize]>,
}

impl Reading {
    /// Reads a text.
    pub(crate) fn of(text: &str) -> Reading {
        let parsed = parse(text);
        let wrong: Rc<[Diagnostic]> = parsed.diagnostics.list().to_vec().into();
        let errors = wrong.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let wrong_lines = errors.map(|diagnostic| diagnostic.position.line as usize).collect();
        Reading { text: text.into(), parsed, wrong, wrong_lines }
    }

    /// The text.
    pub(crate) fn text(&self) -> &Rc<str> {
        &self.text
    }

    /// What was read.
    pub(crate) fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// Whether it is a reading of this text.
    pub(crate) fn is_of(&self, text: &Rc<str>) -> bool {
        Rc::ptr_eq(&self.text, text) || *self.text == **text
    }

    /// What is wrong.
    pub(crate) fn wrong(&self) -> &Rc<[Diagnostic]> {
        &self.wrong
    }

    /// The lines with errors.
    pub(crate) fn wrong_lines(&self) -> &Rc<[usize]> {
        &self.wrong_lines
    }

    /// Whether anything is so wrong that nothing is run.
    pub(crate) fn has_errors(&self) -> bool {
        self.parsed.diagnostics.has_errors()
    }

    /// How many errors there are.
    pub(crate) fn errors(&self) -> usize {
        self.wrong.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// The first error of a line, counted from 1.
    pub(crate) fn error_in_line(&self, line: usize) -> Option<&Diagnostic> {
        self.wrong
            .iter()
            .find(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.position.line as usize == line)
    }

    /// The last line of the item that a line belongs to: its own, or the closing one of a `repeat`.
    pub(crate) fn end_of_item(&self, line: usize) -> usize {
        let items = &self.parsed.script.items;
        let next = items.iter().map(|item| item.line as usize).find(|start| *start > line);
        next.map_or_else(|| self.text.lines().count(), |start| start - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_ends_with_its_brace() {
        let reading = Reading::of("process p\nrepeat 2 as i {\n  note \"x\"\n}\nnote \"y\"\n");
        assert_eq!([1, 2, 3, 5].map(|line| reading.end_of_item(line)), [1, 4, 4, 5]);
    }
}
