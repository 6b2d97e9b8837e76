//! What a built page gets before it is published: its Content-Security-Policy and files for static hosts.

use anyhow::{Context, Result};
use std::path::Path;

/// No inline script, no style sheet but ours, nothing from anyone else; places on the stage are style attributes. Who may frame the page is not said
/// here: anyone may.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'";

/// Headers for hosts that read this file (Netlify, Cloudflare Pages); for others it says what to set.
/// The first lets the page start in a sandboxed frame, whose origin is opaque and whose every request is cross-origin.
const HEADERS: &str = "\
/*
  Access-Control-Allow-Origin: *
  X-Content-Type-Options: nosniff
/*.wasm
  Content-Type: application/wasm
  Cache-Control: public, max-age=31536000, immutable
/*.js
  Cache-Control: public, max-age=31536000, immutable
/*.css
  Cache-Control: public, max-age=31536000, immutable
";

/// Finishes a release build of the page in place.
pub(crate) fn finish(dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    let html = with_policy(&html).with_context(|| format!("{} has no <title>", index.display()))?;
    let files = [("index.html", html.as_str()), ("_headers", HEADERS), (".nojekyll", "")];
    for (name, text) in files {
        std::fs::write(dist.join(name), text)
            .with_context(|| format!("cannot write {name} into {}", dist.display()))?;
    }
    Ok(())
}

/// Puts the policy before the first thing that is loaded; none if the page has no title.
fn with_policy(html: &str) -> Option<String> {
    let (before, after) = html.split_once("<title>")?;
    Some(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<title>{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_stands_before_what_it_governs() {
        let html = with_policy("<meta charset=utf-8><title>T</title><script src=x></script>").unwrap_or_default();
        assert!(html.find("Content-Security-Policy") < html.find("<title>"));
        assert!(html.ends_with("<title>T</title><script src=x></script>"));
        assert!(!POLICY.contains('"'));
    }
}
