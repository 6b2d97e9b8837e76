//! The acts that forms offer, and the line of the script that each writes.

use crate::lang::Text;
use crate::state::menu::{new_name, quoted};

/// A form.
#[derive(Debug)]
pub(crate) struct Form {
    /// What it is called.
    pub(crate) label: Text,
    /// What its field asks for; none when it needs none.
    pub(crate) field: Option<Text>,
    /// Whether it is about a page.
    pub(crate) needs_page: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Read,
    Write,
    Fork,
    Exec,
    Mmap,
    Munmap,
    Protect,
    Drop,
    Exit,
}

const fn form(label: Text, field: Option<Text>, needs_page: bool, kind: Kind) -> Form {
    Form { label, field, needs_page, kind }
}

/// All of them.
pub(crate) const FORMS: [Form; 9] = [
    form(text!("Read the page"), None, true, Kind::Read),
    form(text!("Write to the page"), Some(text!("Text, or a byte such as 0x41")), true, Kind::Write),
    form(text!("Fork"), Some(text!("Name of the child")), false, Kind::Fork),
    form(text!("Execute a program"), Some(text!("Name of the program")), false, Kind::Exec),
    form(text!("Map anonymous memory"), Some(text!("Name and size")), false, Kind::Mmap),
    form(text!("Unmap the page"), None, true, Kind::Munmap),
    form(text!("Protect the page"), Some(text!("Permissions")), true, Kind::Protect),
    form(text!("Advise DONTNEED"), None, true, Kind::Drop),
    form(text!("Exit"), Some(text!("Status")), false, Kind::Exit),
];

impl Form {
    /// What the field holds at first; `script` is where new names must be new.
    pub(crate) fn suggestion(&self, script: &str) -> String {
        match self.kind {
            Kind::Read | Kind::Munmap | Kind::Drop => String::new(),
            Kind::Write => "X".to_owned(),
            Kind::Fork => new_name("child", script),
            Kind::Exec => program(script),
            Kind::Mmap => format!("{} 3 pages", new_name("area", script)),
            Kind::Protect => "r".to_owned(),
            Kind::Exit => "0".to_owned(),
        }
    }

    /// The line.
    pub(crate) fn line(&self, process: &str, page: &str, value: &str) -> String {
        let value = value.trim();
        match self.kind {
            Kind::Read => format!("{process}: read {page}"),
            Kind::Write => format!("{process}: write {page} {}", quoted(value)),
            Kind::Fork => format!("{process}: fork {value}"),
            Kind::Exec => format!("{process}: exec {value}"),
            Kind::Mmap => format!("{process}: mmap {value}"),
            Kind::Munmap => format!("{process}: munmap {page}"),
            Kind::Protect => format!("{process}: mprotect {page} {value}"),
            Kind::Drop => format!("{process}: madvise {page} dontneed"),
            Kind::Exit => format!("{process}: exit {value}"),
        }
    }
}

/// The first program that the script defines.
fn program(script: &str) -> String {
    let mut names =
        script.lines().filter_map(|line| line.trim_start().strip_prefix("program ")?.split_whitespace().next());
    names.next().unwrap_or("sh").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(label: &str, value: Option<&str>, expected: &str) {
        let script = "program sh text=1 page\nprocess p sh\np: fork child\n";
        let form = FORMS.iter().find(|form| form.label.english() == label).expect("a form");
        let value = value.map_or_else(|| form.suggestion(script), str::to_owned);
        let line = form.line("p", "heap[1]", &value);
        assert_eq!(line, expected);
        let whole = format!("{script}p: mmap heap 3 pages\n{line}\n");
        let errors = forkscope_scenario::parse(&whole).diagnostics.has_errors();
        assert!(!errors, "{whole}");
    }

    #[test]
    fn every_form_writes_a_line_of_the_language() {
        check("Read the page", None, "p: read heap[1]");
        check("Write to the page", None, "p: write heap[1] \"X\"");
        check("Write to the page", Some("0x41"), "p: write heap[1] 0x41");
        check("Fork", None, "p: fork child2");
        check("Execute a program", None, "p: exec sh");
        check("Map anonymous memory", None, "p: mmap area 3 pages");
        check("Unmap the page", None, "p: munmap heap[1]");
        check("Protect the page", None, "p: mprotect heap[1] r");
        check("Advise DONTNEED", None, "p: madvise heap[1] dontneed");
        check("Exit", None, "p: exit 0");
    }
}
