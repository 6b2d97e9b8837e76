//! The phases, one function each.

use crate::tools::{self, ensure_axe, ensure_browser, ensure_component, ensure_firefox, ensure_wasm_target};
use crate::{page, proc, project, say};
use anyhow::{bail, Result};
use std::process::Command;

/// What a first visit by the plain address may load, in bytes after brotli.
const PLAIN_LIMIT: u32 = 300_000;

/// What a link or an embed may load as long as nobody does anything rare there, in bytes after brotli.
const LIGHT_LIMIT: u32 = 350_000;

pub(crate) fn fmt() -> Result<()> {
    ensure_component("rustfmt", "cargo-fmt")?;
    proc::run(cargo().args(["fmt", "--all", "--check"]))
}

pub(crate) fn clippy() -> Result<()> {
    ensure_component("clippy", "cargo-clippy")?;
    ensure_wasm_target()?;
    let deny = ["--", "-D", "warnings"];
    proc::run(cargo().args(["clippy", "--workspace", "--all-targets"]).args(deny))?;
    proc::run(cargo().args(["clippy", "-p", "forkscope-web", "--target", "wasm32-unknown-unknown"]).args(deny))
}

pub(crate) fn unit() -> Result<()> {
    proc::run(cargo().args(["test", "--workspace", "--exclude", "forkscope-e2e"]))
}

pub(crate) fn build() -> Result<()> {
    page::build_release()?;
    // Without wasm-opt the page is larger, which is no failure.
    let is_small = tools::wasm_opt::is_there();
    let limits = [PLAIN_LIMIT, LIGHT_LIMIT].map(|limit| if is_small { limit } else { limit / 4 * 5 });
    let mut weigh = cargo();
    weigh.args(["run", "--quiet", "-p", "forkscope-e2e", "--bin", "weigh", "--"]);
    proc::run(weigh.arg(project::dist_dir()).args(limits.map(|limit| limit.to_string())))
}

pub(crate) fn browser() -> Result<()> {
    let dist = project::dist_dir();
    if !dist.join("index.html").is_file() {
        bail!("there is no page in {}; build it first: cargo xtask test build", dist.display());
    }
    let browser = ensure_browser()?;
    let mut tests = cargo();
    tests.args(["test", "-p", "forkscope-e2e"]);
    tests
        .env("FORKSCOPE_DIST", &dist)
        .env("CHROME", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
        .env("RUST_LIB_BACKTRACE", "0");
    let firefox = ensure_firefox();
    match &firefox {
        Ok(firefox) => tests.env("FIREFOX", &firefox.firefox).env("GECKODRIVER", &firefox.driver),
        Err(_) => tests.env_remove("GECKODRIVER"),
    };
    let axe = ensure_axe();
    match &axe {
        Ok(script) => tests.env("AXE", script),
        Err(_) => tests.env_remove("AXE"),
    };
    let outcome = proc::run(&mut tests);
    if let Err(error) = firefox {
        say::note(&format!("the tests in Firefox were skipped: {error:#}"));
    }
    if let Err(error) = axe {
        say::note(&format!("the tests with axe were skipped: {error:#}"));
    }
    outcome
}

fn cargo() -> Command {
    let mut cargo = proc::cargo();
    cargo.current_dir(project::root());
    cargo
}
