//! Files that the page gives to the visitor.

use crate::Browser;
use anyhow::{Context, Result};
use serde_json::json;

impl Browser {
    /// Does something that gives a file, and waits for that: what is in it. Say its whole name.
    pub fn download(&self, name: &str, does: impl FnOnce(&Self) -> Result<()>) -> Result<Vec<u8>> {
        let folder = self.driver.files().join("downloads");
        self.cdp("Browser.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": folder }))?;
        does(self)?;
        let file = folder.join(name);
        self.wait_until(&format!("the file {name}"), |_| Ok(file.is_file()))?;
        std::fs::read(&file).with_context(|| format!("cannot read {name}"))
    }
}
