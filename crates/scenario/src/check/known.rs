//! Whether a name was given before, and what to say if it was not.

use super::{room, Checker, Process};
use crate::ast::{Name, Range};
use crate::diag::{Code, Diagnostic};
use crate::parser::shorten;
use crate::suggest::closest;
use crate::wording::Template;

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
                let message = message!("process `{}` is started only later", shown);
                Diagnostic::error(Code::UnknownProcess, name.span, message).help(message!("line {} starts it", *line))
            }
            None => {
                let names = self.processes.names();
                unknown(Code::UnknownProcess, text!("process"), name, names, "process NAME")
            }
        };
        self.report_unless_unread(name, diagnostic);
        false
    }

    pub(super) fn known_file(&mut self, file: &Name) {
        if !self.files.contains_key(&file.text) {
            let names = self.files.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownFile, text!("file"), file, names, "file NAME SIZE");
            self.report_unless_unread(file, wrong);
        }
    }

    pub(super) fn known_group(&mut self, name: &Name) {
        if !self.groups.contains_key(&name.text) {
            let names = self.groups.keys().map(String::as_str);
            let wrong = unknown(Code::UnknownGroup, text!("control group"), name, names, "cgroup NAME limit=SIZE");
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
        let message = message!("this process has no mapping `{}`", shown.clone());
        let names = space.vmas.iter().map(String::as_str);
        let diagnostic = Diagnostic::error(Code::UnknownVma, name.span, message);
        let diagnostic = match closest(&name.text, names) {
            Some(meant) => diagnostic.suggest(Some(meant)),
            None => diagnostic.help(message!("a line `mmap {} SIZE` of this process makes it", shown)),
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

pub(super) fn given_twice(what: &'static Template, name: &Name) -> Diagnostic {
    let message = message!("the {} `{}` is described twice", what, shorten(&name.text));
    Diagnostic::error(Code::DuplicateName, name.span, message)
}

pub(super) fn unknown<'a>(
    code: Code,
    what: &'static Template,
    name: &Name,
    known: impl Iterator<Item = &'a str>,
    usage: &str,
) -> Diagnostic {
    let message = message!("there is no {} `{}`", what, shorten(&name.text));
    let diagnostic = Diagnostic::error(code, name.span, message);
    match closest(&name.text, known) {
        Some(meant) => diagnostic.suggest(Some(meant)),
        None => diagnostic.help(message!("a line `{}` before this one makes it", usage)),
    }
}
