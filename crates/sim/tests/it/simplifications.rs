//! Where the machine is simpler than Linux: the headed paragraphs of the source, gathered in `docs/simplifications.md`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;

const HEAD: &str = "\
# Where the machine is simpler than Linux

Each paragraph stands in the source of the module that it concerns; a test gathers them here (`UPDATE_EXPECT=1 cargo test -p forkscope-sim simplifications`).
A difference from Linux that is not in this list is a bug.
";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the sources are there");
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The headed paragraphs of a file: title and text.
fn paragraphs(source: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in source.lines() {
        let doc = line.trim_start().strip_prefix("//!").or_else(|| line.trim_start().strip_prefix("///"));
        let text = doc.map(str::trim);
        match text {
            Some(text) if text.starts_with("# Simplification: ") => {
                found.push((text.trim_start_matches("# Simplification: ").to_owned(), String::new()));
                inside = true;
            }
            Some(text) if !text.is_empty() && !text.starts_with('#') && inside => {
                if let Some((_, words)) = found.last_mut() {
                    words.push_str(if words.is_empty() { "" } else { " " });
                    words.push_str(text);
                }
            }
            Some("") if found.last().is_some_and(|(_, words)| words.is_empty()) => {}
            Some(_) | None => inside = false,
        }
    }
    found
}

#[test]
fn all_simplifications_are_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    let mut list = HEAD.to_owned();
    for file in files {
        let module = file.strip_prefix(&root).expect("a source").display().to_string();
        for (title, words) in paragraphs(&fs::read_to_string(&file).expect("a source")) {
            assert!(!words.is_empty(), "{module}: nothing is said about: {title}");
            let _ = write!(list, "\n## {title}\n\n{words} (`{module}`)\n");
        }
    }
    expect_file!["../../../../docs/simplifications.md"].assert_eq(&list);
}
