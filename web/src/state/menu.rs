//! The menu at something on the stage: which acts it offers, and which line of the script each writes.

use forkscope_view::{PageRef, Stage};

/// An open menu.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Menu {
    /// What it is about.
    pub(crate) about: About,
    /// The DOM id of the element it opens at.
    pub(crate) anchor: String,
}

/// What a menu is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum About {
    /// A page, or a run of pages.
    Page(PageRef),
    /// A frame, and what there is to say about it.
    Frame {
        /// `PFN 5`
        title: String,
        /// Its full name.
        label: String,
    },
    /// A process.
    Process {
        /// Its number.
        pid: u32,
        /// Its name.
        name: String,
        /// Its children.
        children: Vec<String>,
    },
}

/// Something a menu offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The word for it.
    pub(crate) label: String,
    /// The line it writes.
    pub(crate) line: String,
}

fn choice(label: &str, line: String) -> Choice {
    Choice { label: label.to_owned(), line }
}

impl About {
    /// The menu of a process on the stage.
    pub(crate) fn process(stage: &Stage, pid: u32, name: String) -> About {
        let children = stage.cards.iter().filter(|card| card.ppid == pid).map(|card| card.name.clone()).collect();
        About::Process { pid, name, children }
    }

    /// The menu of a frame on the stage.
    pub(crate) fn frame(stage: &Stage, pfn: u32) -> About {
        let tile = stage.tiles.iter().find(|tile| tile.pfn == pfn);
        About::Frame {
            title: tile.map_or_else(|| format!("PFN {pfn}"), |tile| tile.title.clone()),
            label: tile.map(|tile| tile.label.clone()).unwrap_or_default(),
        }
    }

    /// What it is called.
    pub(crate) fn title(&self) -> String {
        match self {
            About::Page(page) => format!("{}, {}", page.process, range(page)),
            About::Frame { title, .. } => title.clone(),
            About::Process { name, .. } => name.clone(),
        }
    }

    /// What it offers; `script` is where new names must be new.
    pub(crate) fn choices(&self, script: &str) -> Vec<Choice> {
        match self {
            About::Page(page) => vec![
                choice(say!("Read"), format!("{}: read {}", page.process, range(page))),
                choice(say!("Drop"), format!("{}: madvise {} dontneed", page.process, range(page))),
            ],
            About::Frame { .. } => Vec::new(),
            About::Process { name, children, .. } => {
                let fork = choice(say!("Fork"), format!("{name}: fork {}", new_name("child", script)));
                let map = choice(say!("Map 3 pages"), format!("{name}: mmap {} 3 pages", new_name("area", script)));
                let waits =
                    children.iter().map(|child| choice(&say!("Wait for {}", child), format!("{name}: wait {child}")));
                [fork, map].into_iter().chain(waits).chain([choice(say!("Exit"), format!("{name}: exit"))]).collect()
            }
        }
    }
}

/// Pages as the script writes them.
fn range(page: &PageRef) -> String {
    if page.first == page.last {
        format!("{}[{}]", page.region, page.first)
    } else {
        format!("{}[{}..{}]", page.region, page.first, page.last + 1)
    }
}

/// The line that writes a value to pages.
pub(crate) fn write_line(page: &PageRef, value: &str) -> String {
    format!("{}: write {} {}", page.process, range(page), quoted(value))
}

/// A value as the script writes it: a text as text, a byte as a byte.
pub(crate) fn quoted(value: &str) -> String {
    let value = value.trim_end_matches(['\n', '\r']);
    let is_byte = value
        .strip_prefix("0x")
        .is_some_and(|digits| !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
    if is_byte {
        return value.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in value.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

/// A name that no word of the script has: `child`, `child2`, `child3`.
pub(crate) fn new_name(stem: &str, script: &str) -> String {
    let taken = |name: &str| script.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name);
    let numbered = (2..).map(|number| format!("{stem}{number}"));
    std::iter::once(stem.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(first: u64, last: u64) -> PageRef {
        PageRef {
            process: "parent".to_owned(),
            pid: 1,
            region: "heap".to_owned(),
            first,
            last,
            address: 0,
            readable: true,
            writable: true,
        }
    }

    #[test]
    fn a_page_offers_lines_of_the_script() {
        let choices = About::Page(page(1, 1)).choices("");
        assert_eq!(choices[0].line, "parent: read heap[1]");
        assert_eq!(About::Page(page(0, 13)).choices("")[0].line, "parent: read heap[0..14]");
    }

    #[test]
    fn a_value_is_quoted_unless_it_is_a_byte() {
        assert_eq!(write_line(&page(1, 1), "say \"hi\""), "parent: write heap[1] \"say \\\"hi\\\"\"");
        assert_eq!(write_line(&page(1, 1), "0x41"), "parent: write heap[1] 0x41");
    }

    #[test]
    fn a_new_child_has_a_new_name() {
        let about = About::Process { pid: 1, name: "p".to_owned(), children: vec!["c".to_owned()] };
        let lines: Vec<String> = about.choices("p: fork child\n").into_iter().map(|choice| choice.line).collect();
        assert_eq!(lines, ["p: fork child2", "p: mmap area 3 pages", "p: wait c", "p: exit"]);
    }
}
