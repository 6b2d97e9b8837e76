//! The part of the page that a first visit does without, and how it comes when it is needed.

use anyhow::{ensure, Result};
use forkscope_e2e::check::dist;
use forkscope_e2e::forkscope::Position;
use forkscope_e2e::weight::{weigh, Weight};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions};
use serde_json::json;

/// Clicks as a script does, with no sign before it that anyone is about to.
const CLICK: &str = "
    const named = button => [button.getAttribute('aria-label'), button.textContent.trim()].includes(arguments[0]);
    [...document.querySelectorAll('button')].find(named).click()";

/// What called the later part before it was there, by its slots.
const CALLS: &str = "
    const marks = performance.getEntriesByType('mark').map(mark => mark.name);
    return marks.filter(name => name.startsWith('later: ')).join(', ')";

fn later_parts(site: &Site) -> usize {
    site.asked().iter().filter(|path| path.ends_with("_later.wasm")).count()
}

#[test]
fn first_visit_does_without_the_later_part() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        expect_first_alone(page, site)?;
        expect_weighed(site)
    })
}

#[test]
fn first_visit_by_phone_does_without_the_later_part() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.set_viewport(390, 844)?;
        page.visit(&site.url(""))?;
        expect_first_alone(page, site)
    })
}

/// Watches the tour to its end; nothing of the later part is asked for.
fn expect_first_alone(page: &Browser, site: &Site) -> Result<()> {
    let place = Position::after_tour(page)?;
    let calls = page.run(CALLS, &[])?;
    ensure!(
        later_parts(site) == 0,
        "it was loaded by {calls}; target/page/stubs.txt names the functions; `cargo xtask visit` records what a first visit runs"
    );
    ensure!(place.command > 0, "nothing was played: {place:?}");
    Ok(())
}

/// What `weigh` counts as a first visit is what was asked for.
fn expect_weighed(site: &Site) -> Result<()> {
    let Some(dist) = dist() else { return Ok(()) };
    let weighed: Vec<String> =
        weigh(&dist)?.into_iter().filter(Weight::is_first).map(|file| format!("/{}", file.name)).collect();
    let asked = site.asked().into_iter().map(|path| if path == "/" { "/index.html".to_owned() } else { path });
    let strange: Vec<String> = asked.filter(|path| !weighed.contains(path)).collect();
    ensure!(strange.is_empty(), "{strange:?} is not in the scales");
    Ok(())
}

#[test]
fn first_thing_done_may_need_the_later_part() -> Result<()> {
    for (button, dialog) in [("Share", "Share"), ("Embed", "Embed in a page")] {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            page.visit(&site.url(""))?;
            page.wait_until_started()?;
            expect_dialog(page, button, dialog)?;
            ensure!(later_parts(site) == 1, "the later part was asked for {} times", later_parts(site));
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn later_part_comes_in_a_frame_with_an_opaque_origin() -> Result<()> {
    let serve = SiteOptions { cors: true, folder: "/courses/os-1/".to_owned(), ..SiteOptions::default() };
    check_with(&Options::default(), &serve, |page, site| {
        let frame = format!(
            "<iframe title=Forkscope width=1200 height=700 sandbox=allow-scripts src=\"{}\"></iframe>",
            site.url("")
        );
        let html = format!("<!doctype html><html lang=en><link rel=icon href=data:,><title>Course</title>{frame}");
        page.visit(&Site::host_page(html)?.url_on_localhost(""))?;
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until_started()?;
        expect_dialog(page, "Share", "Share")?;
        // Browsers let nothing in such a frame take the focus by itself, and say so.
        page.take_console().map(drop)
    })
}

/// Clicks a button, and waits for the dialog that only the later part can show.
fn expect_dialog(page: &Browser, button: &str, dialog: &str) -> Result<()> {
    page.find("button", button)?;
    page.run(CLICK, &[json!(button)])?;
    page.find("dialog", dialog)?;
    ensure!(page.run(CALLS, &[])? != "", "the later part was there before: the test shows nothing");
    Ok(())
}

#[test]
fn later_part_comes_with_the_first_move_of_the_mouse() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.hover(&page.find_starting("table", "Physical memory")?)?;
        page.wait_until("the later part", |_| Ok(later_parts(site) == 1))
    })
}

#[test]
fn page_says_so_when_the_later_part_cannot_be_loaded() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.cdp("Network.enable", &json!({}))?;
        page.cdp("Network.setBlockedURLs", &json!({ "urls": ["*_later.wasm"] }))?;
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.find("button", "Share")?;
        page.run(CLICK, &[json!("Share")])?;
        page.find("alertdialog", "A part of Forkscope could not be loaded")?;
        page.take_console().map(drop)
    })
}

#[test]
fn links_bring_the_later_part_with_them() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url("#v1:t:process%20a"))?;
        page.wait_until_started()?;
        ensure!(later_parts(site) == 1 && page.run(CALLS, &[])? == "", "it was waited for");
        Ok(())
    })
}
