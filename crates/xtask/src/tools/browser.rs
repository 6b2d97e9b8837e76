//! Chromium and ChromeDriver: from the environment, from PATH, or from Debian's packages.

use crate::{proc, say};
use anyhow::{bail, Context, Result};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const APT_INSTALL: &[&str] =
    &["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];

/// A browser and the driver that speaks WebDriver for it.
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chromium: PathBuf,
    /// Its driver.
    pub(crate) driver: PathBuf,
}

/// Finds the browser, installing it where that needs no answer from anyone.
pub(crate) fn ensure_browser() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let by_hand = format!("sudo {}", APT_INSTALL.join(" "));
    let Some(prefix) = root_prefix() else {
        bail!("the browser tests need Chromium and ChromeDriver. Install them with:\n  {by_hand}\nor set CHROME and CHROMEDRIVER to the two programs");
    };
    say::heading("Installing Chromium and ChromeDriver with apt (1 to 3 minutes)");
    apt(&prefix, &["apt-get", "--quiet", "update"])
        .and_then(|()| apt(&prefix, APT_INSTALL))
        .context(format!("try it by hand: {by_hand}"))?;
    find().context("apt installed chromium and chromium-driver, but the programs are not on PATH")
}

fn find() -> Option<Browser> {
    let chromium = program("CHROME", &["chromium", "chromium-browser", "google-chrome"])?;
    let driver = program("CHROMEDRIVER", &["chromedriver"])?;
    Some(Browser { chromium, driver })
}

fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let chosen = std::env::var_os(variable).filter(|value| !value.is_empty());
    chosen.map(PathBuf::from).or_else(|| names.iter().find_map(|name| proc::find(name)))
}

/// What to put before a command that only root may run; nothing if it would ask for a password.
fn root_prefix() -> Option<Vec<&'static str>> {
    proc::find("apt-get")?;
    let id = proc::output(Command::new("id").arg("-u")).ok()?;
    if id.trim() == "0" {
        return Some(vec![]);
    }
    proc::find("sudo")?;
    let passwordless =
        Command::new("sudo").args(["--non-interactive", "true"]).stdin(Stdio::null()).stderr(Stdio::null()).status();
    passwordless.is_ok_and(|status| status.success()).then(|| vec!["sudo", "--non-interactive"])
}

fn apt(prefix: &[&str], words: &[&str]) -> Result<()> {
    let mut words = prefix.iter().chain(["env", "DEBIAN_FRONTEND=noninteractive"].iter()).chain(words);
    let mut command = Command::new(words.next().unwrap_or(&"env"));
    proc::run(command.args(words))
}
