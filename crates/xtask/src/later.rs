//! `cargo xtask later`: what a first visit never runs, as lines for `web/later.txt`.

use crate::args::Args;
use crate::tools::{self, ensure_browser, Optimizer};
use crate::{page, proc, project, say, split};
use anyhow::{Context, Result};
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask later [--count N]
    Watch first visits and print the N (60) best lines that web/later.txt could have besides.";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let count: usize = args.option("--count")?.unwrap_or(60);
    args.finish()?;
    let dist = project::root().join("target/page/traced");
    let tools = tools::ensure_page_tools(Optimizer::StandIn)?;
    proc::run(page::release(&tools)?.arg("--dist").arg(&dist))?;
    let wasm = split::bound(&dist)?;
    let (bound, ran) = (dist.with_file_name("bound.wasm"), dist.with_file_name("ran"));
    std::fs::copy(&wasm, &bound).with_context(|| format!("cannot copy {}", wasm.display()))?;
    let traced = proc::output(splitter().arg("trace").args([&bound, &wasm]))?;
    say::heading("Watching first visits");
    let browser = ensure_browser()?;
    let mut watch = proc::cargo();
    watch.current_dir(project::root()).args(["run", "--quiet", "-p", "forkscope-e2e", "--bin", "trace", "--"]);
    watch.env("CHROME", browser.chromium).env("CHROMEDRIVER", browser.driver);
    proc::run(watch.arg(&dist).args(traced.split_whitespace()).arg(&ran))?;
    say::heading("Bytes before compression, and lines for web/later.txt");
    let linked = split::linked(&project::target_dir()?);
    let mut propose = splitter();
    propose.arg("propose").args([&linked, &bound]).arg("web/later.txt").arg(&ran);
    for line in proc::output(&mut propose)?.lines().take(count) {
        println!("{line}");
    }
    Ok(())
}

fn splitter() -> Command {
    let mut splitter = proc::cargo();
    splitter.current_dir(project::root()).args(["run", "--quiet", "-p", "forkscope-split", "--"]);
    splitter
}
