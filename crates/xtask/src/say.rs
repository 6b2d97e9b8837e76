//! What the commands print about themselves, all on standard error and all in one form.

use std::io::IsTerminal;
use std::time::Duration;

fn paint(code: &str, text: &str) -> String {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// The heading of a phase.
pub(crate) fn heading(text: &str) {
    eprintln!("\n{}", paint("1", &format!("== {text}")));
}

/// What is being done, or how it came out.
pub(crate) fn note(text: &str) {
    eprintln!("   {text}");
}

/// Something that is worse than it should be and stops nothing.
pub(crate) fn warning(text: &str) {
    eprintln!("{} {text}", paint("1;33", "warning:"));
}

/// Why the command stops.
pub(crate) fn failure(text: &str) {
    eprintln!("\n{} {text}", paint("1;31", "error:"));
}

/// A duration as people say it: `4.2 s`, `3 min 07 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}
