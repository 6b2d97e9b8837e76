//! `forkscope fmt`: the canonical form of a script.

use std::fs;

use forkscope_scenario::print;
use forkscope_view::Lang;

use crate::args::FmtArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// Prints, checks or rewrites.
///
/// # Errors
/// When the script cannot be read, is wrong, or cannot be written back.
pub(crate) fn fmt(args: &FmtArgs, lang: Lang) -> Result<Status, Problem> {
    let source = Source::read(&args.file, lang)?;
    let canonical = print(&source.parse()?.script);
    let same = canonical == source.text;
    if args.check {
        return check(&source.name, same, lang);
    }
    if !args.write {
        output::print(&canonical)?;
    } else if args.file.as_os_str() == "-" {
        return Err(Problem::line(lang.pick("--write needs a file to write to", "--write 需要一个可写的文件")));
    } else if !same {
        let unwritten = |error: std::io::Error| {
            Problem::line(lang.say("{}: cannot be written: {}", "{}：写不了：{}", &[&source.name, &error]))
        };
        fs::write(&args.file, canonical).map_err(unwritten)?;
    }
    Ok(Status::Held)
}

fn check(name: &str, same: bool, lang: Lang) -> Result<Status, Problem> {
    if same {
        return Ok(Status::Held);
    }
    output::print(&(lang.say("{}: not in canonical form", "{}：不是规范形式", &[&name]) + "\n"))?;
    Ok(Status::NotHeld)
}
