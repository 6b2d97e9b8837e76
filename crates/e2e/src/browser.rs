//! A session of a browser with a fresh profile.

use crate::driver::Driver;
use crate::wire::{element_value, Wire};
use crate::Element;
use crate::{chromium, firefox};
use anyhow::{Context, Result};
use serde_json::{json, Value};

/// Whether a frame from another site may store anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThirdPartyStorage {
    /// It may.
    #[default]
    Allowed,
    /// Every storage call in it throws, as in browsers that block instead of partitioning.
    Blocked,
}

/// The browsers that the tests know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, through ChromeDriver.
    #[default]
    Chromium,
    /// Firefox, through geckodriver. It knows neither Chromium's own protocol nor what is unusual about a session.
    Firefox,
}

/// What is unusual about a session.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The browser.
    pub engine: Engine,
    /// Whether frames from other sites may store anything.
    pub third_party_storage: ThirdPartyStorage,
    /// The language that the browser asks for, such as `de`.
    pub language: Option<&'static str>,
}

/// A browser window; it ends with the value.
pub struct Browser {
    pub(crate) session: Wire,
    pub(crate) engine: Engine,
    // After the session: it is dropped later.
    pub(crate) driver: Driver,
}

impl Browser {
    /// Opens a window with nothing in it.
    pub fn open(options: &Options) -> Result<Self> {
        let driver = Driver::start(options.engine)?;
        let wire = Wire::new(driver.url());
        let wanted = match options.engine {
            Engine::Chromium => chromium::capabilities(options)?,
            Engine::Firefox => firefox::capabilities()?,
        };
        let answer = wire.post("/session", &wanted).context("the browser did not start")?;
        let id = answer["sessionId"].as_str().context("the driver gave no session")?;
        Ok(Self { session: wire.join(&format!("/session/{id}")), engine: options.engine, driver })
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
        // The driver is killed next: an error here says nothing more.
        let _ = self.session.delete("");
    }
}

/// A string in an answer.
pub(crate) fn string(value: Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("a string was expected, not {value}"))
}
