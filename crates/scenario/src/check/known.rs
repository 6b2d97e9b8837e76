//! Whether a name was given before, and what to say if it was not.

use super::{room, Checker, Process};
use crate::ast::{Name, Range};
use crate::diag::{Code, Diagnostic};
use crate::parser::shorten;
use crate::suggest::closest;

impl Checker<'_> {
    /// Whether a process is started before; reports it if not.
    pub(super) fn known_process(&mut self, name: &Name) -> bool {
        if self.processes.get(&name.text).is_some() {
            return true;
        }
        let shown = shorten(&name.text);
        let later = self.first_lines.get(&name.text);
        let diagnostic = match later {
            Some(line) => {
                let message = format!("process `{shown}` is started only later");
                Diagnostic::error(Code::UnknownProcess, name.span, message).help(format!("line {line} starts it"))
            }
            None => {
                let names = self.processes.names();
                unknown(Code::UnknownProcess, "process", name, names, "process NAME")
            }
        };
        self.report_unless_unread(name, diagnostic);
        false
    }

    pub(super) fn known_file(&mut self, file: &Name) {
        if !self.files.contains_key(&file.text) {
            let names = self.files.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownFile, "file", file, names, "file NAME SIZE");
            self.report_unless_unread(file, wrong);
        }
    }

    pub(super) fn known_group(&mut self, name: &Name) {
        if !self.groups.contains_key(&name.text) {
            let names = self.groups.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownGroup, "control group", name, names, "cgroup NAME limit=SIZE");
            self.report_unless_unread(name, wrong);
        }
    }

    pub(super) fn range(&mut self, process: &Process, range: &Range) {
        self.offset(range);
        let name = &range.vma;
        let space = &self.spaces[process.space];
        if space.open_ended || space.vmas.contains(&name.text) {
            return;
        }
        let shown = shorten(&name.text);
        let message = format!("this process has no mapping `{shown}`");
        let names = space.vmas.iter().map(String::as_str);
        let diagnostic = Diagnostic::error(Code::UnknownVma, name.span, message);
        let diagnostic = match closest(&name.text, names) {
            Some(meant) => diagnostic.suggest(Some(meant)),
            None => diagnostic.help(format!("a line `mmap {shown} SIZE` of this process makes it")),
        };
        self.report_unless_unread(name, diagnostic);
    }

    /// The offset of a range must lie in it.
    pub(super) fn offset(&mut self, range: &Range) {
        let wrong = room::offset_behind(self.page, range);
        self.report(wrong);
    }

    /// Reports an unknown name, unless a line that could not be read may have given it.
    pub(super) fn report_unless_unread(&mut self, name: &Name, diagnostic: Diagnostic) {
        if !self.unread.contains(&name.text) {
            self.diagnostics.push(diagnostic);
        }
    }
}

pub(super) fn given_twice(what: &str, name: &Name) -> Diagnostic {
    let message = format!("the {what} `{}` is described twice", shorten(&name.text));
    Diagnostic::error(Code::DuplicateName, name.span, message)
}

pub(super) fn unknown<'a>(
    code: Code,
    what: &str,
    name: &Name,
    known: impl Iterator<Item = &'a str>,
    usage: &str,
) -> Diagnostic {
    let message = format!("there is no {what} `{}`", shorten(&name.text));
    let diagnostic = Diagnostic::error(code, name.span, message);
    match closest(&name.text, known) {
        Some(meant) => diagnostic.suggest(Some(meant)),
        None => diagnostic.help(format!("a line `{usage}` before this one makes it")),
    }
}
