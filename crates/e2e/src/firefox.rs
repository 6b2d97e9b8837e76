//! What Firefox is told when a session begins, and what it prints of the page's console.

use crate::console::Entry;
use crate::driver::program;
use anyhow::Result;
use serde_json::{json, Value};

/// What a session asks geckodriver for.
///
/// WebDriver has no way to the console of Firefox, so that it prints to its output what pages log, and what they fail at.
pub(crate) fn capabilities() -> Result<Value> {
    let firefox = program("FIREFOX", &["firefox-esr", "firefox"])?;
    Ok(json!({ "capabilities": { "alwaysMatch": {
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": firefox,
            "args": ["-headless"],
            "prefs": { "devtools.console.stdout.content": true, "browser.dom.window.dump.enabled": true },
        },
    } } }))
}

/// The entry of the console in a line of output, if there is one.
pub(crate) fn entry_in(line: &str) -> Option<Entry> {
    // Firefox itself is written in JavaScript as well: what it says begins with a name, and what it fails at with an address of its own.
    let kinds: [(&str, &str, &[&str]); 3] = [
        ("console.error: ", "SEVERE", &["\"", "("]),
        ("console.warn: ", "WARNING", &["\"", "("]),
        ("JavaScript error: ", "SEVERE", &["http"]),
    ];
    kinds.into_iter().find_map(|(start, level, of_pages)| {
        let message =
            line.strip_prefix(start).filter(|message| of_pages.iter().any(|sign| message.starts_with(sign)))?;
        Some(Entry { level: level.to_owned(), message: message.to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::entry_in;

    #[track_caller]
    fn check(line: &str, level: Option<&str>) {
        assert_eq!(entry_in(line).map(|entry| entry.level).as_deref(), level);
    }

    #[test]
    fn entries_are_told_from_other_output() {
        check("console.error: \"no\"", Some("SEVERE"));
        check("console.warn: (new Error(\"no\"))", Some("WARNING"));
        check("console.error: RSLoader: ", None);
        check("console.log: \"yes\"", None);
        check("JavaScript error: http://127.0.0.1:1/a.js, line 1: Error: no", Some("SEVERE"));
        check("JavaScript error: chrome://browser/content/a.js, line 1: Error: no", None);
        check("1491834109194\tgeckodriver\tINFO\tListening on 127.0.0.1:4444", None);
    }
}
