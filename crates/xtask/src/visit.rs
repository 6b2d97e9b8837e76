//! `cargo xtask visit`: records what first visits, links and embeds run, in `web/visit.txt`.

use crate::args::Args;
use crate::tools::{self, ensure_browser, Optimizer};
use crate::{page, proc, project, say, split};
use anyhow::{Context, Result};

pub(crate) const USAGE: &str = "\
cargo xtask visit
    Watch first visits, links and embeds, and write down in web/visit.txt what they run.";

pub(crate) fn run(args: Args) -> Result<()> {
    args.finish()?;
    let dist = project::root().join("target/page/traced");
    let tools = tools::ensure_page_tools(Optimizer::StandIn)?;
    proc::run(page::release(&tools)?.arg("--dist").arg(&dist))?;
    let wasm = split::bound(&dist)?;
    let [bound, first, next] = ["bound.wasm", "ran-first", "ran-next"].map(|name| dist.with_file_name(name));
    std::fs::copy(&wasm, &bound).with_context(|| format!("cannot copy {}", wasm.display()))?;
    let traced = proc::output(split::splitter().arg("trace").args([&bound, &wasm]))?;
    say::heading("Watching first visits, links and embeds");
    let browser = ensure_browser()?;
    let mut watch = proc::cargo();
    watch.current_dir(project::root()).args(["run", "--quiet", "-p", "forkscope-e2e", "--bin", "trace", "--"]);
    watch.env("CHROME", browser.chromium).env("CHROMEDRIVER", browser.driver);
    proc::run(watch.arg(&dist).args(traced.split_whitespace()).args([&first, &next]))?;
    say::heading("Recording what they ran");
    proc::run(split::splitter().arg("record").arg(&bound).arg(split::VISIT).args([&first, &next]))
}
