//! `cargo xtask styles`: one style sheet out of many files, so that the page asks for one and Trunk hashes it.
//!
//! Trunk calls it before each build. `web/styles/index.css` names the files in order with `@import "file.css";`,
//! each of which may be followed by `layer(name)`; an import is replaced by the file it names.

use crate::args::Args;
use crate::project;
use anyhow::{bail, Context, Result};
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::str::Chars;

pub(crate) const USAGE: &str = "\
cargo xtask styles
    Join web/styles into target/page/forkscope.css; Trunk calls it.";

pub(crate) fn run(args: Args) -> Result<()> {
    args.finish()?;
    let root = project::root();
    let css = squeeze(&inline(&root.join("web/styles/index.css"), &mut Vec::new())?);
    let out = root.join("target/page");
    std::fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let file = out.join("forkscope.css");
    std::fs::write(&file, css).with_context(|| format!("cannot write {}", file.display()))
}

/// The text of a style sheet with its imports in place; `open` holds the files that are being read.
fn inline(file: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    if open.iter().any(|other| other == file) {
        bail!("{} imports itself", file.display());
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    open.push(file.to_path_buf());
    let mut css = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        match import(line).with_context(|| format!("{}:{}", file.display(), index + 1))? {
            None => css.push_str(line),
            Some(Import { path, layer: None }) => css.push_str(&inline(&folder.join(path), open)?),
            Some(Import { path, layer: Some(layer) }) => {
                css.push_str(&format!("@layer {layer} {{\n{}}}", inline(&folder.join(path), open)?));
            }
        }
        css.push('\n');
    }
    open.pop();
    Ok(css)
}

/// Drops comments, indentation and empty lines; brotli makes up for the rest.
fn squeeze(css: &str) -> String {
    let text = without_comments(css);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '/' if rest.peek() == Some(&'*') => skip_comment(&mut rest),
            '"' | '\'' => copy_string(next, &mut rest, &mut out),
            other => out.push(other),
        }
    }
    out
}

fn skip_comment(rest: &mut Peekable<Chars<'_>>) {
    rest.next();
    while let Some(next) = rest.next() {
        if next == '*' && rest.next_if_eq(&'/').is_some() {
            return;
        }
    }
}

fn copy_string(quote: char, rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push(quote);
    while let Some(next) = rest.next() {
        out.push(next);
        match next {
            '\\' => out.extend(rest.next()),
            end if end == quote => return,
            _ => {}
        }
    }
}

#[derive(Debug, PartialEq)]
struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

/// Takes an import line apart; other lines are none.
fn import(line: &str) -> Result<Option<Import<'_>>> {
    let Some(rest) = line.trim().strip_prefix("@import") else {
        return Ok(None);
    };
    let parts = rest.trim().strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let (path, tail) = parts.context("an import is written `@import \"file.css\";`")?;
    let tail = tail.trim().strip_suffix(';').context("an import ends with a semicolon, alone on its line")?.trim();
    if tail.is_empty() {
        return Ok(Some(Import { path, layer: None }));
    }
    let layer = tail.strip_prefix("layer(").and_then(|tail| tail.strip_suffix(')'));
    let layer = layer.context("after an import's file only `layer(name)` can stand")?;
    Ok(Some(Import { path, layer: Some(layer) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: Option<Import<'_>>) {
        assert_eq!(import(line).ok(), Some(want));
    }

    #[test]
    fn imports_are_told_from_other_lines() {
        check("a { color: red }", None);
        check("@import \"tokens.css\";", Some(Import { path: "tokens.css", layer: None }));
        check("  @import \"a/b.css\" layer(base);", Some(Import { path: "a/b.css", layer: Some("base") }));
    }

    #[test]
    fn comments_go_and_strings_stay() {
        let css = "/* a */\n\n  b::after { content: \"/* \\\" */\"; } /* c\n * d */\n.e { }\n";
        assert_eq!(squeeze(css), "b::after { content: \"/* \\\" */\"; }\n.e { }\n");
    }

    #[test]
    fn imports_that_would_be_lost_are_errors() {
        assert!(import("@import url(x.css);").is_err());
        assert!(import("@import \"x.css\" screen;").is_err());
    }
}
