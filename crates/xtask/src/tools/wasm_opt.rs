//! `wasm-opt` of Binaryen, which makes the finished wasm smaller. The page works without it.
//!
//! Debian 12's package (108) and the crate `wasm-opt` (116) are too old, so after PATH comes npm, where Binaryen
//! publishes each version, and then nothing: a stand-in hands the file on as it is, and a warning says so.

use super::{cache, Tool, Version};
use crate::{proc, say};
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// 116 and older stop at the `table.fill` that wasm-bindgen writes.
const OLDEST: Version = Version(117, 0, 0);
const NPM_VERSION: &str = "132.0.0";

/// A `wasm-opt`, or its stand-in.
pub(crate) fn ensure() -> Result<Tool> {
    if let Some(program) = on_path() {
        return Ok(Tool::OnPath(program));
    }
    let installed = ensure_npm().or_else(|error| {
        say::warning(&format!(
            "no wasm-opt: the page gets about a fifth larger on its way to visitors, and works ({error:#})"
        ));
        stand_in()
    });
    installed.map(Tool::Cached)
}

/// Makes a file smaller in place, if there is a real one.
pub(crate) fn shrink(wasm: &Path) -> Result<()> {
    let (Tool::OnPath(program) | Tool::Cached(program)) = ensure()?;
    if Version::of(&program).is_none_or(|version| version < OLDEST) {
        return Ok(());
    }
    let mut command = Command::new(program);
    command.args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"]);
    proc::run(command.arg(wasm).arg("--output").arg(wasm))
}

/// Whether there is a real one, on PATH or in the cache.
pub(crate) fn is_there() -> bool {
    on_path().is_some() || npm_program().is_ok_and(|program| Version::of(&program).is_some())
}

fn npm_program() -> Result<PathBuf> {
    Ok(cache::tool_dir("binaryen", NPM_VERSION)?.join("node_modules").join(".bin").join("wasm-opt"))
}

fn on_path() -> Option<PathBuf> {
    let file = proc::find("wasm-opt")?;
    let version = Version::of(&file)?;
    if version >= OLDEST {
        return Some(file);
    }
    say::note(&format!("wasm-opt {version} on PATH is too old; {OLDEST} is the oldest that will do"));
    None
}

fn ensure_npm() -> Result<PathBuf> {
    let program = npm_program()?;
    if Version::of(&program).is_some() {
        return Ok(program);
    }
    let _lock = cache::lock()?;
    install_npm(&cache::tool_dir("binaryen", NPM_VERSION)?)?;
    if Version::of(&program).is_none() {
        bail!("npm installed {}, but it does not run", program.display());
    }
    Ok(program)
}

fn install_npm(root: &Path) -> Result<()> {
    if proc::find("npm").is_none() {
        bail!("neither wasm-opt {OLDEST} or newer nor npm is on PATH; with one of them it will be smaller");
    }
    let start = Instant::now();
    say::heading(&format!("Installing wasm-opt (binaryen {NPM_VERSION}) with npm"));
    say::note(&format!("into {} (100 MB): under a minute, once", root.display()));
    std::fs::create_dir_all(root).with_context(|| format!("cannot create {}", root.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(root);
    proc::run(npm.arg(format!("binaryen@{NPM_VERSION}")))?;
    say::note(&format!("wasm-opt is ready after {}", say::duration(start.elapsed())));
    Ok(())
}

/// Trunk would look for `wasm-opt` on the network; this one copies its input.
const STAND_IN: &str = r#"#!/bin/sh
# Written by `cargo xtask`: stands in for wasm-opt and hands the file on as it is.
for word in "$@"; do
  case "$word" in
    --version) echo "wasm-opt version 0 (stand-in)"; exit 0 ;;
    --output=*) out=${word#--output=} ;;
    -*) ;;
    *) in=$word ;;
  esac
done
exec cp "$in" "$out"
"#;

/// Writes the stand-in, and says where it is.
pub(crate) fn stand_in() -> Result<PathBuf> {
    let dir = cache::tool_dir("wasm-opt", "stand-in")?.join("bin");
    let file = dir.join("wasm-opt");
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    std::fs::write(&file, STAND_IN).with_context(|| format!("cannot write {}", file.display()))?;
    make_executable(&file)?;
    Ok(file)
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(file, mode).with_context(|| format!("cannot make {} executable", file.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
