//! Scripts: where they come from, and what is wrong with them.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use forkscope_scenario::{parse, render, Diagnostic, Diagnostics, Parsed, Plan};

use crate::args::Policy;
use crate::output::{complain, Problem};

/// Larger inputs are no scripts.
const MAX_BYTES: u64 = 16 << 20;

/// A script as text, and what it is called.
#[derive(Debug)]
pub(crate) struct Source {
    /// The file as it was given, or `<stdin>`.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) text: String,
}

impl Source {
    /// Reads a file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is no UTF-8.
    pub(crate) fn read(path: &Path) -> Result<Source, Problem> {
        let stdin = path.as_os_str() == "-";
        let name = if stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        let bytes = if stdin { bounded(io::stdin().lock()) } else { fs::File::open(path).and_then(bounded) };
        let bytes = bytes.map_err(|error| Problem::line(format!("{name}: {}", reason(&error))))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Problem::line(format!("{name}: larger than {} MiB, so this is no scenario", MAX_BYTES >> 20)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { name, text }),
            Err(error) => Err(Problem::line(format!("{name}: {}", not_utf8(error.as_bytes(), error.utf8_error())))),
        }
    }

    /// Reads the script; warnings are told at once.
    ///
    /// # Errors
    /// All diagnostics, drawn, when there is an error among them.
    pub(crate) fn parse(&self) -> Result<Parsed, Problem> {
        let parsed = parse(&self.text);
        let drawn = self.draw(&parsed.diagnostics);
        if parsed.diagnostics.has_errors() {
            return Err(Problem::Drawn(drawn));
        }
        complain(format_args!("{drawn}"));
        Ok(parsed)
    }

    /// The script ready to run, with another policy than its own if one is given.
    ///
    /// # Errors
    /// As [`Source::parse`].
    pub(crate) fn plan(&self, policy: Option<Policy>) -> Result<Plan, Problem> {
        let plan = self.parse()?.plan;
        Ok(match policy {
            Some(policy) => plan.with_policy(policy.into()),
            None => plan,
        })
    }

    fn draw(&self, diagnostics: &Diagnostics) -> String {
        let mut drawn: String = diagnostics.list().iter().map(|diagnostic| self.draw_one(diagnostic)).collect();
        if diagnostics.omitted() > 0 {
            drawn += &format!("and {} more\n", diagnostics.omitted());
        }
        drawn
    }

    /// The diagnostic as the language draws it, with `file:line:column` for the place.
    fn draw_one(&self, diagnostic: &Diagnostic) -> String {
        let drawn = render::render(&self.text, diagnostic);
        let position = diagnostic.position;
        let place = format!("--> {}:{}:{}", self.name, position.line, position.column);
        let lines = drawn.lines().map(|line| match line.trim_start().starts_with("--> line ") {
            true => format!("{}{place}\n", &line[..line.len() - line.trim_start().len()]),
            false => format!("{line}\n"),
        });
        lines.collect()
    }
}

fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn reason(error: &io::Error) -> String {
    let known = [
        (ErrorKind::NotFound, "no such file"),
        (ErrorKind::PermissionDenied, "permission denied"),
        (ErrorKind::IsADirectory, "this is a directory, not a scenario"),
    ];
    let found = known.into_iter().find(|(kind, _)| *kind == error.kind());
    found.map_or_else(|| format!("cannot be read: {error}"), |(_, reason)| reason.to_owned())
}

fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> String {
    let good = &bytes[..error.valid_up_to()];
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("not UTF-8 text (first wrong byte in line {line})")
}
