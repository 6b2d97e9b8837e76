//! Browsers and their drivers: from the environment, from PATH, from Debian's packages, or from the registry.

use super::registry::CrateTool;
use super::Tool;
use crate::{proc, say};
use anyhow::{bail, Context, Result};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const APT_INSTALL: &[&str] = &["apt-get", "install", "--quiet", "--yes", "--no-install-recommends"];
const CHROMIUM: &[&str] = &["chromium", "chromium-driver"];
const FIREFOX: &[&str] = &["firefox-esr"];

/// A browser and the driver that speaks WebDriver for it.
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chromium: PathBuf,
    /// Its driver.
    pub(crate) driver: PathBuf,
}

/// Firefox and the driver that speaks WebDriver for it.
pub(crate) struct Firefox {
    /// The browser's program.
    pub(crate) firefox: PathBuf,
    /// Its driver.
    pub(crate) driver: PathBuf,
}

/// Finds the browser, installing it where that needs no answer from anyone.
pub(crate) fn ensure_browser() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let by_hand = by_hand(CHROMIUM);
    if !install("Chromium and ChromeDriver", CHROMIUM)? {
        bail!("the browser tests need Chromium and ChromeDriver. Install them with:\n  {by_hand}\nor set CHROME and CHROMEDRIVER to the two programs");
    }
    find().context("apt installed chromium and chromium-driver, but the programs are not on PATH")
}

/// Finds Firefox and geckodriver, installing them where that needs no answer from anyone.
///
/// An error says what is missing, and the command that installs it.
pub(crate) fn ensure_firefox() -> Result<Firefox> {
    let find = || program("FIREFOX", &["firefox-esr", "firefox"]);
    let firefox = match find() {
        Some(firefox) => firefox,
        None => {
            let by_hand = by_hand(FIREFOX);
            if !install("Firefox", FIREFOX)? {
                bail!("there is no Firefox. Install it with: {by_hand}");
            }
            find().context("apt installed firefox-esr, but the program is not on PATH")?
        }
    };
    let driver = match program("GECKODRIVER", &[]) {
        Some(driver) => driver,
        None => ensure_geckodriver()?,
    };
    Ok(Firefox { firefox, driver })
}

fn ensure_geckodriver() -> Result<PathBuf> {
    let geckodriver = CrateTool {
        krate: "geckodriver",
        program: "geckodriver",
        version: "0.37.1",
        fits: |found, wanted| found >= wanted,
        build_args: &["--locked"],
        build_time: "2 to 4 minutes",
    };
    let (Tool::OnPath(driver) | Tool::Cached(driver)) =
        geckodriver.ensure().context("there is no geckodriver. Install it with: cargo install geckodriver")?;
    Ok(driver)
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

fn by_hand(packages: &[&str]) -> String {
    format!("sudo {} {}", APT_INSTALL.join(" "), packages.join(" "))
}

/// Installs packages with apt; says whether that can be done without a question.
fn install(what: &str, packages: &[&str]) -> Result<bool> {
    let Some(prefix) = root_prefix() else {
        return Ok(false);
    };
    say::heading(&format!("Installing {what} with apt (1 to 3 minutes)"));
    let words = [APT_INSTALL, packages].concat();
    apt(&prefix, &["apt-get", "--quiet", "update"])
        .and_then(|()| apt(&prefix, &words))
        .with_context(|| format!("try it by hand: {}", by_hand(packages)))?;
    Ok(true)
}

fn apt(prefix: &[&str], words: &[&str]) -> Result<()> {
    let mut words = prefix.iter().chain(["env", "DEBIAN_FRONTEND=noninteractive"].iter()).chain(words);
    let mut command = Command::new(words.next().unwrap_or(&"env"));
    proc::run(command.args(words))
}
