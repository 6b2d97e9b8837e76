//! What Chromium is told when a session begins.

use crate::driver::program;
use crate::{Options, ThirdPartyStorage};
use anyhow::Result;
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

/// What a session asks ChromeDriver for.
pub(crate) fn capabilities(options: &Options) -> Result<Value> {
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
