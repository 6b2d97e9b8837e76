//! `forkscope link`: scripts to links, and back.

use forkscope_scenario::link::{decode, encode, encode_plain, LinkError};

use crate::args::LinkArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// Prints a link, or the script in one.
///
/// # Errors
/// When the script is wrong or too large for a link, or the link is damaged.
pub(crate) fn link(args: &LinkArgs) -> Result<Status, Problem> {
    let text = match (&args.decode, &args.file) {
        (Some(link), _) => unpack(link)?,
        (None, Some(file)) => pack(args, &Source::read(file)?)?,
        (None, None) => return Err(Problem::line("a file or --decode is needed")),
    };
    output::print(&text)?;
    Ok(Status::Held)
}

fn pack(args: &LinkArgs, source: &Source) -> Result<String, Problem> {
    source.parse()?;
    let packed = if args.text { encode_plain(&source.text) } else { encode(&source.text) };
    let fragment = packed.map_err(|error| wrong(&source.name, &error))?;
    let base = args.base.split('#').next().unwrap_or("");
    Ok(format!("{base}#{fragment}\n"))
}

fn unpack(link: &str) -> Result<String, Problem> {
    let fragment = link.split_once('#').map_or(link, |(_, fragment)| fragment);
    let script = decode(fragment.trim()).map_err(|error| wrong("link", &error))?;
    let end = if script.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{script}{end}"))
}

fn wrong(name: &str, error: &LinkError) -> Problem {
    Problem::line(format!("{name}: {error}"))
}
