//! What the documents of the project name is there: files, headings, commands, crates.

use crate::{project, COMMANDS};
use std::fs;
use std::path::{Path, PathBuf};

/// A document and its text.
struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    fn read(path: PathBuf) -> Document {
        let text = fs::read_to_string(&path).expect("a document");
        Document { path, text }
    }

    /// What stands between `open` and `close`, wherever it does within a line.
    fn between(&self, open: &str, close: char) -> Vec<&str> {
        let after = self.text.split(open).skip(1);
        after.filter_map(|rest| rest.lines().next()?.split_once(close)).map(|(inside, _)| inside).collect()
    }

    /// The anchors of its headings, as GitHub names them.
    fn anchors(&self) -> Vec<String> {
        let kept = |char: &char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_');
        let anchor = |heading: &str| heading.trim().to_lowercase().chars().filter(kept).collect::<String>();
        let headings = self.text.lines().filter(|line| line.starts_with('#'));
        headings.map(|line| anchor(line.trim_start_matches('#')).replace(' ', "-")).collect()
    }

    fn folder(&self) -> &Path {
        self.path.parent().expect("documents lie in folders")
    }
}

fn documents() -> Vec<Document> {
    let markdown = |folder: &Path| {
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        files.filter(|path| path.extension().is_some_and(|ending| ending == "md"))
    };
    let root = project::root();
    markdown(root).chain(markdown(&root.join("docs"))).map(Document::read).collect()
}

fn check(named: impl Fn(&Document) -> Vec<String>, is_there: impl Fn(&Document, &str) -> bool) {
    let documents = documents();
    let all: Vec<_> = documents.iter().map(|document| (document, named(document))).collect();
    assert!(all.iter().any(|(_, names)| !names.is_empty()), "nothing is named");
    for (document, names) in all {
        for name in names {
            assert!(is_there(document, &name), "{}: {name}", document.path.display());
        }
    }
}

fn links(document: &Document) -> Vec<String> {
    let links = [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')];
    let links = links.into_iter().flat_map(|(open, close)| document.between(open, close));
    links.filter(|link| !link.contains("://")).map(str::to_owned).collect()
}

#[test]
fn links_between_documents_lead_somewhere() {
    check(links, |document, link| {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { document.path.clone() } else { document.folder().join(file) };
        target.exists() && (anchor.is_empty() || Document::read(target).anchors().contains(&anchor.to_owned()))
    });
}

#[test]
fn files_that_are_named_exist() {
    let of_the_tree = |name: &&str| ["crates/", "web/", "scenarios/"].iter().any(|folder| name.starts_with(folder));
    let named = |document: &Document| {
        let quoted = document.text.split('`').skip(1).step_by(2);
        quoted.filter(of_the_tree).filter(|name| !name.contains(['*', ' ', '<'])).map(str::to_owned).collect()
    };
    check(named, |_, name| project::root().join(name).exists());
}

#[test]
fn commands_that_are_named_exist() {
    let named = |document: &Document| {
        let words = document.text.split("cargo xtask ").skip(1).filter_map(|rest| rest.split([' ', '`', '\n']).next());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    check(named, |_, name| COMMANDS.iter().any(|command| command.name == name));
}

#[test]
fn each_crate_stands_in_the_table_of_parts() {
    let table = Document::read(project::root().join("ARCHITECTURE.md"));
    for entry in fs::read_dir(project::root().join("crates")).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        assert!(table.text.contains(&format!("| `crates/{name}` |")), "{name}");
    }
}
