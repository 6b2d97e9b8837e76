//! Other screens and other wishes of the visitor.

use crate::Browser;
use anyhow::Result;
use serde_json::{json, Value};

impl Browser {
    /// The size of the viewport in CSS pixels.
    pub fn set_viewport(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", &metrics).map(drop)
    }

    /// Media features by name, such as `prefers-color-scheme` = `dark` and `prefers-reduced-motion` = `reduce`; each
    /// call replaces those of the call before.
    pub fn set_media(&self, features: &[(&str, &str)]) -> Result<()> {
        let list: Vec<Value> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", &json!({ "features": list })).map(drop)
    }

    /// Lets the page write to the clipboard, or has the browser refuse it.
    pub fn set_clipboard(&self, allowed: bool) -> Result<()> {
        let setting = if allowed { "granted" } else { "denied" };
        let permission = json!({ "permission": { "name": "clipboard-write" }, "setting": setting });
        self.cdp("Browser.setPermission", &permission).map(drop)
    }
}
