//! Scripts: where they come from, and what is wrong with them.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use forkscope_scenario::{parse, render, Diagnostic, Diagnostics, Parsed, Plan};
use forkscope_view::Lang;

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
    /// The language in which its mistakes are told.
    lang: Lang,
}

impl Source {
    /// Reads a file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is no UTF-8.
    pub(crate) fn read(path: &Path, lang: Lang) -> Result<Source, Problem> {
        let stdin = path.as_os_str() == "-";
        let name = if stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        let bytes = if stdin { bounded(io::stdin().lock()) } else { fs::File::open(path).and_then(bounded) };
        let bytes =
            bytes.map_err(|error| Problem::line(lang.say("{}: {}", "{}：{}", &[&name, &reason(&error, lang)])))?;
        if bytes.len() as u64 > MAX_BYTES {
            let mib = MAX_BYTES >> 20;
            return Err(Problem::line(lang.say(
                "{}: larger than {} MiB, so this is no scenario",
                "{}：大于 {} MiB，这不是场景",
                &[&name, &mib],
            )));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { name, text, lang }),
            Err(error) => Err(Problem::line(not_utf8(&name, error.as_bytes(), error.utf8_error(), lang))),
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
        let drawn: String = diagnostics.list().iter().map(|diagnostic| self.draw_one(diagnostic)).collect();
        drawn + &render::omitted(diagnostics, self.lang)
    }

    /// The diagnostic as the language draws it, with `file:line:column` for the place.
    fn draw_one(&self, diagnostic: &Diagnostic) -> String {
        let position = diagnostic.position;
        let place = format!("{}:{}:{}", self.name, position.line, position.column);
        render::render(&self.text, diagnostic, &place, self.lang)
    }
}

fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn reason(error: &io::Error, lang: Lang) -> String {
    let known = [
        (ErrorKind::NotFound, lang.pick("no such file", "没有这个文件")),
        (ErrorKind::PermissionDenied, lang.pick("permission denied", "没有权限")),
        (ErrorKind::IsADirectory, lang.pick("this is a directory, not a scenario", "这是目录，不是场景")),
    ];
    let found = known.into_iter().find(|(kind, _)| *kind == error.kind());
    found.map_or_else(|| lang.say("cannot be read: {}", "读不了：{}", &[error]), |(_, reason)| reason.to_owned())
}

fn not_utf8(name: &str, bytes: &[u8], error: std::str::Utf8Error, lang: Lang) -> String {
    let good = &bytes[..error.valid_up_to()];
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    let (en, zh) =
        ("{}: not UTF-8 text (first wrong byte in line {})", "{}：不是 UTF-8 文本（第一个错误的字节在第 {} 行）");
    lang.say(en, zh, &[&name, &line])
}
