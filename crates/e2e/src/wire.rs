//! The WebDriver protocol: JSON over HTTP, one request at a time.

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use std::time::Duration;
use ureq::Agent;

/// The key under which WebDriver hands out references to elements.
pub const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A connection to a driver.
pub struct Wire {
    agent: Agent,
    base: String,
}

impl Wire {
    /// A connection to the driver at an address like `http://127.0.0.1:9515`.
    pub fn new(base: String) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60)));
        Self { agent: config.build().into(), base }
    }

    /// The same connection with a longer path.
    pub fn join(&self, path: &str) -> Self {
        Self { agent: self.agent.clone(), base: format!("{}{path}", self.base) }
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Result<Value> {
        let response = self.agent.get(format!("{}{path}", self.base)).call();
        value_of(response, path)
    }

    /// Has something done.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let response = self.agent.post(format!("{}{path}", self.base)).send_json(body);
        value_of(response, path)
    }

    /// Ends something.
    pub fn delete(&self, path: &str) -> Result<Value> {
        let response = self.agent.delete(format!("{}{path}", self.base)).call();
        value_of(response, path)
    }
}

fn value_of(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>, path: &str) -> Result<Value> {
    let mut response = response.with_context(|| format!("the driver did not answer {path}"))?;
    let status = response.status();
    let body = response.body_mut().with_config().limit(64 << 20).read_json::<Value>();
    let mut body = body.with_context(|| format!("the driver's answer to {path} is not JSON"))?;
    let value = body["value"].take();
    if status.is_success() {
        return Ok(value);
    }
    let message = value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
    bail!("{path}: {}: {message}", value["error"].as_str().unwrap_or("unknown error"))
}

/// A reference to an element as an argument of a request.
pub fn element_value(id: &str) -> Value {
    json!({ ELEMENT_KEY: id })
}

/// The reference to an element in an answer.
pub fn element_id(value: &Value) -> Option<String> {
    value[ELEMENT_KEY].as_str().map(str::to_owned)
}
