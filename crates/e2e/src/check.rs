//! What a test calls.

use crate::{Browser, Options, Site, SiteOptions};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The variable that names the folder of the built page.
pub const DIST: &str = "FORKSCOPE_DIST";

/// The variable that names the driver of Firefox.
pub const GECKODRIVER: &str = "GECKODRIVER";

/// The folder of the built page; without one the test that asks is skipped, and says so.
pub fn dist() -> Option<PathBuf> {
    let dist = std::env::var_os(DIST).filter(|value| !value.is_empty());
    if dist.is_none() {
        eprintln!("skipped: {DIST} is not set; `cargo xtask test browser` builds the page and sets it");
    }
    dist.map(PathBuf::from)
}

/// Whether the tests in Firefox can run; without geckodriver they are skipped, and say so.
pub fn has_firefox() -> bool {
    let set = std::env::var_os(GECKODRIVER).is_some_and(|value| !value.is_empty());
    if !set {
        eprintln!(
            "skipped: {GECKODRIVER} is not set; `cargo xtask test browser` sets it where Firefox and geckodriver are"
        );
    }
    set
}

/// Opens the page at an address below its root (`""`, `"?embed=1#v1:t:..."`), tells a story with it, and expects a
/// console without errors and warnings at the end.
pub fn check(address: &str, story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |browser, site| {
        browser.visit(&site.url(address))?;
        browser.wait_until_started()?;
        story(browser)
    })
}

/// Serves the built page and opens a browser; the story goes where it wants.
pub fn check_with(
    options: &Options,
    serve: &SiteOptions,
    story: impl FnOnce(&Browser, &Site) -> Result<()>,
) -> Result<()> {
    let Some(dist) = dist() else { return Ok(()) };
    let site = Site::serve(&dist, serve.clone())?;
    let browser = Browser::open(options)?;
    let told = story(&browser, &site);
    let quiet = browser.expect_quiet();
    match (told, quiet) {
        (Ok(()), quiet) => quiet,
        (told, Ok(())) => told,
        (Err(error), Err(console)) => Err(error).context(console.to_string()),
    }
}

impl Browser {
    /// Waits until the app runs in the current frame and its loading screen is gone.
    pub fn wait_until_started(&self) -> Result<()> {
        let state = "
            const boot = document.getElementById('boot');
            return !boot || boot.hidden ? 'running' : boot.textContent.trim();";
        let mut last = String::new();
        let outcome = self.wait_until("the app to start", |browser| {
            last = browser.run(state, &[])?.as_str().unwrap_or_default().to_owned();
            Ok(last == "running")
        });
        outcome.with_context(|| format!("the page says: {last}"))
    }
}
