//! What the page logged, and which addresses it asked for.

use crate::browser::Engine;
use crate::{firefox, Browser};
use anyhow::{ensure, Context, Result};
use serde_json::{json, Value};
use std::fmt;

/// A line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Where and what.
    pub message: String,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.level, self.message)
    }
}

impl Browser {
    /// Takes what was logged since the last call, in all frames.
    pub fn take_console(&self) -> Result<Vec<Entry>> {
        if self.engine == Engine::Firefox {
            return Ok(self.driver.take_lines().iter().filter_map(|line| firefox::entry_in(line)).collect());
        }
        let entries = self.take_log("browser")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .map(|entry| Entry { level: text(&entry["level"]), message: text(&entry["message"]) })
            .collect())
    }

    /// Takes the console and fails if there is an error or a warning in it.
    pub fn expect_quiet(&self) -> Result<()> {
        let mut loud = self.take_console()?;
        loud.retain(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        let lines: Vec<String> = loud.iter().map(Entry::to_string).collect();
        ensure!(lines.is_empty(), "the page logged to the console:\n  {}", lines.join("\n  "));
        Ok(())
    }

    /// Takes the addresses that documents, frames and scripts asked for since the last call.
    pub fn take_requests(&self) -> Result<Vec<String>> {
        let entries = self.take_log("performance")?;
        Ok(entries.iter().filter_map(|entry| requested_url(entry["message"].as_str()?)).collect())
    }

    fn take_log(&self, kind: &str) -> Result<Vec<Value>> {
        let answer = self.session.post("/se/log", &json!({ "type": kind }))?;
        answer.as_array().cloned().context("the driver gave no log")
    }
}

/// The address in an event of Chromium's protocol that tells of a request.
fn requested_url(message: &str) -> Option<String> {
    let event: Value = serde_json::from_str(message).ok()?;
    let event = &event["message"];
    (event["method"] == "Network.requestWillBeSent").then_some(())?;
    event["params"]["request"]["url"].as_str().map(str::to_owned)
}
