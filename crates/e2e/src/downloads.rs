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
        // Until all of it is there, an empty file keeps its name free.
        let is_there = |_: &Self| Ok(file.metadata().is_ok_and(|about| about.len() > 0));
        self.wait_until(&format!("the file {name}"), is_there)?;
        std::fs::read(&file).with_context(|| format!("cannot read {name}"))
    }
}
