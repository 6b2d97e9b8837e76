//! `forkscope fmt`: the canonical form of a script.

use std::fs;

use forkscope_scenario::print;

use crate::args::FmtArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// Prints, checks or rewrites.
///
/// # Errors
/// When the script cannot be read, is wrong, or cannot be written back.
pub(crate) fn fmt(args: &FmtArgs) -> Result<Status, Problem> {
    let source = Source::read(&args.file)?;
    let canonical = print(&source.parse()?.script);
    let same = canonical == source.text;
    if args.check {
        return check(&source.name, same);
    }
    if !args.write {
        output::print(&canonical)?;
    } else if args.file.as_os_str() == "-" {
        return Err(Problem::line("--write needs a file to write to"));
    } else if !same {
        let unwritten = |error| Problem::line(format!("{}: cannot be written: {error}", source.name));
        fs::write(&args.file, canonical).map_err(unwritten)?;
    }
    Ok(Status::Held)
}

fn check(name: &str, same: bool) -> Result<Status, Problem> {
    if same {
        return Ok(Status::Held);
    }
    output::print(&format!("{name}: not in canonical form\n"))?;
    Ok(Status::NotHeld)
}
