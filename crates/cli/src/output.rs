//! Where text goes: standard output and error, exit statuses, colours.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Every expectation held.
    Held,
    /// One did not hold, or a file is not in canonical form.
    NotHeld,
    /// A script is wrong or could not be read.
    Wrong,
    /// Nothing differs from the kernel, but not everything could be compared.
    Skipped,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Why a command could not be carried out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Something to say in one line.
    Line(String),
    /// Diagnostics, drawn.
    Drawn(String),
}

impl Problem {
    pub(crate) fn line(text: impl Into<String>) -> Problem {
        Problem::Line(text.into())
    }

    /// Says it on standard error.
    pub(crate) fn report(&self) {
        match self {
            Problem::Line(line) => complain(format_args!("forkscope: {line}\n")),
            Problem::Drawn(drawn) => complain(format_args!("{drawn}")),
        }
    }
}

/// Writes to standard error. When that is closed, nobody is left to be told.
pub(crate) fn complain(text: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(text);
}

/// Writes to standard output. A reader that has closed it has seen enough: that is no problem.
///
/// # Errors
/// When the output cannot be written for another reason, such as a full disk.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Problem::line(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Emphasis, where the output is a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    on: bool,
}

impl Style {
    /// The style of standard output; none when it goes to a file or a program, or when `NO_COLOR` is set.
    pub(crate) fn of_stdout() -> Style {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Style { on: io::stdout().is_terminal() && !unwanted }
    }

    /// Bold: what a block is about.
    pub(crate) fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// Dim: what is beside the point.
    pub(crate) fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Red: what went wrong.
    pub(crate) fn alarm(self, text: &str) -> String {
        self.wrap("31", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A text with spaces behind it up to so many columns; Chinese characters and their punctuation take two.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let wide = text.chars().filter(|letter| ('\u{2e80}'..='\u{ffe6}').contains(letter)).count();
    let width = text.chars().count() + wide;
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}
