//! A session of Chromium with a fresh profile.

use crate::driver::{program, Driver};
use crate::wire::{element_value, Wire};
use crate::Element;
use anyhow::{Context, Result};
use serde_json::{json, Value};

/// Quiet, headless, and without a word to anyone on the network.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    // Frames of other sites in one process: their console is heard only then.
    "--disable-site-isolation-trials",
    "--window-size=1400,900",
];

/// Whether a frame from another site may store anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThirdPartyStorage {
    /// It may.
    #[default]
    Allowed,
    /// Every storage call in it throws, as in browsers that block instead of partitioning.
    Blocked,
}

/// What is unusual about a session.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether frames from other sites may store anything.
    pub third_party_storage: ThirdPartyStorage,
    /// The language that the browser asks for, such as `de`.
    pub language: Option<&'static str>,
}

/// A browser window; it ends with the value.
pub struct Browser {
    pub(crate) session: Wire,
    // After the session: it is dropped later.
    pub(crate) driver: Driver,
}

impl Browser {
    /// Opens a window with nothing in it.
    pub fn open(options: &Options) -> Result<Self> {
        let driver = Driver::start()?;
        let wire = Wire::new(driver.url());
        let answer = wire.post("/session", &capabilities(options)?).context("Chromium did not start")?;
        let id = answer["sessionId"].as_str().context("the driver gave no session")?;
        Ok(Self { session: wire.join(&format!("/session/{id}")), driver })
    }

    /// Goes to an address and waits until the document and what it names are loaded.
    pub fn visit(&self, url: &str) -> Result<()> {
        self.session.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Loads the document again.
    pub fn reload(&self) -> Result<()> {
        self.session.post("/refresh", &json!({})).map(drop)
    }

    /// The address of the document.
    pub fn url(&self) -> Result<String> {
        string(self.session.get("/url")?)
    }

    /// The title of the document.
    pub fn title(&self) -> Result<String> {
        string(self.session.get("/title")?)
    }

    /// Runs the body of a JavaScript function in the current frame, and hands back what it returns.
    pub fn run(&self, script: &str, args: &[Value]) -> Result<Value> {
        self.session.post("/execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Calls a method of Chromium's own protocol on the window.
    pub fn cdp(&self, method: &str, params: &Value) -> Result<Value> {
        self.session.post("/goog/cdp/execute", &json!({ "cmd": method, "params": params }))
    }

    /// From here on everything happens inside a frame, until [`Browser::leave_frames`].
    pub fn enter_frame(&self, frame: &Element<'_>) -> Result<()> {
        self.session.post("/frame", &json!({ "id": element_value(frame.id()) })).map(drop)
    }

    /// Back to the outermost document.
    pub fn leave_frames(&self) -> Result<()> {
        self.session.post("/frame", &json!({ "id": null })).map(drop)
    }

    /// A picture of the window, as PNG: to look at, never to compare.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        let text = string(self.session.get("/screenshot")?)?;
        data_encoding::BASE64.decode(text.as_bytes()).context("the driver's picture is not base64")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver is killed next, and Chromium with it: an error here says nothing more.
        let _ = self.session.delete("");
    }
}

fn capabilities(options: &Options) -> Result<Value> {
    let chrome = program("CHROME", &["chromium", "chromium-browser", "google-chrome"])?;
    let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    let off = features_off(options).join(",");
    flags.push(format!("--disable-features={off}"));
    flags.extend(options.language.map(|language| format!("--lang={language}")));
    Ok(json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": chrome, "args": flags, "prefs": preferences(options) },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    } } }))
}

fn features_off(options: &Options) -> Vec<&'static str> {
    let mut off = vec!["IsolateSandboxedIframes"];
    // Chromium gives frames whose cookies it blocks a storage of their own; without that, storage throws.
    if options.third_party_storage == ThirdPartyStorage::Blocked {
        off.push("ThirdPartyStoragePartitioning");
    }
    off
}

fn preferences(options: &Options) -> Value {
    let block = options.third_party_storage == ThirdPartyStorage::Blocked;
    let mut prefs = json!({
        "profile.block_third_party_cookies": block,
        "profile.cookie_controls_mode": i32::from(block),
    });
    if let Some(language) = options.language {
        prefs["intl.accept_languages"] = json!(language);
    }
    prefs
}

/// A string in an answer.
pub(crate) fn string(value: Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("a string was expected, not {value}"))
}
