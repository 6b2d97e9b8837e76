//! Turns `scenarios/*.fork` into a table that is compiled into the page: file name, title, what it shows (these two with their Chinese words, which
//! stand in `src/zh/gallery.rs`), text. What a first visit
//! opens stands apart: a visit that looks at no other example needs no other.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The scenario of a first visit.
const FIRST: &str = "fork-then-write";
/// The group of a scenario that names none.
const UNGROUPED: &str = "Scenarios";

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../scenarios");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::from("&[\n");
    let mut first = None;
    for file in all_scenarios(&folder)? {
        println!("cargo::rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let title = quoted_after(&text, "title").unwrap_or_else(|| words(&name));
        let about = quoted_after(&text, "note").unwrap_or_default();
        let group = comment_key(&text, "group").unwrap_or_else(|| UNGROUPED.to_owned());
        let path = file.canonicalize()?;
        let example = format!(
            "Example {{ name: {name:?}, title: text!({title:?}), about: text!({about:?}), group: text!({group:?}), text: include_str!({path:?}) }}"
        );
        let _ = writeln!(table, "    {example},");
        if name == FIRST {
            first = Some(example);
        }
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR").unwrap_or_default();
    let first = first.ok_or_else(|| io::Error::other(format!("there is no scenarios/{FIRST}.fork")))?;
    fs::write(Path::new(&out).join("first.rs"), first)?;
    fs::write(Path::new(&out).join("gallery.rs"), table)
}

/// The scenario files in the order of `order.txt`, then by name, and behind them those of claims.
fn all_scenarios(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = scenarios(folder)?;
    let order = folder.join("order.txt");
    println!("cargo::rerun-if-changed={}", order.display());
    let order = fs::read_to_string(&order)?;
    let named: Vec<&str> =
        order.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let place = |file: &Path| named.iter().position(|name| file.file_stem().is_some_and(|stem| stem == *name));
    if let Some(lost) = named.iter().find(|name| !folder.join(format!("{name}.fork")).is_file()) {
        return Err(io::Error::other(format!("scenarios/order.txt names {lost}, and there is no {lost}.fork")));
    }
    files.sort_by_key(|file| place(file).unwrap_or(named.len()));
    files.extend(scenarios(&folder.join("claims"))?);
    Ok(files)
}

/// The scenario files of a folder, by name; none if there is no such folder.
fn scenarios(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> =
        entries.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "fork")).collect();
    files.sort();
    Ok(files)
}

/// The text in quotes of the first line that starts with a word.
fn quoted_after(text: &str, word: &str) -> Option<String> {
    let rest = text.lines().find_map(|line| line.trim_start().strip_prefix(word)?.trim_start().strip_prefix('"'))?;
    let mut quoted = String::new();
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => quoted.extend(letters.next()),
            other => quoted.push(other),
        }
    }
    Some(quoted)
}

/// What stands behind `# key:` in a comment.
fn comment_key(text: &str, key: &str) -> Option<String> {
    let found = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix('#')?.trim_start().strip_prefix(key)?.strip_prefix(':'));
    found.map(|value| value.trim().to_owned())
}

/// A title made from a file name.
fn words(name: &str) -> String {
    let spaced = name.replace('-', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
