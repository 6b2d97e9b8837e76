//! The tools that the page needs: used where they are found, else installed into a cache for all clones.
//!
//! - [`toolchain`]: the wasm target, rustfmt and clippy, through rustup.
//! - [`registry`]: Trunk and `wasm-bindgen`, which are Rust programs.
//! - [`wasm_opt`]: makes the wasm smaller; the only tool that may be missing.
//! - [`browser`]: Chromium and its driver, through apt.
//! - [`cache`], [`version`]: where installed tools are kept, and which they are.

mod browser;
mod cache;
mod registry;
mod toolchain;
mod version;
mod wasm_opt;

pub(crate) use browser::ensure_browser;
pub(crate) use toolchain::{ensure_component, ensure_wasm_target};
pub(crate) use version::Version;

use crate::args::Args;
use crate::{project, say};
use anyhow::Result;
use registry::CrateTool;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask setup [--browser]
    Install what serve and test need, and say where it is.
      --browser   Chromium and its driver as well";

/// Whether the wasm is to be made smaller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimizer {
    /// A release build: install `wasm-opt` if that is possible.
    Wanted,
    /// A development build: it is never called.
    Unused,
}

/// Folders with tools, to be put in front of PATH.
pub(crate) struct Toolbox {
    dirs: Vec<PathBuf>,
}

impl Toolbox {
    /// A command that finds the tools first.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let path: OsString =
            std::env::join_paths(self.dirs.iter().cloned().chain(std::env::split_paths(&old)))?;
        let mut command = Command::new(program);
        command.env("PATH", path);
        Ok(command)
    }
}

/// Makes sure of everything that building the page needs.
pub(crate) fn ensure_page_tools(optimizer: Optimizer) -> Result<Toolbox> {
    ensure_wasm_target()?;
    let mut dirs = vec![ensure_wasm_bindgen()?, ensure_trunk()?];
    if optimizer == Optimizer::Wanted {
        dirs.push(wasm_opt::ensure()?);
    }
    Ok(Toolbox { dirs })
}

fn ensure_trunk() -> Result<PathBuf> {
    let trunk = CrateTool {
        krate: "trunk",
        program: "trunk",
        version: "0.21.14",
        fits: |found, wanted| found >= wanted && found < Version(0, 23, 0),
        // Without the features that download tools and look for updates: it downloads nothing here.
        build_args: &["--locked", "--no-default-features"],
        build_time: "5 to 8 minutes",
    };
    trunk.ensure()
}

fn ensure_wasm_bindgen() -> Result<PathBuf> {
    let wasm_bindgen = CrateTool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &project::locked_version("wasm-bindgen")?,
        fits: |found, wanted| found == wanted,
        // Not --locked: the lock file inside 0.2.130 names a crate version that was never published.
        build_args: &[],
        build_time: "2 to 4 minutes",
    };
    wasm_bindgen.ensure()
}

/// `cargo xtask setup`.
pub(crate) fn run(mut args: Args) -> Result<()> {
    let browser = args.flag("--browser");
    args.finish()?;
    let tools = ensure_page_tools(Optimizer::Wanted)?;
    for dir in &tools.dirs {
        say::note(&format!("in use: {}", dir.display()));
    }
    if browser {
        let browser = ensure_browser()?;
        say::note(&format!(
            "in use: {}, {}",
            browser.chromium.display(),
            browser.driver.display()
        ));
    }
    Ok(())
}
