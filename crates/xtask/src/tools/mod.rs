//! The tools that the page needs: used where they are found, else installed into a cache for all clones.
//!
//! - [`toolchain`]: the wasm target, rustfmt and clippy, through rustup.
//! - [`registry`]: Trunk and `wasm-bindgen`, which are Rust programs.
//! - [`wasm_opt`]: makes the wasm smaller; may be missing.
//! - [`browser`]: Chromium and Firefox with their drivers, through apt and the registry.
//! - [`axe`]: looks for what keeps people from using the page, through npm; may be missing too.
//! - [`cache`], [`version`]: where installed tools are kept, and which they are.

mod axe;
mod browser;
mod cache;
mod registry;
mod toolchain;
mod version;
pub(crate) mod wasm_opt;

pub(crate) use axe::ensure_axe;
pub(crate) use browser::{ensure_browser, ensure_firefox};
pub(crate) use toolchain::{ensure_component, ensure_wasm_target};
pub(crate) use version::Version;

use crate::args::Args;
use crate::{project, say};
use anyhow::Result;
use registry::CrateTool;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask setup [--browser]
    Install what serve and test need, and say where it is.
      --browser   the browsers of the tests and their drivers as well";

/// Whether the wasm is to be made smaller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimizer {
    /// A release build: install `wasm-opt` if that is possible.
    Wanted,
    /// Something else makes it smaller: hand the file on as it is.
    StandIn,
    /// A development build: it is never called.
    Unused,
}

/// Where a tool was found.
pub(crate) enum Tool {
    /// Among the user's own programs.
    OnPath(PathBuf),
    /// In the cache; its folder goes in front of PATH, where an unfit version may be.
    Cached(PathBuf),
}

/// The tools that build the page.
pub(crate) struct Toolbox {
    tools: Vec<Tool>,
}

impl Toolbox {
    /// A command that finds these tools before all others.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let cached = self.tools.iter().filter_map(|tool| match tool {
            Tool::OnPath(_) => None,
            Tool::Cached(program) => program.parent().map(Path::to_path_buf),
        });
        let old = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(cached.chain(std::env::split_paths(&old)))?;
        let mut command = Command::new(program);
        command.env("PATH", path);
        Ok(command)
    }
}

/// Makes sure of everything that building the page needs.
pub(crate) fn ensure_page_tools(optimizer: Optimizer) -> Result<Toolbox> {
    ensure_wasm_target()?;
    let mut tools = vec![ensure_wasm_bindgen()?, ensure_trunk()?];
    match optimizer {
        Optimizer::Wanted => tools.push(wasm_opt::ensure()?),
        Optimizer::StandIn => tools.push(Tool::Cached(wasm_opt::stand_in()?)),
        Optimizer::Unused => {}
    }
    Ok(Toolbox { tools })
}

/// Makes sure of what turns wasm into a module for JavaScript.
pub(crate) fn ensure_wasm_bindgen_tools() -> Result<Toolbox> {
    ensure_wasm_target()?;
    Ok(Toolbox { tools: vec![ensure_wasm_bindgen()?] })
}

fn ensure_trunk() -> Result<Tool> {
    let trunk = CrateTool {
        krate: "trunk",
        program: "trunk",
        version: "0.21.14",
        fits: |found, wanted| found >= wanted && found < Version(0, 23, 0),
        // Without the features that download tools and look for updates: it downloads nothing here.
        build_args: &["--locked", "--no-default-features"],
        build_time: "2 to 4 minutes",
    };
    trunk.ensure()
}

fn ensure_wasm_bindgen() -> Result<Tool> {
    let wasm_bindgen = CrateTool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &project::locked_version("wasm-bindgen")?,
        fits: |found, wanted| found == wanted,
        // Not --locked: the lock file inside 0.2.130 names a crate version that was never published.
        build_args: &[],
        build_time: "1 to 2 minutes",
    };
    wasm_bindgen.ensure()
}

/// `cargo xtask setup`.
pub(crate) fn run(mut args: Args) -> Result<()> {
    let browser = args.flag("--browser");
    args.finish()?;
    for tool in ensure_page_tools(Optimizer::Wanted)?.tools {
        let (Tool::OnPath(program) | Tool::Cached(program)) = tool;
        say::note(&format!("in use: {}", program.display()));
    }
    if browser {
        let browser = ensure_browser()?;
        say::note(&format!("in use: {}, {}", browser.chromium.display(), browser.driver.display()));
        match ensure_firefox() {
            Ok(browser) => {
                say::note(&format!("in use: {}, {}", browser.firefox.display(), browser.driver.display()));
            }
            Err(error) => say::note(&format!("the tests in Firefox will be skipped: {error:#}")),
        }
        match ensure_axe() {
            Ok(script) => say::note(&format!("in use: {}", script.display())),
            Err(error) => say::note(&format!("the tests with axe will be skipped: {error:#}")),
        }
    }
    Ok(())
}
