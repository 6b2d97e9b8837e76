//! `cargo xtask bench-page`: how quick the built page is in Chromium.

use crate::args::Args;
use crate::tools::ensure_browser;
use crate::{proc, project, say};
use anyhow::{ensure, Context, Result};
use std::fs;
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask bench-page [--write]
    Measure the page in dist/ in Chromium: steps, long scripts, the start.
      --write     put the table into docs/bench-page.md";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let write = args.flag("--write");
    args.finish()?;
    let dist = project::dist_dir();
    ensure!(
        dist.join("index.html").is_file(),
        "there is no page in {}; build it first: cargo xtask dist",
        dist.display()
    );
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
        let path = project::root().join("docs/bench-page.md");
        let text = format!("# How quick the page is\n\n{INTRODUCTION}\n\n{text}");
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        say::note(&format!("written to {}", path.display()));
    }
    Ok(())
}

const INTRODUCTION: &str = "\
`cargo xtask bench-page --write` writes this file. A step is the time from a key until the timeline stands elsewhere and a frame with it is drawn, so
that up to 17 ms of it are waiting for the screen.";

/// The processor and how many there are, as Linux names them.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut models = text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let model = models.next().map_or("an unknown processor", |(_, model)| model);
    format!("{count} cores of {model}")
}
