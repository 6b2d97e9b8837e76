//! axe-core, with which the browser tests look for what keeps people from using the page. npm publishes it; without it those tests are skipped.

use super::cache;
use crate::{proc, say};
use anyhow::{bail, Context, Result};
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "4.14.1";

/// The script, installed where it is missing.
///
/// An error says what is missing.
pub(crate) fn ensure_axe() -> Result<PathBuf> {
    let root = cache::tool_dir("axe-core", VERSION)?;
    let script = root.join("node_modules").join("axe-core").join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if proc::find("npm").is_none() {
        bail!("there is no npm to install axe-core {VERSION} with");
    }
    let _lock = cache::lock()?;
    say::heading(&format!("Installing axe-core {VERSION} with npm"));
    std::fs::create_dir_all(&root).with_context(|| format!("cannot create {}", root.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&root);
    proc::run(npm.arg(format!("axe-core@{VERSION}")))?;
    if !script.is_file() {
        bail!("npm installed axe-core, but there is no {}", script.display());
    }
    Ok(script)
}
