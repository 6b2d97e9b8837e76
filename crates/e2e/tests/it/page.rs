//! What any page of ours must do, whatever is on it.

use anyhow::{ensure, Result};
use forkscope_e2e::{check, check_with, Options, SiteOptions};

#[test]
fn page_has_a_title_and_starts_without_a_word_on_the_console() -> Result<()> {
    check("", |page| {
        let title = page.title()?;
        ensure!(title == "Fork, then write · Forkscope", "the title is `{title}`");
        Ok(())
    })
}

#[test]
fn page_works_from_any_folder_of_a_host() -> Result<()> {
    let serve = SiteOptions { folder: "/courses/os-1/fork/".to_owned(), ..SiteOptions::default() };
    check_with(&Options::default(), &serve, |page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.visit(&site.url("index.html"))?;
        page.wait_until_started()
    })
}

#[test]
fn page_works_from_a_host_that_compresses() -> Result<()> {
    let serve = SiteOptions { brotli: true, ..SiteOptions::default() };
    check_with(&Options::default(), &serve, |page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()
    })
}

#[test]
fn page_asks_nobody_but_its_own_host() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        let requests = page.take_requests()?;
        ensure!(requests.contains(&site.url("")), "the page itself is not among the requests: {requests:?}");
        let own = [site.url(""), "data:".to_owned(), "blob:".to_owned()];
        let foreign: Vec<_> = requests.iter().filter(|url| !own.iter().any(|start| url.starts_with(start))).collect();
        ensure!(foreign.is_empty(), "asked for {foreign:?}");
        Ok(())
    })
}

#[test]
fn page_says_in_words_when_its_program_cannot_be_loaded() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.cdp("Network.enable", &serde_json::json!({}))?;
        page.cdp("Network.setBlockedURLs", &serde_json::json!({ "urls": ["*.wasm"] }))?;
        page.visit(&site.url(""))?;
        let says = page.wait_for("an alert", |page| page.try_select("#boot[role=alert]"))?.text()?;
        ensure!(says.starts_with("Forkscope could not be loaded. Check the connection"), "it says `{says}`");
        page.take_console().map(drop)
    })
}

#[test]
fn page_keeps_quiet_about_dark_colours_and_less_motion() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.set_media(&[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")])?;
        page.set_viewport(360, 640)?;
        page.visit(&site.url(""))?;
        page.wait_until_started()
    })
}
