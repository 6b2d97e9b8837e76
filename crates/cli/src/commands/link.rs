//! `forkscope link`: scripts to links, and back.

use forkscope_scenario::link::{decode, encode, encode_plain, LinkError};
use forkscope_view::Lang;

use crate::args::LinkArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// Prints a link, or the script in one.
///
/// # Errors
/// When the script is wrong or too large for a link, or the link is damaged.
pub(crate) fn link(args: &LinkArgs, lang: Lang) -> Result<Status, Problem> {
    let text = match (&args.decode, &args.file) {
        (Some(link), _) => unpack(link, lang)?,
        (None, Some(file)) => pack(args, &Source::read(file, lang)?, lang)?,
        (None, None) => {
            return Err(Problem::line(lang.pick("a file or --decode is needed", "需要一个文件，或者 --decode")))
        }
    };
    output::print(&text)?;
    Ok(Status::Held)
}

fn pack(args: &LinkArgs, source: &Source, lang: Lang) -> Result<String, Problem> {
    source.parse()?;
    let packed = if args.text { encode_plain(&source.text) } else { encode(&source.text) };
    let fragment = packed.map_err(|error| wrong(&source.name, &error, lang))?;
    let base = args.base.split('#').next().unwrap_or("");
    Ok(format!("{base}#{fragment}\n"))
}

fn unpack(link: &str, lang: Lang) -> Result<String, Problem> {
    let fragment = link.split_once('#').map_or(link, |(_, fragment)| fragment);
    let script = decode(fragment.trim()).map_err(|error| wrong(lang.pick("link", "链接"), &error, lang))?;
    let end = if script.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{script}{end}"))
}

fn wrong(name: &str, error: &LinkError, lang: Lang) -> Problem {
    Problem::line(lang.say("{}: {}", "{}：{}", &[&name, &error.message().say(lang)]))
}
