//! `cargo xtask bench-page`: how quick the built page is in Chromium.

use crate::args::Args;
use crate::tools::ensure_browser;
use crate::{fresh, proc, project, say};
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask bench-page [--write]
    Measure the page in dist/ in Chromium: steps, long scripts, the start. A page that is older than the sources is built anew.
      --write     put the table into README.md, between its two marks";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let write = args.flag("--write");
    args.finish()?;
    fresh::ensure_page()?;
    let dist = project::dist_dir();
    let browser = ensure_browser()?;
    let mut bench = proc::cargo();
    bench.current_dir(project::root());
    bench.args(["run", "--quiet", "-p", "forkscope-e2e", "--bin", "bench", "--"]).arg(&dist).arg("scenarios");
    bench.env("CHROME", &browser.chromium).env("CHROMEDRIVER", &browser.driver);
    let table = proc::output(&mut bench)?;
    let version = proc::output(Command::new(&browser.chromium).arg("--version"))?;
    let text = format!("Measured on {} with {}.\n\n{table}", machine(), version.trim());
    println!("{text}");
    if write {
        let path = project::root().join("README.md");
        let readme = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let renewed = between_marks(&readme, &text).with_context(|| format!("{} lacks the marks", path.display()))?;
        fs::write(&path, renewed).with_context(|| format!("cannot write {}", path.display()))?;
        say::note(&format!("written to {}", path.display()));
    }
    Ok(())
}

const START: &str = "<!-- cargo xtask bench-page --write -->";
const END: &str = "<!-- end -->";

/// The document with another text between the two marks; nothing for a document without them.
fn between_marks(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n\n{}\n\n{END}{after}", text.trim()))
}

/// The processor and how many there are, as Linux names them.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut models = text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let model = models.next().map_or("an unknown processor", |(_, model)| model);
    format!("{count} cores of {model}")
}

#[cfg(test)]
mod tests {
    use super::{between_marks, END, START};

    #[test]
    fn only_what_is_between_the_marks_is_renewed() {
        let document = format!("# Title\n{START}\nold\n{END}\nmore\n");
        let renewed = between_marks(&document, "new\n");
        assert_eq!(renewed.as_deref(), Some(format!("# Title\n{START}\n\nnew\n\n{END}\nmore\n").as_str()));
        assert_eq!(between_marks("# Title\n", "new"), None);
    }
}
