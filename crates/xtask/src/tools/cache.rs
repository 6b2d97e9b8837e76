//! The folder that keeps installed tools for every clone of the project.

use crate::say;
use anyhow::{bail, Context, Result};
use std::fs::{File, TryLockError};
use std::path::PathBuf;

/// `$XDG_CACHE_HOME/forkscope`, or `~/.cache/forkscope`.
pub(crate) fn dir() -> Result<PathBuf> {
    let xdg = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    match xdg.or_else(home) {
        Some(base) => Ok(base.join("forkscope")),
        None => bail!("no place for tools: set HOME or XDG_CACHE_HOME"),
    }
}

/// Where one version of one tool is installed.
pub(crate) fn tool_dir(name: &str, version: &str) -> Result<PathBuf> {
    Ok(dir()?.join("tools").join(format!("{name}-{version}")))
}

/// Holds the cache for one installer at a time; the lock ends with the value.
pub(crate) fn lock() -> Result<File> {
    let dir = dir()?;
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let path = dir.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::note("another set-up is installing tools: waiting for it");
            file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    Ok(file)
}
