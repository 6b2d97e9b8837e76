//! What keeps people from using what is shown, as axe-core finds it: by the rules of WCAG 2.2 AA and by good practice.

use crate::Browser;
use anyhow::{Context, Result};
use serde_json::json;

/// The variable that names the script of axe-core.
pub const AXE: &str = "AXE";

/// Names each rule that is broken, with the first element that breaks it and why.
const RUN: &str = "
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run({ runOnly, resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => {
        const [{ target, any, all, none }] = nodes;
        return `${id}, ${nodes.length} times, the first at ${target}: ${[...any, ...all, ...none].map(check => check.message).join('; ')}`;
    }));";

/// The script of axe-core; without it the test that asks is skipped, and says so.
pub fn script() -> Result<Option<String>> {
    let Some(file) = std::env::var_os(AXE).filter(|value| !value.is_empty()) else {
        eprintln!("skipped: {AXE} is not set; `cargo xtask test browser` sets it where npm is");
        return Ok(None);
    };
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.to_string_lossy()))?;
    Ok(Some(text))
}

impl Browser {
    /// Has the script of axe-core in each document that is opened from now on, the page's content security policy notwithstanding.
    pub fn bring_axe(&self, script: &str) -> Result<()> {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script })).map(drop)
    }

    /// The rules that are broken by what is shown now.
    pub fn broken_rules(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.run(RUN, &[])?)?)
    }
}
