//! What is on the page stays where it is while the first visit plays: nobody asked for it to move.

use anyhow::{ensure, Result};
use forkscope_e2e::{check_with, Browser, Options, SiteOptions};
use serde_json::json;

/// What a page may shift in all, by the measure that browsers have for it; 0.1 is what they call good.
const MOST: f64 = 0.02;

/// Adds up what shifts without a key or a click before it, and notes where.
const WATCH: &str = "
    window.shifts = { sum: 0, most: 0, where: '' };
    const name = ({ node }) => node && (node.className || node.parentElement && node.parentElement.className);
    new PerformanceObserver(list => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (hadRecentInput) continue;
            window.shifts.sum += value;
            if (value > window.shifts.most) Object.assign(window.shifts, { most: value, where: sources.map(name).join(', ') });
        }
    }).observe({ type: 'layout-shift', buffered: true });";

fn check(width: u32, height: u32) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }))?;
        page.set_viewport(width, height)?;
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.find("button", "Pause")?;
        page.wait_until("the end of what plays", |page: &Browser| Ok(page.try_find("button", "Play")?.is_some()))?;
        let shifts = page.run("return window.shifts", &[])?;
        let sum = shifts["sum"].as_f64().unwrap_or(f64::NAN);
        ensure!(sum <= MOST, "{width}×{height}: {sum:.3}, the most by {}", shifts["where"]);
        Ok(())
    })
}

#[test]
fn nothing_shifts_on_a_phone() -> Result<()> {
    check(390, 844)
}

#[test]
fn nothing_shifts_on_a_tablet() -> Result<()> {
    check(768, 1024)
}

#[test]
fn nothing_shifts_in_a_small_window() -> Result<()> {
    check(1280, 720)
}

#[test]
fn nothing_shifts_in_a_large_window() -> Result<()> {
    check(1920, 1080)
}
